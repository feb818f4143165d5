"""What stands around the cells of a sheet is read whole, and what is too much of it is anywhere."""

import time

import pytest
from lxml import etree

from iku_workbook.checks.file.conditional_formats import foreign, lost
from iku_workbook.checks.file.formula_equality import same_formula
from iku_workbook.checks.file.locked_cells import _are_too_many
from iku_workbook.checks.file.reference_form import reference_form
from iku_workbook.workbook.reading.addresses import EVERYWHERE, areas
from iku_workbook.workbook.reading.budget import Budget, Unreadable
from iku_workbook.workbook.reading.data_validation import data_validations
from iku_workbook.workbook.reading.drawings import _MOST as DRAWINGS
from iku_workbook.workbook.reading.markup import decimal
from iku_workbook.workbook.reading.surroundings import surroundings
from iku_workbook.workbook.reading.workbook import read
from tests.forms import define, layout_of, period_of
from tests.workbook.tiny import book, parts, relationships, worksheet, zipped

ART = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
RULE = '<cfRule type="expression"><formula>{}</formula></cfRule>'
REST = "xl/worksheets/_rels/sheet1.xml.rels"


def around(*, before="", after=""):
    return surroundings(etree.fromstring(worksheet(before=before, after=after).encode()), ())


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("C5:C9", (5, 3, 9, 3)),
        ("$C$9:$A$5", (5, 1, 9, 3)),
        ("C:D", (1, 3, 1_048_576, 4)),
        ("$7:5", (5, 1, 7, 16_384)),
        ("A1:XFD1048576", tuple(EVERYWHERE)),
        ("C", None),
        ("C:5", None),
        ("A0:B2", None),
        ("\u00b2:\u00b3", None),
        ("XFE:XFE", None),
    ],
)
def test_areas_as_programs_take_them(text, area):
    """quality.md#seen: whole columns and rows, from whichever corner."""
    assert list(areas(text)) == ([] if area is None else [area])


@pytest.mark.parametrize(
    ("text", "number"),
    [("1e0", 1.0), (" 15. ", 15.0), (".5", 0.5), ("4.99E-2", 0.0499), ("-1", 9.0), ("1e999", 9.0)],
)
def test_lengths_as_programs_write_them(text, number):
    """quality.md#seen: a size in powers of ten is a size too (XML Schema part 2, 3.2.5)."""
    assert decimal(text, 9.0) == number


def test_what_is_too_much_to_look_at_is_everywhere():
    """quality.md#seen: nothing hides behind a thousand merged cells, columns or rules."""
    merges = "".join(f'<mergeCell ref="H{row}:I{row}"/>' for row in range(1, 1_003))
    columns = "".join(f'<col min="{each}" max="{each}" width="9"/>' for each in range(9, 1_011))
    rules = f'<conditionalFormatting sqref="H1">{RULE.format("A1") * 2_001}</conditionalFormatting>'
    found = around(
        before=f"<cols>{columns}</cols>", after=f"<mergeCells>{merges}</mergeCells>{rules}"
    )
    assert found.merges[0] == EVERYWHERE
    assert found.grid.width_of(3) == 0
    assert found.conditional[0].areas == (EVERYWHERE,)


def test_rules_without_end_are_not_compared():
    """quality.md#seen: a sheet of rules is in doubt as a whole, in no time."""
    cells = " ".join(f"ZZ{row}" for row in range(1, 400))
    many = RULE.format("A1+" * 600 + "1") * 500
    found = around(after=f'<conditionalFormatting sqref="{cells}">{many}</conditionalFormatting>')
    start = time.process_time()
    assert len(foreign(found.conditional, ())) == 500
    assert not lost(found.conditional, found.conditional[:1])
    assert time.process_time() - start < 0.5


def test_entry_rules_without_end_are_not_looked_through():
    """quality.md#hostile: however their areas are divided, and as few as they are."""
    areas = "\n".join(f"ZZ{row}" for row in range(1, 200_000))
    [rule] = data_validations(
        etree.fromstring(
            f"<a><dataValidation type='list' sqref='C5'><sqref>{areas}</sqref></dataValidation></a>"
        )
    )
    form = define()
    sheet = reference_form(layout_of(form), period_of(form)).sheets["Isian"]
    assert _are_too_many((rule,), sheet)
    assert _are_too_many((rule._replace(cells="C5", formulas=("a" * 100_000,)),), sheet)
    assert not _are_too_many(tuple(sheet.validations.values()), sheet)


def test_a_formula_of_quotation_marks_is_compared_in_no_time():
    """quality.md#hostile: each of them may begin a sheet's name."""
    start = time.process_time()
    assert not same_formula("'" * 8_000 + "a", "A1")
    assert not same_formula("'" * 90_000, "A1")
    assert time.process_time() - start < 1
    assert same_formula("'O''Neil'!A1", "'O''NEIL'!$A$1")


def drawn(count, column, offset=0, *, before="", after="<drawing/>"):
    """A workbook whose sheet has so many drawings."""
    across = f"<d:col>{column}</d:col><d:colOff>{offset}</d:colOff>"
    place = f"{across}<d:row>0</d:row><d:rowOff>0</d:rowOff>"
    anchor = (
        f"<d:twoCellAnchor><d:from>{place}</d:from><d:to>{place}</d:to><d:pic/></d:twoCellAnchor>"
    )
    rest = {
        "xl/drawings/a.xml": f'<d:wsDr xmlns:d="{ART}">{anchor * count}</d:wsDr>',
        REST: relationships(("rId1", "drawing", "../drawings/a.xml")),
    }
    return zipped(parts(worksheet(before=before, after=after)) | rest)


def test_drawings_are_followed_no_longer_than_there_is_time():
    """quality.md#hostile: far beyond hidden columns each of a thousand drawings is a long way."""
    columns = "".join(f'<col min="{each}" max="{each}" width="0"/>' for each in range(1, 1_000))
    data = drawn(1_000, 1_500, 999_999_999, before=f"<cols>{columns}</cols>")
    with pytest.raises(Unreadable) as caught:
        read(data, Budget(seconds=0.3))
    assert caught.value.code == "FILE-029"


def test_more_drawings_than_are_looked_at_cover_everything():
    """quality.md#seen: nothing hides behind a thousand drawings."""
    few, many = (read(drawn(count, 9), Budget()) for count in (DRAWINGS, DRAWINGS + 1))
    assert not any(each.covers((5, 3)) for each in few.sheets[0].around.drawings)
    assert any(each.covers((5, 3)) for each in many.sheets[0].around.drawings)


def test_a_drawing_that_only_some_programs_show_is_a_drawing():
    """quality.md#seen: one inside an alternative of the sheet's."""
    choice = "<m:Choice><drawing/></m:Choice>"
    wrapped = f'<m:AlternateContent xmlns:m="urn:m">{choice}</m:AlternateContent>'
    assert read(drawn(1, 9, after=wrapped), Budget()).sheets[0].around.drawings


def test_a_conditional_format_fetches_nothing():
    """quality.md#active: its formula is looked at as a cell's is."""
    rule = RULE.format("WEBSERVICE(A1)=1")
    data = book(
        worksheet(after=f'<conditionalFormatting sqref="A1">{rule}</conditionalFormatting>')
    )
    with pytest.raises(Unreadable) as caught:
        read(data, Budget())
    assert caught.value.code == "FILE-052"
