"""Columns of indicators on a sheet: three for each, under its code and target."""

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
from iku_workbook.results.achievement import NUMERATOR, ratio
from iku_workbook.results.rounding import of_value

GROUPS, TARGETS, HEADER = 4, 5, 6
FIRST = HEADER + 1
_PART_WIDTH, _VALUE_WIDTH = 13.0, 14.0
_NAME = 38  # characters of an indicator's name over its three columns
_SIGN = 4.0  # characters that a sign before a number takes, and a mark after it


class Share(NamedTuple):
    """One row's figures of an indicator; None where blank."""

    numerator: float | None
    denominator: float | None
    value: float | None


@dataclass(frozen=True, slots=True)
class IndicatorColumns:
    """Columns for all indicators, after ``keys`` columns that identify the row."""

    master: MasterContext
    keys: int

    def first(self, indicator: Indicator) -> int:
        """The column of the indicator's numerator; denominator and value follow."""
        return self.keys + 1 + 3 * self.master.layout.achievement.codes[indicator.code]

    @property
    def last(self) -> int:
        """The column of the last indicator's value."""
        return self.keys + 3 * len(self.master.definition.indicators)

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
        for column in (first + 1, first + 2):
            self.master.text(sheet, (GROUPS, column), "", "group_more")

    def _write_target(self, sheet: Worksheet, indicator: Indicator) -> None:
        master, first = self.master, self.first(indicator)
        result = master.results.indicators[indicator.code]
        keys = ("target", "target_to") if indicator.ranged else ("target",)
        title = first + 2 - len(keys)
        for column in range(first, first + 3):
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
        value: float | None,
        *,
        earlier: bool = False,
    ) -> None:
        """The value that the two parts left of it make; ``earlier``: it is of an earlier period."""
        first = self.first(indicator)
        numerator, denominator = ("$" + a1(row, column) for column in (first, first + 1))
        formula = to_excel(
            ratio(indicator.scale), lambda name: numerator if name == NUMERATOR else denominator
        )
        num_format = decimals_format(self._places(indicator, value)) + EARLIER_MARK * earlier
        self.master.formula(sheet, (row, first + 2), formula, value, "result_small", num_format)

    def mark(
        self, sheet: Worksheet, last: int, shares: Sequence[Sequence[Share]], earlier: str
    ) -> None:
        """Mark every value by whether it reaches its target, and whether it is of an earlier period
        (``earlier``: a formula that says so of the first row).
        """
        for indicator, rows in zip(self.master.definition.indicators, shares, strict=True):
            column = self.first(indicator) + 2
            target = (TARGETS, column - 1) if indicator.ranged else (TARGETS, column)
            to = (TARGETS, column) if indicator.ranged else None
            places = {self._places(indicator, each.value) for each in rows} or {indicator.decimals}
            carried = self.master.results.indicators[indicator.code].carried
            mark_against(
                sheet,
                self.master,
                (FIRST, last),
                column,
                Goal(target, to, indicator.polarity),
                places,
                earlier if carried else None,
            )

    def _places(self, indicator: Indicator, value: float | None) -> int:
        """The decimals of a row's value, beside the target that it is marked by."""
        return of_value(indicator, value, [self.master.results.indicators[indicator.code].target])
