"""Groups the findings of many returns by cause: one wrong habit is one line, however many cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from iku_workbook.codes import ASKING, NOT_EXAMINED, OLD_FORM, QUESTION_CHANGED, Family, Severity
from iku_workbook.findings import Finding, Verdict, shown
from iku_workbook.returns import Return


class CauseKind(IntEnum):
    """What a cause means for whoever decides, in the order in which it is looked at."""

    UNREADABLE = 0
    FOREIGN = 1
    """not our form, or an old one"""
    WRONG = 2
    ASKED = 3
    """a person answers, or has a look"""
    NOTE = 4


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings of one code over many returns.

    example   the first of them, and ``of`` the return that it is of
    returns   the numbers of the returns that have any
    units     how many units these are of; ``others`` how many files are of no unit that is known
    findings  how many findings there are
    """

    code: str
    kind: CauseKind
    example: Finding
    of: Return
    returns: tuple[int, ...]
    units: int
    others: int
    findings: int


def causes(returns: Iterable[Return]) -> list[Cause]:
    """The causes, the weightiest kind first, of a kind those of most returns first.

    Findings that no person sees, and those of returns whose place another took, are none.
    """
    found: dict[tuple[CauseKind, str], list[tuple[Return, Finding]]] = {}
    for returned, finding in _findings(returns):
        found.setdefault((_kind(finding), finding.code), []).append((returned, finding))
    made = [_cause(code, kind, own) for (kind, code), own in found.items()]
    return sorted(made, key=lambda each: (each.kind, -len(each.returns), each.code))


def _findings(returns: Iterable[Return]) -> Iterator[tuple[Return, Finding]]:
    for returned in returns:
        if not returned.superseded and returned.verdict is not Verdict.NO_RETURN:
            yield from ((returned, each) for each in shown(returned.findings))


def _cause(code: str, kind: CauseKind, own: list[tuple[Return, Finding]]) -> Cause:
    returned, example = own[0]
    numbers = dict.fromkeys(each.number or 0 for each, _ in own)
    units = {each.unit or each.named for each, _ in own} - {None}
    others = {each.number for each, _ in own if each.unit is None and each.named is None}
    return Cause(code, kind, example, returned, tuple(numbers), len(units), len(others), len(own))


def _kind(finding: Finding) -> CauseKind:
    if finding.waived is not None or finding.severity is Severity.INFO:
        return CauseKind.NOTE
    if finding.code in ASKING | QUESTION_CHANGED:
        return CauseKind.ASKED
    if finding.code in OLD_FORM or finding.family is Family.FORM:
        return CauseKind.FOREIGN
    if finding.code in NOT_EXAMINED or finding.family is Family.FILE:
        return CauseKind.UNREADABLE
    return CauseKind.WRONG if finding.severity is Severity.ERROR else CauseKind.ASKED
