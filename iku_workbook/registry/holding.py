"""Which of a receipt's examinations holds, and what is left of decisions on an earlier one.

The last examination holds. One that asks whether an approval still stands (REVIEW-002) holds from
when a person answers: by approving again what it accepts, or by reopening. A finding that was let
pass stays so where the same finding is there again.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from iku_workbook.codes import Family
from iku_workbook.findings import Decision, Finding, Verdict, verdict
from iku_workbook.registry.encoded import encode
from iku_workbook.registry.records import DecisionKind, DecisionRecord, Examination
from iku_workbook.returns import Return

ASKS = "REVIEW-002"


def holding(
    examinations: Sequence[Examination], decisions: Sequence[DecisionRecord]
) -> tuple[Return, list[DecisionRecord]]:
    """The return as the examination that holds has it, and all decisions, with what was let pass
    at its place among that one's findings, or left out where nothing like it is found any more.

    ``examinations`` are of one receipt, oldest first, ``decisions`` of any.
    """
    number = examinations[0].returned.number
    own = [each for each in decisions if each.receipt == number]
    history = _History(examinations[0].returned)
    for _, _, event in sorted(_events(examinations[1:], own), key=lambda each: each[:2]):
        if isinstance(event, Examination):
            history.examined(event.returned)
        else:
            history.decided(event)
    held, others = history.outcome, [each for each in decisions if each.receipt != number]
    return held, sorted([*others, *history.standing(held)], key=lambda each: each.number)


def _events(
    examinations: Sequence[Examination], decisions: Sequence[DecisionRecord]
) -> list[tuple[datetime.datetime, int, Examination | DecisionRecord]]:
    """What happened to a receipt, with when, and a number by which equal times are told apart."""
    return [
        *((each.at, 0, each) for each in examinations),
        *((each.at, each.number, each) for each in decisions),
    ]


class _History:
    """What holds of a receipt, as one thing happens after the other."""

    def __init__(self, first: Return) -> None:
        self.held = first
        self.asking: Return | None = None
        self.approved = False
        self.decisions: list[DecisionRecord] = []
        self.let_pass: list[tuple[DecisionRecord, Finding]] = []
        self.some: dict[int, Return] = {}

    def examined(self, again: Return) -> None:
        asks = self.approved and any(each.code == ASKS for each in again.findings)
        self.held, self.asking = (self.held, again) if asks else (again, None)

    def decided(self, each: DecisionRecord) -> None:
        if each.what is DecisionKind.WAIVE:
            place = each.finding or 0
            if place < len(self.held.findings):
                self.let_pass.append((each, self.held.findings[place]))
            return
        self.decisions.append(each)
        if each.indicators is not None:
            self.some[each.number] = self.held  # what is read otherwise is approved no longer
        elif each.what is DecisionKind.APPROVE:
            self.approved = True
            if self.asking is not None and self._is_accepted(self.asking):
                self.held = self.asking
            self.asking = None
        elif each.what is DecisionKind.REOPEN:
            self.approved = False
            self.held, self.asking = self.asking or self.held, None

    @property
    def outcome(self) -> Return:
        """What holds; where it is asked about, with the question."""
        findings = [each for each in self.held.findings if each.code != ASKS]
        if self.asking is not None:
            findings += [each for each in self.asking.findings if each.code == ASKS]
        return replace(self.held, findings=tuple(findings))

    def standing(self, held: Return) -> list[DecisionRecord]:
        """The decisions, what was let pass by its place among the findings that hold."""
        places = ((each, place_of(held, finding)) for each, finding in self.let_pass)
        passed = [replace(each, finding=place) for each, place in places if place is not None]
        return [*(self._still(each, held) for each in self.decisions), *passed]

    def _still(self, each: DecisionRecord, held: Return) -> DecisionRecord:
        """A decision on some indicators, for those of which the figures are what they were."""
        then = self.some.get(each.number)
        if then is None:
            return each
        same = (
            code
            for code in each.indicators or ()
            if held.indicators.get(code) == then.indicators.get(code)
        )
        return replace(each, indicators=tuple(same))

    def _is_accepted(self, returned: Return) -> bool:
        findings = list(returned.findings)
        for each, finding in self.let_pass:
            if (place := place_of(returned, finding)) is not None:
                waived = Decision(each.by, each.at, each.reason)
                findings[place] = replace(findings[place], waived=waived)
        return verdict(findings) is Verdict.ACCEPTED


def place_of(returned: Return, finding: Finding) -> int | None:
    """Where a return's findings have this one, None where they have not."""
    wanted = about(finding)
    return next((at for at, each in enumerate(returned.findings) if about(each) == wanted), None)


def about(finding: Finding) -> str:
    """What a finding is about, as text: other words for it make it no other finding. A rule's,
    of which there is one at most, is about the rule, wherever its cell is said to be.
    """
    if finding.family is Family.RULE and "rule" in finding.data:
        return encode([finding.code, finding.data["rule"]])
    place = (finding.sheet, finding.cell, finding.field)
    return encode([finding.code, *place, finding.expected, finding.found])
