"""What the writers of all sheets share: the desk with everything at hand, the head and the page."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from iku_workbook.formula.to_excel import to_excel
from iku_workbook.formula.values import ExcelError
from iku_workbook.layout import Layout
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, label
from iku_workbook.workbook.build.styles import Styles

# A token is framed by private-use characters, which no definition has a reason to hold.
TOKENS = {
    name: f"\ue000{name}\ue001"
    for name in (
        "unit_title",
        "unit",
        "grammar",
        "code",
        "digest",
        "period",
        "issue",
        "seal",
        "carried",
    )
}
Result = float | str | bool | ExcelError | None
_A4 = 9


@dataclass(frozen=True, slots=True)
class Desk:
    """What every sheet's writer needs at hand."""

    layout: Layout
    period: Period
    styles: Styles
    say: Catalogue
    results: dict[str, Result]

    def write_computed(self, sheet: Worksheet, name: str, look: str, number_format: str) -> None:
        """The locked cell of a computed value, with what it shows while the form is empty."""
        computed, place = self.layout.computed[name]
        sheet.write_formula(
            place.row - 1,
            place.column - 1,
            "=" + to_excel(computed.tree),
            self.styles(look, number_format),
            "" if self.results[name] is None else self.results[name],
        )


def head(sheet: Worksheet, desk: Desk, name: str) -> None:
    """The first two rows of every sheet: what it is, whose, and for when."""
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, name, desk.styles("title"))
    whose = f"{TOKENS['unit_title']} · {label(desk.period, desk.layout.definition.language)}"
    sheet.write_string(1, 0, whose, desk.styles("subtitle"))


def page(sheet: Worksheet, desk: Desk, *, repeat: int | None) -> None:
    """A4 portrait, all columns on one page, the header row on each page, pages numbered."""
    sheet.set_paper(_A4)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    if repeat is not None:
        sheet.repeat_rows(repeat - 1)
        sheet.freeze_panes(repeat, 0)
    footer = desk.say("form.footer", issue=TOKENS["issue"])
    sheet.set_footer(f"&L&8{footer}&R&8&P / &N")
    sheet.hide_gridlines(2)
