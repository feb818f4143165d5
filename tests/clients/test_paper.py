"""A form on paper: its pages, whatever stands in it, are whole."""

import openpyxl
import pytest

from iku_workbook.layout import HIDDEN_SHEET
from iku_workbook.workbook.budget import Budget
from iku_workbook.workbook.read import read
from tests.clients import material
from tests.clients.paper import needs_paper, pages, size, squeezed
from tests.forms import change_part, parts
from tests.libreoffice import recalculate, to_pdf

SIZES = {"a4": (595.3, 841.9), "folio": (612.0, 936.0)}  # points
CONTENTS = {
    "empty": material.empty,
    "good": material.good,
    "troubled": material.troubled,
    "noted": material.noted,
}
SHEETS = [0, 1, 2, 2, 3, 4]  # which sheet each page shows: the register takes two
ROUNDING = 1  # point


@pytest.fixture(scope="module", params=[(paper, name) for paper in SIZES for name in CONTENTS])
def printed(request, tmp_path_factory):
    """A form's paper, its workbook, and its PDF."""
    paper, name = request.param
    folder = tmp_path_factory.mktemp("paper")
    path = folder / "form.xlsx"
    path.write_bytes(CONTENTS[name](paper))
    [pdf] = to_pdf([path], folder / "pdf")
    return paper, path.read_bytes(), pdf


@needs_paper
def test_every_sheet_fits_its_pages(printed):
    """form.md, Paper: A4 or Folio; all columns on one page, and as many pages as rows need."""
    paper, _, pdf = printed
    assert size(pdf) == pytest.approx(SIZES[paper], abs=ROUNDING)
    found = pages(pdf)
    assert len(found) == len(SHEETS)
    assert not any("###" in page for page in found)


@needs_paper
def test_every_word_is_on_paper(printed):
    """ABS 1530.0: check the print preview: every label, help and message stands on its page."""
    _, data, pdf = printed
    found = pages(pdf)
    for sheet in read(data, Budget()).sheets:
        if sheet.name == HIDDEN_SHEET:
            continue
        at = material.LAYOUT.sheets.index(sheet.name)
        text = "".join(page for page, of in zip(found, SHEETS, strict=True) if of == at)
        for cell in sheet.cells.values():
            if isinstance(cell.value, str):
                assert squeezed(cell.value) in text, cell.value


@needs_paper
def test_the_head_of_a_table_is_repeated(printed):
    """form.md, Paper: the header row stands on every page of a table, its last column too."""
    _, _, pdf = printed
    found = pages(pdf)
    [table] = material.LAYOUT.tables
    at = SHEETS.index(material.LAYOUT.sheets.index(table.sheet))
    heads = [squeezed(field.label) for field, _ in table.columns] + ["Pemeriksaan"]
    for page in found[at : at + 2]:
        assert all(head in page for head in heads)


@needs_paper
@pytest.mark.parametrize("content", [material.empty, material.good, material.noted])
def test_every_row_has_room_for_its_words(content, tmp_path):
    """form.md: wrapped text: no row is lower than LibreOffice would make it for what it says.

    Not asked of merged cells, which no program measures.
    """
    data, path = content(), tmp_path / "form.xlsx"
    for part in parts(data):
        if part.startswith("xl/worksheets/sheet"):
            data = change_part(data, part, without_heights)
    path.write_bytes(data)
    [measured] = recalculate([path], tmp_path / "measured")
    needed = openpyxl.load_workbook(measured)
    path.write_bytes(content())
    for sheet in openpyxl.load_workbook(path):
        if sheet.title != HIDDEN_SHEET:
            for row, ours in sheet.row_dimensions.items():
                theirs = needed[sheet.title].row_dimensions[row].height or 0
                assert (ours.height or 15) + ROUNDING >= theirs, (sheet.title, row, theirs)


def without_heights(root):
    for row in root.iterfind(".//{*}row"):
        row.attrib.pop("ht", None)
        row.attrib.pop("customHeight", None)
