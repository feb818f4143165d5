"""The entry sheet, which a village fills in: one field a row, in groups, with calculations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from iku_workbook.definition.model import Calculation, Field
from iku_workbook.layout import EARLIER, HEADER_ROW, LABEL, MESSAGE, NUMBER, VALUE, EntryRow, Span
from iku_workbook.periods import label as period_label
from iku_workbook.workbook.writing.conditional_formats import colour_inputs, colour_messages
from iku_workbook.workbook.writing.confirmations import choice_at, write_choice
from iku_workbook.workbook.writing.context import (
    HIGHEST_ROW,
    SMALL,
    FormContext,
    height,
    page,
)
from iku_workbook.workbook.writing.path import path_head
from iku_workbook.workbook.writing.remarks import remark_height
from iku_workbook.workbook.writing.styles import input_look
from iku_workbook.workbook.writing.validation import validation

_WIDTHS = {NUMBER: 4, LABEL: 61, VALUE: 15, EARLIER: 16, MESSAGE: 57}
_BESIDE_REMARKS = {**_WIDTHS, LABEL: 46, MESSAGE: 40}  # in a copy to correct: one column more
_HEADINGS = {
    NUMBER: "form.number",
    LABEL: "form.label",
    VALUE: "form.value",
    MESSAGE: "form.check",
}
_MESSAGE_SIZE = 10  # points
_INDENT = 2  # characters
_ON_ONE_PAGE = 24  # rows, whatever is said beside them
_LEAST = 20  # points: a row of one line
_TWO_LINES = 31  # points: two lines of a message, or a label and one of help, need less
_TIGHT = 2  # points less around messages, so that two lines need what a label and its help do
_GAP = 7  # points that two texts in one cell need once, and what small lines leave
_BOLD = 0.92  # bold letters are wider
_BEHIND = 0.82  # what stands behind a label is in small print
_SMALL_PRINT = 0.975  # its longest line of wide letters wraps earlier, as LibreOffice shows it


def write(sheet: Worksheet, form: FormContext) -> None:
    """Write the entry sheet, where fields are typed in."""
    widths = _widths(form)
    path_head(sheet, form, form.layout.entry, [*widths.values()])
    sheet.write_string(1, MESSAGE - 1, form.say("form.entry_note"), form.styles("note_right"))
    said = max(form.say("form.none_earlier"), _previous(form), key=len)
    earlier = (said, _WIDTHS[EARLIER] * _BOLD)
    sheet.set_row(HEADER_ROW - 1, height(earlier, least=_LEAST))
    for column, width in widths.items():
        sheet.set_column(column - 1, column - 1, width)
        known = column in _HEADINGS
        heading = form.say(_HEADINGS[column]) if known else _previous(form)
        sheet.write_string(HEADER_ROW - 1, column - 1, heading, form.styles("header"))
    if "earlier.head" in form.live:
        form.write_live(sheet, "earlier.head", "header")
    rows = form.layout.entry_rows
    least = _of_one_line(form)
    for each in rows:
        if isinstance(each.shows, str):
            choice = choice_at(form, each.row)
            room = _room(form, form.guidance.sentences[choice]) if choice else 0
            room = max(room, remark_height(form, form.layout.entry, each.row))
            _write_heading(sheet, form, each.row, each.shows, room)
            write_choice(sheet, form, choice)
        elif isinstance(each.shows, Calculation):
            _write_calculation(sheet, form, each, each.shows)
        else:
            _write_field(sheet, form, each, each.shows, least)
    if rows:
        span = (HEADER_ROW + 1, rows[-1].row)
        colour_messages(sheet, form, Span(form.layout.entry, MESSAGE, *span))
        colour_inputs(sheet, form, Span(form.layout.entry, VALUE, *span), MESSAGE)
    first = min((place.row for _, place in form.layout.fields.values()), default=HEADER_ROW + 1)
    sheet.set_selection(first - 1, VALUE - 1, first - 1, VALUE - 1)
    page(sheet, form, repeat=HEADER_ROW, pages=1 if len(rows) <= _ON_ONE_PAGE else 0)
    sheet.set_landscape()


def _widths(form: FormContext) -> Mapping[int, float]:
    return _BESIDE_REMARKS if form.corrections else _WIDTHS


def _previous(form: FormContext) -> str:
    """The name of the period before."""
    return period_label(form.period.previous, form.layout.definition.language)


def _write_heading(sheet: Worksheet, form: FormContext, row: int, text: str, least: float) -> None:
    widths = _widths(form)
    room = (widths[NUMBER] + widths[LABEL] - _INDENT) * _BOLD
    sheet.set_row(row - 1, height((text, room), least=max(_LEAST, least)))
    sheet.merge_range(row - 1, 0, row - 1, LABEL - 1, text, form.styles("group_wrapped"))
    for column in range(LABEL, len(_WIDTHS)):
        sheet.write_blank(row - 1, column, None, form.styles("group"))


def _write_calculation(
    sheet: Worksheet, form: FormContext, each: EntryRow, shows: Calculation
) -> None:
    row = each.row - 1
    _write_number(sheet, form, each)
    behind = ", ".join(filter(None, (shows.unit_of_measure, form.say("form.automatic"))))
    texts = shows.label, f"({behind})", ""
    sheet.set_row(row, _label_height(form, texts))
    _write_label(sheet, form, row, texts)
    computed = form.layout.computed[shows.id].computed
    is_number = computed.decimals is not None
    form.write_computed(sheet, shows.id, "computed" if is_number else "computed_left")
    sheet.write_blank(row, EARLIER - 1, None, form.styles("earlier"))
    sheet.write_blank(row, MESSAGE - 1, None, form.styles("message"))


def _write_field(
    sheet: Worksheet, form: FormContext, each: EntryRow, field: Field, least: float
) -> None:
    row = each.row - 1
    _write_number(sheet, form, each)
    sheet.set_row(row, max(least, _field_height(form, each.row, field)))
    _write_label(sheet, form, row, _texts(field))
    look = input_look(field, in_register=False, modern=True)
    number_format = form.number_format(field)
    sheet.write_blank(row, VALUE - 1, None, form.styles(look, number_format))
    options = validation(form.layout, field, form.period, form.say, in_register=False)
    sheet.data_validation(row, VALUE - 1, row, VALUE - 1, options)
    earlier = "earlier_left" if field.type.record.is_words else "earlier"
    sheet.write_blank(row, EARLIER - 1, None, form.styles(earlier, number_format))
    form.write_live(sheet, f"message.{field.id}", "message")


def _texts(field: Field) -> tuple[str, str, str]:
    """A question's label, its unit and its help."""
    label = field.label + (" *" if field.required is True else "")
    unit = f"({field.unit_of_measure})" if field.unit_of_measure else ""
    return label, unit, field.help or ""


