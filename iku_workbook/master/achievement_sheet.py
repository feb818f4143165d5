"""The achievement sheet: a row an indicator and period of the year, its parts, target and rating.

Whatever is computed of an indicator is computed here, once; the summary and its charts show it.
"""

from __future__ import annotations

from functools import partial

from iku_workbook.calculations import Role, part_names, result_name
from iku_workbook.cell_addresses import a1
from iku_workbook.definition.indicators import Index
from iku_workbook.definition.indices import Figure, behind, guarded, readable
from iku_workbook.definition.model import Indicator
from iku_workbook.definition.targets import ends_of
from iku_workbook.formula.parse import parse
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.formula.tree import Node
from iku_workbook.master.below_achievement import write_comparison, write_scale
from iku_workbook.master.conditional_formats import FINE_SIGN, WRONG_SIGN, mark_bands, mark_signs
from iku_workbook.master.context import Heading, MasterContext, amount_format, amount_width
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.over_units import over_units
from iku_workbook.master.rating import rating
from iku_workbook.master.references import FIRST_ROW, HEADER_ROW
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.master.shown import (
    FIGURES,
    ends,
    shown_format,
    shown_width,
    target_format,
)
from iku_workbook.periods import Period, periods_of, short_label
from iku_workbook.results.accumulate import Status
from iku_workbook.results.achievement import (
    DENOMINATOR,
    NUMERATOR,
    RESULT,
    TARGET,
    TARGET_TO,
    achieved,
    graded,
    ratio,
)
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.notes import notes, shown_band, shown_grade
from iku_workbook.results.over_units import PART

_WIDTHS = {
    "code": 11.0,
    "indicator": 40.0,
    "period": 15.0,
    "numerator": 12.0,
    "denominator": 12.0,
    "value": 13.0,
    "unit_of_measure": 10.0,
    "grade": 10.0,
    "target": 12.0,
    "target_to": 12.0,
    "achievement": 12.0,
    "band": 16.0,
    "year_target": 12.0,
    "year_target_to": 12.0,
    "year_achievement": 12.0,
    "least": 12.0,
    "greatest": 12.0,
    "reported": 11.0,
    "expected": 11.0,
    "note": 38.0,
    "stated": 13.0,
    "unchanged": 10.0,
}
_OF_ANY_PERIOD = {"code", "indicator", "period", "unit_of_measure"}
"""What stands in the row of a period, whether it has a result or not."""
_TOLERANCE = "1E-9"
_FROZEN = 3


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """Write the sheet: every indicator in every period, with target and achievement."""
    AchievementWriter(sheet, master).write()


