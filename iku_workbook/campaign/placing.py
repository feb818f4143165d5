"""Files of no unit: given to one by a person, or set aside; and whose they are by their names."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.named_unit import UnitNames
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.periods import Period, periods_of
from iku_workbook.registry import Registry, placing
from iku_workbook.registry.lineage import counting
from iku_workbook.returns import Return


def assign(
    campaign: CampaignFolder,
    number: int,
    unit: Unit,
    period: Period | None,
    *,
    by: str,
    at: datetime.datetime,
    reason: str,
) -> Return:
    """Give a file that was received to a unit, for a period or for the last that was due when it
    came; the file then. RegistryError where there is no such file.
    """
    with campaign.registry() as registry, registry.writing(by, at):
        if period is None:
            period = _due(campaign.definition(), registry.return_of(number))[-1]
        return placing.assign(registry, number, unit.code, period.code, at, by=by, reason=reason)


def dismiss(
    campaign: CampaignFolder, number: int, *, by: str, at: datetime.datetime, reason: str
) -> Return:
    """Set a file aside that is nobody's return; it then. RegistryError where there is none."""
    with campaign.registry() as registry, registry.writing(by, at):
        return placing.dismiss(registry, number, at, by=by, reason=reason)


def by_name(definition: Definition, returns: Iterable[Return]) -> list[Return]:
    """Files of no unit, with the unit that their names tell."""
    names = UnitNames(definition)
    return [replace(each, named=names.told_by(each.file)) for each in returns]


def is_settled(registry: Registry, returned: Return) -> bool:
    """Whether the office has decided about a file that was rejected."""
    decided = registry.return_of(returned.number or 0)
    return decided is not None and not decided.weighs


def form_has_come(registry: Registry, forms: Forms, returned: Return) -> bool:
    """Whether a return counts already, of the unit that a photograph or its like names, for the
    period that is asked for or else the last that was due when the file came.
    """
    whose = returned.unit or returned.named
    period = forms.period or _due(forms.current, returned)[-1]
    return whose is not None and counting(registry.lineage(whose, period.code)) is not None


def named_for(definition: Definition, returns: Iterable[Return]) -> dict[tuple[str, str], Return]:
    """By unit and period the newest file whose name tells the unit, where it may be meant for it:
    for each period that was over when it came.
    """
    found: dict[tuple[str, str], Return] = {}
    for each in returns:
        if each.named is not None:
            found |= {(each.named, period.code): each for period in _due(definition, each)}
    return found


def _due(definition: Definition, returned: Return | None) -> Sequence[Period]:
    """The periods of the year that were over when a file came; the first where none was."""
    first, *others = periods_of(definition.year, definition.cadence)
    if returned is None or returned.received is None:
        return [first]
    day = returned.received.date()
    return [first, *(each for each in others if each.end < day)]
