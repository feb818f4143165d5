"""The approval page, to print and sign: all values, and a code that ties it to the file."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.definition.field_types import TEXT_LIMIT, Holds, decimals_format
from iku_workbook.definition.model import Field
from iku_workbook.layout import HEADER_ROW, LABEL, NUMBER, UNIT, VALUE
from iku_workbook.workbook.writing.context import SMALL, TOKENS, FormContext, head, height, page

_WIDTHS = {NUMBER: 6, LABEL: 54, VALUE: 26, UNIT: 14}
_HEADINGS = {
    NUMBER: "form.number",
    LABEL: "form.label",
    VALUE: "form.content",
    UNIT: "form.unit",
}
# A formula's row does not grow with what it shows: it has room for the longest text from the start.
_TEXT_ROW = height(("x" * TEXT_LIMIT, _WIDTHS[VALUE] + _WIDTHS[UNIT]), size=SMALL)


def write(sheet: Worksheet, form: FormContext) -> None:
    """Write the approval page, to be printed and signed."""
    head(sheet, form, form.say("form.approval_title"))
    issued = form.say("form.approval_note", issue=TOKENS["issue"])
    sheet.write_string(2, 0, issued, form.styles("note_line"))
    sheet.set_row(HEADER_ROW - 1, 22)
    for column, width in _WIDTHS.items():
        sheet.set_column(column - 1, column - 1, width)
        heading = form.say(_HEADINGS[column])
        sheet.write_string(HEADER_ROW - 1, column - 1, heading, form.styles("header"))
    for number, (of, row) in enumerate(form.layout.approval_rows.items(), start=1):
        label, unit, number_format = _described(form, of)
        tall = height((label, _WIDTHS[LABEL]), (unit, _WIDTHS[UNIT]), least=19)
        if _is_text(form, of):
            tall = max(tall, _TEXT_ROW)
            sheet.merge_range(row - 1, VALUE - 1, row - 1, UNIT - 1, "", form.styles("paper_text"))
            form.write_live(sheet, f"paper.{of}", "paper_text", number_format)
        else:
            form.write_live(sheet, f"paper.{of}", "paper", number_format)
            sheet.write_string(row - 1, UNIT - 1, unit, form.styles("unit"))
        sheet.set_row(row - 1, tall)
        sheet.write_number(row - 1, NUMBER - 1, number, form.styles("number"))
        sheet.write_string(row - 1, LABEL - 1, label, form.styles("text"))
    _write_signatures(sheet, form, max(form.layout.approval_rows.values(), default=HEADER_ROW) + 1)
    page(sheet, form, repeat=HEADER_ROW)


def _is_text(form: FormContext, of: str) -> bool:
    fields = form.layout.fields
    return of in fields and fields[of][0].type.record.holds is Holds.TEXT


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


def _write_signatures(sheet: Worksheet, form: FormContext, row: int) -> None:
    """Two places to sign, side by side: who filled the form in, and the head of the unit."""
    centre = form.styles("centre")
    when = form.say("form.place_and_date")
    sheet.merge_range(row + 1, VALUE - 1, row + 1, UNIT - 1, when, centre)
    sheet.write_string(row + 3, LABEL - 1, form.say("form.filled_in_by"), centre)
    sheet.merge_range(row + 3, VALUE - 1, row + 3, UNIT - 1, form.say("form.witnessed"), centre)
    sheet.merge_range(row + 4, VALUE - 1, row + 4, UNIT - 1, form.say("form.head_of"), centre)
    sheet.merge_range(row + 5, VALUE - 1, row + 5, UNIT - 1, TOKENS["unit_title"], centre)
    sheet.merge_range(row + 6, VALUE - 1, row + 6, UNIT - 1, form.say("form.stamp"), centre)
    sheet.write_string(row + 9, LABEL - 1, form.say("form.name_line"), centre)
    sheet.merge_range(row + 9, VALUE - 1, row + 9, UNIT - 1, form.say("form.name_line"), centre)
