"""A form on paper: its pages, whatever stands in it, are whole."""

import re

import openpyxl
import pytest

from iku_workbook.cell_addresses import a1
from iku_workbook.definition.field_types import TEXT_LIMIT
from iku_workbook.definition.model import FieldType
from iku_workbook.guidance import Guidance
from iku_workbook.guidance.region import LINE
from iku_workbook.layout import HIDDEN_SHEET
from iku_workbook.places import Place
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import read
from tests.clients import material
from tests.clients.paper import needs_paper, pages, size, squeezed
from tests.forms import change_part, parts, period_of
from tests.libreoffice import edit, recalculate, to_pdf

SIZES = {"a4": (595.3, 841.9), "folio": (612.0, 936.0)}  # points
CONTENTS = {
    "empty": material.empty,
    "good": material.good,
    "troubled": material.troubled,
    "noted": material.noted,
}
# Which sheet each page shows.
SHEETS = {"a4": [0, 1, 2, 3, 4], "folio": [0, 1, 2, 3, 4]}
ROUNDING = 1  # point
POINTS_A_LINE = 11  # the least that a line of running text takes
LETTERS_A_WIDTH = 1.3  # more letters than this never stand in a width of 1


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
    """form.md#paper: A4 or Folio; all columns on one page, and as many pages as rows need."""
    paper, _, pdf = printed
    assert size(pdf) == pytest.approx(SIZES[paper], abs=ROUNDING)
    found = pages(pdf)
    assert len(found) == len(SHEETS[paper])
    assert not any("###" in page for page in found)


@needs_paper
def test_every_word_is_on_paper(printed):
    """form.md#paper: every label, help and message stands on its page; of how the computer reads,
    what it found out itself.
    """
    paper, data, pdf = printed
    found = pages(pdf)
    guidance = Guidance(material.LAYOUT, period_of(material.definition()))
    [region] = [live.place for live in guidance.cells if live.name == LINE]
    for sheet in read(data, Budget()).sheets:
        if sheet.name == HIDDEN_SHEET:
            continue
        at = material.LAYOUT.sheets.index(sheet.name)
        text = "".join(page for page, of in zip(found, SHEETS[paper], strict=True) if of == at)
        for at, cell in sheet.cells.items():
            if Place(sheet.name, *at) == region:
                assert squeezed("Komputer ini membaca tanggal sebagai") in text
            elif isinstance(cell.value, str):
                assert squeezed(cell.value) in text, cell.value


@needs_paper
def test_the_head_of_a_table_is_repeated(printed):
    """form.md#repeated-head: the header row stands on every page of a table, its last column
    too.
    """
    paper, _, pdf = printed
    [table] = material.LAYOUT.tables
    own = material.LAYOUT.sheets.index(table.sheet)
    heads = [squeezed(field.label) for field, _ in table.columns] + ["Pemeriksaan"]
    for page, of in zip(pages(pdf), SHEETS[paper], strict=True):
        assert of != own or all(head in page for head in heads)


@needs_paper
@pytest.mark.parametrize("content", [material.empty, material.good, material.noted])
def test_every_row_has_room_for_its_words(content, tmp_path):
    """form.md#row-height: wrapped text: no row is lower than LibreOffice would make it for what
    it says.

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
                grows = ours.height is None
                assert grows or ours.height + ROUNDING >= theirs, (sheet.title, row, theirs)


@needs_paper
def test_a_row_grows_with_the_longest_text_typed_into_it(tmp_path):
    """form.md#row-height: nothing that an officer may type is cut; a row is as high as it needs."""
    longest = ("koordinasi dengan kepala dusun " * TEXT_LIMIT)[:TEXT_LIMIT]
    path, typed = tmp_path / "form.xlsx", tmp_path / "typed.xlsx"
    path.write_bytes(material.empty())
    layout = material.LAYOUT
    cells = {
        (place.sheet, place.row): place.address
        for field, place in layout.fields.values()
        if field.type is FieldType.TEXT
    }
    for table in layout.tables:
        texts = [column for field, column in table.columns if field.type is FieldType.TEXT]
        cells[table.sheet, table.first] = a1(table.first, texts[0])
    edit(path, typed, {f"{sheet}!{cell}": longest for (sheet, _), cell in cells.items()})
    before, after = openpyxl.load_workbook(path), openpyxl.load_workbook(typed)
    for (sheet, row), cell in cells.items():
        width = after[sheet].column_dimensions[re.sub("[0-9]", "", cell)].width
        least = POINTS_A_LINE * TEXT_LIMIT / (width * LETTERS_A_WIDTH)
        grown = after[sheet].row_dimensions[row].height
        assert grown > max(least, before[sheet].row_dimensions[row].height), (sheet, row)


def without_heights(root):
    for default in root.iterfind("{*}sheetFormatPr"):
        default.set("defaultRowHeight", "15")
        default.attrib.pop("customHeight", None)
    for row in root.iterfind(".//{*}row"):
        row.attrib.pop("ht", None)
        row.attrib.pop("customHeight", None)
