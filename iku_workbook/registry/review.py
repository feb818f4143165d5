"""Records decisions on returns, and refuses those that make no sense."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from iku_workbook.codes import CONFLICT, NEVER_WAIVED, SETTLED
from iku_workbook.findings import Finding, Verdict
from iku_workbook.registry import lineage
from iku_workbook.registry.closings import ClosingKind
from iku_workbook.registry.database import RegistryError
from iku_workbook.registry.extensions import Extension
from iku_workbook.registry.in_force import undone
from iku_workbook.registry.placed import OF_FORMS, PLACING
from iku_workbook.registry.records import DecisionKind, DecisionRecord
from iku_workbook.registry.registry import Registry
from iku_workbook.returns import Return
from iku_workbook.safe_text import is_readable

_WITHOUT_REASON = frozenset({DecisionKind.APPROVE, DecisionKind.ACCEPT})
_HANDLE = re.compile(r"(\d{1,12})\.(\d{1,6})")
LARGEST = 2**63 - 1  # of the numbers that the database gives


def approve(
    registry: Registry,
    unit: str,
    period: str,
    now: datetime.datetime,
    *,
    by: str,
    reason: str = "",
    indicators: Sequence[str] = (),
) -> Return:
    """Approve the return that counts: from now on only :func:`reopen` lets another take its place.

    Where it is asked whether an approval still stands (REVIEW-002), this is the answer: what is
    read today counts from now on if it is accepted, else what was approved before. So it is where
    an earlier decision is not to be believed (REVIEW-006).
    With ``indicators``, by their codes, these alone are approved, and the return when all of its
    indicators are. RegistryError where nothing was accepted, or it is approved already; for an
    indicator that the unit does not report, and for some where such a question is open.
    """
    counts = lineage.counting(registry.lineage(unit, period))
    if counts is None:
        raise RegistryError("nothing-to-approve", unit=unit, period=period)
    if counts.approval is not None and not (counts.outdated or counts.disputed):
        raise RegistryError("already-approved", unit=unit, period=period, by=counts.approval.by)
    if not (counts.outdated or counts.disputed):
        _not_closed(registry, period)
    if indicators:
        _may_approve(counts, indicators)
    named, what = list(dict.fromkeys(indicators)) or None, DecisionKind.APPROVE
    return _decide(registry, what, counts, now, by=by, reason=reason, indicators=named)


def _may_approve(counts: Return, indicators: Sequence[str]) -> None:
    """RegistryError where these indicators alone cannot be approved."""
    about = {"unit": counts.unit, "period": counts.period}
    if counts.outdated or counts.disputed:
        raise RegistryError("approve-whole", **about)
    for each in indicators:
        if each not in counts.indicators:
            nearest = ", ".join(counts.indicators)
            raise RegistryError("no-such-indicator", name=each, nearest=nearest)
    known = counts.approvals
    if all(each in known for each in indicators):
        names = ", ".join(dict.fromkeys(known[each].by for each in indicators))
        raise RegistryError("already-approved", **about, by=names)


def send_back(
    registry: Registry,
    unit: str,
    period: str,
    now: datetime.datetime,
    *,
    by: str,
    reason: str,
    keep_older: bool = False,
) -> Return:
    """Ask the unit for another return: nothing that it has sent counts any longer.

    Where newer ones wait to take the place of an accepted one, this answers no: they alone go back.
    With ``keep_older`` the one that counts goes back, and the one whose place it took counts again;
    where one is approved, all that is newer goes back, and it stays.
    RegistryError where nothing came, the return is approved, or there is nothing older.
    """
    own = [each for each in registry.lineage(unit, period) if not _was_given(each)]
    if not own:
        raise RegistryError("nothing-to-return", unit=unit, period=period)
    left = [each for each in own if each.overruled is not None] if keep_older else []
    refused = [each for each in own if each.awaits] or left
    if not refused:
        _not_approved(own, unit, period)
        _not_closed(registry, period)
    if keep_older and not refused:
        refused = [_newest_of_two(own, unit, period)]
    for each in refused[:-1]:
        _decide(registry, DecisionKind.REFUSE, each, now, by=by, reason=reason)
    what = DecisionKind.REFUSE if refused else DecisionKind.RETURN
    return _decide(registry, what, (refused or own)[-1], now, by=by, reason=reason)


def accept(
    registry: Registry, number: int, now: datetime.datetime, *, by: str, reason: str = ""
) -> Return:
    """Let a return that awaits a decision, by its number, take the place of the accepted one.

    RegistryError where no return of this number awaits one.
    """
    returned = registry.return_of(min(number, LARGEST))
    if returned is None or not returned.awaits:
        raise RegistryError("nothing-asked", number=str(number))
    return _decide(registry, DecisionKind.ACCEPT, returned, now, by=by, reason=reason)


def undo(
    registry: Registry, number: int, now: datetime.datetime, *, by: str, reason: str
) -> tuple[DecisionRecord, Return | None]:
    """Let a decision, by its number in the log, hold no longer; it, and its return after that.

    Undoing is a decision too, and can be undone. RegistryError as :func:`demand_undoable` raises
    it, and where no reason is given.
    """
    decided = demand_undoable(registry, number)
    what = DecisionKind.UNDO
    demand_words(what, by, reason)
    registry.decide(what, decided.receipt, now, by=by, reason=reason, undoes=decided.number)
    return decided, registry.return_of(decided.receipt)


def demand_undoable(registry: Registry, number: int) -> DecisionRecord:
    """The decision of this number in the log, where it can be undone.

    RegistryError where there is no such decision, it was undone already, it let content go, a
    return is approved that it would touch, or the period was closed since.
    """
    decided = registry.decision(min(number, LARGEST))
    if decided is None:
        raise RegistryError("no-decision", number=str(number))
    if number in undone(registry.decisions_on(decided.receipt)):
        raise RegistryError("already-undone", number=str(number))
    if decided.what is DecisionKind.PRUNE:
        raise RegistryError("content-gone", number=str(decided.receipt))
    returned = registry.return_of(decided.receipt)
    if returned is None or decided.what in PLACING:
        return decided
    unit, period = returned.unit or "", returned.period or ""
    own = registry.lineage(unit, period)
    older = [each for each in own if (each.number or 0) < decided.receipt]
    if decided.what is DecisionKind.REFUSE and any(each.approval for each in older):
        return decided  # what was left beside the approved one moves no result
    if not (decided.what is DecisionKind.APPROVE and returned.approval):
        _not_approved(own, unit, period)
    if period:
        _not_closed(registry, period, decided.at)
    return decided


def reopen(
    registry: Registry, unit: str, period: str, now: datetime.datetime, *, by: str, reason: str
) -> Return:
    """Take an approval back, so that a newer return may count.

    RegistryError where there is none.
    """
    counts = lineage.counting(registry.lineage(unit, period))
    if counts is None or not (counts.approval or counts.approvals):
        raise RegistryError("not-approved", unit=unit, period=period)
    _not_closed(registry, period)
    return _decide(registry, DecisionKind.REOPEN, counts, now, by=by, reason=reason)


def waive(
    registry: Registry, handle: str, now: datetime.datetime, *, by: str, reason: str
) -> Return:
    """Let a finding pass; ``handle`` is a receipt's number and the finding's, such as ``17.2``.

    RegistryError where there is no such finding, where it was waived, where it says that the file
    cannot be trusted, or where the return is approved.
    """
    returned, place = _found(registry, handle)
    finding = returned.findings[place]
    if finding.waived is not None:
        raise RegistryError("already-waived", finding=handle, by=finding.waived.by)
    if not _may_pass(finding) or returned.unit is None or returned.period is None:
        raise RegistryError("never-waived", finding=handle, kind=finding.code)
    demand_open(registry, returned.unit, returned.period)
    return _decide(registry, DecisionKind.WAIVE, returned, now, by=by, reason=reason, finding=place)


def demand_open(registry: Registry, unit: str, period: str) -> None:
    """RegistryError where a return of the unit is approved, or the period is closed."""
    _not_approved(registry.lineage(unit, period), unit, period)
    _not_closed(registry, period)


def demand_mendable(registry: Registry, number: int) -> Return:
    """The return of this number, where the office may mend it: the unit's newest for its period.

    RegistryError where there is none or it is no form of ours, a newer one came, one is approved,
    or the period is closed.
    """
    returned = registry.return_of(min(number, LARGEST))
    if returned is None or returned.verdict not in OF_FORMS or returned.unit is None:
        raise RegistryError("nothing-to-mend", number=str(number))
    unit, period = returned.unit, returned.period or ""
    own = registry.lineage(unit, period)
    newest = max(each.number or 0 for each in own if each.verdict in OF_FORMS)
    made = registry.mended().get(newest)
    if made is not None and made.origin == number:
        about = {"by": made.by, "at": made.at, "newer": str(newest)}
        raise RegistryError("mended-already", number=str(number), **about)
    if newest > number:
        raise RegistryError("newer-came", number=str(number), newer=str(newest))
    demand_open(registry, unit, period)
    return returned


def handles(returned: Return) -> list[tuple[str, Finding]]:
    """The findings that can be waived, each with the handle (``17.2``) to name it by."""
    return [
        (f"{returned.number}.{place}", each)
        for place, each in enumerate(returned.findings, start=1)
        if _may_pass(each)
    ]


def _may_pass(finding: Finding) -> bool:
    """Whether a person may let it pass; of two returns that differ, the one that holds."""
    return finding.family not in NEVER_WAIVED or finding.code == CONFLICT


def _found(registry: Registry, handle: str) -> tuple[Return, int]:
    match = _HANDLE.fullmatch(handle)
    number, place = (int(match[1]), int(match[2])) if match else (0, 0)
    returned = registry.return_of(number)
    if returned is not None and 0 < place <= len(returned.findings):
        return returned, place - 1
    raise RegistryError("no-finding", finding=handle)


def _was_given(returned: Return) -> bool:
    """Whether the office gave it to the unit: it is no form, and nothing of it can be sent back."""
    return any(each.code in SETTLED for each in returned.findings)


def _newest_of_two(own: list[Return], unit: str, period: str) -> Return:
    """The return that counts, where an older one would in its place."""
    counts = lineage.counting(own)
    older = [each for each in own if each.superseded and each.verdict is Verdict.ACCEPTED]
    if counts is None or not older:
        raise RegistryError("nothing-older", unit=unit, period=period)
    return counts


def _not_approved(own: list[Return], unit: str, period: str) -> None:
    counts = lineage.counting(own)
    if counts is not None and counts.approval is not None:
        raise RegistryError("approved-already", unit=unit, period=period, by=counts.approval.by)


def close(
    registry: Registry, period: str, now: datetime.datetime, *, by: str, reason: str = ""
) -> None:
    """Close a period: what would move its results from now on is asked about.

    RegistryError where it is closed.
    """
    _not_closed(registry, period, code="already-closed")
    _demand("--as", by)
    registry.record_closing(ClosingKind.CLOSE, period, now, by=by, reason=reason)


def open_again(
    registry: Registry, period: str, now: datetime.datetime, *, by: str, reason: str
) -> None:
    """Open a closed period again: what came since counts by the ordinary rules.

    RegistryError where it is not closed, and where no reason is given.
    """
    if period not in registry.closed():
        raise RegistryError("not-closed", period=period)
    demand_reason(by, reason)
    registry.record_closing(ClosingKind.OPEN, period, now, by=by, reason=reason)


def extend(
    registry: Registry,
    unit: str,
    period: str,
    until: datetime.date,
    now: datetime.datetime,
    *,
    by: str,
    reason: str = "",
) -> Extension:
    """Let a unit's return for a period be due on the day ``until``: the last one given holds.

    RegistryError where the period is closed.
    """
    _not_closed(registry, period)
    _demand("--as", by)
    registry.record_extension(unit, period, until, now, by=by, reason=reason)
    return registry.extensions()[unit, period]


def _not_closed(
    registry: Registry,
    period: str,
    decided: datetime.datetime | None = None,
    code: str = "period-closed",
) -> None:
    """RegistryError where the period is closed, unless what is undone was ``decided`` since."""
    closed = registry.closed().get(period)
    if closed is not None and (decided is None or decided <= closed.at):
        raise RegistryError(code, period=period, by=closed.by, at=closed.at)


def demand_words(what: DecisionKind, by: str, reason: str) -> None:
    """RegistryError where a decision does not say who made it, or why where it has to."""
    if what in _WITHOUT_REASON:
        _demand("--as", by)
        return
    name = "--reason" if what in {DecisionKind.REOPEN, DecisionKind.WAIVE} else "--note"
    demand_reason(by, reason, name)


def demand_reason(by: str, reason: str, option: str = "--reason") -> None:
    """RegistryError where what was done does not say who did it, and why."""
    _demand("--as", by)
    _demand(option, reason)


def _demand(name: str, words: str) -> None:
    """RegistryError where what an option gives says nothing."""
    if not is_readable(words):
        raise RegistryError("no-words", name=name)


def _decide(
    registry: Registry,
    what: DecisionKind,
    returned: Return,
    now: datetime.datetime,
    *,
    by: str,
    reason: str,
    finding: int | None = None,
    indicators: Sequence[str] | None = None,
) -> Return:
    demand_words(what, by, reason)
    number = returned.number or 0
    about = (what, number, now)
    registry.decide(*about, by=by, reason=reason, finding=finding, indicators=indicators)
    decided = registry.return_of(number)
    assert decided is not None
    return decided
