"""The validator finds what it is asked to find."""

import zipfile

import pytest
import xlsxwriter

from tests.ooxml import needs_validator, validate


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "good.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.data_validation("A2", {"validate": "list", "source": ["Ya", "Tidak"]})
        sheet.conditional_format("A1:A9", {"type": "blanks", "format": book.add_format()})
    return path


def rewritten(path, part, old, new):
    target = path.with_name("broken.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as broken:
        for name in source.namelist():
            data = source.read(name)
            broken.writestr(name, data.replace(old, new) if name == part else data)
    return target


@needs_validator
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<sheetData>", b"<surprise/><sheetData>"),
        (b'<c r="A1"', b'<c r="A1" t="number"'),
        (b"</worksheet>", b""),
    ],
)
def test_a_broken_workbook_has_errors_and_a_good_one_none(workbook, old, new):
    """quality.md#open-xml: Open XML SDK validation of every workbook that we write, 0 errors."""
    broken = rewritten(workbook, "xl/worksheets/sheet1.xml", old, new)
    errors = validate([workbook, broken])
    assert errors[workbook] == []
    assert errors[broken]
