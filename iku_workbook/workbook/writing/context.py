"""What the writers of all sheets share: their context, the head and the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field, Indicator, Target
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.limits import held
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.formula.tree import Node, Number, Text
from iku_workbook.layout import Layout, Place
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, form_label
from iku_workbook.workbook.corrections import Corrections
from iku_workbook.workbook.writing.styles import computed_format

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from iku_workbook.guidance import Guidance, Live, Shown
    from iku_workbook.workbook.writing.styles import Styles

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
        "place",
        "head_of",
        "head_name",
        "officer_of",
        "officer_name",
    )
}
FIGURE, IN_CHART, AIMED = "figure_{}", "bar_{}", "aimed_{}"
"""Names of tokens for a unit's own target, by its indicator's place: the figure or that there is
none; the figure or nothing; its period.
"""
Result = float | str | bool | ExcelError | None
HEAD = (30, 18, 21, 22)  # points: title, unit, small print, headings
_PAPERS = {"a4": 9, "folio": 14}
_SHEETS = {"a4": (595, 842), "folio": (612, 936)}  # points
_SIDE, _END, _INCH = 0.6, 0.7, 72  # margins in inches; points
_PIXELS = 7  # of a character in a column's width, and 5 a column
HIGHEST_ROW = 409  # points: Excel's limit
_LINE = 15  # points: the height of a line of running text
_FIT = 1.17  # letters are narrower than the figures that column widths are counted in
OTHERS = 0.97  # of a page: programs do not agree to the point
SMALLER = 1.1  # what still fits a page that is made a little smaller, in pages
SMALL = 9  # points: the size of small print
_SIZE = 11  # points: the size of running text


@dataclass(frozen=True, slots=True)
class FormContext:
    """What the writers of all sheets share: layout, period, live cells, styles and texts.

    everyone     the words for all units that report
    results      what each computed cell shows while the form is empty, by defined name
    live         the guidance's cells, by name
    shown        what they show while the form is empty
    corrections  what is to be corrected, in a copy that goes back
    """

    layout: Layout
    period: Period
    paper: str
    styles: Styles
    say: Catalogue
    everyone: str
    results: Mapping[str, Result]
    guidance: Guidance
    live: Mapping[str, Live]
    shown: Shown
    corrections: Corrections | None = None

    @property
    def modern(self) -> bool:
        """Whether it is a form of the newest grammar, which older ones must not become."""
        return self.layout.definition.modern

    @property
    def period_name(self) -> str:
        """The period as people call it."""
        return form_label(self.period, self.layout.definition.language)

    def target(self, indicator: Indicator) -> Target | None:
        """What the office aims at; forms of the first version know a period's own target alone."""
        if not self.modern:
            return indicator.targets.get(self.period.code)
        return indicator.target(self.period)

    def own_target(self, indicator: Indicator, token: str = FIGURE) -> str:
        """A token for what the unit itself is to reach, where units have targets of their own."""
        definition = self.layout.definition
        if not self.modern or indicator.code not in definition.shared_out:
            return ""
        return f"\ue000{token.format(definition.indicators.index(indicator))}\ue001"

    def target_period_name(self, indicator: Indicator) -> str:
        """The period whose target that is."""
        period = Period.parse(indicator.target_period(self.period)) if self.modern else self.period
        return form_label(period, self.layout.definition.language)

    def number_format(self, field: Field) -> str:
        """A field's number format; a date names its month, so that a swapped one is seen."""
        if self.modern and field.type.record.holds is Holds.DATE:
            return self.say("form.date_format")
        return field.number_format

    def write_computed(self, sheet: Worksheet, name: str, look: str) -> None:
        """The locked cell of a computed value."""
        computed, place = self.layout.computed[name]
        style = self.styles(look, computed_format(computed))
        shown = self.results[name]
        self._write_formula(sheet, place, computed.tree, style, shown, name)

    def write_live(
        self, sheet: Worksheet, name: str, look: str, number_format: str = "General"
    ) -> None:
        """Write a live cell: locked, and recalculated as values are typed."""
        live, shown = self.live[name], self.shown.cells[name]
        style, place = self.styles(look, number_format), live.place
        if isinstance(live.tree, Text):
            sheet.write_string(place.row - 1, place.column - 1, live.tree.value, style)
        elif isinstance(live.tree, Number):
            sheet.write_number(place.row - 1, place.column - 1, live.tree.value, style)
        else:
            self._write_formula(sheet, place, live.tree, style, shown, name)

    def _write_formula(
        self,
        sheet: Worksheet,
        place: Place,
        tree: Node,
        style: Format,
        shown: Result,
        name: str,
    ) -> None:
        """A formula with the value that the empty form shows."""
        formula = held("=" + to_excel(tree, self.guidance.refer), tree, name)
        value = "" if shown is None else shown
        sheet.write_formula(place.row - 1, place.column - 1, formula, style, value)


def head(sheet: Worksheet, form: FormContext, name: str) -> None:
    """Write a sheet's first rows: title, unit, period, and a line of small print."""
    for row, points in enumerate(HEAD[:-1]):
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
    sheet.set_margins(left=_SIDE, right=_SIDE, top=_END, bottom=_END)
    sheet.center_horizontally()
    if repeat is not None:
        sheet.repeat_rows(repeat - 1)
        sheet.freeze_panes(repeat, 0)
    footer = form.say("form.footer", issue=TOKENS["issue"])
    sheet.set_footer(f"&L&8{footer}&R&8&P / &N")
    sheet.hide_gridlines(2)


def room_on_paper(form: FormContext, widths: Sequence[float]) -> float:
    """The points of rows that fit a page in portrait on which columns of these widths fit."""
    wide, tall = _SHEETS[form.paper]
    columns = sum(width * _PIXELS + 5 for width in widths) * 0.75
    return (tall - 2 * _END * _INCH) / min(1, (wide - 2 * _SIDE * _INCH) / columns)


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
