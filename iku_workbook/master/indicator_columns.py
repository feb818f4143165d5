"""Columns of indicators on a sheet, under code and target: numerator, denominator and value, or the
value alone of an indicator that has no more; two more where units have targets of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import shorten
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from iku_workbook.calculations import parts_of
from iku_workbook.cell_addresses import a1
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
_PART_WIDTH, _VALUE_WIDTH, _ALONE_WIDTH = 13.0, 14.0, 24.0
_PARTS, _OF_GOAL = 2, 2  # columns before a value, and after it
_NAME, _NAME_ALONE = 38, 22  # characters of an indicator's name over its columns
_SIGN = 4.0  # characters that a sign before a number takes, and a mark after it


class Share(NamedTuple):
    """One row's figures of an indicator; None where blank. ``goal``: its own target, and its
    achievement of that.
    """

    numerator: float | None
    denominator: float | None
    value: float | None
    goal: UnitGoal = UnitGoal(None, None)


@dataclass(frozen=True)  # without slots: cached properties need a place to stay
class IndicatorColumns:
    """Columns for all indicators, after ``keys`` columns that identify the row."""

    master: MasterContext
    keys: int

    @cached_property
    def _values(self) -> dict[str, int]:
        found, last = dict[str, int](), self.keys
        for each in self.master.definition.measured:
            found[each.code] = last + self._before(each) + 1
            last = found[each.code] + self._after(each)
        return found

    def _before(self, indicator: Indicator) -> int:
        return _PARTS if indicator.value is None else 0

    def _after(self, indicator: Indicator) -> int:
        return _OF_GOAL if self._is_shared_out(indicator) else 0

    def columns(self, indicator: Indicator) -> range:
        """The columns of the indicator: its parts, its value, what stands beside that."""
        value = self._values[indicator.code]
        return range(value - self._before(indicator), value + self._after(indicator) + 1)

    def parts(self, indicator: Indicator) -> range:
        """The columns of numerator and denominator, of an indicator that has them."""
        value = self._values[indicator.code]
        return range(value - self._before(indicator), value)

    def value(self, indicator: Indicator) -> int:
        """The column of the indicator's value."""
        return self._values[indicator.code]

    def _is_shared_out(self, indicator: Indicator) -> bool:
        return indicator.code in self.master.definition.shared_out

    @property
    def last(self) -> int:
        """The last column of the last indicator."""
        return self.columns(self.master.definition.measured[-1])[-1]

    def hint(self, key: str) -> str:
        """How to read the sheet, and where those are that have no columns on it."""
        say, definition = self.master.say, self.master.definition
        indices = len(definition.measured) < len(definition.indicators)
        return " ".join([say(key), *([say("results.index_whole")] if indices else [])])

    def headings(self, shares: Sequence[Sequence[Share]]) -> list[Heading]:
        """The headings, as wide as all rows need, which are given by indicator."""
        found = []
        for indicator, rows in zip(self.master.definition.measured, shares, strict=True):
            parts = parts_of(indicator).values() if indicator.value is None else ()
            for index, part in enumerate(parts):
                wide = amount_width([each[index] for each in rows], 0)
                found.append(Heading(part.label, max(_PART_WIDTH, wide)))
            wide = max(
                (amount_width([each.value], self._places(indicator, each.value)) for each in rows),
                default=0.0,
            )
            title = self.master.say("results.value_of", code=indicator.code)
            least = _VALUE_WIDTH if parts else _ALONE_WIDTH
            found.append(Heading(title, max(least, wide + _SIGN)))
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
            for indicator in master.definition.measured:
                if row == GROUPS:
                    self._write_code(sheet, indicator)
                else:
                    self._write_target(sheet, indicator)

    def _write_code(self, sheet: Worksheet, indicator: Indicator) -> None:
        first, *more = self.columns(indicator)
        room = _NAME if more else _NAME_ALONE
        title = shorten(f"{indicator.code} · {indicator.name}", room, placeholder=" …")
        self.master.text(sheet, (GROUPS, first), title, "group_first")
        for column in more:
            self.master.text(sheet, (GROUPS, column), "", "group_more")

    def _write_target(self, sheet: Worksheet, indicator: Indicator) -> None:
        master, columns = self.master, self.columns(indicator)
        result, word = (
            master.results.indicators[indicator.code],
            master.say("results.period_target"),
        )
        keys = ("target", "target_to") if indicator.ranged else ("target",)
        beside = range(columns[0], self.value(indicator) + 1)
        for column in columns:
            master.text(sheet, (TARGETS, column), "", "how")
        num_format = target_format(indicator, result.target)
        if len(beside) > len(keys):
            master.text(sheet, (TARGETS, beside[-len(keys) - 1]), word, "how")
        else:
            num_format = f'"{word} "{num_format}'
        for column, key in zip(beside[-len(keys) :], keys[-len(beside) :], strict=True):
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
        formula: str | None = None,
        *,
        earlier: bool = False,
    ) -> None:
        """The value, by a formula or made of the two parts left of it; ``earlier``: it is of an
        earlier period.
        """
        if formula is None:
            numerator, denominator = ("$" + a1(row, each) for each in self.parts(indicator))
            formula = to_excel(
                ratio(indicator.scale), lambda name: numerator if name == NUMERATOR else denominator
            )
        cell = (row, self.value(indicator))
        num_format = decimals_format(self._decimals(indicator, share)) + EARLIER_MARK * earlier
        self.master.formula(sheet, cell, formula, share.value, "result_small", num_format)
        self._write_goal(sheet, row, indicator, share)

    def _write_goal(self, sheet: Worksheet, row: int, indicator: Indicator, share: Share) -> None:
        """A row's own target and its achievement of it, where units have targets of their own."""
        if not self._is_shared_out(indicator):
            return
        master, value = self.master, self.value(indicator)
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
        for indicator, rows in zip(self.master.definition.measured, shares, strict=True):
            column = self.value(indicator)
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
