"""What is still open about a period, unit by unit, and what closing it does to each."""

from __future__ import annotations

from enum import StrEnum

from iku_workbook.periods import Period
from iku_workbook.report.grouping import AWAITS
from iku_workbook.report.standing import APPROVED, WAITS, Overview, state_of
from iku_workbook.results.accumulate import Status
from iku_workbook.results.status import Standing


class Left(StrEnum):
    """In which way a unit is left, the weightiest first."""

    MISSING = "missing"
    """nothing came that is a form"""
    MEND = "mend"
    """what came is to be corrected, or was sent back"""
    WAITS = "waits"
    """what came could not be examined"""
    ASKED = "asked"
    """one counts or is approved, and a newer one waits for an answer"""
    UNAPPROVED = "unapproved"
    """one counts that nobody has approved"""
    WAIVED = "waived"
    """one counts, of which the office has let findings pass"""


_LEFT = {
    str(Status.MISSING): Left.MISSING,
    str(Status.NEEDS_CORRECTION): Left.MEND,
    str(Status.REJECTED): Left.MEND,
    WAITS: Left.WAITS,
    AWAITS: Left.ASKED,
    str(Status.ACCEPTED): Left.UNAPPROVED,
}


def left_open(known: Overview, period: Period) -> dict[Left, list[Standing]]:
    """The units of which something is to be known before a period is closed, by how they are left;
    one that is approved only where something was let pass.
    """
    found: dict[Left, list[Standing]] = {each: [] for each in Left}
    for standing in known.column(period):
        state = AWAITS if standing.newer is not None else state_of(standing)
        if state != APPROVED:
            found[_LEFT[state]].append(standing)
        if standing.decided is not None and state in (APPROVED, str(Status.ACCEPTED)):
            passed = any(each.waived is not None for each in standing.decided.findings)
            found[Left.WAIVED] += [standing] if passed else []
    return {each: standings for each, standings in found.items() if standings}
