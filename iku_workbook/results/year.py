"""One year of results, computed once: screen, tables, JSON, master and documents all read this."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from iku_workbook.definition import Definition
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period
from iku_workbook.registry.extensions import Extension, last_day
from iku_workbook.registry.head import Head
from iku_workbook.registry.spendings import Spent
from iku_workbook.results.basis import Basis
from iku_workbook.results.campaigns import Campaigns
from iku_workbook.results.indicators import Results, consolidate
from iku_workbook.results.levels import Level, levels
from iku_workbook.results.reconcile import Reconciled, reconcile
from iku_workbook.results.restated import Restated
from iku_workbook.results.status import Matrix, standings
from iku_workbook.results.trail import Trail
from iku_workbook.results.unsettled import SETTLED, Unsettled
from iku_workbook.returns import Return
from iku_workbook.source_cells import SourceCells


@dataclass(frozen=True, eq=False)
class Year:
    """All results of a year, up to and including one period, from one definition's returns.

    What not every reader needs is computed when it is first read, and kept.

    definition  what was measured, and by whom
    returns     all that were received, whatever became of them
    results     of the period asked for
    unsettled   what a person has to decide about them, and whom the list has lost or gained
    campaigns   what each has added, where several campaigns are added up
    head        the end of the registry's chain when they were computed from it
    basis       which returns count, as known when, by which definition
    sources     the cells that a return's values were read from, by the SHA-256 of its bytes
    trails      what each campaign's registry knows of the year; none where it is of files alone
    extensions  the later days that units were given, by unit and period
    spent       what programmes have spent, period by period
    restated    closed periods of which the definition computes otherwise than was reported
    """

    definition: Definition
    returns: tuple[Return, ...]
    results: Results
    unsettled: Unsettled = SETTLED
    campaigns: Campaigns | None = None
    head: Head | None = None
    basis: Basis | None = None
    sources: Mapping[str, SourceCells] = field(default_factory=dict)
    trails: tuple[Trail, ...] = ()
    extensions: Mapping[tuple[str, str], Extension] = field(default_factory=dict)
    restated: tuple[Restated, ...] = ()
    spent: Spent = field(default_factory=dict)

    @property
    def period(self) -> Period:
        """The last period that the results include."""
        return self.results.period

    @property
    def approved_only(self) -> bool:
        """Whether only approved returns count."""
        return self.basis is not None and self.basis.approved

    def doubts(self, say: Catalogue) -> tuple[str, ...]:
        """Sentences about what held and could not be had, and what was reported otherwise."""
        of_basis = self.basis.doubts(say) if self.basis is not None else ()
        return (*of_basis, *(each.sentence(say) for each in self.restated))

    @cached_property
    def periods(self) -> tuple[Results, ...]:
        """The results of every period of the year so far, the last one at the end."""
        earlier = self.period.year_to_date[:-1]
        before = (self._until(period) for period in earlier)
        return (*before, self.results)

    @cached_property
    def outlines(self) -> tuple[Results, ...]:
        """The same, the earlier ones without what each unit comes to: all that is left of a year of
        which not all fits in memory.
        """
        earlier = self.period.year_to_date[:-1]
        return (*(self._until(period).outline() for period in earlier), self.results)

    def standings(self, day: datetime.date) -> Matrix:
        """How every unit stands in each period of the year so far, on a day at the office."""
        if day not in self._standings:
            self._standings[day] = standings(
                self.definition,
                self.returns,
                self.period.year_to_date,
                day,
                awaiting=self.unsettled.awaiting,
                extensions=self.extensions,
            )
        return self._standings[day]

    @cached_property
    def _standings(self) -> dict[datetime.date, Matrix]:
        """Those that were asked for: the master and the tables beside it are of one day."""
        return {}

    def due(self, unit: str, period: Period) -> datetime.date:
        """The last day for a unit to return a period."""
        later = self.extensions.get((unit, period.code))
        return last_day(period, self.definition.due_days, later)

    def _until(self, period: Period) -> Results:
        awaiting = self.unsettled.awaiting
        return consolidate(self.definition, self.returns, period, awaiting)

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The same results for every unit that stands above others; none in a flat list."""
        return levels(self.definition, self.results)

    @cached_property
    def reconciled(self) -> tuple[Reconciled, ...]:
        """The reconciliations: two kinds of unit's figures for the same quantity."""
        return reconcile(self.definition, self.results)


def consolidate_year(
    definition: Definition,
    returns: Iterable[Return],
    period: Period,
    unsettled: Unsettled = SETTLED,
) -> Year:
    """The results of a year up to ``period`` from every return received.

    Raises ConflictingReturns where a unit has two different accepted returns for one period.
    """
    received = tuple(returns)
    results = consolidate(definition, received, period, unsettled.awaiting)
    return Year(definition, received, results, unsettled)
