"""Columns of indicators on a sheet: three for each, under its code and target; two more where units
have targets of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from iku_workbook.addresses import a1
from iku_workbook.definition.field_types import decimals_format
from iku_workbook.definition.model import Indicator
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.master.conditional_formats import EARLIER_MARK, Goal, mark_against
from iku_workbook.master.context import Heading, MasterContext, amount_width
from iku_workbook.master.shown import figure_of, target_format
from iku_workbook.results.achievement import NUMERATOR, RESULT, TARGET, achieved, ratio
from iku_workbook.results.rounding import of_achievement, of_value
from iku_workbook.results.unit_goals import UnitGoal

GROUPS, TARGETS, HEADER = 4, 5, 6
FIRST = HEADER + 1
_PART_WIDTH, _VALUE_WIDTH = 13.0, 14.0
_PLAIN, _SHARED_OUT = 3, 5  # columns
_NAME = 38  # characters of an indicator's name over its three columns
_SIGN = 4.0  # characters that a sign before a number takes, and a mark after it


class Share(NamedTuple):
    """One row's figures of an indicator; None where blank. ``goal``: its own target, and its
    achievement of that.
    """

    numerator: float | None
    denominator: float | None
    value: float | None
    goal: UnitGoal = UnitGoal(None, None)


@dataclass(frozen=True, slots=True)
class IndicatorColumns:
    """Columns for all indicators, after ``keys`` columns that identify the row."""

    master: MasterContext
    keys: int

    def first(self, indicator: Indicator) -> int:
        """The column of the indicator's numerator; denominator and value follow."""
        before = self.master.definition.indicators[: self._place(indicator)]
        return self.keys + 1 + sum(map(self.width, before))

    def width(self, indicator: Indicator) -> int:
        """How many columns it has."""
        return _SHARED_OUT if self._is_shared_out(indicator) else _PLAIN

    def _place(self, indicator: Indicator) -> int:
        return self.master.layout.achievement.codes[indicator.code]

    def _is_shared_out(self, indicator: Indicator) -> bool:
        return indicator.code in self.master.definition.shared_out

    @property
    def last(self) -> int:
        """The last column of the last indicator."""
        return self.keys + sum(map(self.width, self.master.definition.indicators))

    def headings(self, shares: Sequence[Sequence[Share]]) -> list[Heading]:
        """The headings, as wide as all rows need, which are given by indicator."""
        found = []
        for indicator, rows in zip(self.master.definition.indicators, shares, strict=True):
            for index, part in enumerate((indicator.numerator, indicator.denominator)):
                wide = amount_width([each[index] for each in rows], 0)
                found.append(Heading(part.label, max(_PART_WIDTH, wide)))
            wide = max(
                (amount_width([each.value], self._places(indicator, each.value)) for each in rows),
                default=0.0,
            )
            title = self.master.say("results.value_of", code=indicator.code)
            found.append(Heading(title, max(_VALUE_WIDTH, wide + _SIGN)))
            if self._is_shared_out(indicator):
                found += [
                    Heading(self.master.say(key), _PART_WIDTH)
                    for key in ("results.own_target", "results.own_achievement")
                ]
        return found

    def write_heads(self, sheet: Worksheet) -> None:
        """The rows above the headings: codes, and the target that the values are marked by."""
        master = self.master
        for row, look in ((GROUPS, "group_more"), (TARGETS, "how")):
            for column in range(1, self.keys + 1):
                master.text(sheet, (row, column), "", look)
            for indicator in master.definition.indicators:
                if row == GROUPS:
                    self._write_code(sheet, indicator)
                else:
                    self._write_target(sheet, indicator)

    def _write_code(self, sheet: Worksheet, indicator: Indicator) -> None:
        first = self.first(indicator)
        title = shorten(f"{indicator.code} · {indicator.name}", _NAME, placeholder=" …")
        self.master.text(sheet, (GROUPS, first), title, "group_first")
        for column in range(first + 1, first + self.width(indicator)):
            self.master.text(sheet, (GROUPS, column), "", "group_more")

    def _write_target(self, sheet: Worksheet, indicator: Indicator) -> None:
        master, first = self.master, self.first(indicator)
        result = master.results.indicators[indicator.code]
        keys = ("target", "target_to") if indicator.ranged else ("target",)
        title = first + 2 - len(keys)
        for column in range(first, first + self.width(indicator)):
            master.text(sheet, (TARGETS, column), "", "how")
        master.text(sheet, (TARGETS, title), master.say("results.period_target"), "how")
        num_format = target_format(indicator, result.target)
        for column, key in enumerate(keys, start=title + 1):
            value, number = figure_of(result, key), master.results.period.number
            if value is not None:
                reference = master.layout.achievement.cell(indicator.code, number, key)
                cell = (TARGETS, column)
                master.formula(sheet, cell, reference, value, "pale_amount", num_format)

    def write_value(
        self,
        sheet: Worksheet,
        row: int,
        indicator: Indicator,
        share: Share,
        *,
        earlier: bool = False,
    ) -> None:
        """The value that the two parts left of it make; ``earlier``: it is of an earlier period."""
        first = self.first(indicator)
        numerator, denominator = ("$" + a1(row, column) for column in (first, first + 1))
        formula = to_excel(
            ratio(indicator.scale), lambda name: numerator if name == NUMERATOR else denominator
        )
        num_format = decimals_format(self._decimals(indicator, share)) + EARLIER_MARK * earlier
        value = (row, first + 2)
        self.master.formula(sheet, value, formula, share.value, "result_small", num_format)
        self._write_goal(sheet, row, indicator, share)

    def _write_goal(self, sheet: Worksheet, row: int, indicator: Indicator, share: Share) -> None:
        """A row's own target and its achievement of it, where units have targets of their own."""
        if not self._is_shared_out(indicator):
            return
        master, value = self.master, self.first(indicator) + 2
        cells = {RESULT: "$" + a1(row, value), TARGET: "$" + a1(row, value + 1)}
        if share.goal.target is None:
            master.blank(sheet, (row, value + 1), "pale_amount")
        else:
            shown = target_format(indicator, share.goal.target)
            master.number(sheet, (row, value + 1), share.goal.target, "pale_amount", shown)
        judging = indicator.judging(master.definition.achievement.cap)
        formula = to_excel(achieved(judging), cells.__getitem__)
        percent = share.goal.achievement
        shown = decimals_format(of_achievement(percent, ()))
        master.formula(sheet, (row, value + 2), formula, percent, "amount", shown)

    def mark(
        self, sheet: Worksheet, last: int, shares: Sequence[Sequence[Share]], earlier: str
    ) -> None:
        """Mark every value by whether it reaches its target, and whether it is of an earlier period
        (``earlier``: a formula that says so of the first row).
        """
        for indicator, rows in zip(self.master.definition.indicators, shares, strict=True):
            column = self.first(indicator) + 2
            goal = self._goal(indicator, column)
            places = {self._decimals(indicator, each) for each in rows} or {indicator.decimals}
            carried = self.master.results.indicators[indicator.code].carried
            mark_against(
                sheet,
                self.master,
                (FIRST, last),
                column,
                goal,
                places,
                earlier if carried else None,
            )

    def _goal(self, indicator: Indicator, column: int) -> Goal:
        """What a column's values are marked against: the row's own target, else the office's."""
        if self._is_shared_out(indicator):
            return Goal((FIRST, column + 1), None, indicator.polarity, of_row=True)
        target = (TARGETS, column - 1) if indicator.ranged else (TARGETS, column)
        return Goal(target, (TARGETS, column) if indicator.ranged else None, indicator.polarity)

    def _decimals(self, indicator: Indicator, share: Share) -> int:
        """The same of a row that may have its own target."""
        if self._is_shared_out(indicator):
            return of_value(indicator, share.value, [share.goal.target])
        return self._places(indicator, share.value)

    def _places(self, indicator: Indicator, value: float | None) -> int:
        """The decimals of a row's value, beside the target that it is marked by."""
        return of_value(indicator, value, [self.master.results.indicators[indicator.code].target])
