"""Which return counts otherwise at one time than at another, and what moved it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from iku_workbook.registry import lineage
from iku_workbook.registry.examinations import as_bound
from iku_workbook.registry.records import DecisionKind, DecisionRecord
from iku_workbook.registry.registry import Registry
from iku_workbook.returns import Return


class Cause(StrEnum):
    """What moves what counts."""

    RECEIPT = "receipt"
    DECISION = "decision"
    EXAMINATION = "examination"
    """a return was examined again"""


@dataclass(frozen=True, slots=True)
class CountingChange:
    """A unit's period of which another return counts than before, or the same reads otherwise.

    before, after  what counts; None where nothing does
    cause, number  what moved it: a receipt or a decision, by its number; of what was examined
                   again the number of its receipt
    at, by         when, and who did it
    """

    unit: str
    period: str
    before: Return | None
    after: Return | None
    cause: Cause
    number: int
    at: datetime.datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of the registry, None for now, and whether approved returns alone count."""

    at: datetime.datetime | None = None
    approved: bool = False


def counting_changes(
    registry: Registry, then: Moment, now: Moment, periods: Collection[str] | None = None
) -> list[CountingChange]:
    """What counts otherwise ``now`` than ``then``, of some periods by their codes or of all; what
    happened first stands first.
    """
    before, after = (_counting(registry, each) for each in (then, now))
    log = registry.decisions(as_bound(now.at))
    found = []
    for unit, period in sorted(before.keys() | after.keys()):
        if periods is None or period in periods:
            was, is_ = before.get((unit, period)), after.get((unit, period))
            if _says(was) != _says(is_):
                counts = log if now.approved or then.approved else _unapproving(log, was, is_)
                found.append(_because(unit, period, was, is_, counts, then))
    return sorted(found, key=lambda each: (each.at, each.number))


def _counting(registry: Registry, moment: Moment) -> dict[tuple[str, str], Return]:
    found = {key: lineage.counting(own) for key, own in registry.lineages(moment.at).items()}
    return {
        key: each
        for key, each in found.items()
        if each is not None and (not moment.approved or (each.approval and not each.disputed))
    }


def _says(counts: Return | None) -> object:
    return counts and (counts.number, counts.values, counts.indicators)


def _unapproving(
    log: Iterable[DecisionRecord], was: Return | None, is_: Return | None
) -> list[DecisionRecord]:
    """The decisions without approvals: where accepted returns count, none lets another one count.
    It may let the same one be read otherwise.
    """
    same = was is not None and is_ is not None and was.number == is_.number
    return [each for each in log if same or each.what is not DecisionKind.APPROVE]


def _because(
    unit: str,
    period: str,
    was: Return | None,
    is_: Return | None,
    log: Iterable[DecisionRecord],
    then: Moment,
) -> CountingChange:
    """What moved it: the last decision about either return that came since, else the receipt that
    did, else that it was examined again.
    """
    decided = list(_since(log, was, is_, then))
    if decided:
        last = decided[-1]
        return CountingChange(unit, period, was, is_, Cause.DECISION, last.number, last.at, last.by)
    known = is_ or was
    assert known is not None
    assert known.received is not None
    same = was is not None and is_ is not None and was.number == is_.number
    cause = Cause.EXAMINATION if same else Cause.RECEIPT
    return CountingChange(unit, period, was, is_, cause, known.number or 0, known.received)


def _since(
    log: Iterable[DecisionRecord], was: Return | None, is_: Return | None, then: Moment
) -> Iterator[DecisionRecord]:
    about = {each.number for each in (was, is_) if each is not None}
    for each in log:
        if each.receipt in about and then.at is not None and each.at > then.at:
            yield each
