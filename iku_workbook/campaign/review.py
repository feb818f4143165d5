"""Decisions on a return: approve, send back, reopen, accept, waive a finding; and undo one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition.model import Unit
from iku_workbook.periods import Period
from iku_workbook.registry import Registry, lineage, review
from iku_workbook.registry.records import DecisionKind, DecisionRecord
from iku_workbook.returns import Return

_OF_A_UNIT: Mapping[DecisionKind, Callable[..., Return]] = {
    DecisionKind.APPROVE: review.approve,
    DecisionKind.RETURN: review.send_back,
    DecisionKind.REFUSE: partial(review.send_back, keep_older=True),
    DecisionKind.REOPEN: review.reopen,
}


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
) -> Return:
    """Approve, send back (``REFUSE``: the newest alone) or reopen a unit's return; it, after that.

    ``indicators``, by their codes, are approved alone. RegistryError where there is nothing to
    decide.
    """
    with campaign.registry() as registry, registry.writing(by, at):
        decided = _OF_A_UNIT[what]
        if indicators and what is DecisionKind.APPROVE:
            decided = partial(decided, indicators=indicators)
        return decided(registry, unit.code, period.code, at, by=by, reason=reason)


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
) -> list[Approval]:
    """Approve each unit's return that counts, or some ``indicators`` of it, where nothing about it
    is open; the others are left as they are. What was approved before stays so, with who did it.
    """
    with campaign.registry() as registry, registry.writing(by, at):
        return [
            _approved(registry, unit, period, at, by=by, reason=reason, indicators=indicators)
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
    campaign: CampaignFolder, number: int, *, by: str, at: datetime.datetime, reason: str
) -> Return:
    """Let a return that awaits a decision, by its number, take the accepted one's place; it then.

    RegistryError where nothing is asked about it.
    """
    with campaign.registry() as registry, registry.writing(by, at):
        return review.accept(registry, number, at, by=by, reason=reason)


def undo(
    campaign: CampaignFolder, number: int, *, by: str, at: datetime.datetime, reason: str
) -> tuple[DecisionRecord, Return | None]:
    """Let a decision, by its number in the log, hold no longer; it, and its return after that.

    RegistryError where it cannot be undone.
    """
    with campaign.registry() as registry, registry.writing(by, at):
        return review.undo(registry, number, at, by=by, reason=reason)


def waive(
    campaign: CampaignFolder, finding: str, *, by: str, at: datetime.datetime, reason: str
) -> Return:
    """Let a finding pass, named by its return's number and its own: ``17.2``; the return then.

    RegistryError where there is no such finding, or it is one that nobody can let pass.
    """
    with campaign.registry() as registry, registry.writing(by, at):
        return review.waive(registry, finding, at, by=by, reason=reason)
