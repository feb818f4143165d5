"""Which of a unit's returns for one period counts, and how the others stand to it.

Records are never changed: this module reads them, and later events supersede earlier ones. The
table of rules that it follows stands in ``docs/registry.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from iku_workbook.codes import CONFLICT, NEVER_WAIVED, Family
from iku_workbook.findings import Decision, Finding, Verdict
from iku_workbook.registry import by_indicator
from iku_workbook.registry.closings import Closed
from iku_workbook.registry.doubts import changes, doubts
from iku_workbook.registry.encoded import encode
from iku_workbook.registry.holding import about
from iku_workbook.registry.in_force import in_force
from iku_workbook.registry.placed import PLACING
from iku_workbook.registry.records import DecisionKind, DecisionRecord
from iku_workbook.returns import Return

_TO_MEND = frozenset({Verdict.NEEDS_CORRECTION, Verdict.REJECTED})


@dataclass(frozen=True, slots=True)
class _Succession:
    """The accepted returns that took each other's place, oldest first, and what waits to.

    asked  the newer ones that a person is asked about, with the questions, by number
    """

    counted: Sequence[Return]
    asked: dict[int, tuple[Finding, ...]]


def settled(
    returns: Sequence[Return],
    decisions: Iterable[DecisionRecord],
    reported_later: int | None,
    closed: Closed | None = None,
) -> list[Return]:
    """The returns of one unit and period, oldest first, after all decisions on them.

    ``reported_later`` is the number of the unit's first accepted return for a later period. What
    came after the period was ``closed`` counts only when a person says so.
    """
    found = list(returns)
    for each in in_force(decisions):
        if each.what in PLACING:
            continue
        found = [_decided(returned, each) for returned in found]
    found = list(by_indicator.approved(_answered_before(found)))
    order = _succession(found, reported_later, closed)
    found = [_asked(returned, order) for returned in found]
    return [_beside(returned, found, order) for returned in found]


def asked_anew(returns: Sequence[Return], disputed: Iterable[int]) -> list[Return]:
    """Returns with a question for each decision, by its number, that is not to be believed: on the
    return that gives the unit's status.
    """
    found = list(returns)
    for number in disputed:
        place = next(at for at, each in enumerate(found) if each is standing(found))
        asked = found[place]
        data = {"number": str(number), "unit": asked.unit, "period": asked.period}
        finding = Finding("REVIEW-006", asked.file, data=data)
        found[place] = replace(asked, findings=(*asked.findings, finding))
    return found


def counting(returns: Sequence[Return]) -> Return | None:
    """The return that counts: the approved one, else the newest accepted one that may."""
    accepted = [each for each in returns if each.verdict is Verdict.ACCEPTED]
    approved = [each for each in accepted if each.approval is not None]
    return next(reversed(approved or [each for each in accepted if not each.awaits]), None)


def overruled(returns: Sequence[Return]) -> Return | None:
    """The newest accepted return that does not count because an older one is approved."""
    return next((each for each in reversed(returns) if each.overruled is not None), None)


def standing(returns: Sequence[Return]) -> Return:
    """The return that gives the unit's status: what counts, else the newest to be corrected."""
    mendable = [each for each in returns if each.verdict is Verdict.NEEDS_CORRECTION]
    return counting(returns) or (mendable or returns)[-1]


def shown(returns: Sequence[Return]) -> Return:
    """The same, with whether others came before it, and whether one of them was to be corrected."""
    found = standing(returns)
    if found is returns[0]:
        return found
    earlier = returns[: next(at for at, each in enumerate(returns) if each is found)]
    return replace(found, corrects=True, mends=any(each.verdict in _TO_MEND for each in earlier))


def _decided(returned: Return, each: DecisionRecord) -> Return:
    """A return after one more decision."""
    decision = Decision(each.by, each.at, each.reason)
    number = returned.number or 0
    if each.what is DecisionKind.RETURN:
        # Sent back is everything that the unit had sent till then: nothing older takes its place.
        return returned if number > each.receipt else _sent_back(returned, decision)
    if each.what is DecisionKind.REOPEN and number <= each.receipt:
        returned = replace(returned, approvals={})  # of what came before it too: none is left
    if number != each.receipt:
        return returned
    if each.what is DecisionKind.APPROVE:
        return by_indicator.after(returned, each.indicators, decision)
    if each.what is DecisionKind.REOPEN:
        return replace(returned, approval=None)
    if each.what is DecisionKind.REFUSE:
        return _sent_back(returned, decision)
    if each.what is DecisionKind.ACCEPT:
        return replace(_reviewed(returned, "REVIEW-005", decision), confirmed=decision)
    if each.finding is None or each.finding not in range(len(returned.findings)):
        return returned
    findings = list(returned.findings)
    findings[each.finding] = replace(findings[each.finding], waived=decision)
    return replace(returned, findings=tuple(findings))


