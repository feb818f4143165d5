"""Which of a unit's returns for one period counts, and how the others stand to it.

Records are never changed: this module reads them, and later events supersede earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from iku_workbook.findings import Decision, Finding, Verdict
from iku_workbook.registry.placed import PLACING
from iku_workbook.registry.records import DecisionKind, DecisionRecord
from iku_workbook.returns import Return


def settled(returns: Sequence[Return], decisions: Iterable[DecisionRecord]) -> list[Return]:
    """The returns of one unit and period, oldest first, after all decisions on them."""
    found = list(returns)
    for each in sorted(decisions, key=lambda decided: decided.number):
        if each.what in PLACING:
            continue
        found = [_decided(returned, each) for returned in found]
    return [_beside(returned, found) for returned in found]


def counting(returns: Sequence[Return]) -> Return | None:
    """The return that counts: the approved one, else the newest accepted one."""
    accepted = [each for each in returns if each.verdict is Verdict.ACCEPTED]
    approved = [each for each in accepted if each.approval is not None]
    return next(reversed(approved or accepted), None)


def standing(returns: Sequence[Return]) -> Return:
    """The return that gives the unit's status: what counts, else the newest to be corrected."""
    mendable = [each for each in returns if each.verdict is Verdict.NEEDS_CORRECTION]
    return counting(returns) or (mendable or returns)[-1]


def _decided(returned: Return, each: DecisionRecord) -> Return:
    """A return after one more decision."""
    decision = Decision(each.by, each.at, each.reason)
    number = returned.number or 0
    if each.what is DecisionKind.RETURN:
        # Sent back is everything that the unit had sent till then: nothing older takes its place.
        return returned if number > each.receipt else _sent_back(returned, decision)
    if number != each.receipt:
        return returned
    if each.what is DecisionKind.APPROVE:
        return replace(returned, approval=decision)
    if each.what is DecisionKind.REOPEN:
        return replace(returned, approval=None)
    findings = list(returned.findings)
    place = each.finding or 0
    findings[place] = replace(findings[place], waived=decision)
    return replace(returned, findings=tuple(findings))


def _sent_back(returned: Return, decision: Decision) -> Return:
    data = {"by": decision.by, "at": decision.at, "reason": decision.reason}
    finding = Finding("REVIEW-001", returned.file, data=data)
    return replace(returned, findings=(*returned.findings, finding))


def _beside(returned: Return, lineage: Sequence[Return]) -> Return:
    """A return beside the others of its unit and period, with what follows from them."""
    counts = counting(lineage)
    if counts is None:
        newest = standing(lineage)
        if (returned.number or 0) < (newest.number or 0):
            return _superseded(returned, newest)
        return returned
    if returned is counts:
        older = [
            each
            for each in lineage
            if each is not counts
            and each.verdict is Verdict.ACCEPTED
            and (each.number or 0) < (counts.number or 0)
        ]
        return _noted(returned, "DUP-006", older[-1]) if older else returned
    if (returned.number or 0) < (counts.number or 0):
        return _superseded(returned, counts)
    if counts.approval is not None:
        return _noted(returned, "DUP-008", counts, by=counts.approval.by)
    return _noted(returned, "DUP-009", counts)


def _superseded(returned: Return, newer: Return) -> Return:
    return replace(_noted(returned, "DUP-007", newer), superseded=True)


def _noted(returned: Return, code: str, other: Return, **data: object) -> Return:
    about = {"other": other.file, "at": other.received, **data}
    finding = Finding(code, returned.file, data=about)
    return replace(returned, findings=(*returned.findings, finding))
