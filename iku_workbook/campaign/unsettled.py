"""Finds what is not settled about a campaign's results, and who has left its list of units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from functools import cache

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.known import KnownCampaign
from iku_workbook.campaign.lookup import known_unit, named_unit
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.periods import Period
from iku_workbook.registry import Registry, lineage
from iku_workbook.results.unsettled import Newcomer, NotCounted, Unsettled
from iku_workbook.returns import Return


def unsettled(
    known: KnownCampaign, registry: Registry, lineages: Iterable[list[Return]]
) -> Unsettled:
    """What is not settled, of these lineages of the registry; they are gone through once."""
    definition = known.definition
    awaiting, left, approved = list[Return](), list[Return](), set[tuple[str | None, str | None]]()
    for own in lineages:
        awaiting += (each for each in own if each.awaits and _is_asked(definition, each))
        counted = lineage.counting(own)
        if counted is not None and not _is_asked(definition, counted):
            left.append(counted)
        if counted is not None and counted.approval is not None:
            approved.add((counted.period, counted.unit))
    names = known.former_names if left else {}
    return Unsettled(
        awaiting,
        [NotCounted(each, names.get(str(each.unit), str(each.unit))) for each in left],
        _joined(definition, _asked(known, registry), approved),
    )


def changes_of_the_list(known: KnownCampaign, registry: Registry) -> Unsettled:
    """What comes of units that left the list or joined it. Mostly that is nothing, which is told
    without reading any return.
    """
    definition = known.definition
    on_the_list = all(definition.asks(*each) for each in registry.ever_told())
    if on_the_list and not _joined(definition, _asked(known, registry), frozenset()):
        return Unsettled()
    # What was given to a unit beside its forms counts nowhere, and awaits nothing.
    lineages = (own for _, own in registry.lineages_in_turn())
    return unsettled(known, registry, lineages).of_the_list


def _is_asked(definition: Definition, returned: Return) -> bool:
    return definition.asks(returned.unit, returned.period)


def unsettled_now(known: KnownCampaign) -> Unsettled:
    """The same of everything that the registry knows, or knew then."""
    with known.registry() as registry:
        return unsettled(known, registry, registry.lineages(known.moment).values())


def unit_of(
    campaign: CampaignFolder, definition: Definition, registry: Registry, name: str
) -> Unit:
    """The unit of this code or name, also one that has left the list; OperatorError for an unknown
    one, and for a name that several bear.
    """
    found = named_unit(name, definition.reporting) or _former_unit(campaign, name)
    if found is not None:
        return found
    if any(unit == name for unit, _ in registry.lineages()):
        return Unit(code=name, name=name, kind="?")
    return known_unit(name, definition.reporting)


def _former_unit(campaign: CampaignFolder, name: str) -> Unit | None:
    """A unit as a definition lists it that forms were issued from; None where none does."""
    found = (named_unit(name, definition.units) for definition in campaign.kept())
    return next((unit for unit in found if unit is not None), None)


def _asked(known: KnownCampaign, registry: Registry) -> Mapping[str, frozenset[str]]:
    """The units that were to report when a period's forms went out: their codes by its code."""

    @cache
    def listed(digest: str, period: str) -> frozenset[str]:
        issued = known.forms.definition(digest)
        units = issued.reporting_in(Period.parse(period)) if issued else ()
        return frozenset(unit.code for unit in units)

    found: dict[str, frozenset[str]] = {}
    for digest, period in registry.issued_from(known.moment):
        found[period] = found.get(period, frozenset()) | listed(digest, period)
    return {period: units for period, units in found.items() if units}


def _joined(
    definition: Definition,
    asked: Mapping[str, frozenset[str]],
    approved: Set[tuple[str | None, str | None]],
) -> list[Newcomer]:
    return [
        Newcomer(unit, period, all((period, code) in approved for code in units))
        for period, units in asked.items()
        for unit in definition.reporting_in(Period.parse(period))
        if unit.code not in units
    ]
