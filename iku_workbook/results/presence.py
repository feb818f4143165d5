"""What of a unit goes on counting in periods in which it is not there.

Before its first period and after its last one a unit is asked nothing. What it did while it was
there stays in the year: flows, and all that is added up of them. What holds only as long as there
is somebody of whom it holds (states, measures, "1 a village") counts while it was there, and not
after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from iku_workbook.calculations import PREVIOUS, Computed, Role
from iku_workbook.definition.indicators import OverUnits
from iku_workbook.definition.model import OverTime
from iku_workbook.formula.tree import names
from iku_workbook.layout import Layout
from iku_workbook.periods import Period
from iku_workbook.results.accumulate import Status, UnitYear
from iku_workbook.results.each_period import telling, ways_of


def stays(form: Layout, name: str) -> bool:
    """Whether what a unit came to under a name (of a field, or of a computed value) stays in the
    year when it has left: something of it is added up over time.
    """
    if name in form.fields:
        return form.fields[name][0].over_time is OverTime.SUM
    computed, ways = form.computed[name][0], ways_of(form.definition)
    if computed.role is Role.VALUE:
        (indicator,) = (each for each in form.definition.indicators if each.code == computed.owner)
        if indicator.value is None:
            return all(stays(form, part) for part in names(computed.tree))
        if indicator.value.over_units is not OverUnits.SUM and not indicator.value.weight:
            return False  # the mean, least or greatest of units is of those that are there
    if name in ways:
        return ways[name] is OverTime.SUM
    return any(_flows(form, read) for read in computed.reads)


class Counting:
    """Tells for units of one kind what of them counts."""

    def __init__(self, form: Layout) -> None:
        self._ways = ways_of(form.definition)
        self._stays = frozenset(name for name in form.computed if stays(form, name))

    def of(self, computed: Computed, units: Sequence[UnitYear], period: Period) -> Iterator[bool]:
        """The same of many units, one after the other."""
        stays_, tells = computed.name in self._stays, telling(self._ways, computed.name, period)
        for unit in units:
            is_told = not computed.reads or tells(unit)
            yield is_told and (stays_ or unit.status is not Status.ABSENT)

    def has(self, computed: Computed, unit: UnitYear, period: Period) -> bool:
        """Whether what is computed of a unit counts for the period asked for."""
        return next(self.of(computed, (unit,), period))


def counting(form: Layout, names_: Iterable[str], unit: UnitYear) -> list[str]:
    """Those of these names under which a unit counts."""
    absent = unit.status is Status.ABSENT
    return [name for name in names_ if not absent or stays(form, name)]


def _flows(form: Layout, read: str) -> bool:
    """Whether an input is added up: a flow, or a register's column, whose rows are."""
    if read.startswith(PREVIOUS):
        return False
    return "." in read or stays(form, read)
