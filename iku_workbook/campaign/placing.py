"""Files of no unit: given to one by a person, or set aside; and whose they are by their names."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.review import nothing_since
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.named_period import periods_told
from iku_workbook.checks.file.named_unit import names_of
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.errors import OperatorError
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
    seen: int | None = None,
) -> Placed:
    """Give a file that was received to a unit, for a period or for the last that was over when it
    came. RegistryError where there is no such file; OperatorError where no period is given and the
    file's name tells another; HappenedSince as :func:`.review.decide` raises it.
    """
    with campaign.registry() as registry, registry.writing(by, at):
        nothing_since(registry, seen, number)
        if period is None:
            period = _undoubted(campaign.definition(), number, registry.return_of(number))
        about = (unit.code, period.code)
        if (before := _placed_before(registry, number, DecisionKind.ASSIGN, *about)) is not None:
            return before
        given = placing.assign(registry, number, *about, at, by=by, reason=reason)
        return Placed(given, registry.decisions_on(number)[-1].number)


def dismiss(
    campaign: CampaignFolder,
    number: int,
    *,
    by: str,
    at: datetime.datetime,
    reason: str,
    seen: int | None = None,
) -> Placed:
    """Set a file aside that is nobody's return. RegistryError where there is none; HappenedSince as
    for :func:`assign`.
    """
    with campaign.registry() as registry, registry.writing(by, at):
        nothing_since(registry, seen, number)
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
    names = names_of(definition)
    return [replace(each, named=names.told_by(each.file)) for each in returns]


def naming(definition: Definition, registry: Registry, unit: Unit) -> list[Return]:
    """The files of no unit whose names tell this one: nobody has said yet whose they are."""
    found = by_name(definition, registry.unplaced())
    return [each for each in found if each.named == unit.code]


def is_settled(registry: Registry, returned: Return) -> bool:
    """Whether the office has decided about a file that was rejected."""
    decided = registry.return_of(returned.number or 0)
    return decided is not None and not decided.weighs


def form_has_come(registry: Registry, forms: Forms, returned: Return) -> bool:
    """Whether a return counts already, of the unit that a photograph or its like names, for the
    period that is asked for or else the last that it may be meant for.
    """
    whose = returned.unit or returned.named
    period = forms.period or meant(forms.current, returned)[-1]
    return whose is not None and counting(registry.lineage(whose, period.code)) is not None


def named_for(definition: Definition, returns: Iterable[Return]) -> dict[tuple[str, str], Return]:
    """By unit and period the newest file whose name tells the unit, and may be meant for it."""
    found: dict[tuple[str, str], Return] = {}
    for each in returns:
        if each.named is not None:
            found |= {(each.named, period.code): each for period in meant(definition, each)}
    return found


def _undoubted(definition: Definition, number: int, returned: Return | None) -> Period:
    """The last period that was over when a file came; OperatorError where its name tells others."""
    due = _over(definition, returned)[-1]
    told = periods_told(returned.file, definition) if returned is not None else []
    if returned is not None and set(told) - {due}:
        raise OperatorError(
            "period-to-say",
            number=str(number),
            file=returned.file,
            named=", ".join(each.code for each in told),
            due=due.code,
        )
    return due


def meant(definition: Definition, returned: Return) -> Sequence[Period]:
    """The periods for which a file may be meant: those that its name tells, or else each that was
    over when it came.
    """
    told = periods_told(returned.file, definition)
    own = [each for each in told if each.year == definition.year]
    return own or _over(definition, returned)


def _over(definition: Definition, returned: Return | None) -> Sequence[Period]:
    """The periods of the year that were over when a file came; the first where none was."""
    first, *others = periods_of(definition.year, definition.cadence)
    if returned is None or returned.received is None:
        return [first]
    day = returned.received.date()
    return [first, *(each for each in others if each.end < day)]
