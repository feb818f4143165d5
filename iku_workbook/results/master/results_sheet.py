"""The results sheet: an indicator a row, with its parts, its targets and what is to be noted."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from iku_workbook.addresses import a1, absolute
from iku_workbook.calculations import Role, result_name
from iku_workbook.definition.model import Band, Indicator
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.formula.tree import Node
from iku_workbook.numbers import format_date
from iku_workbook.periods import label
from iku_workbook.results.accumulate import Status
from iku_workbook.results.achievement import (
    DENOMINATOR,
    NUMERATOR,
    RESULT,
    TARGET,
    achieved,
    ratio,
)
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.master.desk import Desk, Heading, amount_width
from iku_workbook.results.master.plan import RESULTS_HEADER_ROW
from iku_workbook.results.master.words import cell_text
from iku_workbook.results.notes import notes
from iku_workbook.workbook.build.styles import decimals_format

_WIDTHS = {
    "code": 11.0,
    "indicator": 46.0,
    "numerator": 12.0,
    "denominator": 12.0,
    "value": 13.0,
    "unit_of_measure": 10.0,
    "target": 13.0,
    "achievement": 13.0,
    "band": 16.0,
    "year_target": 11.0,
    "year_achievement": 11.0,
    "reported": 13.0,
    "note": 34.0,
}
_AMOUNTS = {"numerator", "denominator", "value", "target", "year_target"}
_YEAR = {"year_target", "year_achievement"}
_LARGER = 1.4  # the result stands in larger type
_SMALLER = 1.2  # so much more of small type fits in
_PERCENT = "#,##0.00"
_NAMES_SHOWN = 40
_HINTS = 4
_BESIDE = 4  # the column that texts beside the scale begin in


class ResultsWriter:
    """Writes the sheet; the scale of words stands below the table, so its rows are known first."""

    def __init__(self, sheet: Worksheet, desk: Desk) -> None:
        self.sheet, self.desk, self.say = sheet, desk, desk.say
        self.period = desk.results.period
        self.indicators = desk.definition.indicators
        self.bands = sorted(desk.definition.achievement.bands, key=lambda each: each.from_)
        self.columns = {key: column for column, key in enumerate(self._keys(), start=1)}
        self.last = RESULTS_HEADER_ROW + len(self.indicators)
        self.scale = self.last + 4

    def _keys(self) -> Iterator[str]:
        """The columns that this definition has a use for, in order."""
        for key in _WIDTHS:
            is_year = self.period.code == str(self.period.year)
            if not ((key == "band" and not self.bands) or (key in _YEAR and is_year)):
                yield key

    def write(self, as_of: datetime.date | None) -> None:
        """The head, the table, the scale, who has yet to return, and how to read it all."""
        self._write_head(as_of)
        headings = [Heading(self._heading(key), self._width(key)) for key in self.columns]
        self.desk.headings(self.sheet, RESULTS_HEADER_ROW, headings)
        for row, indicator in enumerate(self.indicators, start=RESULTS_HEADER_ROW + 1):
            self._write_indicator(row, indicator)
        row = self._write_below()
        self.desk.page(self.sheet, RESULTS_HEADER_ROW, self.last, headings, frozen=2)
        self.sheet.print_area(0, 0, row - 1, len(headings) - 1)

    def _heading(self, key: str) -> str:
        when = label(self.period, self.say.language)
        return self.say(f"results.{key}", period=when, year=str(self.period.year))

    def _width(self, key: str) -> float:
        if key not in _AMOUNTS:
            return _WIDTHS[key]
        decimals = max(indicator.decimals for indicator in self.indicators)
        values = [getattr(each, key) for each in self.desk.results.indicators.values()]
        needed = amount_width(values, decimals) * (_LARGER if key == "value" else 1.0)
        return max(_WIDTHS[key], needed)

    # --- above -----------------------------------------------------------------------------------

    def _write_head(self, as_of: datetime.date | None) -> None:
        desk, sheet, agency = self.desk, self.sheet, self.desk.definition.agency
        sheet.set_row(0, 30)
        desk.text(sheet, (1, 1), desk.definition.title, "title")
        whose = " · ".join(part for part in (agency.name, agency.regency) if part)
        desk.text(sheet, (2, 1), whose, "subtitle")
        when = label(self.period, self.say.language)
        if as_of is not None:
            date = format_date(as_of, language=self.say.language)
            when += " · " + self.say("results.as_of", date=date)
        desk.text(sheet, (3, 1), when, "strong")
        desk.text(sheet, (4, 1), self._counts(), "subtitle")

    def _counts(self) -> str:
        results = self.desk.results
        kinds = Counter(year.unit.kind for year in results.units)
        listed = ", ".join(f"{self.say.show(count)} {kind}" for kind, count in kinds.items())
        returned = self.say("results.count_returned", count=results.returned)
        by_status = (
            f"{self.desk.status(status)}: {self.say.show(results.statuses[status])}"
            for status in Status
            if results.statuses[status]
        )
        return " · ".join((self.say("results.count_listed", units=listed), returned, *by_status))

    # --- the table -------------------------------------------------------------------------------

    def _write_indicator(self, row: int, indicator: Indicator) -> None:
        result = self.desk.results.indicators[indicator.code]
        shown = decimals_format(indicator.decimals)
        self._text(row, "code", indicator.code, "code")
        self._write_name(row, indicator)
        self._write_total(row, "numerator", indicator, result.numerator)
        self._write_total(row, "denominator", indicator, result.denominator)
        self._write_formula(row, "value", ratio(indicator.scale), result.value, "result", shown)
        self._text(row, "unit_of_measure", indicator.unit_of_measure, "cell_center")
        self._write_targets(row, indicator, result, shown)
        if "band" in self.columns:
            self._write_band(row, result.band)
        counts = self.say("results.of", count=result.reported, total=result.expected)
        self._text(row, "reported", counts, "cell_center")
        note = "\n".join(notes(indicator, result, self.say))
        self._text(row, "note", note, "note")
        texts = ((self._name(indicator), "indicator"), (note, "note"))
        self.desk.fit(self.sheet, row, [(text, _WIDTHS[key] * _SMALLER) for text, key in texts])

    def _name(self, indicator: Indicator) -> str:
        """The indicator's name, and below it what its parts count."""
        numerator = self.say("results.numerator_label", label=indicator.numerator.label)
        denominator = self.say("results.denominator_label", label=indicator.denominator.label)
        return f"{indicator.name}\n{numerator}\n{denominator}"

    def _write_name(self, row: int, indicator: Indicator) -> None:
        name, line, parts = self._name(indicator).partition("\n")
        styles = self.desk.styles
        self.sheet.write_rich_string(
            row - 1,
            self.columns["indicator"] - 1,
            styles("strong"),
            cell_text(name),
            styles("detail"),
            cell_text(line + parts),
            styles("cell"),
        )

    def _write_total(self, row: int, key: str, indicator: Indicator, total: float | None) -> None:
        """A part summed over the column of the working sheet, blank where no unit has one."""
        role = Role.NUMERATOR if key == "numerator" else Role.DENOMINATOR
        name = result_name(indicator.code, role)
        place = (row, self.columns[key])
        if name not in self.desk.plan.working.columns:
            self.desk.blank(self.sheet, place, "amount")
            return
        column = self.desk.plan.working.whole(name)
        formula = f'IF(COUNT({column})=0,"",SUM({column}))'
        self.desk.formula(self.sheet, place, formula, total, "amount", "#,##0.##########")

    def _write_targets(
        self, row: int, indicator: Indicator, result: IndicatorResult, shown: str
    ) -> None:
        tree = achieved(indicator.polarity, self.desk.definition.achievement.cap)
        pairs = [("target", "achievement"), ("year_target", "year_achievement")]
        for target, achievement in pairs:
            if target not in self.columns:
                continue
            place = (row, self.columns[target])
            asked = getattr(result, target)
            if asked is None:
                self.desk.blank(self.sheet, place, "amount")
            else:
                self.desk.number(self.sheet, place, asked, "amount", shown)
            value = getattr(result, achievement)
            self._write_formula(row, achievement, tree, value, "amount", _PERCENT, target)

    def _write_formula(
        self,
        row: int,
        key: str,
        tree: Node,
        value: float | None,
        look: str,
        shown: str,
        target: str = "target",
    ) -> None:
        """One of the project's own formulas over the cells of this row."""
        names = {
            NUMERATOR: "numerator",
            DENOMINATOR: "denominator",
            RESULT: "value",
            TARGET: target,
        }
        formula = to_excel(tree, lambda name: a1(row, self.columns[names[name]]))
        self.desk.formula(self.sheet, (row, self.columns[key]), formula, value, look, shown)

    def _write_band(self, row: int, band: str | None) -> None:
        achievement = a1(row, self.columns["achievement"])
        first, last = self.scale, self.scale + len(self.bands) - 1
        starts, words = (f"{absolute(first, column)}:{absolute(last, column)}" for column in (1, 2))
        found = f"LOOKUP(MAX({achievement},{absolute(first, 1)}),{starts},{words})"
        formula = f'IF(COUNT({achievement})=0,"",{found})'
        self.desk.formula(self.sheet, (row, self.columns["band"]), formula, band, "cell_center")

    def _text(self, row: int, key: str, text: str, look: str) -> None:
        self.desk.text(self.sheet, (row, self.columns[key]), text, look)

    # --- below -----------------------------------------------------------------------------------

    def _write_below(self) -> int:
        """The scale on the left; on the right who is awaited, and how to read it all; the last row.

        Written row by row, as all rows of the workbook have to be.
        """
        left = self._scale_lines()
        right = [*self._waiting_lines(), *self._hint_lines()]
        first = self.scale - 2
        for offset in range(max(len(left), len(right))):
            row = first + offset
            if offset < len(left):
                self._write_scale_line(row, left[offset])
            if offset < len(right):
                self._write_paragraph(row, *right[offset])
        return first + max(len(left), len(right)) - 1

    def _scale_lines(self) -> list[Band | None]:
        """Two rows of headings, then the scale that the table looks words up in."""
        return [None, None, *self.bands] if self.bands else []

    def _write_scale_line(self, row: int, band: Band | None) -> None:
        if band is not None:
            self.desk.number(self.sheet, (row, 1), band.from_, "amount", "General")
            self.desk.text(self.sheet, (row, 2), band.label, "cell")
            return
        keys = ("scale", "") if row == self.scale - 2 else ("from", "band")
        for column, key in enumerate(keys, start=1):
            text = self.say(f"results.{key}") if key else ""
            look = "section" if row == self.scale - 2 else "group_more"
            self.desk.text(self.sheet, (row, column), text, look)

    def _waiting_lines(self) -> list[tuple[str, str]]:
        """Who has yet to return or to mend, by status."""
        waiting: dict[Status, list[str]] = {}
        for year in self.desk.results.units:
            waiting.setdefault(year.status, []).append(year.unit.name)
        lines = [
            (self._waiting(status, waiting[status]), "paragraph")
            for status in Status
            if status in waiting and status is not Status.ACCEPTED
        ]
        return [(self.say("results.waiting"), "section"), *lines, ("", "")] if lines else []

    def _waiting(self, status: Status, names: list[str]) -> str:
        shown = ", ".join(names[:_NAMES_SHOWN])
        if len(names) > _NAMES_SHOWN:
            shown += " " + self.say("results.more", count=len(names) - _NAMES_SHOWN)
        return f"{self.desk.status(status)} ({self.say.show(len(names))}): {shown}"

    def _hint_lines(self) -> list[tuple[str, str]]:
        """How to get from a figure to the cell of a village."""
        plan = self.desk.plan
        sheets = {"working": plan.working.name, "data": plan.data.name, "findings": plan.findings}
        hints = (self.say(f"results.reading_{each}", **sheets) for each in range(1, _HINTS + 1))
        return [(self.say("results.reading"), "section"), *((hint, "paragraph") for hint in hints)]

    def _write_paragraph(self, row: int, text: str, look: str) -> None:
        """A text across the columns on the right."""
        if not text:
            return
        columns = list(self.columns)
        first = _BESIDE
        style = self.desk.styles(look)
        ends = (row - 1, first - 1, row - 1, len(columns) - 1)
        self.sheet.merge_range(*ends, "", style)
        self.desk.text(self.sheet, (row, first), text, look)
        self.desk.fit(self.sheet, row, [(text, sum(map(self._width, columns[first - 1 :])))])
