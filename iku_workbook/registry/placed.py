"""Where the office has put files of no unit: each with its unit, or set aside.

What a file says is not touched by it: a photograph that was given to a unit is no form, and nothing
of it is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from iku_workbook.findings import Finding, Verdict
from iku_workbook.registry.in_force import in_force
from iku_workbook.registry.records import DecisionKind, DecisionRecord
from iku_workbook.returns import Return

OF_FORMS = frozenset({Verdict.ACCEPTED, Verdict.NEEDS_CORRECTION})
"""The verdicts on what is a form of ours."""
ASIDE = frozenset({DecisionKind.DISMISS, DecisionKind.PRUNE})
PLACING = frozenset({DecisionKind.ASSIGN}) | ASIDE
Placings = Mapping[int, DecisionRecord]
"""The last decision that places a receipt, by its number."""
Lineages = dict[tuple[str, str], list[Return]]
"""Returns by unit and period, oldest first."""


def placings(decisions: Iterable[DecisionRecord]) -> Placings:
    """Where receipts were put, by decisions that hold, oldest first."""
    return {each.receipt: each for each in decisions if each.what in PLACING}


def dismissed(decisions: Iterable[DecisionRecord]) -> set[int]:
    """The numbers of the receipts that are set aside, by the log of decisions."""
    known = placings(in_force(decisions))
    return {number for number, each in known.items() if each.what in ASIDE}


def placed(returned: Return, known: Placings) -> Return:
    """A return where the office has put it, with who did and why; itself where nobody did, or where
    it was found to be a form after all: then it says itself whose it is.
    """
    decided = known.get(returned.number or 0)
    if decided is None or returned.verdict in OF_FORMS:
        return returned
    code = "REVIEW-003" if decided.what in ASIDE else "REVIEW-004"
    about = {"by": decided.by, "at": decided.at, "reason": decided.reason, "unit": decided.unit}
    findings = (*returned.findings, Finding(code, returned.file, data=about))
    if decided.what in ASIDE:
        return replace(returned, findings=findings)
    return replace(returned, findings=findings, unit=decided.unit, period=decided.period)


def with_given(
    lineages: Lineages, known: Placings, examined: Callable[[int], Iterable[Return]]
) -> Lineages:
    """Returns by unit and period, with what was given to each; ``examined`` has it by its number.

    What is no form takes nothing's place, and has no place among those that do.
    """
    found = dict(lineages)
    for number, decided in known.items():
        if decided.unit is not None and decided.period is not None:
            own = found.get((decided.unit, decided.period), [])
            pairs = ((each, placed(each, known)) for each in examined(number))
            given = [put for each, put in pairs if put is not each]
            together = sorted([*own, *given], key=lambda each: each.number or 0)
            if together:
                found[decided.unit, decided.period] = together
    return found