def _of_one_line(form: FormContext) -> float:
    """The height of every short question: they are all as high as the highest of them."""
    fields = form.layout.fields.values()
    tall = (_field_height(form, place.row, field) for field, place in fields)
    return max((each for each in tall if each <= _TWO_LINES), default=_LEAST)


def _field_height(form: FormContext, row: int, field: Field) -> float:
    """The height that a question needs, with all that may be said beside it."""
    room = _room(form, form.guidance.sentences[field.id])
    remark = remark_height(form, form.layout.entry, row)
    return min(max(_label_height(form, _texts(field)), room, remark), HIGHEST_ROW)


def _room(form: FormContext, sentences: Sequence[str]) -> float:
    """The height that the longest of these messages needs."""
    width = _widths(form)[MESSAGE] - _INDENT
    tall = height(*((each, width) for each in sentences), least=_LEAST, size=_MESSAGE_SIZE)
    return max(tall - _TIGHT, _LEAST)


def _write_number(sheet: Worksheet, form: FormContext, each: EntryRow) -> None:
    sheet.write_number(each.row - 1, NUMBER - 1, each.number or 0, form.styles("number"))


def _label_height(form: FormContext, texts: tuple[str, str, str]) -> float:
    """The height of a label with what stands behind it, in small print, and of its help."""
    label, behind, help_ = texts
    width = _widths(form)[LABEL] - _INDENT
    small = behind[: round(len(behind) * _BEHIND)]
    tall = height((f"{label} {small}", width * _BOLD), least=0)
    tall += height((help_, width * _SMALL_PRINT), least=0, size=SMALL) - _GAP if help_ else 0
    return min(max(tall, _LEAST), HIGHEST_ROW)


def _write_label(
    sheet: Worksheet, form: FormContext, row: int, texts: tuple[str, str, str]
) -> None:
    """The label, what is said behind it, and its help beneath: visible, never a comment."""
    label, behind, help_ = texts
    small = (f" {behind}" if behind else "") + (f"\n{help_}" if help_ else "")
    if not small:
        sheet.write_string(row, LABEL - 1, label, form.styles("label"))
        return
    strong, fine, look = (form.styles(each) for each in ("strong", "help", "text"))
    sheet.write_rich_string(row, LABEL - 1, strong, label, fine, small, look)
