"""A register's sheet: the question "nothing to report", then one row an event, numbered."""

from __future__ import annotations

from collections.abc import Callable

from xlsxwriter.worksheet import Worksheet

from iku_workbook.cell_addresses import a1
from iku_workbook.definition.model import Field
from iku_workbook.formula.limits import held
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.formula.tree import Node
from iku_workbook.layout import (
    COUNT_ROW,
    NIHIL_LIST,
    NIHIL_ROW,
    TABLE_HEADER_ROW,
    RegisterTable,
    Span,
)
from iku_workbook.workbook.writing.context import FormContext
from iku_workbook.workbook.writing.first_version.conditional_formats import colour_messages
from iku_workbook.workbook.writing.first_version.page import head, page
from iku_workbook.workbook.writing.first_version.validation import validation
from iku_workbook.workbook.writing.remarks import remark_height
from iku_workbook.workbook.writing.styles import input_look

_MESSAGE_WIDTH = 28
_ROW = 24  # points


def write(sheet: Worksheet, table: RegisterTable, tree: Node, form: FormContext) -> None:
    """The register's head and its empty rows; ``tree`` is the message beside a row."""
    head(sheet, form, table.register.label)
    sheet.write_string(2, 0, table.register.help or "", form.styles("note_line"))
    _write_nihil(sheet, table, form)
    sheet.set_column(0, 0, 5)
    sheet.set_row(TABLE_HEADER_ROW - 1, 32)
    sheet.write_string(TABLE_HEADER_ROW - 1, 0, form.say("form.number"), form.styles("header"))
    for row in range(table.first, table.last + 1):
        sheet.set_row(row - 1, max(_ROW, remark_height(form, table.sheet, row)))
        sheet.write_number(row - 1, 0, row - table.first + 1, form.styles("number"))
    for field, column in table.columns:
        _write_column(sheet, table, field, column, form)
    _write_messages(sheet, table, tree, form)
    sheet.set_selection(table.first - 1, 1, table.first - 1, 1)
    page(sheet, form, repeat=TABLE_HEADER_ROW)


def _write_nihil(sheet: Worksheet, table: RegisterTable, form: FormContext) -> None:
    """The one cell that tells "nothing to report" from "not filled in", and what it means."""
    row, column = table.nihil.row - 1, table.nihil.column - 1
    sheet.set_row(NIHIL_ROW - 1, max(22, remark_height(form, table.sheet, NIHIL_ROW)))
    sheet.set_row(COUNT_ROW - 1, 20)
    sheet.write_blank(row, column, None, form.styles("input", "@"))
    title, nihil = form.say("form.nihil_title"), form.say("form.nihil")
    sheet.data_validation(
        row,
        column,
        row,
        column,
        {
            "validate": "list",
            "source": f"={form.layout.lists[NIHIL_LIST].reference}",
            "input_title": title,
            "input_message": form.say("form.nihil_help"),
            "error_title": form.say("form.error_title"),
            "error_message": form.say("form.nihil_error", nihil=nihil),
        },
    )
    look = form.styles("answer")
    if column + 1 < table.message_column - 1:  # no program takes one cell for several
        sheet.merge_range(row, column + 1, row, table.message_column - 1, "", look)
    form.write_live(sheet, f"answer.{table.register.id}", "answer")
    form.write_live(sheet, f"count.{table.register.id}", "count")
    cell = Span(table.sheet, column + 2, row + 1, row + 1)
    colour_messages(sheet, form, cell)


def _write_column(
    sheet: Worksheet, table: RegisterTable, field: Field, column: int, form: FormContext
) -> None:
    label = field.label + (" *" if field.required else "")
    sheet.set_column(column - 1, column - 1, field.type.record.form_width)
    sheet.write_string(TABLE_HEADER_ROW - 1, column - 1, label, form.styles("header"))
    look = form.styles(input_look(field, in_register=True), field.number_format)
    for row in range(table.first, table.last + 1):
        sheet.write_blank(row - 1, column - 1, None, look)
    options = validation(form.layout, field, form.period, form.say, in_register=True)
    sheet.data_validation(table.first - 1, column - 1, table.last - 1, column - 1, options)


def _write_messages(sheet: Worksheet, table: RegisterTable, tree: Node, form: FormContext) -> None:
    column = table.message_column
    sheet.set_column(column - 1, column - 1, _MESSAGE_WIDTH)
    heading = form.say("form.check")
    sheet.write_string(TABLE_HEADER_ROW - 1, column - 1, heading, form.styles("header"))
    last = row_formula(table, tree, table.last, form.guidance.refer)
    held(last, tree, f"message.{table.register.id}")
    for row in range(table.first, table.last + 1):
        formula = row_formula(table, tree, row, form.guidance.refer)
        sheet.write_formula(row - 1, column - 1, formula, form.styles("message"), "")
    cells = Span(table.sheet, column, table.first, table.last)
    colour_messages(sheet, form, cells)


def row_formula(table: RegisterTable, tree: Node, row: int, refer: Callable[[str], str]) -> str:
    """The formula of one row's message."""
    cells = {field.id: f"${a1(row, column)}" for field, column in table.columns}
    return "=" + to_excel(tree, lambda name: cells.get(name) or refer(name))
