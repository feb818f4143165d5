"""The sheet that a village fills in: one field a row, grouped, with its calculations beneath."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.definition.model import Calculation, Field
from iku_workbook.layout import EARLIER, HEADER_ROW, LABEL, NUMBER, UNIT, VALUE, EntryRow
from iku_workbook.workbook.build.desk import Desk, head, page
from iku_workbook.workbook.build.styles import decimals_format, field_format
from iku_workbook.workbook.build.validation import validation

_WIDTHS = {NUMBER: 5, LABEL: 46, VALUE: 20, UNIT: 12, EARLIER: 18}
_HIGHEST_ROW = 409  # points; Excel's own limit
_HEADINGS = {
    NUMBER: "form.number",
    LABEL: "form.label",
    VALUE: "form.value",
    UNIT: "form.unit",
    EARLIER: "form.earlier",
}


def write(sheet: Worksheet, desk: Desk) -> None:
    """The entry sheet."""
    head(sheet, desk, desk.layout.entry)
    for column, width in _WIDTHS.items():
        sheet.set_column(column - 1, column - 1, width)
        heading = desk.say(_HEADINGS[column])
        sheet.write_string(HEADER_ROW - 1, column - 1, heading, desk.styles("header"))
    for each in desk.layout.entry_rows:
        if isinstance(each.shows, str):
            _write_heading(sheet, desk, each.row, each.shows)
        else:
            _write_row(sheet, desk, each, each.shows)
    first = min(place.row for _, place in desk.layout.fields.values()) if desk.layout.fields else 1
    sheet.set_selection(first - 1, VALUE - 1, first - 1, VALUE - 1)
    page(sheet, desk, repeat=HEADER_ROW)


def _write_heading(sheet: Worksheet, desk: Desk, row: int, text: str) -> None:
    sheet.set_row(row - 1, 20)
    sheet.write_string(row - 1, 0, text, desk.styles("group"))
    for column in range(1, len(_WIDTHS)):
        sheet.write_blank(row - 1, column, None, desk.styles("group"))


def _write_row(sheet: Worksheet, desk: Desk, each: EntryRow, shows: Field | Calculation) -> None:
    row = each.row - 1
    sheet.write_number(row, NUMBER - 1, each.number or 0, desk.styles("number"))
    unit = shows.unit_of_measure or ""
    sheet.write_string(row, UNIT - 1, unit, desk.styles("unit"))
    if isinstance(shows, Calculation):
        sheet.write_string(row, LABEL - 1, shows.label, desk.styles("label"))
        desk.write_computed(sheet, shows.id, "computed", decimals_format(shows.decimals))
        sheet.write_blank(row, EARLIER - 1, None, desk.styles("earlier"))
        return
    _write_label(sheet, desk, row, shows)
    number_format = field_format(shows)
    sheet.write_blank(row, VALUE - 1, None, desk.styles("input", number_format))
    options = validation(desk.layout, shows, desk.period, desk.say, in_register=False)
    sheet.data_validation(row, VALUE - 1, row, VALUE - 1, options)
    sheet.write_blank(row, EARLIER - 1, None, desk.styles("earlier", number_format))


def _write_label(sheet: Worksheet, desk: Desk, row: int, field: Field) -> None:
    """The label, with its help in small print beneath it: a visible line, never a comment."""
    label = field.label + (" *" if field.required else "")
    if not field.help:
        sheet.write_string(row, LABEL - 1, label, desk.styles("label"))
        return
    small, strong = desk.styles("help"), desk.styles("strong")
    lines = 1 + -(-len(field.help) // 52)  # about 52 characters of small print fit the column
    sheet.set_row(row, min(15 * lines + 3, _HIGHEST_ROW))
    sheet.write_rich_string(
        row, LABEL - 1, strong, label, small, f"\n{field.help}", desk.styles("label")
    )
