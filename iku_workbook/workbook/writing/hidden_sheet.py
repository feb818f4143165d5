"""The hidden sheet: identity, choices, and the cells that messages are computed from."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.errors import OperatorError
from iku_workbook.form_words import confirm_words
from iku_workbook.formula.limits import COLUMNS
from iku_workbook.inputs import serial_of
from iku_workbook.layout import CONFIRM_LIST, NIHIL_LIST, lists_from
from iku_workbook.workbook.writing.context import IN_CHART, TOKENS, FormContext


def write(sheet: Worksheet, form: FormContext) -> None:
    """Write the sheet and hide it ("very hidden", where the program knows that state)."""
    layout = form.layout
    plain = form.styles("plain_line")
    for key, place in layout.identity.items():
        sheet.write_string(place.row - 1, place.column - 2, key, plain)
        sheet.write_string(place.row - 1, place.column - 1, TOKENS[key], plain)
    for name, place in layout.of_period.items():
        fact = serial_of(form.period.in_formulas[name])
        sheet.write_string(place.row - 1, place.column - 2, name, plain)
        sheet.write_number(place.row - 1, place.column - 1, fact, plain)
    confirm = tuple(map(form.say, confirm_words(len(layout.confirmations))))
    lists = {**layout.definition.codelists, NIHIL_LIST: (form.say("form.nihil"),)}
    lists |= {CONFIRM_LIST: confirm} if confirm else {}
    room = COLUMNS - lists_from(layout.definition)
    if len(lists) > room:
        raise OperatorError("too-many-codelists", limit=room - 1)
    for name, span in layout.lists.items():
        sheet.write_string(span.first - 2, span.column - 1, name, plain)
        for row, value in enumerate(lists[name], start=span.first):
            sheet.write_string(row - 1, span.column - 1, value, plain)
    for of, row in {**layout.items, **layout.rule_rows, **layout.chart_rows}.items():
        sheet.write_string(row - 1, 0, of, plain)
    for live in form.live.values():
        if live.place.sheet == sheet.name:
            form.write_live(sheet, live.name, "plain_line")
    for block in layout.blocks:
        target, own = form.target(block.indicator), form.own_target(block.indicator, IN_CHART)
        row = layout.chart_rows[block.indicator.code]
        if own:
            sheet.write_string(row - 1, 2, own, plain)
        elif isinstance(target, float):  # a range is no bar beside another
            sheet.write_number(row - 1, 2, target, plain)
    sheet.very_hidden()
