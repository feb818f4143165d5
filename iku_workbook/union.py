"""Several campaigns as one: a regency adds up what its sub-district offices received.

They must ask the same and measure alike; their units are put together. What an office says of
itself, its targets and its deadlines may differ: those of the campaign that asks are used.
"""

from __future__ import annotations

from collections.abc import Sequence

from iku_workbook.campaign import Campaign, CampaignError
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit

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
_MEASURED_ALIKE = ("code", "numerator", "denominator", "scale", "polarity")


def union(definition: Definition, others: Sequence[Campaign]) -> Definition:
    """The definition with the units of all; CampaignError for one that asks something else."""
    units: dict[str, Unit] = {unit.code: unit for unit in definition.units}
    for campaign in others:
        other = campaign.definition()
        differs = _difference(definition, other)
        if differs is not None:
            raise CampaignError("other-definition", folder=campaign.root, what=differs)
        for unit in other.units:
            known = units.setdefault(unit.code, unit)
            if known != unit:
                what = f"units ({unit.code})"
                raise CampaignError("other-definition", folder=campaign.root, what=what)
    if len(units) == len(definition.units):
        return definition
    return Definition.model_validate({**dict(definition), "units": tuple(units.values())})


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
