"""The choice in a group's heading: whether what was brought forward is still so.

All units of a kind have the same cells. It looks like an input only while its message asks for a
choice, or holds one: where another group's choice speaks for it, or a value that was typed over,
there is nothing to choose. It is none in the first period of a year.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from iku_workbook.brought_forward import carries
from iku_workbook.cell_addresses import a1
from iku_workbook.guidance.live import MISSING_MARK, WRONG_MARK
from iku_workbook.layout import CONFIRM_LIST, MESSAGE
from iku_workbook.workbook.writing.context import FormContext


def choice_at(form: FormContext, row: int) -> str | None:
    """The confirmation in the heading of this row, by its name; None where it has none."""
    groups = form.layout.confirmations.items() if carries(form.period) else ()
    return next((name for name, group in groups if group.place.row == row), None)


def write_choice(sheet: Worksheet, form: FormContext, name: str | None) -> None:
    """The cell to choose in, and the message beside it."""
    if name is None:
        return
    place = form.layout.confirmations[name].place
    row, column = place.row - 1, place.column - 1
    sheet.write_blank(row, column, None, form.styles("choice"))
    sheet.data_validation(row, column, row, column, _validation(form))
    mark, chosen = f"LEFT(${a1(place.row, MESSAGE)},1)", f"LEN(${a1(place.row, place.column)})>0"
    asks = f'=AND(OR({mark}="{MISSING_MARK}",{chosen}),{mark}<>"{WRONG_MARK}")'
    if form.corrections is None or place not in form.corrections.places:
        shown = {"type": "formula", "criteria": asks, "format": form.styles.choice}
        sheet.conditional_format(row, column, row, column, shown)
    form.write_live(sheet, f"message.{name}", "group_message")


def _validation(form: FormContext) -> dict[str, Any]:
    """Without a prompt, which would pop up over the values that are to be looked at."""
    return {
        "validate": "list",
        "source": f"={form.layout.lists[CONFIRM_LIST].reference}",
        "error_title": form.say("form.error_title"),
        "error_message": form.say("form.confirm_other"),
    }
