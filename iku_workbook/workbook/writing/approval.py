"""The approval page, to print and sign: all values, and a code that ties it to the file."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from iku_workbook.definition.field_types import TEXT_LIMIT, Holds, decimals_format
from iku_workbook.definition.model import Field
from iku_workbook.layout import HEADER_ROW, LABEL, NUMBER, UNIT, VALUE, Span
from iku_workbook.sending import places, signed_page
from iku_workbook.unit_words import head_of, officer_of
from iku_workbook.workbook.writing.conditional_formats import colour_messages
from iku_workbook.workbook.writing.context import (
    HEAD,
    SMALL,
    SMALLER,
    TOKENS,
    FormContext,
    head,
    height,
    page,
    room_on_paper,
)

_WIDTHS = {NUMBER: 6, LABEL: 54, VALUE: 26, UNIT: 14}
_BESIDE_TEXTS = {NUMBER: 5, LABEL: 37, VALUE: 45, UNIT: 14}
_HEADINGS = {
    NUMBER: "form.number",
    LABEL: "form.label",
    VALUE: "form.content",
    UNIT: "form.unit",
}
# A formula's row does not grow with what it shows: it has room for the longest text from the start,
# and is wide, so that this is little more than other rows have.
_TEXT_ROW = height(("x" * TEXT_LIMIT, _BESIDE_TEXTS[VALUE] + _BESIDE_TEXTS[UNIT]), size=SMALL)
_INDENT = 2  # characters
_LINE = 15  # points: the height of a line of those who sign

_ELECTED = frozenset(("desa", "village"))  # kinds whose heads are no officials with a number
_READY = 22  # points: the row above those who sign
_ROOM_TO_SIGN = 3  # rows


def write(sheet: Worksheet, form: FormContext) -> None:
    """Write the approval page, to be printed and signed."""
    head(sheet, form, form.say("form.approval_title"))
    issued = form.say("form.approval_note", issue=TOKENS["issue"])
    sheet.write_string(2, 0, issued, form.styles("note_line"))
    sheet.set_row(HEADER_ROW - 1, HEAD[-1])
    widths, total = _widths(form), float(sum(HEAD))
    most = max((_decimals(_described(form, of)[2]) for of in form.layout.approval_rows), default=0)
    for column, width in widths.items():
        sheet.set_column(column - 1, column - 1, width)
        heading = form.say(_HEADINGS[column])
        sheet.write_string(HEADER_ROW - 1, column - 1, heading, form.styles("header"))
    for number, (of, row) in enumerate(form.layout.approval_rows.items(), start=1):
        label, unit, number_format = _described(form, of)
        if _is_figure(form, of):
            number_format = _aligned(number_format, most)
        tall = height((label, widths[LABEL] - _INDENT), (unit, widths[UNIT]), least=19)
        if _is_text(form, of):
            tall = max(tall, _TEXT_ROW)
            sheet.merge_range(row - 1, VALUE - 1, row - 1, UNIT - 1, "", form.styles("paper_text"))
            form.write_live(sheet, f"paper.{of}", "paper_text", number_format)
        else:
            look = "paper_right" if _is_figure(form, of) else "paper_left"
            form.write_live(sheet, f"paper.{of}", look, number_format)
            tall = max(tall, _write_unit(sheet, form, of, unit))
        sheet.set_row(row - 1, tall)
        total += tall
        sheet.write_number(row - 1, NUMBER - 1, number, form.styles("number"))
        sheet.write_string(row - 1, LABEL - 1, label, form.styles("text"))
    signed = max(form.layout.approval_rows.values(), default=HEADER_ROW) + 2
    row = _write_attested(sheet, form, signed)
    _write_not_ready(sheet, form)
    row = _write_signatures(sheet, form, row + 1)
    _write_sending(sheet, form, row + 1)
    total += (row + 2 - signed) * _LINE + _room_for_titles(form)
    fits = total <= room_on_paper(form, [*widths.values()]) * SMALLER
    page(sheet, form, repeat=HEADER_ROW, pages=1 if fits else 0)
    if not fits:  # what is declared and who signs it stand on one page
        sheet.set_h_pagebreaks([signed - 1])


def _widths(form: FormContext) -> Mapping[int, float]:
    """The width of each column; texts get more of the room."""
    texts = any(_is_text(form, of) for of in form.layout.approval_rows)
    return _BESIDE_TEXTS if texts else _WIDTHS


def _is_text(form: FormContext, of: str) -> bool:
    fields = form.layout.fields
    return of in fields and fields[of][0].type.record.holds is Holds.TEXT


def _is_figure(form: FormContext, of: str) -> bool:
    """Whether it stands to the right, as numbers and dates do everywhere."""
    fields = form.layout.fields
    if of in fields:
        return not fields[of].field.type.record.is_words
    return of in form.layout.computed


def _write_unit(sheet: Worksheet, form: FormContext, of: str, unit: str) -> float:
    """Its unit, of a result that is not known yet that it is not; the height for either."""
    width = _widths(form)[UNIT]
    if of not in form.layout.computed:
        row = form.layout.approval_rows[of]
        sheet.write_string(row - 1, UNIT - 1, unit, form.styles("unit"))
        return height((unit, width), least=19)
    form.write_live(sheet, f"paper_unit.{of}", "unit")
    return height((unit, width), (form.say("form.not_known"), width), least=19)


def _described(form: FormContext, of: str) -> tuple[str, str, str]:
    """A line's label, unit and number format."""
    layout = form.layout
    if of in layout.fields:
        field: Field = layout.fields[of][0]
        return field.label, field.unit_of_measure, form.number_format(field)
    if of in layout.computed:
        computed = layout.computed[of][0]
        indicator = next(
            each.indicator for each in layout.blocks if each.indicator.code == computed.owner
        )
        label = f"{indicator.code} · {indicator.name}"
        return label, indicator.unit_of_measure, decimals_format(indicator.decimals)
    return next(t.register.label for t in layout.tables if t.register.id == of), "", "General"


