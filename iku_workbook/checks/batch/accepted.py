"""Accepted values of earlier periods, to compare with: from the registry, and from the batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from iku_workbook.calculations import asked, asked_before
from iku_workbook.checks.received import Content
from iku_workbook.definition.model import Field
from iku_workbook.inputs import Values
from iku_workbook.periods import Cadence, Period


class Accepted(NamedTuple):
    """The accepted values of a unit for one period, given by its SDMX code."""

    period: str
    values: Values


AcceptedBefore = Callable[[str, Period], Accepted | None]
"""A unit's last accepted values before a period, by the unit's code; None where there are none."""


def nothing_accepted(_unit: str, _period: Period) -> None:
    """The :data:`AcceptedBefore` of a check without a registry: None for every unit."""


class AcceptedReturns:
    """Finds a unit's last accepted values, in the registry and in the batch itself; of one that has
    none those of the code that it had before (``codes_of`` a code: itself and its former ones).
    """

    def __init__(self, before: AcceptedBefore, codes_of: Callable[[str], Iterable[str]]) -> None:
        self._before, self._codes_of = before, codes_of
        self._own: dict[str, list[Accepted]] = {}
        self._known: dict[tuple[str, str], Accepted | None] = {}

    def add(self, contents: Iterable[Content]) -> None:
        """Add the batch's own accepted returns."""
        for content in contents:
            own = self._own.setdefault(content.unit.code, [])
            own.append(Accepted(content.period.code, content.all_values()))

    def last(self, unit: str, period: Period) -> Accepted | None:
        """What was accepted last from a unit before a period; the newer of two for one period."""
        known = (self._last(code, period) for code in self._codes_of(unit))
        return next((each for each in known if each is not None), None)

    def _last(self, unit: str, period: Period) -> Accepted | None:
        key = unit, period.code
        if key not in self._known:  # nothing is recorded while a batch is checked
            self._known[key] = self._before(unit, period)
        known = [self._known[key], *self._own.get(unit, ())]
        before = [each for each in known if each is not None and each.period < period.code]
        return max(reversed(before), key=lambda each: each.period, default=None)

    def last_asked(
        self, fields: Iterable[Field], unit: str, period: Period
    ) -> dict[str, Accepted | None]:
        """For each field what was accepted last before a period of those in which it is asked."""
        found: dict[Cadence | None, Accepted | None] = {None: self.last(unit, period)}
        if found[None] is None:  # then neither was anything before an earlier period
            return dict.fromkeys(field.id for field in fields)
        last = {}
        for field in fields:
            if field.cadence not in found:
                earlier = self.last(unit, asked_before(field, period).next)
                then = earlier is not None and asked(field, Period.parse(earlier.period))
                found[field.cadence] = earlier if then else None
            last[field.id] = found[field.cadence]
        return last
