"""A register's sheet: is there anything to report, then one row an event, numbered and checked."""

from __future__ import annotations

from collections.abc import Callable

from xlsxwriter.worksheet import Worksheet

from iku_workbook.addresses import a1
from iku_workbook.definition.model import Field, FieldType
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.formula.tree import Node
from iku_workbook.layout import COUNT_ROW, NIHIL_LIST, NIHIL_ROW, TABLE_HEADER_ROW, Span, Table
from iku_workbook.workbook.build.desk import Desk, head, page
from iku_workbook.workbook.build.marks import colour_messages
from iku_workbook.workbook.build.remarks import remark_height
from iku_workbook.workbook.build.styles import field_format
from iku_workbook.workbook.build.validation import validation

_WIDTHS = {
    FieldType.DATE: 13,
    FieldType.INTEGER: 11,
    FieldType.DECIMAL: 12,
    FieldType.CHOICE: 16,
    FieldType.TEXT: 29,
}
_MESSAGE_WIDTH = 28
_ROW = 24  # points


def write(sheet: Worksheet, table: Table, tree: Node, desk: Desk) -> None:
    """The register's head and its empty rows; ``tree`` is the message beside a row."""
    head(sheet, desk, table.register.label)
    sheet.write_string(2, 0, table.register.help or "", desk.styles("note_line"))
    _write_nihil(sheet, table, desk)
    sheet.set_column(0, 0, 5)
    sheet.set_row(TABLE_HEADER_ROW - 1, 32)
    sheet.write_string(TABLE_HEADER_ROW - 1, 0, desk.say("form.number"), desk.styles("header"))
    for row in range(table.first, table.last + 1):
        sheet.set_row(row - 1, max(_ROW, remark_height(desk, table.sheet, row)))
        sheet.write_number(row - 1, 0, row - table.first + 1, desk.styles("number"))
    for field, column in table.columns:
        _write_column(sheet, table, field, column, desk)
    _write_messages(sheet, table, tree, desk)
    sheet.set_selection(table.first - 1, 1, table.first - 1, 1)
    page(sheet, desk, repeat=TABLE_HEADER_ROW)


def _write_nihil(sheet: Worksheet, table: Table, desk: Desk) -> None:
    """The one cell that tells "nothing to report" from "not filled in", and what it means."""
    row, column = table.nihil.row - 1, table.nihil.column - 1
    sheet.set_row(NIHIL_ROW - 1, max(22, remark_height(desk, table.sheet, NIHIL_ROW)))
    sheet.set_row(COUNT_ROW - 1, 20)
    sheet.write_blank(row, column, None, desk.styles("input", "@"))
    title, nihil = desk.say("form.nihil_title"), desk.say("form.nihil")
    sheet.data_validation(
        row,
        column,
        row,
        column,
        {
            "validate": "list",
            "source": f"={desk.layout.lists[NIHIL_LIST].reference}",
            "input_title": title,
            "input_message": desk.say("form.nihil_help"),
            "error_title": desk.say("form.error_title"),
            "error_message": desk.say("form.nihil_error", nihil=nihil),
        },
    )
    look = desk.styles("answer")
    sheet.merge_range(row, column + 1, row, table.message_column - 1, "", look)
    desk.write_live(sheet, f"answer.{table.register.id}", "answer")
    desk.write_live(sheet, f"count.{table.register.id}", "count")
    cell = Span(table.sheet, column + 2, row + 1, row + 1)
    colour_messages(sheet, desk, cell)


def _write_column(sheet: Worksheet, table: Table, field: Field, column: int, desk: Desk) -> None:
    label = field.label + (" *" if field.required else "")
    sheet.set_column(column - 1, column - 1, _WIDTHS[field.type])
    sheet.write_string(TABLE_HEADER_ROW - 1, column - 1, label, desk.styles("header"))
    left = field.type is FieldType.TEXT
    look = desk.styles("input_left" if left else "input", field_format(field))
    for row in range(table.first, table.last + 1):
        sheet.write_blank(row - 1, column - 1, None, look)
    options = validation(desk.layout, field, desk.period, desk.say, in_register=True)
    sheet.data_validation(table.first - 1, column - 1, table.last - 1, column - 1, options)


def _write_messages(sheet: Worksheet, table: Table, tree: Node, desk: Desk) -> None:
    column = table.message_column
    sheet.set_column(column - 1, column - 1, _MESSAGE_WIDTH)
    heading = desk.say("form.check")
    sheet.write_string(TABLE_HEADER_ROW - 1, column - 1, heading, desk.styles("header"))
    for row in range(table.first, table.last + 1):
        formula = row_formula(table, tree, row, desk.guidance.refer)
        sheet.write_formula(row - 1, column - 1, formula, desk.styles("message"), "")
    cells = Span(table.sheet, column, table.first, table.last)
    colour_messages(sheet, desk, cells)


def row_formula(table: Table, tree: Node, row: int, refer: Callable[[str], str]) -> str:
    """The formula of one row's message."""
    cells = {field.id: f"${a1(row, column)}" for field, column in table.columns}
    return "=" + to_excel(tree, lambda name: cells.get(name) or refer(name))
