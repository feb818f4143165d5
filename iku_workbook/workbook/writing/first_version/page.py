"""What the sheets of the first version share: the head and the page."""

from __future__ import annotations

from textwrap import wrap

from xlsxwriter.worksheet import Worksheet

from iku_workbook.workbook.writing.context import TOKENS, FormContext

HIGHEST_ROW = 409  # points: Excel's limit
SMALL = 9  # points: the size of small print
_PAPERS = {"a4": 9, "folio": 14}
_LINE = 15  # points: the height of a line of running text
_FIT = 1.17  # letters are narrower than the figures that column widths are counted in
_SIZE = 11  # points: the size of running text


def head(sheet: Worksheet, form: FormContext, name: str) -> None:
    """Write a sheet's first rows: title, unit, period, and a line of small print."""
    for row, points in enumerate((30, 18, 21)):
        sheet.set_row(row, points)
    sheet.write_string(0, 0, name, form.styles("title"))
    whose = f"{TOKENS['unit_title']} · {form.period_name}"
    sheet.write_string(1, 0, whose, form.styles("subtitle"))


def page(sheet: Worksheet, form: FormContext, *, repeat: int | None, pages: int = 0) -> None:
    """Portrait, all columns on one page, the header row on each page, pages numbered.

    ``pages`` is how many the sheet is made to fit on, 0 for as many as it needs.
    """
    sheet.set_paper(_PAPERS[form.paper])
    sheet.set_portrait()
    sheet.fit_to_pages(1, pages)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.center_horizontally()
    if repeat is not None:
        sheet.repeat_rows(repeat - 1)
        sheet.freeze_panes(repeat, 0)
    footer = form.say("form.footer", issue=TOKENS["issue"])
    sheet.set_footer(f"&L&8{footer}&R&8&P / &N")
    sheet.hide_gridlines(2)


def height(*texts: tuple[str, float], least: float = 20, size: float = _SIZE) -> float:
    """The height of a row that shows each text in a column of that many characters, in points.

    Programs do not stretch a row that they did not write; words are wrapped as they will wrap, in
    letters of ``size`` points.
    """
    fit = _FIT * _SIZE / size
    lines = max(
        sum(len(wrap(line, max(int(width * fit), 1))) or 1 for line in text.split("\n"))
        for text, width in texts
    )
    return min(max(least, lines * _LINE * size / _SIZE + 5), HIGHEST_ROW)
