"""The frozen head of the sheets to fill: whose form, is it ready, the way on and back."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from iku_workbook.layout import PATH_ROW, Span
from iku_workbook.sheet_names import quoted
from iku_workbook.workbook.writing.conditional_formats import colour_messages
from iku_workbook.workbook.writing.context import TOKENS, FormContext, height
from iku_workbook.workbook.writing.styles import YELLOW

_TITLE, _STATUS = 14, 11  # points: their letters
_BOLD = 0.92  # bold letters are wider
_WORDS = "form.not_complete_and_to_mend"  # the longest that the status says


def path_head(sheet: Worksheet, form: FormContext, title: str, widths: Sequence[float]) -> None:
    """Write the first rows over columns of these widths, and colour the sheet's tab.

    The last column holds the links, all others the title and the status.
    """
    sheet.set_tab_color(YELLOW)
    last, room = len(widths) - 1, sum(widths[:-1]) * _BOLD
    sheet.set_row(0, height((title, room), least=24, size=_TITLE))
    if last > 1:
        sheet.merge_range(0, 0, 0, last - 1, title, form.styles("sheet_title"))
        sheet.merge_range(PATH_ROW - 1, 0, PATH_ROW - 1, last - 1, "", form.styles("status"))
    else:
        sheet.write_string(0, 0, title, form.styles("sheet_title"))
    guide = form.layout.guide
    back = form.say("form.back", guide=guide)
    sheet.write_url(0, last, f"internal:{quoted(guide)}!A1", form.styles("back"), back)
    whose = f"{TOKENS['unit_title']} · {form.period_name}"
    sheet.set_row(1, 17)
    sheet.write_string(1, 0, whose, form.styles("subtitle"))
    longest = form.say.template(_WORDS)
    sheet.set_row(PATH_ROW - 1, height((longest, room - 2), least=22, size=_STATUS))
    name = sheet.get_name()
    form.write_live(sheet, f"status.{name}", "status")
    form.write_live(sheet, f"onward.{name}", "onward")
    colour_messages(sheet, form, Span(name, 1, PATH_ROW, PATH_ROW))
