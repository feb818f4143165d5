"""Adds up what each unit has reported in the year so far: the first of four steps to results.

Flows (``over_time: sum``) are added up, states (``latest``) hold the last value filled in, carried
forward, measures become their mean, least or greatest, registers append. Only accepted returns
count.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, cast, overload

from iku_workbook.calculations import reported_fields, reported_registers
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Field, OverTime, Register, Unit
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Verdict
from iku_workbook.inputs import Row, Scalar, Values
from iku_workbook.periods import Period
from iku_workbook.registry.encoded import Recorded
from iku_workbook.returns import Return


class Status(StrEnum):
    """The status of a unit's return for one period; the best of several counts."""

    ACCEPTED = "accepted"
    UNAPPROVED = "unapproved"
    """accepted, and not counted: only what somebody has approved is"""
    NEEDS_CORRECTION = "needs-correction"
    REJECTED = "rejected"
    MISSING = "missing"
    ABSENT = "absent"
    """it is not there in that period, and owes nothing: before its first one, or after its last"""


_NONE = frozenset[str]()
_SCALARS = frozenset({type(None), str, int, float, bool, datetime.date})
_STATUS = {
    Verdict.ACCEPTED: Status.ACCEPTED,
    Verdict.NEEDS_CORRECTION: Status.NEEDS_CORRECTION,
    Verdict.REJECTED: Status.REJECTED,
    Verdict.NOT_EXAMINED: Status.MISSING,  # nothing is known of it yet
    Verdict.NO_RETURN: Status.MISSING,
}


class ConflictingReturns(OperatorError):
    """Two different accepted returns of one unit for one period: a person has to choose."""

    def __init__(self, unit: str, period: str, first: str, second: str) -> None:
        super().__init__(
            "conflicting-returns", unit=unit, period=period, first=first, second=second
        )


class Accumulated(NamedTuple):
    """A unit's accumulated values, and the period that each state's value comes from."""

    values: Values
    sources: Mapping[str, str]


class _Asked(NamedTuple):
    """What units of one kind report."""

    fields: tuple[Field, ...]
    registers: tuple[Register, ...]

    @classmethod
    def of(cls, definition: Definition, kind: str) -> _Asked:
        """All that is asked in some period."""
        return cls(reported_fields(definition, kind), reported_registers(definition, kind))


class SoFar:
    """What accepted returns of one unit say together. It is added up when it is read, for most are
    read once, to compute what the unit comes to, and a country's take more room than its returns.
    """

    __slots__ = ("_accepted", "_asked", "_kept")

    def __init__(self, accepted: Mapping[str, Return], asked: _Asked) -> None:
        self._accepted, self._asked = accepted, asked
        self._kept: Accumulated | None = None

    def read(self) -> Accumulated:
        """For whoever reads it once."""
        return self._kept or _accumulated(self._accepted, *self._asked)

    def kept(self) -> Accumulated:
        """For whoever may read it again: it stays."""
        self._kept = self.read()
        return self._kept

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SoFar) and self.read() == other.read()

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class UnitYear:
    """One unit's accumulated values of a year, up to and including one period.

    received  its returns for that period, whatever became of them
    status    what that is
    accepted  its accepted returns that count, by period code, in the order of time
    so_far    what they say together
    unapproved  the periods, by code, of which one was accepted and is not counted
    previous  its accepted return for the previous period, which may be of the year before, and of
              another code that it had then
    """

    unit: Unit
    received: tuple[Return, ...]
    status: Status
    accepted: Mapping[str, Return]
    so_far: SoFar
    previous: Return | None
    unapproved: frozenset[str] = frozenset()

    @property
    def values(self) -> Values:
        """Accumulated, as in the JSON of the contract; empty without an accepted return."""
        return self.so_far.kept().values

    @property
    def sources(self) -> Mapping[str, str]:
        """Where each state's value comes from: field id to period code."""
        return self.so_far.kept().sources


