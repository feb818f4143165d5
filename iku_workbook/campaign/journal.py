"""Who did what in a campaign: reads it, and records what was written out of it."""

from __future__ import annotations

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.unsettled import unit_of
from iku_workbook.periods import Period
from iku_workbook.registry.journal import journal
from iku_workbook.report.journal import Journal


def read_journal(
    campaign: CampaignFolder, *, unit: str | None = None, period: Period | None = None
) -> Journal:
    """What was received, examined, decided, handed out and written out, in the order of the chain.

    Of a ``unit``, by its code or name, or a ``period`` what is about it alone. OperatorError for a
    unit that nobody knows.
    """
    definition = campaign.definition()
    with campaign.registry() as registry:
        known = unit_of(campaign, definition, registry, unit) if unit is not None else None
        entries = journal(
            registry,
            unit=known.code if known else None,
            period=period.code if period else None,
        )
    return Journal(definition, entries, known, period)
