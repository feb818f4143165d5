"""Rules that read many entries, and entries that many rules read."""

import io

import openpyxl
import pytest

from iku_workbook.formula.limits import LONGEST_FORMULA
from iku_workbook.layout import MESSAGE
from iku_workbook.replies.corrected_copy import corrected
from tests import ooxml
from tests.forms import check, define, filled, known, layout_of
from tests.libreoffice import needs_libreoffice, recalculate

pytestmark = pytest.mark.slow

MANY = 60
NAMES = [f"banyaknya_kegiatan_kelompok_masyarakat_{at}" for at in range(MANY)]
FIELD = {"type": "integer", "minimum": 0, "required": True, "over_time": "sum"}
RULE = {"severity": "error", "message": "Jumlahnya melebihi 100."}
PAIR = {"check": f"{NAMES[1]} <= {NAMES[0]}", **RULE, "id": "berdua"}
RESULT = {
    "code": "IKU-1",
    "name": "Kegiatan",
    "numerator": {"label": "Kegiatan", "formula": NAMES[0]},
    "denominator": {"label": "Kegiatan lain", "formula": NAMES[1]},
    "scale": 100,
    "unit_of_measure": "%",
}
OF_MANY = define(
    iku=2,
    fields=[{"id": each, "label": f"Kegiatan {each[-2:]}", **FIELD} for each in NAMES],
    rules=[{"id": "semua", "check": f"SUM({', '.join(NAMES)}) <= 100", **RULE}],
    registers=[],
    calculations=[],
    indicators=[RESULT],
)
OF_TWO = define(
    iku=2,
    fields=[{"id": each, "label": each, **FIELD} for each in NAMES[:3]],
    rules=[PAIR],
    registers=[],
    calculations=[],
    indicators=[RESULT],
)
RIGHT = dict.fromkeys(NAMES, 1)


def copy(values, definition=OF_MANY):
    forms, data = known(definition), filled(values, definition)
    [returned] = check(data, forms=forms)
    made = corrected(data, returned, forms)
    assert made is not None
    return made


def book(data, **options):
    return openpyxl.load_workbook(io.BytesIO(data), **options)


def states(shown):
    """The last column of the list, by cell; what stands beside each entry."""
    first, entry = shown.worksheets[0], shown["Isian"]
    listed = {str(row[1].value).rpartition(" ")[2]: row[4].value or "" for row in first.iter_rows()}
    beside = {
        f"C{row}": entry.cell(row, MESSAGE).value or "" for row in range(6, entry.max_row + 1)
    }
    return listed, beside


@ooxml.needs_validator
def test_a_rule_of_sixty_entries_fits(tmp_path):
    """form.md#many-items: no formula is longer than Excel opens, in the form and in its copy."""
    made = copy({**RIGHT, NAMES[0]: 90})
    for sheet in book(made).worksheets:
        for row in sheet.iter_rows():
            assert all(len(str(cell.value or "")) < LONGEST_FORMULA / 2 for cell in row)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(made)
    assert ooxml.validate([path]) == {path: []}


@needs_libreoffice
@pytest.mark.parametrize("open_", [None, "dua", 5.5])
@pytest.mark.parametrize("definition", [OF_MANY, OF_TWO])
def test_list_and_mark_agree_while_another_cell_is_open(definition, open_, tmp_path):
    """form.md#until-right: no ✓ beside an entry whose rule cannot be told."""
    names = list(layout_of(definition).fields)
    values = {**{of: RIGHT[of] for of in names}, names[1]: 99, names[0]: 90}
    other = names[-1] if definition is OF_MANY else names[0]
    path = tmp_path / "copy.xlsx"
    path.write_bytes(copy({**values, other: open_}, definition))
    [saved] = recalculate([path], tmp_path / "out")
    ours, theirs = (states(book(each.read_bytes(), data_only=True)) for each in (path, saved))
    assert ours == theirs
    listed, beside = ours
    place = layout_of(definition).fields[names[1]].place
    assert not beside[place.address].startswith("✓")
    assert not listed.get(place.address, "").startswith("✓")
