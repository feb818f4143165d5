"""Merges several campaigns: a regency adds up what its sub-district offices received.

They must ask the same and measure alike; their units are put together. What an office says of
itself, its targets and its deadlines may differ: those of the campaign that asks are used.
"""

from __future__ import annotations

from collections.abc import Sequence

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.errors import OperatorError

_ALIKE = (
    "year",
    "cadence",
    "codelists",
    "fields",
    "registers",
    "calculations",
    "rules",
    "reconciliations",
)
_OFFICE = "campaign"  # the kind of a unit that nobody lists
_MEASURED_ALIKE = ("code", "numerator", "denominator", "scale", "polarity")


def merge(definition: Definition, others: Sequence[CampaignFolder]) -> Definition:
    """The definition with all campaigns' units; OperatorError where another one differs.

    Where no unit stands above others, each campaign does, if its code tells it apart.
    """
    parts = [definition]
    for campaign in others:
        other = campaign.definition()
        differs = _difference(definition, other)
        if differs is not None:
            raise OperatorError("other-definition", folder=campaign.root, what=differs)
        parts.append(other)
    units: dict[str, Unit] = {unit.code: unit for unit in definition.units}
    for campaign, part in zip(others, parts[1:], strict=True):
        for unit in part.units:
            known = units.setdefault(unit.code, unit)
            if known != unit:
                what = f"units ({unit.code})"
                raise OperatorError("other-definition", folder=campaign.root, what=what)
    if len(units) == len(definition.units):
        return definition
    alike = len({part.code for part in parts}) < len(parts)
    if alike or any(unit.parent for unit in units.values()):
        return _changed(definition, units=tuple(units.values()))
    return _by_office(definition, parts)


def _by_office(definition: Definition, parts: Sequence[Definition]) -> Definition:
    """Each office above its own units, so that it has results of its own; it is asked nothing."""
    units: dict[str, Unit] = {}
    for part in parts:
        office = Unit(code=part.code, name=part.agency.name, kind=_OFFICE)
        units[office.code] = office
        for unit in part.units:
            units.setdefault(unit.code, unit.model_copy(update={"parent": office.code}))
    kinds = tuple(dict.fromkeys(unit.kind for part in parts for unit in part.units))
    reported = {
        key: tuple(
            each.model_copy(update={"reported_by": each.reported_by or kinds})
            for each in getattr(definition, key)
        )
        for key in ("fields", "registers")
    }
    return _changed(definition, units=tuple(units.values()), **reported)


def _changed(definition: Definition, **changes: object) -> Definition:
    return Definition.model_validate({**dict(definition), **changes})


def _difference(one: Definition, other: Definition) -> str | None:
    """The first part in which two definitions ask or measure something else, None where none."""
    for part in _ALIKE:
        if getattr(one, part) != getattr(other, part):
            return part
    measured = [
        [tuple(getattr(each, name) for name in _MEASURED_ALIKE) for each in definition.indicators]
        for definition in (one, other)
    ]
    return None if measured[0] == measured[1] else "indicators"
