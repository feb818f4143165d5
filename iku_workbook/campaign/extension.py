"""Gives one unit a later day for a period: lateness and reminders go by it from then on."""

from __future__ import annotations

import datetime

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition.model import Unit
from iku_workbook.errors import OperatorError
from iku_workbook.periods import Period
from iku_workbook.registry import review
from iku_workbook.registry.extensions import Extension, last_day


def extend(
    campaign: CampaignFolder,
    unit: Unit,
    period: Period,
    until: datetime.date,
    *,
    by: str,
    at: datetime.datetime,
    reason: str = "",
) -> Extension:
    """Let a unit's return for a period be due on the day ``until``. The last one given holds; the
    ordinary day takes it back.

    OperatorError for a day before the ordinary one; RegistryError where it is due then already, or
    the period is closed.
    """
    due_days = campaign.definition().due_days
    due = period.due(due_days)
    if until < due:
        raise OperatorError("day-too-early", day=until, due=due)
    with campaign.registry() as registry, registry.writing(by, at):
        known = registry.extensions().get((unit.code, period.code))
        if until == last_day(period, due_days, known):
            raise OperatorError("due-already", unit=unit.title, day=until)
        about = (unit.code, period.code, until)
        return review.extend(registry, *about, at, by=by, reason=reason)