class AchievementWriter:
    """Writes the sheet row by row: the table, and the rating scale below it."""

    def __init__(self, sheet: MasterSheet, master: MasterContext) -> None:
        self.sheet, self.master, self.say = sheet, master, master.say
        self.layout = master.layout.achievement
        self.columns = self.layout.columns
        self.periods = periods_of(master.results.period.year, master.results.period.cadence)

    def write(self) -> None:
        """Write the whole sheet."""
        master, sheet = self.master, self.sheet
        master.head(sheet, self.layout.name, self.say("results.achievement_hint"))
        headings = [Heading(self._heading(key), self._width(key)) for key in self.columns]
        master.headings(sheet, HEADER_ROW, headings)
        prints = Fingerprints(master, sheet, len(headings), fixed=True)
        prints.head(HEADER_ROW)
        by_code = {each.code: each for each in master.definition.indicators}
        for indicator in map(by_code.__getitem__, self.layout.codes):
            for period in self.periods:
                self._write_row(indicator, period)
                prints.add(self.layout.row(indicator.code, period.number))
        write_comparison(sheet, master, prints)
        write_scale(sheet, master, prints)
        rows = (FIRST_ROW, self.layout.last)
        if "band" in self.columns:
            mark_bands(sheet, master, rows, dict(self.columns))
        mark_signs(sheet, master, rows, self.columns["unchanged"])
        sheet.autofilter(HEADER_ROW - 1, 0, self.layout.last - 1, prints.end - 1)
        master.page(sheet, HEADER_ROW, headings, frozen=_FROZEN)

    def _heading(self, key: str) -> str:
        if key == "target":
            return self.say("results.period_target")
        return self.say(self.master.counted_word(key), year=str(self.periods[0].year))

    def _width(self, key: str) -> float:
        figure = "value" if key == "stated" else key
        found = [
            (indicator, results.indicators[indicator.code])
            for results in self.master.periods
            for indicator in self.master.definition.indicators
        ]
        needed = 0.0
        if figure in FIGURES:
            needed = shown_width(found, figure)
        elif key in {"numerator", "denominator"}:
            needed = amount_width([getattr(result, key) for _, result in found], 0)
        return max(_WIDTHS[key], needed)

    # --- a row -----------------------------------------------------------------------------------

    def _write_row(self, indicator: Indicator, period: Period) -> None:
        row = self.layout.row(indicator.code, period.number)
        current = period == self.master.results.period
        self._text(row, "code", indicator.code, "code")
        look = "cell_strong_wrapped" if period.number == 1 else "pale_text"
        self._text(row, "indicator", indicator.name, look)
        name = short_label(period, self.say.language)
        self._text(row, "period", name, "strong_center" if current else "cell_center")
        self._text(row, "unit_of_measure", indicator.unit_of_measure, "cell_center")
        self._write_targets(row, indicator, period)
        cells = [
            (indicator.name, _WIDTHS["indicator"]),
            (indicator.unit_of_measure, _WIDTHS["unit_of_measure"]),
        ]
        if period.number > len(self.master.periods):
            self._write_to_come(row)
            self.master.fit(self.sheet, row, cells)
            return
        results = self.master.periods[period.number - 1]
        result = results.indicators[indicator.code]
        if not result.due:
            note = self._write_not_due(row, indicator, result)
            self.master.fit(self.sheet, row, cells, small=[(note, _WIDTHS["note"])])
            return
        self._write_result(row, indicator, result, current=current)
        self._write_completeness(row, indicator, result, period.number)
        note = "\n".join(notes(indicator, result, self.say))
        self._text(row, "note", note, "note")
        self._write_check(row, indicator, result)
        cells.append((shown_band(result, self.say) or "", _WIDTHS["band"]))
        self.master.fit(self.sheet, row, cells, small=[(note, _WIDTHS["note"])])

    def _write_to_come(self, row: int) -> None:
        """A period that is not over yet: nothing but its targets."""
        for key in self.columns:
            if key not in _OF_ANY_PERIOD and "target" not in key:
                self._text(row, key, "", "other")

    def _write_not_due(self, row: int, indicator: Indicator, result: IndicatorResult) -> str:
        """A period in which the indicator has no result; what shows these cells shows nothing. Why
        it is so.
        """
        [note] = notes(indicator, result, self.say)
        for key, column in self.columns.items():
            if key not in _OF_ANY_PERIOD and "target" not in key:
                self.master.formula(self.sheet, (row, column), '""', "", "other")
        self._text(row, "note", note, "note")
        return note

    def _write_targets(self, row: int, indicator: Indicator, period: Period) -> None:
        targets = {"target": indicator.target(period), "year_target": indicator.year_target(period)}
        for key, target in targets.items():
            low, high = ends_of(target)
            ends_ = {key: low, f"{key}_to": high if indicator.ranged else None}
            for end in ends_.keys() & self.columns.keys():
                shown = target_format(indicator, target)
                self._write_stated(row, end, ends_[end], shown)

    def _write_stated(self, row: int, key: str, figure: float | None, shown: str) -> None:
        cell = (row, self.columns[key])
        if figure is None:
            self.master.blank(self.sheet, cell, "amount")
        else:
            self.master.number(self.sheet, cell, figure, "amount", shown)

    def _write_result(
        self, row: int, indicator: Indicator, result: IndicatorResult, *, current: bool
    ) -> None:
        number = row - self.layout.row(indicator.code, 1) + 1
        self._write_parts(row, indicator, result, number)
        shown = partial(shown_format, indicator, result)
        look = "result_small" if current else "sum"
        if indicator.index is not None:
            index = self._index_formula(indicator.index, number)
            cell = (row, self.columns["value"])
            self.master.formula(self.sheet, cell, index, result.value, look, shown("value"))
        elif indicator.value is None:
            tree = ratio(indicator.scale)
            self._write_formula(row, "value", tree, result.value, look, shown("value"))
        elif self.master.layout.computation.has(number):
            formula = over_units(indicator, indicator.value, self.master.layout.computation, number)
            cell = (row, self.columns["value"])
            self.master.formula(
                self.sheet, cell, formula or '""', result.value, look, shown("value")
            )
        else:
            self._write_stated(row, "value", result.value, shown("value"))
        tree = achieved(indicator.judging(self.master.definition.achievement.cap))
        percent = shown("achievement")
        self._write_formula(row, "achievement", tree, result.achievement, "amount", percent)
        if "year_achievement" in self.columns:
            value, key = result.year_achievement, "year_achievement"
            self._write_formula(row, key, tree, value, "amount", shown(key), "year_target")
        if "band" in self.columns:
            self._write_band(row, result)
        if "grade" in self.columns:
            self._write_grade(row, indicator, result)
        found = ends(indicator, result)
        for key in ("least", "greatest"):
            self._write_stated(row, key, *found.get(key, (None, "General")))

    def _write_parts(
        self, row: int, indicator: Indicator, result: IndicatorResult, number: int
    ) -> None:
        """Numerator and denominator over the units; nothing where the indicator has none."""
        if indicator.numerator is None:
            for key in ("numerator", "denominator"):
                self._text(row, key, "", "other")
            return
        for role, total in (
            (Role.NUMERATOR, result.numerator),
            (Role.DENOMINATOR, result.denominator),
        ):
            name = result_name(indicator.code, role)
            self._write_total(row, PART[role], name, number, total)

    def _index_formula(self, index: Index, number: int) -> str:
        """An index over the results above it, of the same period."""
        known = readable(self.master.definition.indicators)
        keys = {Figure.VALUE: "value", Figure.ACHIEVEMENT: "achievement"}

        def cell(name: str) -> str:
            read = known[name]
            return a1(self.layout.row(read.code, number), self.columns[keys[read.figure]])

        return to_excel(guarded(parse(index.formula)), cell)

    def _write_total(self, row: int, key: str, name: str, number: int, total: float | None) -> None:
        """A part summed over the units of the period, blank where no unit has one."""
        cell, computation = (row, self.columns[key]), self.master.layout.computation
        if name not in computation.columns:
            self.master.blank(self.sheet, cell, "amount")
            return
        if not computation.has(number):
            self._write_stated(row, key, total, amount_format([total]))
            return
        units = computation.units(computation.columns[name], number)
        formula = f'IF(COUNT({units})=0,"",SUM({units}))'
        num_format = amount_format([total])
        self.master.formula(self.sheet, cell, formula, total, "amount", num_format)

    def _write_formula(
        self,
        row: int,
        key: str,
        tree: Node,
        value: float | None,
        look: str,
        num_format: str,
        target: str = "target",
    ) -> None:
        """One of the project's own formulas over the cells of this row."""
        names = {
            NUMERATOR: "numerator",
            DENOMINATOR: "denominator",
            RESULT: "value",
            TARGET: target,
            TARGET_TO: f"{target}_to",
        }
        formula = to_excel(tree, lambda name: a1(row, self.columns[names[name]]))
        self.master.formula(self.sheet, (row, self.columns[key]), formula, value, look, num_format)

    def _write_band(self, row: int, result: IndicatorResult) -> None:
        achievement = a1(row, self.columns["achievement"])
        formula = rating(self.master, achievement, provisional=result.provisional)
        band, cell = shown_band(result, self.say), (row, self.columns["band"])
        self.master.formula(self.sheet, cell, formula, band, "cell_center")

    def _write_grade(self, row: int, indicator: Indicator, result: IndicatorResult) -> None:
        cell, shown = (row, self.columns["grade"]), shown_grade(result, self.say)
        if not indicator.grades:
            self._text(row, "grade", "", "other")
            return
        value = a1(row, self.columns["value"])
        formula = to_excel(graded(indicator.grades), lambda _: value)
        if shown != result.grade:
            before, after = self.say.template("results.provisional_band").split("{band}")
            formula = f'IF({formula}="","","{before}"&{formula}&"{after}")'
        self.master.formula(self.sheet, cell, formula, shown or "", "cell_center")

    def _write_completeness(
        self, row: int, indicator: Indicator, result: IndicatorResult, number: int
    ) -> None:
        """How many of the units that it concerns have an accepted return for the period."""
        computation = self.master.layout.computation
        if not computation.has(number):
            for key in ("reported", "expected"):
                self._write_stated(row, key, getattr(result, key), "#,##0")
            return
        status = computation.units(computation.heads["status"], number)
        accepted = self.master.status(Status.ACCEPTED)
        reported, expected = f'COUNTIF({status},"{accepted}")', self.master.there(status)
        kinds = self._concerned(indicator)
        if kinds is not None:
            kind = computation.units(computation.heads["kind"], number)
            reported = "+".join(
                f'COUNTIFS({status},"{accepted}",{kind},"{each}")' for each in kinds
            )
            expected = "+".join(self.master.there(status, kind, each) for each in kinds)
        for key, formula, value in (
            ("reported", reported, result.reported),
            ("expected", expected, result.expected),
        ):
            cell = (row, self.columns[key])
            self.master.formula(self.sheet, cell, formula or "0", value, "cell_center", "#,##0")

    def _concerned(self, indicator: Indicator) -> list[str] | None:
        """The kinds of unit that the indicator concerns; None where that is all of them."""
        evaluations = self.master.results.evaluations
        by_code = {each.code: each for each in self.master.definition.indicators}
        from_ = behind(by_code, indicator.code) or [indicator.code]
        names = {name for code in from_ for name in part_names(by_code[code])}
        kinds = [each.layout.kind for each in evaluations if names & set(each.computed)]
        return None if len(kinds) == len(evaluations) else kinds

    def _write_check(self, row: int, indicator: Indicator, result: IndicatorResult) -> None:
        """What the result was when the workbook was made, and whether it still is."""
        cell = (row, self.columns["stated"])
        num_format = shown_format(indicator, result, "value")
        if result.value is None:
            self.master.blank(self.sheet, cell, "pale_amount")
        else:
            self.master.number(self.sheet, cell, result.value, "pale_amount", num_format)
        now, then = a1(row, self.columns["value"]), a1(*cell)
        close = f"ABS({now}-{then})<={_TOLERANCE}*MAX(1,ABS({then}))"
        same = f"IF(COUNT({now},{then})=2,{close},COUNT({now},{then})=0)"
        formula = f'IF({same},"{FINE_SIGN}","{WRONG_SIGN}")'
        cell = (row, self.columns["unchanged"])
        self.master.formula(self.sheet, cell, formula, FINE_SIGN, "cell_center")

    def _text(self, row: int, key: str, text: str, look: str) -> None:
        self.master.text(self.sheet, (row, self.columns[key]), text, look)
