"""Closes a period, and opens it again; tells which are closed, and what has changed since."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition import Definition
from iku_workbook.periods import Period, periods_of
from iku_workbook.registry import Registry, lineage, review
from iku_workbook.registry.chain import defined_at, entry_of
from iku_workbook.registry.closings import Closed


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A period that is closed; whether the definition is another one since."""

    closed: Closed
    redefined: bool


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


def closed_of(
    registry: Registry, definition: Definition, periods: Iterable[Period]
) -> list[ClosedPeriod]:
    """Those of these periods that are closed."""
    known = registry.closed()
    found = [known[each.code] for each in periods if each.code in known]
    return [ClosedPeriod(each, _redefined(registry, each, definition.digest)) for each in found]


def redefined(campaign: CampaignFolder) -> list[Closed]:
    """The closed periods of the year whose definition is another one since."""
    definition = campaign.definition()
    periods = periods_of(definition.year, definition.cadence)
    with campaign.registry() as registry:
        found = closed_of(registry, definition, periods)
    return [each.closed for each in found if each.redefined]


def _redefined(registry: Registry, closed: Closed, digest: str) -> bool:
    entry = entry_of(registry.connection, "closing", closed.number)
    then = defined_at(registry.connection, entry or 0)
    return then is not None and then != digest
