"""Approval by indicator: a person approves the indicators that she answers for, and no others.

It holds for a later return of the unit and period as well, while the indicator's figures there are
the same. When all indicators of a return are approved, the return is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from iku_workbook.findings import Decision, Finding
from iku_workbook.returns import Parts, Return

ASKS = "REVIEW-009"
"""The code of a return in which an approved indicator has other figures than were approved."""


def after(returned: Return, indicators: Sequence[str] | None, decision: Decision) -> Return:
    """A return of which some indicators, or all of it, have been approved."""
    if indicators is None:
        return replace(returned, approval=decision)
    own = {each: decision for each in indicators if each in returned.indicators}
    return replace(returned, approvals={**returned.approvals, **own})


def approved(returns: Iterable[Return]) -> Iterator[Return]:
    """Returns of one unit and period, oldest first, with the approvals that hold for each."""
    known: dict[str, tuple[Parts, Decision]] = {}
    for each in returns:
        if not known and not each.approvals:
            yield each  # as nearly always: where thousands report, each copy counts
            continue
        carried = {
            code: decision
            for code, (parts, decision) in known.items()
            if each.indicators.get(code) == parts
        }
        found = _whole(replace(each, approvals={**carried, **each.approvals}))
        for code, decision in found.approvals.items():
            known[code] = found.indicators[code], decision
        if found.approval is not None:
            known = {}  # nothing takes its place, until it is reopened
        yield found


def asking(newer: Return, accepted: Return) -> tuple[Finding, ...]:
    """The question that a return raises which has other figures than were approved."""
    lost = {
        code: decision
        for code, decision in accepted.approvals.items()
        if code not in newer.approvals
    }
    if not lost or newer.approval is not None:
        return ()
    about = {"number": str(newer.number), "unit": newer.unit, "period": newer.period}
    names = ", ".join(dict.fromkeys(each.by for each in lost.values()))
    data = {**about, "indicators": ", ".join(lost), "by": names}
    return (Finding(ASKS, newer.file, data=data),)


def _whole(returned: Return) -> Return:
    """The same, approved where all of its indicators are: by whoever was the last to do so."""
    if returned.approval is not None:
        return replace(returned, approvals={})
    if not returned.indicators or not returned.indicators.keys() <= returned.approvals.keys():
        return returned
    last = max(returned.approvals.values(), key=lambda each: each.at)
    return replace(returned, approval=last, approvals={})
