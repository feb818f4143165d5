"""Gathers what somebody needs to decide about one return, and which decisions make sense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.unsettled import unit_of
from iku_workbook.changes import in_new_words
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition.model import Unit
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Finding, Severity, Verdict, shown
from iku_workbook.inputs import Values
from iku_workbook.periods import Period, PeriodError
from iku_workbook.registry import Registry, RegistryError, lineage
from iku_workbook.registry.closings import Closed
from iku_workbook.registry.journal import JournalEntry, RecordKind, journal
from iku_workbook.registry.records import DecisionKind
from iku_workbook.registry.review import demand_undoable, handles
from iku_workbook.returns import Parts, Return


class Compared(NamedTuple):
    """An earlier return, and what it and this one say under today's names."""

    older: Return
    before: Values
    now: Values


@dataclass(frozen=True, slots=True)
class Decidable:
    """One return, and what can be decided about it.

    unit, period  None where it is of none
    counts        the return of the unit and period that counts; None where none does
    first         another return of them, of which it has to be decided first whether it counts
    acts          the decisions that make sense now
    seen          the last entry of the chain that this was read from; 0 where there is none
    findings      each finding that a person sees, with the number to waive it by; None where it
                  cannot be waived now
    compared      the return that it would replace, has replaced or corrects; None where it is the
                  first
    previous      this unit's own indicators in the period before; empty where there is none
    log           what happened to the unit's returns for the period, newest first
    undoable      the numbers of the decisions of the log that can be undone
    fixed         those that hold and cannot be undone, as the period was closed since
    """

    returned: Return
    unit: Unit | None
    period: Period | None
    counts: Return | None
    first: Return | None
    closed: Closed | None
    acts: frozenset[DecisionKind]
    seen: int
    findings: Sequence[tuple[str | None, Finding]]
    compared: Compared | None
    previous: Mapping[str, Parts]
    log: Sequence[JournalEntry]
    undoable: frozenset[int]
    fixed: frozenset[int]


def decidable(campaign: CampaignFolder, forms: Forms, number: int) -> Decidable:
    """The return of a receipt, by its number; OperatorError where there is none."""
    with campaign.registry() as registry:
        head = registry.head()  # before what is shown with it is read
        returned = registry.return_of(number)
        if returned is None:
            raise OperatorError("no-receipt", number=str(number))
        unit, period = _whose(campaign, forms, registry, returned)
        own = registry.lineage(unit.code, period.code) if unit and period else [returned]
        counts = lineage.counting(own)
        closed = registry.closed().get(period.code) if period else None
        first = next((e for e in own if e.awaits), lineage.overruled(own))
        first = None if first is None or first.number == number or returned.awaits else first
        acts = frozenset(_acts(returned, own, counts, first, closed=closed is not None))
        undoable, fixed = _undoable(registry, own)
        earlier = registry.accepted_before(unit.code, period.code) if unit and period else None
        return Decidable(
            returned,
            unit,
            period,
            counts,
            first,
            closed,
            acts,
            head.entry if head else 0,
            _findings(returned, may_waive=DecisionKind.WAIVE in acts),
            _compared(returned, own, counts, forms),
            earlier.indicators if earlier else {},
            _log(registry, number, unit, period),
            undoable,
            fixed,
        )


def _whose(
    campaign: CampaignFolder, forms: Forms, registry: Registry, returned: Return
) -> tuple[Unit | None, Period | None]:
    if returned.unit is None or returned.period is None:
        return None, None
    try:
        period = Period.parse(returned.period)
        return unit_of(campaign, forms.current, registry, returned.unit), period
    except (OperatorError, PeriodError):
        return None, None


def _acts(
    returned: Return,
    own: Sequence[Return],
    counts: Return | None,
    first: Return | None,
    *,
    closed: bool,
) -> list[DecisionKind]:
    """The decisions that the rules of :mod:`iku_workbook.registry.review` would not refuse."""
    if returned.unit is None or returned.period is None:
        lost = returned.verdict is Verdict.REJECTED and returned.weighs
        return [DecisionKind.ASSIGN, DecisionKind.DISMISS] if lost else []
    if returned.awaits:
        return [DecisionKind.ACCEPT, DecisionKind.REFUSE]
    if returned.overruled is not None and first is None:
        return [DecisionKind.REFUSE] if closed else [DecisionKind.REOPEN, DecisionKind.REFUSE]
    if first is not None and first.awaits:
        return []
    if returned.superseded or (counts is not None and counts.number != returned.number):
        return []
    if counts is None:
        rejected = returned.verdict is Verdict.REJECTED
        found = [] if closed or rejected else [DecisionKind.RETURN, DecisionKind.WAIVE]
        return [*found, DecisionKind.DISMISS] if rejected and returned.weighs else found
    if counts.outdated or counts.disputed:
        fixed = closed or counts.approval is not None
        return [DecisionKind.APPROVE] if fixed else [DecisionKind.APPROVE, _BACK]
    if closed:
        return []
    if counts.approval is not None:
        return [DecisionKind.REOPEN]
    older = any(each.superseded and each.verdict is Verdict.ACCEPTED for each in own)
    alone = [DecisionKind.REFUSE] if older else []
    return [DecisionKind.APPROVE, _BACK, *alone, DecisionKind.WAIVE]


_BACK = DecisionKind.RETURN


def _findings(returned: Return, *, may_waive: bool) -> list[tuple[str | None, Finding]]:
    named = {id(finding): handle for handle, finding in handles(returned)} if may_waive else {}
    weighs = {Severity.ERROR, Severity.WARNING}
    return [
        (named.get(id(each)) if each.severity in weighs else None, each)
        for each in sorted(shown(returned.findings), key=lambda each: _WEIGHT[each.severity])
    ]


_WEIGHT = {each: place for place, each in enumerate(Severity)}


def _compared(
    returned: Return, own: Sequence[Return], counts: Return | None, forms: Forms
) -> Compared | None:
    """What it is compared with: the one that counts, or else the newest before it that was read."""
    number = returned.number or 0
    before = [each for each in own if each.values and (each.number or 0) < number]
    if not before or not returned.values:
        return None
    counting = counts if counts is not None and counts in before else before[-1]
    current = forms.current
    said = (in_new_words(each.values, current) for each in (counting, returned))
    return Compared(counting, *said)


def _log(
    registry: Registry, number: int, unit: Unit | None, period: Period | None
) -> list[JournalEntry]:
    if unit is not None and period is not None:
        own = journal(registry, unit=unit.code, period=period.code)
    else:
        own = [each for each in journal(registry) if each.receipt == number]
    return [each for each in reversed(own) if each.kind is not RecordKind.EXPORT]


def _undoable(registry: Registry, own: Sequence[Return]) -> tuple[frozenset[int], frozenset[int]]:
    """The decisions that can be undone, and those that only the closing keeps from it."""
    found: dict[str, set[int]] = {"": set(), "period-closed": set()}
    for each in (one for of in own for one in registry.decisions_on(of.number or 0)):
        try:
            demand_undoable(registry, each.number)
            found[""].add(each.number)
        except RegistryError as error:
            found.setdefault(error.code, set()).add(each.number)
    return frozenset(found[""]), frozenset(found["period-closed"])