def _answered_before(returns: Iterable[Return]) -> Iterator[Return]:
    """Returns, of which a finding that was let pass in an earlier one is let pass too, where it is
    the same: its place, and every figure that it names. With other figures it is asked anew.
    """
    answers: dict[str, Decision] = {}
    for each in returns:
        findings = tuple(_answered(one, answers) for one in each.findings)
        answers |= {of: one.waived for one in findings if one.waived and (of := same_figures(one))}
        yield each if findings == each.findings else replace(each, findings=findings)


def _answered(finding: Finding, answers: Mapping[str, Decision]) -> Finding:
    if finding.waived is not None or not answers:
        return finding
    answer = answers.get(same_figures(finding) or "")
    return finding if answer is None else replace(finding, waived=answer)


def same_figures(finding: Finding) -> str | None:
    """What makes a finding of another return the same, as text; None where nobody can tell: it has
    no place in the form, or does not say its figures.
    """
    placed = finding.cell is not None or finding.field is not None
    untold = finding.family is Family.RULE and "figures" not in finding.data
    if not placed or untold or finding.family in NEVER_WAIVED:
        return None
    return encode([about(finding), dict(finding.data)])


def _sent_back(returned: Return, decision: Decision) -> Return:
    return _reviewed(returned, "REVIEW-001", decision)


def _reviewed(returned: Return, code: str, decision: Decision) -> Return:
    data = {"by": decision.by, "at": decision.at, "reason": decision.reason}
    finding = Finding(code, returned.file, data=data)
    return replace(returned, findings=(*returned.findings, finding))


def _succession(
    returns: Sequence[Return], reported_later: int | None, closed: Closed | None
) -> _Succession:
    """Who took whose place, in the order of receiving, and what may not without an answer."""
    accepted = [each for each in returns if each.verdict is Verdict.ACCEPTED]
    approved = [each for each in accepted if each.approval is not None]
    counted: list[Return] = []
    asked: dict[int, tuple[Finding, ...]] = {}
    for each in accepted:
        if approved and (each.number or 0) > (approved[-1].number or 0):
            continue
        waiting = [one for one in accepted if (one.number or 0) in asked]
        questions = doubts(each, counted[-1], reported_later, waiting) if counted else ()
        questions += by_indicator.asking(each, counted[-1]) if counted else ()
        if closed is not None and closed.came_after(each):
            questions = (closed.asking(each), *questions)
        if questions and each.confirmed is None and each.approval is None:
            asked[each.number or 0] = questions
        else:
            counted.append(each)
            asked.clear()
    return _Succession(counted, asked)


def _asked(returned: Return, order: _Succession) -> Return:
    questions = order.asked.get(returned.number or 0)
    if not questions:
        return returned
    return replace(returned, findings=(*returned.findings, *questions), awaits=True)


def _beside(returned: Return, lineage: Sequence[Return], order: _Succession) -> Return:
    """A return beside the others of its unit and period, with what follows from them."""
    counts = counting(lineage)
    if counts is None:
        newest = standing(lineage)
        asked = _asks_which(returned) and _asks_which(newest)
        if asked or (returned.number or 0) >= (newest.number or 0):
            return returned
        return _superseded(returned, newest)
    if returned is counts:
        if len(order.counted) < 2:
            return returned
        replaced = order.counted[-2]
        return _noted(returned, "DUP-006", replaced, changes=changes(returned, replaced))
    if returned.awaits:
        return returned
    if (returned.number or 0) < (counts.number or 0):
        return _superseded(returned, counts)
    if counts.approval is not None:
        kept = counts.number if returned.verdict is Verdict.ACCEPTED else None
        noted = _noted(returned, "DUP-008", counts, by=counts.approval.by)
        return replace(noted, overruled=kept)
    return _noted(returned, "DUP-009", counts)


def _asks_which(returned: Return) -> bool:
    """Whether it is one of several of which nobody has said yet which is right."""
    return any(each.code == CONFLICT and each.waived is None for each in returned.findings)


def _superseded(returned: Return, newer: Return) -> Return:
    return replace(_noted(returned, "DUP-007", newer), superseded=True)


def _noted(returned: Return, code: str, other: Return, **data: object) -> Return:
    about = {"other": other.file, "at": other.received, **data}
    finding = Finding(code, returned.file, data=about)
    return replace(returned, findings=(*returned.findings, finding))
