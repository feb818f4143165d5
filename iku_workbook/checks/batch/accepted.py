"""What was accepted for earlier periods: before this run, and from the run's own returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from iku_workbook.checks.received import Content
from iku_workbook.inputs import Values
from iku_workbook.periods import Period


class Accepted(NamedTuple):
    """What was accepted from a unit: for which period (its SDMX code), and the values."""

    period: str
    values: Values


AcceptedBefore = Callable[[str, Period], Accepted | None]
"""What was accepted last from a unit (by its code) before a period, None where nothing was."""


def nothing_accepted(_unit: str, _period: Period) -> None:
    """What is known without a registry."""


class AcceptedReturns:
    """What a return can be compared with: accepted before this run, or accepted in it."""

    def __init__(self, before: AcceptedBefore) -> None:
        self._before = before
        self._own: dict[str, list[Accepted]] = {}

    def add(self, contents: Iterable[Content]) -> None:
        """Returns of this run that nothing is wrong with."""
        for content in contents:
            own = self._own.setdefault(content.unit.code, [])
            own.append(Accepted(content.period.code, content.all_values()))

    def last(self, unit: str, period: Period) -> Accepted | None:
        """What was accepted last from a unit before a period; the newer of two for one period."""
        known = [self._before(unit, period), *self._own.get(unit, ())]
        before = [each for each in known if each is not None and each.period < period.code]
        return max(reversed(before), key=lambda each: each.period, default=None)
