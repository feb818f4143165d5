"""How a form of the newest grammar looks: colours, sizes, what stands on a screen and on a page."""

import io

import openpyxl
import pytest

from iku_workbook.cell_addresses import a1
from iku_workbook.definition.field_types import Holds
from iku_workbook.layout import LABEL, VALUE
from iku_workbook.messages import catalogue
from iku_workbook.sheet_names import quoted
from iku_workbook.workbook.writing import styles
from tests.forms import define, issue, layout_of
from tests.newest import NEWEST, SRESEH, newest

TEXT, SHAPE = 4.5, 1.3  # to 1: letters on their ground; a cell to fill on white
SCREEN = 439  # points of rows that LibreOffice shows at 1366x768 and 100 %
SCREEN_WIDE = 1267  # pixels
PIXELS = 7.97  # of a character, as LibreOffice draws columns
QUESTIONS = 7
WHITE = "#FFFFFF"


def contrast(one, other):
    """WCAG 2.1: the ratio of two colours' relative luminances."""

    def luminance(colour):
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        lit = (
            each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
        )
        return sum(
            each * weight for each, weight in zip(lit, (0.2126, 0.7152, 0.0722), strict=True)
        )

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def characters(columns):
    """The width of columns that openpyxl has taken together."""
    return columns.width * (columns.max - columns.min + 1)


@pytest.fixture(scope="module", params=NEWEST, ids=lambda path: path.stem)
def form(request):
    """A definition's form of the last period, in which everything is asked, and its layout."""
    definition = newest(request.param)
    last = definition.cadence.per_year
    data = issue(definition, period=last)
    return layout_of(definition, period=last), openpyxl.load_workbook(io.BytesIO(data))


def test_every_text_can_be_read():
    """form.md#contrast: at least 4.5 to 1, on an input's yellow and under every mark too."""
    laid_over = (styles.FINE, styles.ATTENTION, styles.WRONG, styles.MISSING)
    for look in (*styles.LOOKS.values(), *laid_over):
        ground = look.get("bg_color", WHITE)
        assert contrast(look.get("font_color", "#000000"), ground) >= TEXT, look
    assert contrast(styles.MISSING["font_color"], styles.LOOKS["status"]["bg_color"]) >= TEXT


def test_a_cell_to_fill_is_seen():
    """form.md#yellow: its ground stands out from white, and it has an edge."""
    looks = {name: each for name, each in styles.LOOKS.items() if name.startswith("input")}
    assert contrast(styles.YELLOW, WHITE) >= SHAPE
    for look in looks.values():
        assert look["bg_color"] == styles.YELLOW
        assert look["border"]
        assert contrast(look["border_color"], styles.YELLOW) >= 3


