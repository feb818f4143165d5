"""What awaits a person's decision, in the order in which it is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.outdated import as_read_today
from iku_workbook.campaign.placing import by_name
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.findings import Severity, Verdict, shown
from iku_workbook.periods import Period, periods_of
from iku_workbook.registry import lineage
from iku_workbook.registry.closings import Closed
from iku_workbook.returns import Return


class Why(StrEnum):
    """Why a return awaits a decision, in the order in which they are decided."""

    WARNED = "warned"
    """it is accepted, and something about it is doubtful"""
    ASKED = "asked"
    """whether it counts at all: it would replace an accepted or approved one, or is to be decided
    anew
    """
    CORRECTED = "corrected"
    """it came after another one of its unit, and nobody has looked at it yet"""
    PLAIN = "plain"
    """it is accepted, and nothing about it is to be asked"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One return that awaits a decision; ``warnings`` of it are not answered, and the return of
    the number ``counts`` counts until then, where that is another one.
    """

    returned: Return
    unit: Unit
    period: Period
    why: Why
    warnings: int
    counts: int | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """Everything that awaits a decision.

    seen      the last entry of the chain that this was read from; 0 where there is none
    waiting   the returns, in the order in which they are decided
    unplaced  files whose unit is not known
    closed    the periods that are closed, by code
    """

    definition: Definition
    seen: int
    waiting: Sequence[Waiting]
    unplaced: Sequence[Return]
    closed: dict[str, Closed]

    def of(self, why: Why) -> list[Waiting]:
        """Those that wait for one reason."""
        return [each for each in self.waiting if each.why is why]

    def of_indicators(self, own: Sequence[str]) -> Queue:
        """What of it awaits the approval of whoever answers for these indicators alone, by their
        codes; all of it where none are named.
        """
        if not own:
            return self
        left = [e for e in self.waiting if e.why is not Why.ASKED and _owes(e.returned, own)]
        return replace(self, waiting=left)

    def for_period(self, code: str) -> Queue:
        """What of it is for one period."""
        return replace(self, waiting=[e for e in self.waiting if e.period.code == code])

    def after(self, number: int) -> int | None:
        """The number of the return to decide on once the return of this number is decided on: the
        one that stands after it, else the first; None where nothing else waits.
        """
        numbers = [each.returned.number or 0 for each in self.waiting]
        place = numbers.index(number) + 1 if number in numbers else 0
        left = [each for each in (*numbers[place:], *numbers[:place]) if each != number]
        return left[0] if left else None


def decision_queue(campaign: CampaignFolder) -> Queue:
    """What awaits a decision now."""
    definition = campaign.definition()
    forms = Forms(definition, None, campaign.issued)
    with campaign.registry() as registry:
        head = registry.head()
        lineages, closed = registry.lineages(), registry.closed()
        unplaced = by_name(definition, [e for e in registry.unplaced() if not e.unbelieved])
    found = [
        each
        for period in periods_of(definition.year, definition.cadence)
        for unit in definition.reporting
        for own in (lineages.get((unit.code, period.code)),)
        if own
        for each in _waiting(own, unit, period, forms, closed=period.code in closed)
    ]
    order = list(Why)
    ordered = sorted(found, key=lambda each: order.index(each.why))
    return Queue(definition, head.entry if head else 0, ordered, unplaced, dict(closed))


def _waiting(
    own: Sequence[Return], unit: Unit, period: Period, forms: Forms, *, closed: bool
) -> Iterator[Waiting]:
    """What of a unit's returns for one period awaits a decision: of one that another may take the
    place of nothing is asked until that is answered.
    """
    counts, newer = lineage.counting(own), lineage.overruled(own)
    asked = [each for each in own if each.awaits or each is newer]
    for each in asked:
        number = counts.number if counts is not None else None
        yield Waiting(each, unit, period, Why.ASKED, _warnings(each), number)
    if counts is None or counts.verdict is not Verdict.ACCEPTED or (asked and not newer):
        return
    [today] = as_read_today([counts], forms)
    warnings = _warnings(today)
    if today.outdated or today.disputed:
        yield Waiting(today, unit, period, Why.ASKED, warnings)
    elif today.approval is None and not closed:
        plain = Why.PLAIN if own[0].number == today.number else Why.CORRECTED
        yield Waiting(today, unit, period, Why.WARNED if warnings else plain, warnings)


def _owes(returned: Return, own: Sequence[str]) -> bool:
    return any(each in returned.indicators and each not in returned.approvals for each in own)


def _warnings(returned: Return) -> int:
    return sum(each.severity is Severity.WARNING for each in shown(returned.findings))
