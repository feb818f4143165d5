"""The first sheet: who asks, for whom and when, how to fill the form in, and why."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.periods import label
from iku_workbook.workbook.build.desk import TOKENS, Desk, page

_STEPS = ("form.step_1", "form.step_2", "form.step_3", "form.step_4", "form.step_5")
_LEGEND = (("sample", "form.legend_input"), ("computed", "form.legend_computed"))
_CHARACTERS_A_LINE = 92  # of running text across the three columns


def write(sheet: Worksheet, desk: Desk) -> None:
    """The guide."""
    for column, width in enumerate((22, 40, 40)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, desk.layout.definition.title, desk.styles("title"))
    sheet.write_string(1, 0, desk.layout.definition.agency.name, desk.styles("subtitle"))
    row = _write_facts(sheet, desk, 3)
    row = _write_legend(sheet, desk, row + 1)
    row = _write_steps(sheet, desk, row + 1)
    _write_indicators(sheet, desk, row + 1)
    page(sheet, desk, repeat=None)


def _write_facts(sheet: Worksheet, desk: Desk, row: int) -> int:
    definition = desk.layout.definition
    facts = {
        "form.for_unit": TOKENS["unit_title"],
        "form.unit_code": TOKENS["unit"],
        "form.period": label(desk.period, definition.language),
        "form.due": desk.say("form.due_date", date=desk.period.due(definition.due_days)),
        "form.contact": definition.agency.contact or definition.agency.name,
        "form.issue": TOKENS["issue"],
    }
    for key, fact in facts.items():
        sheet.write_string(row, 0, desk.say(key), desk.styles("plain_strong"))
        sheet.write_string(row, 1, fact, desk.styles("plain"))
        row += 1
    return row


def _write_legend(sheet: Worksheet, desk: Desk, row: int) -> int:
    _section(sheet, desk, row, "form.legend")
    for look, key in _LEGEND:
        row += 1
        sheet.write_string(row, 0, desk.say(f"{key}_word"), desk.styles(look))
        sheet.write_string(row, 1, desk.say(key), desk.styles("plain"))
    return row + 1


def _write_steps(sheet: Worksheet, desk: Desk, row: int) -> int:
    _section(sheet, desk, row, "form.steps")
    for number, key in enumerate(_STEPS, start=1):
        row += 1
        step = desk.say(key, entry=desk.layout.entry, results=desk.layout.results)
        text = f"{number}. {step}"
        sheet.set_row(row, 15 * -(-len(text) // _CHARACTERS_A_LINE) + 2)
        sheet.merge_range(row, 0, row, 2, text, desk.styles("plain"))
    return row + 1


def _write_indicators(sheet: Worksheet, desk: Desk, row: int) -> None:
    _section(sheet, desk, row, "form.why")
    row += 1
    for column, key in enumerate(("form.indicator", "form.definition", "form.sources")):
        sheet.write_string(row, column, desk.say(key), desk.styles("header"))
    for block in desk.layout.blocks:
        row += 1
        indicator = block.indicator
        sheet.set_row(row, 62)
        name = f"{indicator.code}\n{indicator.name}"
        sheet.write_string(row, 0, name, desk.styles("label"))
        sheet.write_string(row, 1, indicator.definition or "", desk.styles("text"))
        sheet.write_string(row, 2, "; ".join(indicator.sources), desk.styles("text"))


def _section(sheet: Worksheet, desk: Desk, row: int, key: str) -> None:
    sheet.write_string(row, 0, desk.say(key), desk.styles("section"))
    for column in (1, 2):
        sheet.write_blank(row, column, None, desk.styles("section"))
