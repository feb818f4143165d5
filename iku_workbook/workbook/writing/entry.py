"""The entry sheet, which a village fills in: one field a row, in groups, with calculations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from iku_workbook.definition.model import Calculation, Field
from iku_workbook.layout import EARLIER, HEADER_ROW, LABEL, MESSAGE, NUMBER, VALUE, EntryRow, Span
from iku_workbook.workbook.writing.conditional_formats import colour_inputs, colour_messages
from iku_workbook.workbook.writing.context import (
    HIGHEST_ROW,
    SMALL,
    FormContext,
    head,
    height,
    page,
)
from iku_workbook.workbook.writing.remarks import remark_height
from iku_workbook.workbook.writing.validation import validation

_WIDTHS = {NUMBER: 5, LABEL: 40, VALUE: 18, EARLIER: 14, MESSAGE: 38}
_HEADINGS = {
    NUMBER: "form.number",
    LABEL: "form.label",
    VALUE: "form.value",
    EARLIER: "form.earlier",
    MESSAGE: "form.check",
}
_MESSAGE_SIZE = 10  # points
_INDENT = 2  # characters
_BOLD = 0.92  # bold letters are wider
_PLACE = re.compile(r"\{[^{}]*\}")
_SHOWN = "x" * 10  # about what stands in such a place once it is filled


def write(sheet: Worksheet, form: FormContext) -> None:
    """Write the entry sheet, where fields are typed in."""
    head(sheet, form, form.layout.entry)
    sheet.write_string(2, 0, form.say("form.entry_note"), form.styles("note_line"))
    sheet.set_row(HEADER_ROW - 1, 22)
    for column, width in _WIDTHS.items():
        sheet.set_column(column - 1, column - 1, width)
        heading = form.say(_HEADINGS[column])
        sheet.write_string(HEADER_ROW - 1, column - 1, heading, form.styles("header"))
    rows = form.layout.entry_rows
    for each in rows:
        if isinstance(each.shows, str):
            _write_heading(sheet, form, each.row, each.shows)
        elif isinstance(each.shows, Calculation):
            _write_calculation(sheet, form, each, each.shows)
        else:
            _write_field(sheet, form, each, each.shows)
    if rows:
        span = (HEADER_ROW + 1, rows[-1].row)
        colour_messages(sheet, form, Span(form.layout.entry, MESSAGE, *span))
        colour_inputs(sheet, form, Span(form.layout.entry, VALUE, *span), MESSAGE)
    first = min((place.row for _, place in form.layout.fields.values()), default=HEADER_ROW + 1)
    sheet.set_selection(first - 1, VALUE - 1, first - 1, VALUE - 1)
    page(sheet, form, repeat=HEADER_ROW)


def _write_heading(sheet: Worksheet, form: FormContext, row: int, text: str) -> None:
    sheet.set_row(row - 1, 22)
    sheet.write_string(row - 1, 0, text, form.styles("group"))
    for column in range(1, len(_WIDTHS)):
        sheet.write_blank(row - 1, column, None, form.styles("group"))


def _write_calculation(
    sheet: Worksheet, form: FormContext, each: EntryRow, shows: Calculation
) -> None:
    row = each.row - 1
    _write_number(sheet, form, each)
    small = _small_print(form, shows.unit_of_measure, form.say("form.automatic"))
    _write_label(sheet, form, row, shows.label, small)
    form.write_computed(sheet, shows.id, "computed")
    sheet.write_blank(row, EARLIER - 1, None, form.styles("earlier"))
    sheet.write_blank(row, MESSAGE - 1, None, form.styles("message"))


def _write_field(sheet: Worksheet, form: FormContext, each: EntryRow, field: Field) -> None:
    row = each.row - 1
    _write_number(sheet, form, each)
    label = field.label + (" *" if field.required is True else "")
    small = _small_print(form, field.unit_of_measure, field.help)
    room = _room(form.guidance.sentences[field.id])
    room = max(room, remark_height(form, form.layout.entry, each.row))
    _write_label(sheet, form, row, label, small, room=room)
    number_format = form.number_format(field)
    sheet.write_blank(row, VALUE - 1, None, form.styles("input", number_format))
    options = validation(form.layout, field, form.period, form.say, in_register=False)
    sheet.data_validation(row, VALUE - 1, row, VALUE - 1, options)
    sheet.write_blank(row, EARLIER - 1, None, form.styles("earlier", number_format))
    form.write_live(sheet, f"message.{field.id}", "message")


def _room(sentences: Sequence[str]) -> float:
    """The height that the longest of these messages needs, with values in its places."""
    width = _WIDTHS[MESSAGE] - _INDENT
    shown = ((_PLACE.sub(_SHOWN, sentence), width) for sentence in sentences)
    return height(*shown, size=_MESSAGE_SIZE)


def _write_number(sheet: Worksheet, form: FormContext, each: EntryRow) -> None:
    sheet.write_number(each.row - 1, NUMBER - 1, each.number or 0, form.styles("number"))


def _small_print(form: FormContext, unit: str, text: str) -> str:
    """The line under a label: its unit, then its help."""
    expected = form.say("form.unit_is", unit=unit) if unit else ""
    return " ".join(part for part in (expected, text) if part)


def _write_label(
    sheet: Worksheet, form: FormContext, row: int, label: str, small: str, *, room: float = 0
) -> None:
    """The label, with small print beneath it: a visible line, never a comment.

    The row is high enough for both, and for what else needs ``room`` in it.
    """
    width = _WIDTHS[LABEL] - _INDENT
    tall = height((label, width * _BOLD), least=0)
    tall += height((small, width), least=0, size=SMALL) if small else 0
    sheet.set_row(row, min(max(tall, room, 36), HIGHEST_ROW))
    if not small:
        sheet.write_string(row, LABEL - 1, label, form.styles("label"))
        return
    strong, help_ = form.styles("strong"), form.styles("help")
    sheet.write_rich_string(row, LABEL - 1, strong, label, help_, f"\n{small}", form.styles("text"))
