"""Closes a period, and opens it again; tells of which the definition is another one since."""

from __future__ import annotations

import datetime

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition import Definition
from iku_workbook.periods import Period, periods_of
from iku_workbook.registry import Registry, lineage, review
from iku_workbook.registry.chain import entry_of
from iku_workbook.registry.closings import Closed
from iku_workbook.registry.defined import redefined_since


def close(
    campaign: CampaignFolder, period: Period, *, by: str, at: datetime.datetime, reason: str
) -> None:
    """Close a period; RegistryError where it is closed."""
    with campaign.registry() as registry, registry.writing(by, at):
        review.close(registry, period.code, at, by=by, reason=reason)


def open_again(
    campaign: CampaignFolder, period: Period, *, by: str, at: datetime.datetime, reason: str
) -> None:
    """Open a closed period again; RegistryError where it is not closed."""
    with campaign.registry() as registry, registry.writing(by, at):
        review.open_again(registry, period.code, at, by=by, reason=reason)


def counted(campaign: CampaignFolder, definition: Definition, period: Period) -> dict[str, int]:
    """How many units report, and of how many a return of the period counts, and is approved."""
    with campaign.registry() as registry:
        lineages = registry.lineages()
    own = (lineages.get((unit.code, period.code), []) for unit in definition.reporting)
    found = [each for each in map(lineage.counting, own) if each is not None]
    return {
        "units": len(definition.reporting),
        "counted": len(found),
        "approved": sum(each.approval is not None for each in found),
    }


def closed_and_redefined(registry: Registry, definition: Definition) -> list[Closed]:
    """The periods of the year that are closed, and of which the definition is another one since."""
    known = registry.closed()
    periods = periods_of(definition.year, definition.cadence)
    found = [known[each.code] for each in periods if each.code in known]
    return [each for each in found if _redefined(registry, each, definition.digest)]


def _redefined(registry: Registry, closed: Closed, digest: str) -> bool:
    entry = entry_of(registry.connection, "closing", closed.number)
    return redefined_since(registry.connection, entry or 0, digest)