def accumulate(
    definition: Definition, returns: Iterable[Return], period: Period
) -> tuple[UnitYear, ...]:
    """Every unit that reports in some period of the year, in the order of the list;
    ConflictingReturns where a return cannot be chosen.
    """
    kinds = {unit.kind for unit in definition.reporting}
    asked = {kind: _Asked.of(definition, kind) for kind in kinds}
    by_unit: dict[str, list[Return]] = {}
    for each in returns:
        if each.unit is not None:
            by_unit.setdefault(each.unit, []).append(each)
    years = []
    code_of, so_far = period.code, [(each, each.code) for each in period.year_to_date]
    for unit in definition.reporting:
        own = by_unit.get(unit.code, [])
        chosen = _accepted(own)
        codes = [code for each, code in so_far if unit.reports_in(each)]
        accepted = {code: chosen[code] for code in codes if code in chosen}
        there = unit.reports_in(period)
        received = tuple(each for each in own if there and each.period == code_of)
        before = _before(definition, unit, period, by_unit) if there else None
        status = best(received) if there else Status.ABSENT
        waiting = frozenset(str(each.period) for each in own if each.unapproved)
        said = SoFar(accepted, asked[unit.kind])
        about = (accepted, said, before, waiting.intersection(codes) if waiting else _NONE)
        years.append(UnitYear(unit, received, status, *about))
    return tuple(years)


def _before(
    definition: Definition, unit: Unit, period: Period, by_unit: Mapping[str, Sequence[Return]]
) -> Return | None:
    """What was accepted for the period before, from the unit as it was called then."""
    before = period.previous
    code = definition.code_in(unit, before)
    return _accepted(by_unit.get(code, ())).get(before.code)


def with_accepted(
    definition: Definition, year: UnitYear, accepted: Mapping[str, Return]
) -> UnitYear:
    """The unit's year as it would be with these accepted returns, by period code in their order."""
    so_far = SoFar(accepted, _Asked.of(definition, year.unit.kind))
    return replace(year, accepted=accepted, so_far=so_far)


def best(returns: Iterable[Return]) -> Status:
    """The status of a unit's returns for one period: the best of them."""
    found = {
        Status.UNAPPROVED if each.unapproved else _STATUS[each.verdict]
        for each in returns
        if not each.awaits
    }
    return next((status for status in Status if status in found), Status.MISSING)


def _accepted(returns: Sequence[Return]) -> dict[str, Return]:
    """The accepted return for each period; the same bytes twice are one return."""
    found: dict[str, Return] = {}
    for each in returns:
        waits = each.awaits or each.unapproved
        if each.verdict is not Verdict.ACCEPTED or waits or each.period is None:
            continue
        first = found.setdefault(each.period, each)
        if first.sha256 != each.sha256:
            raise ConflictingReturns(str(each.unit), each.period, first.file, each.file)
    return found


def _accumulated(
    accepted: Mapping[str, Return], fields: Iterable[Field], registers: Iterable[Register]
) -> Accumulated:
    values: dict[str, Scalar | Sequence[Row]] = {}
    sources: dict[str, str] = {}
    if not accepted:
        return Accumulated(values, sources)
    said = {code: as_said(each.values) for code, each in accepted.items()}
    for field in fields:
        given = {code: scalar(each.get(field.id)) for code, each in said.items()}
        if field.over_time is not OverTime.LATEST:
            values[field.id] = field.over_time.of([_number(each) for each in given.values()])
            continue
        source = next((code for code in reversed(given) if given[code] is not None), None)
        values[field.id] = given[source] if source else None
        if source:
            sources[field.id] = source
    for register in registers:
        values[register.id] = Events(tuple(accepted.values()), register.id)
    return Accumulated(values, sources)


class Events(Sequence[Row]):
    """A register's rows in several returns, one return after the other; they are read where they
    are, whenever they are asked for.
    """

    __slots__ = ("_register", "_returns")

    def __init__(self, returns: Sequence[Return], register: str) -> None:
        self._returns, self._register = returns, register

    def __iter__(self) -> Iterator[Row]:
        return (row for each in self._returns for row in rows(each.values.get(self._register)))

    def __len__(self) -> int:
        return sum(len(rows(each.values.get(self._register))) for each in self._returns)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        return [*self][place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and [*self] == [*other]

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr([*self])


def _number(value: Scalar) -> float | None:
    return value if isinstance(value, int | float) else None


def as_said(values: Values) -> Values:
    """A return's values, read once for many questions to them."""
    return values.read() if isinstance(values, Recorded) else values


def scalar(value: Scalar | Sequence[Row]) -> Scalar:
    """A field's value; None for anything else."""
    if type(value) in _SCALARS:
        return cast("Scalar", value)
    return None if isinstance(value, Sequence) and not isinstance(value, str) else value


def rows(value: Scalar | Sequence[Row]) -> Sequence[Row]:
    """A register's filled rows; none for anything else."""
    if type(value) is list:  # an abstract class is asked much longer, and there are thousands
        return value
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()
