"""Files of no unit: given to one by a person, or set aside; and whose they are by their names."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.named_unit import UnitNames
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.periods import Period, periods_of
from iku_workbook.registry import Registry, placing
from iku_workbook.registry.in_force import undone
from iku_workbook.registry.lineage import counting
from iku_workbook.registry.placed import PLACING
from iku_workbook.registry.records import DecisionKind
from iku_workbook.registry.review import LARGEST
from iku_workbook.returns import Return


class Placed(NamedTuple):
    """A file that was given to a unit or set aside, and the number of the decision; ``new`` where
    it is not what was decided before.
    """

    file: Return
    decision: int
    new: bool = True


def assign(
    campaign: CampaignFolder,
    number: int,
    unit: Unit,
    period: Period | None,
    *,
    by: str,
    at: datetime.datetime,
    reason: str,
) -> Placed:
    """Give a file that was received to a unit, for a period or for the last that was due when it
    came. RegistryError where there is no such file.
    """
    with campaign.registry() as registry, registry.writing(by, at):
        if period is None:
            period = _due(campaign.definition(), registry.return_of(number))[-1]
        about = (unit.code, period.code)
        if (before := _placed_before(registry, number, DecisionKind.ASSIGN, *about)) is not None:
            return before
        given = placing.assign(registry, number, *about, at, by=by, reason=reason)
        return Placed(given, registry.decisions_on(number)[-1].number)


def dismiss(
    campaign: CampaignFolder, number: int, *, by: str, at: datetime.datetime, reason: str
) -> Placed:
    """Set a file aside that is nobody's return. RegistryError where there is none."""
    with campaign.registry() as registry, registry.writing(by, at):
        if (before := _placed_before(registry, number, DecisionKind.DISMISS)) is not None:
            return before
        left = placing.dismiss(registry, number, at, by=by, reason=reason)
        return Placed(left, registry.decisions_on(number)[-1].number)


def _placed_before(
    registry: Registry,
    number: int,
    what: DecisionKind,
    unit: str | None = None,
    period: str | None = None,
) -> Placed | None:
    """The file, where the last word about it that holds says just that."""
    decisions = registry.decisions_on(min(number, LARGEST))
    gone = undone(decisions)
    holding = [each for each in decisions if each.what in PLACING and each.number not in gone]
    returned = registry.return_of(min(number, LARGEST))
    if not holding or returned is None or returned.weighs:
        return None
    last = holding[-1]
    same = (last.what, last.unit, last.period) == (what, unit, period)
    return Placed(returned, last.number, new=False) if same else None


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
