"""Programmes and their budgets, in whole rupiah; what was spent is no part of the definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator

from iku_workbook.definition.values import (
    Id,
    IndicatorCode,
    Label,
    Line,
    Prose,
    Record,
    between,
    distinct,
    refuse,
)
from iku_workbook.periods import Cadence, Period, periods_of

MOST = 999_999_999_999_999
"""As many digits as a spreadsheet keeps."""

Rupiah = Annotated[int, between(0, MOST)]


class Programme(Record):
    """A programme of the office, with its budget.

    objective   what it serves: an objective's id, or a text as indicators have it
    indicators  the codes of those that it serves
    budget      by period of the definition's year: of the year, of its parts, or of both; and of
                other years as a whole
    """

    id: Id
    name: Label
    objective: Prose = ""
    indicators: Annotated[tuple[IndicatorCode, ...], AfterValidator(distinct)] = ()
    budget: Mapping[str, Rupiah] = {}
    note: Line = ""

    def of_year(self, year: int) -> int | None:
        """The budget of the year: as it is said, else the sum of its parts."""
        parts = [each for key, each in self.budget.items() if key.startswith(f"{year}-")]
        return self.budget.get(str(year), sum(parts) if parts else None)

    def planned(self, period: Period, cadence: Cadence) -> int | None:
        """What is to be spent from the year's beginning to a period's end; None where parts of the
        year have no budgets of their own, but for the whole year.
        """
        periods = periods_of(period.year, cadence)
        if period == periods[-1]:
            return self.of_year(period.year)
        until = [self.budget.get(each.code) for each in periods[: periods.index(period) + 1]]
        known = [each for each in until if each is not None]
        return sum(known) if len(known) == len(until) else None


def _distinct(programmes: tuple[Programme, ...]) -> tuple[Programme, ...]:
    seen: set[str] = set()
    for index, each in enumerate(programmes):
        if each.id.casefold() in seen:
            raise refuse("duplicate-entry", value=each.id, at=index)
        seen.add(each.id.casefold())
    return programmes


Programmes = Annotated[tuple[Programme, ...], AfterValidator(_distinct)]
