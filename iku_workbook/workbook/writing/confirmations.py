"""The choice in a group's heading: whether what was brought forward is still so."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from iku_workbook.addresses import a1
from iku_workbook.brought_forward import carries
from iku_workbook.form_words import ALL_SAME, SAME
from iku_workbook.guidance.live import WRONG_MARK
from iku_workbook.layout import CONFIRM_LIST, LABEL, MESSAGE, NUMBER, VALUE, EntryRow
from iku_workbook.workbook.writing.context import FormContext, height

_MESSAGE_SIZE = 10  # points
_HEADING, _MESSAGE = 40, 36  # characters that a line has room for before the choice, and behind it


def write_choice(sheet: Worksheet, form: FormContext, heading: EntryRow) -> None:
    """The unlocked cell of a group with something to confirm, and the message beside it.

    All units of a kind have the same cells: it looks like an input only where its message says that
    something was brought forward, and is none in the first period of a year.
    """
    groups = form.layout.confirmations.items()
    name = next((name for name, group in groups if group.place.row == heading.row), None)
    if name is None or not carries(form.period):
        return
    row, column, text = heading.row - 1, VALUE - 1, str(heading.shows)
    messages = ((each, _MESSAGE) for each in form.guidance.sentences[name])
    tall = max(height(*messages, size=_MESSAGE_SIZE), height((text, _HEADING)))
    sheet.set_row(row, tall)
    sheet.merge_range(row, NUMBER - 1, row, LABEL - 1, text, form.styles("group_wrapped"))
    sheet.write_blank(row, column, None, form.styles("choice"))
    sheet.data_validation(row, column, row, column, _validation(form))
    message = f"${a1(heading.row, MESSAGE)}"
    asks = f'=AND(LEN({message})>0,LEFT({message},1)<>"{WRONG_MARK}")'
    shown = {"type": "formula", "criteria": asks, "format": form.styles.choice}
    sheet.conditional_format(row, column, row, column, shown)
    form.write_live(sheet, f"message.{name}", "group_message")


def _validation(form: FormContext) -> dict[str, Any]:
    say, layout = form.say, form.layout
    help_ = say("form.confirm_help", same=say(SAME))
    if len(layout.confirmations) > 1:
        help_ += "\n" + say("form.confirm_help_all", all=say(ALL_SAME))
    return {
        "validate": "list",
        "source": f"={layout.lists[CONFIRM_LIST].reference}",
        "input_title": say("form.confirm_title"),
        "input_message": help_,
        "error_title": say("form.error_title"),
        "error_message": say("form.confirm_other"),
    }
