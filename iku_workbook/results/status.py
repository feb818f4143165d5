"""The status matrix: which unit has returned for which period, and when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from iku_workbook.calculations import reported_fields, reported_registers
from iku_workbook.definition import Definition
from iku_workbook.definition.model import OverTime, Unit
from iku_workbook.periods import Period
from iku_workbook.registry.extensions import Extension
from iku_workbook.results.accumulate import Status, best
from iku_workbook.returns import Return

_ACCEPTED = frozenset({Status.ACCEPTED, Status.UNAPPROVED})


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of one unit for one period, with lateness and approval.

    status   what has become of what it returned, the best of several
    decided  the return that the status comes from, None where nothing came
    due      the last day to return it: a later one, where the unit was given an ``extension``
    late     returned after that day, or still owed after it
    nihil    accepted, and everything that could be counted is nothing: "Nihil"
    other    nothing came that is a form, but this file, which is the unit's by its name
    waits    not accepted, and a file of the unit waits to be examined: the unit owes nothing now
    asked    one is accepted, and a newer one waits until a person says whether it takes its place
    newer    one is approved, and this accepted one came since: it does not count
    """

    unit: Unit
    period: Period
    status: Status
    decided: Return | None
    due: datetime.date
    late: bool
    nihil: bool
    waits: bool = False
    other: Return | None = None
    asked: bool = False
    extension: Extension | None = None
    newer: Return | None = None

    @property
    def corrected(self) -> bool:
        """Whether it is accepted after it was to be corrected, and nobody has approved it yet."""
        decided = self.decided
        if decided is None or self.status not in _ACCEPTED:
            return False
        return decided.mends and decided.approval is None

    @property
    def partly(self) -> tuple[int, int] | None:
        """How many of how many indicators are approved, while not all are; None where none is."""
        decided = self.decided
        if decided is None or not decided.approvals or self.status not in _ACCEPTED:
            return None
        return len(decided.approvals), len(decided.indicators)

    @property
    def approved(self) -> bool:
        """Whether a person has approved the accepted return."""
        decided = self.decided
        return decided is not None and decided.approval is not None and not decided.unapproved


Matrix = Mapping[tuple[str, str], Standing]


def standings(
    definition: Definition,
    returns: Iterable[Return],
    periods: Sequence[Period],
    today: datetime.date,
    unexamined: Iterable[Return] = (),
    awaiting: Iterable[Return] = (),
    others: Mapping[tuple[str, str], Return] = MappingProxyType({}),
    extensions: Mapping[tuple[str, str], Extension] = MappingProxyType({}),
) -> Matrix:
    """By unit code and period code: every unit of the year, in the order of the list, for every
    period; also where it is not there, and owes nothing.

    ``unexamined`` is what a fault kept from being examined, of whichever unit it may be;
    ``awaiting`` what a person has to decide on; ``others`` are files that are no forms, by the unit
    and period that they may be meant for; ``extensions`` the later days that units were given.
    ``today`` is a date at the office; a return counts as late by the date of its time zone.
    """
    found = _by_place(returns)
    waiting, asked = set(map(_place, unexamined)), set(map(_place, awaiting))
    counted = _Counted.by_kind(definition, periods)
    known = [(each, each.code, each.due(definition.due_days)) for each in periods]
    return {
        key: _standing(
            counted[unit.kind, code],
            unit,
            period,
            due,
            found.get(key, ()),
            today,
            waits=key in waiting,
            other=others.get(key),
            asked=key in asked,
            extension=extensions.get(key),
        )
        for unit in definition.reporting
        for period, code, due in known
        for key in ((unit.code, code),)
    }


def _by_place(returns: Iterable[Return]) -> dict[tuple[str | None, str | None], list[Return]]:
    found: dict[tuple[str | None, str | None], list[Return]] = {}
    for each in returns:
        found.setdefault(_place(each), []).append(each)
    return found


def _place(returned: Return) -> tuple[str | None, str | None]:
    return returned.unit, returned.period


def with_newer(matrix: Matrix, overruled: Iterable[Return]) -> Matrix:
    """The same, where something accepted does not count, as an older return is approved."""
    found = {(str(each.unit), str(each.period)): each for each in overruled}
    known = {key: replace(matrix[key], newer=each) for key, each in found.items() if key in matrix}
    return {**matrix, **known}


class _Counted(NamedTuple):
    """What units of one kind are asked in a period that can be nothing: flows, and registers."""

    flows: tuple[str, ...]
    registers: tuple[str, ...]

    @classmethod
    def by_kind(
        cls, definition: Definition, periods: Sequence[Period]
    ) -> dict[tuple[str, str], _Counted]:
        """Told once for all units of a kind, by that and by period."""
        kinds = {unit.kind for unit in definition.reporting}
        return {
            (kind, each.code): cls.of(definition, kind, each) for kind in kinds for each in periods
        }

    @classmethod
    def of(cls, definition: Definition, kind: str, period: Period) -> _Counted:
        """Those of one kind in one period."""
        flows = (
            field.id
            for field in reported_fields(definition, kind, period)
            if field.over_time is OverTime.SUM and field.type.record.is_number
        )
        registers = (each.id for each in reported_registers(definition, kind, period))
        return cls(tuple(flows), tuple(registers))

    def is_nothing(self, accepted: Return) -> bool:
        """Whether every flow is 0 and every register says that there was nothing to report."""
        return any(self) and (
            all(accepted.values.get(name) == 0 for name in self.flows)
            and all(accepted.values.get(name) == [] for name in self.registers)
        )


def _standing(
    counted: _Counted,
    unit: Unit,
    period: Period,
    due: datetime.date,
    returns: Sequence[Return],
    today: datetime.date,
    *,
    waits: bool,
    other: Return | None,
    asked: bool,
    extension: Extension | None,
) -> Standing:
    if extension is not None and extension.until <= due:
        extension = None  # taken back, or the definition gives everybody as much
    due = extension.until if extension is not None else due
    if not unit.reports_in(period):
        return Standing(unit, period, Status.ABSENT, None, due, late=False, nihil=False)
    if not returns:
        late = today > due and not waits
        about = (None, due, late, False, waits, other)
        return Standing(unit, period, Status.MISSING, *about, extension=extension)
    status = best(returns)
    alone = returns[0] if len(returns) == 1 and not returns[0].awaits else None
    decided = alone or next((each for each in reversed(returns) if best([each]) is status), None)
    if status in _ACCEPTED and decided is not None:
        late = decided.received is not None and decided.received.date() > due
        nihil = counted.is_nothing(decided)
    else:
        late, nihil = today > due and not waits, False
    waits = waits and status not in _ACCEPTED
    known = (decided, due, late, nihil, waits)
    return Standing(unit, period, status, *known, asked=asked, extension=extension)