def test_yellow_means_type_here_and_nothing_else(form):
    """form.md#yellow: the cells to fill are yellow, and of all others the legend's sample alone."""
    layout, book = form
    yellow = {
        (sheet.title, cell.coordinate, cell.protection.locked)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type and cell.fill.fgColor.rgb[-6:] == styles.YELLOW[1:]
    }
    assert {sheet for sheet, _, locked in yellow if locked} == {layout.guide}
    assert sum(locked for *_, locked in yellow) == 1
    open_cells = {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    # A choice looks so while there is something to choose.
    choices = {(group.place.sheet, group.place.address) for group in layout.confirmations.values()}
    assert {(sheet, cell) for sheet, cell, locked in yellow if not locked} == open_cells - choices
    for sheet in book:
        fills = {
            rule.dxf.fill.bgColor.rgb[-6:]
            for rules in sheet.conditional_formatting
            for rule in rules.rules
            if rule.dxf.fill
        }
        assert fills <= {
            each["bg_color"][1:]
            for each in (styles.FINE, styles.ATTENTION, styles.WRONG, styles.CHOICE)
        }


def test_seven_questions_stand_on_the_first_screen(form):
    """form.md#first-screen: as LibreOffice shows it at 1366x768 and 100 %, without scrolling."""
    layout, book = form
    sheet, used, seen = book[layout.entry], 0.0, 0
    asked = {place.row for _, place in layout.fields.values()}
    for row in range(1, sheet.max_row + 1):
        used += sheet.row_dimensions[row].height or 15
        seen += row in asked and used <= SCREEN
    assert seen >= min(QUESTIONS, len(asked))
    wide = sum(map(characters, sheet.column_dimensions.values()))
    assert wide * PIXELS <= SCREEN_WIDE


def test_sheets_to_fill_are_found_by_their_tabs(form):
    """form.md#path: those to fill have a coloured tab, and their head stays in sight."""
    layout, book = form
    to_fill = {layout.entry, *(table.sheet for table in layout.tables)}
    coloured = {sheet.title for sheet in book if sheet.sheet_properties.tabColor}
    assert coloured == to_fill
    for name in to_fill:
        assert book[name].freeze_panes
        links = [cell.hyperlink.location for cell in book[name][1] if cell.hyperlink]
        assert links == [f"{quoted(layout.guide)}!A1"]


def test_numbers_stand_right_and_words_left(form):
    """form.md#aligned: in what is typed, computed, shown of the period before."""
    layout, book = form
    sheet = book[layout.entry]
    for field, place in layout.fields.values():
        words = field.type.record.holds in {Holds.TEXT, Holds.CHOICE}
        for column in (VALUE, VALUE + 1):
            assert sheet.cell(place.row, column).alignment.horizontal == (
                "left" if words else "right"
            )
    for table in layout.tables:
        for field, column in table.columns:
            cell = book[table.sheet].cell(table.first, column)
            assert cell.alignment.horizontal == ("left" if field.type.record.is_words else "right")


def test_help_is_said_once(form):
    """form.md#said-once: no words pop up over cells where the help stands under the label."""
    layout, book = form
    for rule in book[layout.entry].data_validations.dataValidation:
        cell = book[layout.entry][str(rule.sqref)]
        label = str(book[layout.entry].cell(cell.row, LABEL).value)
        fields = [field for field, place in layout.fields.values() if place.row == cell.row]
        for field in fields:
            assert not field.help or field.help in " ".join(label.split()) or len(field.help) > 250
            assert not field.help or field.help not in (rule.prompt or "")


def test_what_pops_up_over_a_question_is_short(form):
    """form.md#said-once: how a date or a decimal is spelt, and no more."""
    layout, book = form
    rules = book[layout.entry].data_validations.dataValidation
    prompts = {str(rule.sqref): rule for rule in rules}
    for field, place in layout.fields.values():
        rule, record = prompts[place.address], field.type.record
        assert rule.promptTitle is None
        assert not rule.prompt or record.has_decimals or record.holds is Holds.DATE
        assert len(rule.prompt or "") < 45


def test_short_questions_are_of_one_height(form):
    """form.md#row-height: on the sheet to fill, whatever may be said beside them."""
    layout, book = form
    rows = book[layout.entry].row_dimensions
    tall = {rows[place.row].height for _, place in layout.fields.values()}
    assert len([each for each in tall if each < 32]) <= 1


def test_a_note_is_no_wider_than_its_table(form):
    """form.md#repeated-head: it wraps, since a page holds all columns."""
    layout, book = form
    note = book[layout.results].cell(3, 1)
    assert note.alignment.wrap_text
    assert any(str(each).startswith("A3:") for each in book[layout.results].merged_cells.ranges)


def test_the_table_of_indicators_keeps_its_head():
    """form.md#repeated-head: on the first sheet, where it goes on on a second page; an indicator of
    which nothing is told takes one line.
    """
    each = define().indicators[0].model_dump(exclude_none=True)
    told = [
        {**each, "code": f"IKU-{at}", "definition": "Banyaknya anak yang naik berat badannya. " * 5}
        for at in range(9)
    ]
    for indicators, long in ((told, True), ([told[0], {**each, "code": "IKU-9"}], False)):
        definition = define(iku=2, indicators=indicators)
        layout = layout_of(definition)
        guide = openpyxl.load_workbook(io.BytesIO(issue(definition)))[layout.guide]
        words = {cell.value: cell.row for (cell,) in guide.iter_rows(max_col=1)}
        head = words[catalogue("id")("form.indicator")]
        assert guide.print_title_rows == (f"${head}:${head}" if long else None)
    assert f"IKU-9 · {each['name']}" in words


def test_what_pops_up_over_a_list_is_short(form):
    """form.md#said-once: how a date or a decimal is typed, and help that stands nowhere else; no
    title, no bounds, nothing over words and choices. Nihil is explained beside its question.
    """
    layout, book = form
    for table in layout.tables:
        assert "Nihil" not in (table.register.help or "")
        rules = book[table.sheet].data_validations.dataValidation
        prompts = {str(rule.sqref): rule for rule in rules}
        for field, column in table.columns:
            span = f"{a1(table.first, column)}:{a1(table.last, column)}"
            said = (prompts[span].prompt or "").split("\n")
            assert prompts[span].promptTitle is None
            dated, marked = field.type.record.holds is Holds.DATE, field.type.record.has_decimals
            assert len([each for each in said if each]) == dated + 2 * marked + bool(field.help)
            assert len(said[0]) < 45 or said[0] == field.help


def test_steps_name_the_sheets_that_there_are(form):
    """form.md#path: by their real names, and no step on what there is not."""
    layout, book = form
    step = catalogue(layout.definition.language).template("form.step").partition("{")[0]
    lines = book[layout.guide].iter_rows(max_col=2, values_only=True)
    steps = [str(text) for name, text in lines if str(name).startswith(step)]
    for table in layout.tables:
        assert any(table.sheet in step for step in steps), table.sheet
    assert len(steps) == (bool(layout.fields) + bool(layout.tables) + 3)


def test_no_last_page_of_a_few_empty_rows():
    """form.md#paper: on A4 the forty rows of the villages' register stand on one page."""
    definition = newest(SRESEH)
    layout = layout_of(definition)
    [table] = layout.tables
    sheet = openpyxl.load_workbook(io.BytesIO(issue(definition)))[table.sheet]
    tall = sum(sheet.row_dimensions[row].height or 15 for row in range(1, table.last + 1))
    wide = sum(map(characters, sheet.column_dimensions.values())) * 7 * 0.75
    assert tall <= (842 - 2 * 0.7 * 72) / min(1, (595 - 2 * 0.6 * 72) / wide)


def test_pages_end_between_results(form):
    """form.md#kept-together: an indicator's block stands on one page, as does who signs."""
    layout, book = form
    ends = {end.id for end in book[layout.results].row_breaks.brk}
    assert ends <= {block.row - 1 for block in layout.blocks} | {layout.blocks[-1].how + 1}
    assert bool(ends) == (book[layout.results].page_setup.fitToHeight == 0)
    last = max(layout.approval_rows.values())
    assert all(end.id == last + 1 for end in book[layout.approval].row_breaks.brk)


def test_a_long_name_wraps_in_its_head():
    """form.md#row-height: the title of a sheet of a long name, and lines that say whom to ask."""
    label = "Kegiatan koordinasi dan pembinaan ketenteraman dan ketertiban umum di wilayah " * 3
    definition = define(
        iku=2, registers=[{**define().registers[0].model_dump(), "label": label.strip()}]
    )
    layout = layout_of(definition)
    book = openpyxl.load_workbook(io.BytesIO(issue(definition)))
    head = book[layout.tables[0].sheet]["A1"]
    assert head.alignment.wrap_text
    assert book[layout.tables[0].sheet].row_dimensions[1].height > 40


def test_the_question_of_a_register_is_labelled(form):
    """form.md#nihil: beside its cell stands what is asked."""
    layout, book = form
    for table in layout.tables:
        assert book[table.sheet].cell(table.nihil.row, 1).value


def test_nothing_pops_up_over_what_is_to_be_confirmed(form):
    """form.md#said-once: the message beside the choice asks, and the values stay in sight."""
    layout, book = form
    places = {of.place.address for of in layout.confirmations.values()}
    for rule in book[layout.entry].data_validations.dataValidation:
        assert not (places & set(str(rule.sqref).split()) and (rule.prompt or rule.promptTitle))


def test_a_line_of_help_that_wraps_has_its_room():
    """form.md#row-height: 83 letters of small print, which LibreOffice shows in two lines."""
    rules = newest(SRESEH)
    form = layout_of(rules, period=4)
    book = openpyxl.load_workbook(io.BytesIO(issue(rules, period=4)))
    rows = book[form.entry].row_dimensions
    one, two = (form.fields[of][1].row for of in ("nomor_perdes", "skor_idm"))
    assert rows[two].height >= rows[one].height + 11
