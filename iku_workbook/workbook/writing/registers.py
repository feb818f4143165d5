"""A register's sheet: the question "nothing to report", then one row an event, numbered."""

from __future__ import annotations

from collections.abc import Callable

from xlsxwriter.utility import xl_rowcol_to_cell
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
from iku_workbook.workbook.writing.conditional_formats import colour_messages
from iku_workbook.workbook.writing.context import (
    OTHERS,
    SMALL,
    FormContext,
    height,
    page,
    room_on_paper,
)
from iku_workbook.workbook.writing.path import path_head
from iku_workbook.workbook.writing.remarks import remark_height
from iku_workbook.workbook.writing.styles import input_look
from iku_workbook.workbook.writing.validation import validation

_NUMBER_WIDTH, _MESSAGE_WIDTH = 5, 30
_WIDTH = 100  # characters: that of a sheet with few columns, whose messages have what is left
_SIZE, _INDENT, _BOLD = 10, 2, 0.92  # of messages: points, characters; bold letters are wider
_ANSWERS = ("nihil_ask", "nihil_contradicts")  # the longest of the words beside it
_ABOVE = 26 + 17 + 22 + 24 + 18  # points of the rows above the headings
_QUESTION = 22  # characters, that the words before the answer need at least
_ROW, _LEAST_ROW = 24, 19  # points
_FULL_ENOUGH = 1 / 3  # of the last page


def write(sheet: Worksheet, table: RegisterTable, tree: Node, form: FormContext) -> None:
    """The register's head and its empty rows; ``tree`` is the message beside a row."""
    widths = _widths(table)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    path_head(sheet, form, table.register.label, widths)
    _write_nihil(sheet, table, form)
    _write_help(sheet, table, form)
    sheet.set_row(TABLE_HEADER_ROW - 1, _heading_height(table))
    sheet.write_string(TABLE_HEADER_ROW - 1, 0, form.say("form.number"), form.styles("header"))
    tall = _row_height(table, form)
    for row in range(table.first, table.last + 1):
        sheet.set_row(row - 1, max(tall, remark_height(form, table.sheet, row)))
        sheet.write_number(row - 1, 0, row - table.first + 1, form.styles("number"))
    for field, column in table.columns:
        _write_column(sheet, table, field, column, form)
    _write_messages(sheet, table, tree, form)
    sheet.set_selection(table.first - 1, 1, table.first - 1, 1)
    page(sheet, form, repeat=TABLE_HEADER_ROW)


def _widths(table: RegisterTable) -> list[float]:
    """The width of each column; the first two have room for the question before its answer."""
    own = [field.type.record.form_width for field, _ in table.columns]
    own[0] = max(own[0], _QUESTION - _NUMBER_WIDTH)
    columns = table.last_column - len(own) - 1
    left = (_WIDTH - _NUMBER_WIDTH - sum(own)) / columns
    return [_NUMBER_WIDTH, *own, *[max(_MESSAGE_WIDTH, left)] * columns]


def _label(field: Field) -> str:
    return field.label + (" *" if field.required else "")


def _heading_height(table: RegisterTable) -> float:
    columns = zip(table.columns, _widths(table)[1:], strict=False)
    return height(*((_label(each.field), width * _BOLD) for each, width in columns), least=32)


def _row_height(table: RegisterTable, form: FormContext) -> float:
    """A little less than usual where that spares a last page of a few empty rows."""
    room = OTHERS * room_on_paper(form, _widths(table)) - _heading_height(table)
    rows = table.register.rows
    above = _ABOVE / room  # as a part of a page

    def last_page(tall: float) -> float:
        return (rows * tall / room + above) % 1

    heights = range(_ROW, _LEAST_ROW, -1)
    return next((each for each in heights if last_page(each) >= _FULL_ENOUGH), _ROW)


def _write_nihil(sheet: Worksheet, table: RegisterTable, form: FormContext) -> None:
    """The one cell that tells "nothing to report" from "not filled in", and what it means."""
    row, column = table.nihil.row - 1, table.nihil.column - 1
    widths = _widths(table)
    answer = sum(widths[column + 1 :]) - _INDENT
    texts = [(form.say.template(f"form.{key}"), answer) for key in _ANSWERS]
    texts += [(each, answer) for each in form.guidance.sentences[table.register.id]]
    tall = height(*texts, least=24, size=_SIZE)
    sheet.set_row(row, max(tall, remark_height(form, table.sheet, NIHIL_ROW)))
    title, nihil = form.say("form.nihil_title"), form.say("form.nihil")
    sheet.merge_range(row, 0, row, column - 1, title, form.styles("question"))
    sheet.write_blank(row, column, None, form.styles("input_left", "@"))
    sheet.data_validation(
        row,
        column,
        row,
        column,
        {
            "validate": "list",
            "source": f"={form.layout.lists[NIHIL_LIST].reference}",
            "error_title": form.say("form.error_title"),
            "error_message": form.say("form.nihil_error", nihil=nihil),
        },
    )
    look = form.styles("answer")
    if column + 2 < table.last_column:  # no program takes one cell for several
        sheet.merge_range(row, column + 1, row, table.last_column - 1, "", look)
    form.write_live(sheet, f"answer.{table.register.id}", "answer")
    colour_messages(sheet, form, Span(table.sheet, column + 2, row + 1, row + 1))


def _write_help(sheet: Worksheet, table: RegisterTable, form: FormContext) -> None:
    """What a row stands for, or that all are used, and how many there are."""
    row, last = COUNT_ROW - 1, table.last_column - 1
    full = form.say("form.rows_full", rows=table.register.rows)
    said = ((each, sum(_widths(table)[:-1])) for each in (table.register.help or "", full))
    sheet.set_row(row, height(*said, least=18, size=SMALL))
    sheet.merge_range(row, 0, row, last - 1, "", form.styles("note"))
    form.write_live(sheet, f"help.{table.register.id}", "note")
    form.write_live(sheet, f"count.{table.register.id}", "count")
    used_up = f'={xl_rowcol_to_cell(row, 0, row_abs=True, col_abs=True)}="{full}"'
    looks = {"type": "formula", "criteria": used_up, "format": form.styles.attention}
    sheet.conditional_format(row, 0, row, last - 1, looks)


def _write_column(
    sheet: Worksheet, table: RegisterTable, field: Field, column: int, form: FormContext
) -> None:
    sheet.write_string(TABLE_HEADER_ROW - 1, column - 1, _label(field), form.styles("header"))
    look = input_look(field, in_register=True, modern=True)
    look = form.styles(look, form.number_format(field))
    for row in range(table.first, table.last + 1):
        sheet.write_blank(row - 1, column - 1, None, look)
    options = validation(form.layout, field, form.period, form.say, in_register=True)
    sheet.data_validation(table.first - 1, column - 1, table.last - 1, column - 1, options)


def _write_messages(sheet: Worksheet, table: RegisterTable, tree: Node, form: FormContext) -> None:
    column = table.message_column
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
