"""Decisions on a return: approve, send back, reopen, accept, waive a finding; and undo one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition.model import Unit
from iku_workbook.periods import Period
from iku_workbook.registry import Registry, RegistryError, lineage, review
from iku_workbook.registry.journal import JournalEntry, RecordKind, journal
from iku_workbook.registry.records import DecisionKind, DecisionRecord
from iku_workbook.returns import Return

_OF_A_UNIT: Mapping[DecisionKind, Callable[..., Return]] = {
    DecisionKind.APPROVE: review.approve,
    DecisionKind.RETURN: review.send_back,
    DecisionKind.REFUSE: partial(review.send_back, keep_older=True),
    DecisionKind.REOPEN: review.reopen,
}
_MOVES = frozenset(
    {RecordKind.RECEIPT, RecordKind.EXAMINATION, RecordKind.DECISION, RecordKind.MENDED}
)
"""The records after which somebody may decide otherwise."""


class HappenedSince(RegistryError):
    """Something has happened to returns since somebody looked at them: ``entries``."""

    def __init__(self, entries: Sequence[JournalEntry], code: str = "happened-since") -> None:
        super().__init__(code)
        self.entries = entries


def decide(
    campaign: CampaignFolder,
    what: DecisionKind,
    unit: Unit,
    period: Period,
    *,
    by: str,
    at: datetime.datetime,
    reason: str,
    indicators: Sequence[str] = (),
    seen: int | None = None,
) -> Return:
    """Approve, send back (``REFUSE``: the newest alone) or reopen a unit's return; it, after that.

    ``indicators``, by their codes, are approved alone; ``seen`` is the last entry of the chain that
    whoever decides has seen. RegistryError where there is nothing to decide; HappenedSince where
    something has happened since then.
    """
    with _deciding(campaign, by, at) as registry:
        found = since(registry, seen, unit.code, period.code) if seen else []
        if found:
            raise HappenedSince(found)
        decided = _OF_A_UNIT[what]
        if indicators and what is DecisionKind.APPROVE:
            decided = partial(decided, indicators=indicators)
        return decided(registry, unit.code, period.code, at, by=by, reason=reason)


def replace_approved(
    campaign: CampaignFolder,
    number: int,
    *,
    by: str,
    at: datetime.datetime,
    reason: str,
    seen: int | None = None,
) -> Return:
    """Take the approval back that keeps a newer return, by its number, from counting: it counts
    from now on. The return then.

    RegistryError where no approval does, or the period is closed; HappenedSince as for
    :func:`decide`.
    """
    with _deciding(campaign, by, at) as registry:
        nothing_since(registry, seen, number)
        newer = registry.return_of(min(number, review.LARGEST))
        if newer is None or newer.overruled is None:
            raise RegistryError("nothing-asked", number=str(number))
        review.reopen(registry, newer.unit or "", newer.period or "", at, by=by, reason=reason)
        opened = registry.return_of(number)
        assert opened is not None
        if not opened.awaits:
            return opened
        return review.accept(registry, number, at, by=by, reason=reason)


@dataclass(frozen=True, slots=True)
class Approval:
    """What became of one unit, where several are approved at once.

    returned  the return that stands for it now; None where none came
    new       it is approved by this decision; where it was not before, ``why`` says why it cannot
              be: a key of the catalogue
    """

    unit: Unit
    returned: Return | None
    new: bool = False
    why: str | None = None


def approve_each(
    campaign: CampaignFolder,
    units: Sequence[Unit],
    period: Period,
    *,
    by: str,
    at: datetime.datetime,
    reason: str = "",
    indicators: Sequence[str] = (),
    seen: int | None = None,
) -> list[Approval]:
    """Approve each unit's return that counts, or some ``indicators`` of it, where nothing about it
    is open, and nothing has happened to it since the entry that was ``seen``; the others are left
    as they are. What was approved before stays so, with who did it.
    """
    with _deciding(campaign, by, at) as registry:
        moved = {each.unit for each in since(registry, seen, None, period.code)} if seen else set()
        return [
            Approval(unit, None, why="since")
            if unit.code in moved
            else _approved(registry, unit, period, at, by=by, reason=reason, indicators=indicators)
            for unit in units
        ]


def _approved(
    registry: Registry,
    unit: Unit,
    period: Period,
    at: datetime.datetime,
    *,
    by: str,
    reason: str,
    indicators: Sequence[str],
) -> Approval:
    came = registry.lineage(unit.code, period.code)
    counts = lineage.counting(came)
    if counts is None:
        last = lineage.standing(came) if came else None
        return Approval(unit, last, why=str(last.verdict) if last else "missing")
    asked = next((each for each in came if each.awaits), None)
    if asked is not None:
        return Approval(unit, asked, why="awaiting")
    if counts.disputed:
        return Approval(unit, counts, why="disputed")
    if counts.outdated:
        return Approval(unit, counts, why="outdated")
    own = [each for each in indicators if each in counts.indicators]
    known = all(each in counts.approvals for each in own) if indicators else False
    if counts.approval is not None or known:
        return Approval(unit, counts)
    if period.code in registry.closed():
        return Approval(unit, counts, why="closed")
    key = (unit.code, period.code)
    done = review.approve(registry, *key, at, by=by, reason=reason, indicators=own)
    return Approval(unit, done, new=True)


def accept(
    campaign: CampaignFolder,
    number: int,
    *,
    by: str,
    at: datetime.datetime,
    reason: str,
    seen: int | None = None,
) -> Return:
    """Let a return that awaits a decision, by its number, take the accepted one's place; it then.

    RegistryError where nothing is asked about it; HappenedSince as for :func:`decide`.
    """
    with _deciding(campaign, by, at) as registry:
        nothing_since(registry, seen, number)
        return review.accept(registry, number, at, by=by, reason=reason)


def undo(
    campaign: CampaignFolder, number: int, *, by: str, at: datetime.datetime, reason: str
) -> tuple[DecisionRecord, Return | None]:
    """Let a decision, by its number in the log, hold no longer; it, and its return after that.

    RegistryError where it cannot be undone.
    """
    with _deciding(campaign, by, at) as registry:
        return review.undo(registry, number, at, by=by, reason=reason)


def waive(
    campaign: CampaignFolder,
    finding: str,
    *others: str,
    by: str,
    at: datetime.datetime,
    reason: str,
    seen: int | None = None,
) -> Return:
    """Let findings of a return pass, each named by its return's number and its own: ``17.2``; the
    return then. One that is refused ends it.

    RegistryError where there is no such finding, or it is one that nobody can let pass;
    HappenedSince as for :func:`decide`.
    """
    with _deciding(campaign, by, at) as registry:
        number = finding.partition(".")[0]
        nothing_since(registry, seen, int(number) if number.isdecimal() else 0)
        returned = review.waive(registry, finding, at, by=by, reason=reason)
        for each in others:
            returned = review.waive(registry, each, at, by=by, reason=reason)
        return returned


@contextmanager
def _deciding(campaign: CampaignFolder, by: str, at: datetime.datetime) -> Iterator[Registry]:
    """The registry, held for what is decided: all of it is kept, or nothing."""
    with campaign.registry() as registry, registry.writing(by, at), registry.together():
        yield registry


def nothing_since(registry: Registry, seen: int | None, number: int) -> None:
    """HappenedSince where something has happened to a return, by its number, or to others of its
    unit and period, since the entry of the chain that somebody has ``seen``.
    """
    if not seen:
        return
    returned = registry.return_of(min(number, review.LARGEST))
    if returned is not None and returned.unit is not None and returned.period is not None:
        found = since(registry, seen, returned.unit, returned.period)
    else:
        found = [each for each in since(registry, seen) if each.receipt == number]
    if found:
        raise HappenedSince(found)


def since(
    registry: Registry, seen: int, unit: str | None = None, period: str | None = None
) -> list[JournalEntry]:
    """What has happened to returns, of a unit and period where they are named, since the entry of
    the chain that somebody has ``seen``.
    """
    head = registry.head()
    if head is None or head.entry <= seen:
        return []
    found = journal(registry, unit=unit, period=period)
    return [each for each in found if each.kind in _MOVES and (each.entry or 0) > seen]