def _write_attested(sheet: Worksheet, form: FormContext, row: int) -> int:
    """What those who sign stand for."""
    text = form.say("form.attested", unit=TOKENS["unit_title"], period=form.period_name)
    sheet.set_row(row - 1, height((text, sum(_widths(form).values())), least=24))
    sheet.merge_range(row - 1, NUMBER - 1, row - 1, UNIT - 1, text, form.styles("plain"))
    return row + 1


def _write_not_ready(sheet: Worksheet, form: FormContext) -> None:
    """That nobody is to sign yet, as long as the form is not ready: on paper too."""
    row = form.live["paper.ready"].place.row
    sheet.set_row(row - 1, _READY)
    sheet.merge_range(row - 1, NUMBER - 1, row - 1, UNIT - 1, "", form.styles("not_ready"))
    form.write_live(sheet, "paper.ready", "not_ready")
    colour_messages(sheet, form, Span(form.layout.approval, NUMBER, row, row))


def _decimals(number_format: str) -> int:
    """How many decimals a format always shows, 0 for a percentage, a date and an open one."""
    _, _, behind = number_format.partition(".")
    return len(behind) if set(behind) == {"0"} else 0


def _aligned(number_format: str, most: int) -> str:
    """The format of whole numbers and decimals, so wide that points stand below each other."""
    own = _decimals(number_format)
    if own == most or not (own or number_format in ("0", "#,##0")):
        return number_format
    return number_format + ("" if own else "_.") + "_0" * (most - own)


def _write_signatures(sheet: Worksheet, form: FormContext, row: int) -> int:
    """Who filled it in, under the place and date, and beside that the head who has seen it."""
    when = form.say("form.place_and_date", place=TOKENS["place"])
    numbered = form.say("form.staff_number") if form.layout.kind not in _ELECTED else ""
    lines = (
        ("", when, "centre"),
        (form.say("form.witnessed"), form.say("form.filled_in_by"), "centre"),
        (TOKENS["head_of"], TOKENS["officer_of"], "centre_wrapped"),
        (form.say("form.stamp"), form.say("form.signature"), "centre_small"),
        *(("", "", "centre"),) * _ROOM_TO_SIGN,
        (TOKENS["head_name"], TOKENS["officer_name"], "centre"),
        (numbered, "", "centre"),
    )
    sheet.set_row(row + 1, _room_for_titles(form))
    for at, (left, right, look) in enumerate(lines, start=row):
        if left:
            sheet.merge_range(at - 1, NUMBER - 1, at - 1, LABEL - 1, left, form.styles(look))
        if right:
            sheet.merge_range(at - 1, VALUE - 1, at - 1, UNIT - 1, right, form.styles(look))
    return row + len(lines)


def _room_for_titles(form: FormContext) -> float:
    """The height of the line that says who signs, for the longest name of a unit."""
    definition, widths = form.layout.definition, _widths(form)
    left, right = widths[NUMBER] + widths[LABEL], widths[VALUE] + widths[UNIT]
    units = [unit for unit in definition.units if unit.kind == form.layout.kind]
    heads = [(head_of(definition, unit), left) for unit in units]
    officers = [(officer_of(definition, unit), right) for unit in units]
    return height(*heads, *officers, least=18)


def _write_sending(sheet: Worksheet, form: FormContext, row: int) -> None:
    """What becomes of the page once it is signed, and where the file goes."""
    definition = form.layout.definition
    to = places(definition, form.say)
    file = form.say("form.send_file", places=to) if to else form.say("form.send_file_reply")
    text = f"{signed_page(definition, form.say)} {file}"
    tall = height((text, sum(_widths(form).values())), size=SMALL)
    sheet.set_row(row - 1, tall)
    sheet.merge_range(row - 1, NUMBER - 1, row - 1, UNIT - 1, text, form.styles("note"))
