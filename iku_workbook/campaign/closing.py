"""Closes a period, and opens it again; tells by which definition a closed one was reported."""

from __future__ import annotations

import datetime
from dataclasses import replace

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.known import KnownCampaign
from iku_workbook.campaign.review import HappenedSince, since
from iku_workbook.definition import Definition
from iku_workbook.periods import Period, periods_of
from iku_workbook.registry import Registry, lineage, review
from iku_workbook.registry.chain import entry_of
from iku_workbook.registry.closings import Closed
from iku_workbook.registry.defined import defined_at
from iku_workbook.registry.examinations import as_bound
from iku_workbook.results.basis import Certainty


def close(
    campaign: CampaignFolder,
    period: Period,
    *,
    by: str,
    at: datetime.datetime,
    reason: str,
    seen: int | None = None,
) -> None:
    """Close a period; RegistryError where it is closed, HappenedSince where something has happened
    to its returns since the entry of the chain that was ``seen``.
    """
    with campaign.registry() as registry, registry.writing(by, at):
        found = since(registry, seen, period=period.code) if seen else []
        if found and period.code not in registry.closed():
            raise HappenedSince(found, "period-moved")
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
    units = definition.reporting_in(period)
    own = (lineages.get((unit.code, period.code), []) for unit in units)
    found = [each for each in map(lineage.counting, own) if each is not None]
    return {
        "units": len(units),
        "counted": len(found),
        "approved": sum(each.approval is not None for each in found),
    }


def as_closed(known: KnownCampaign, period: Period) -> KnownCampaign:
    """The campaign by the definition of a period's closing, where that is closed and another holds
    since: what was reported does not change with the definition.
    """
    with known.registry() as registry:
        closed = registry.closed(as_bound(known.moment)).get(period.code)
        digest = definition_of(registry, closed) if closed is not None else None
    if closed is None or digest in {None, known.definition.digest}:
        return known
    definition = known.folder.issued(digest or "")
    if definition is None:
        return replace(known, certainty=Certainty.LOST, lost=digest)
    recorded = replace(known, certainty=Certainty.RECORDED, lost=None)
    return replace(recorded, definition=definition, closed=closed)


def closed_and_redefined(campaign: CampaignFolder) -> list[Closed]:
    """The periods of the year that are closed, and of which the definition is another one since."""
    definition = campaign.definition()
    with campaign.registry() as registry:
        known = registry.closed()
        periods = periods_of(definition.year, definition.cadence)
        found = [known[each.code] for each in periods if each.code in known]
        same = (None, definition.digest)
        return [each for each in found if definition_of(registry, each) not in same]


def definition_of(registry: Registry, closed: Closed) -> str | None:
    """The digest of the definition that a period was closed by; None where nobody had noted any."""
    entry = entry_of(registry.connection, "closing", closed.number)
    return defined_at(registry.connection, entry or 0)
