"""Decisions on a return: approve it, send it back, reopen it, waive a finding."""

from __future__ import annotations

import datetime

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition.model import Unit
from iku_workbook.periods import Period
from iku_workbook.registry import review
from iku_workbook.registry.records import DecisionKind
from iku_workbook.returns import Return

_OF_A_UNIT = {
    DecisionKind.APPROVE: review.approve,
    DecisionKind.RETURN: review.send_back,
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
) -> Return:
    """Approve, send back or reopen a unit's return; gives the return after that.

    RegistryError where there is nothing to decide.
    """
    with campaign.registry() as registry, registry.writing(by, at):
        decided = _OF_A_UNIT[what]
        return decided(registry, unit.code, period.code, at, by=by, reason=reason)


def waive(
    campaign: CampaignFolder, finding: str, *, by: str, at: datetime.datetime, reason: str
) -> Return:
    """Let a finding pass, named by its return's number and its own: ``17.2``; the return then.

    RegistryError where there is no such finding, or it is one that nobody can let pass.
    """
    with campaign.registry() as registry, registry.writing(by, at):
        return review.waive(registry, finding, at, by=by, reason=reason)
