"""A register's sheet: one row an event, numbered."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.definition.model import Field, FieldType
from iku_workbook.layout import HEADER_ROW, Table
from iku_workbook.workbook.build.desk import Desk, head, page
from iku_workbook.workbook.build.styles import field_format
from iku_workbook.workbook.build.validation import validation

_WIDTHS = {
    FieldType.DATE: 14,
    FieldType.INTEGER: 12,
    FieldType.DECIMAL: 14,
    FieldType.CHOICE: 20,
    FieldType.TEXT: 34,
}


def write(sheet: Worksheet, table: Table, desk: Desk) -> None:
    """The register's head and its empty rows."""
    head(sheet, desk, table.register.label)
    sheet.write_string(2, 0, table.register.help or "", desk.styles("subtitle"))
    sheet.set_column(0, 0, 5)
    sheet.set_row(HEADER_ROW - 1, 30)
    sheet.write_string(HEADER_ROW - 1, 0, desk.say("form.number"), desk.styles("header"))
    for row in range(table.first, table.last + 1):
        sheet.write_number(row - 1, 0, row - table.first + 1, desk.styles("number"))
    for field, column in table.columns:
        _write_column(sheet, table, field, column, desk)
    sheet.set_selection(table.first - 1, 1, table.first - 1, 1)
    page(sheet, desk, repeat=HEADER_ROW)


def _write_column(sheet: Worksheet, table: Table, field: Field, column: int, desk: Desk) -> None:
    label = field.label + (" *" if field.required else "")
    sheet.set_column(column - 1, column - 1, _WIDTHS[field.type])
    sheet.write_string(HEADER_ROW - 1, column - 1, label, desk.styles("header"))
    look = desk.styles("input", field_format(field))
    for row in range(table.first, table.last + 1):
        sheet.write_blank(row - 1, column - 1, None, look)
    options = validation(desk.layout, field, desk.period, desk.say, in_register=True)
    sheet.data_validation(table.first - 1, column - 1, table.last - 1, column - 1, options)
