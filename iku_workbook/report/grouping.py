"""Groups the findings of a return for people: equal sentences once, with all their cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from iku_workbook.cell_addresses import a1, position
from iku_workbook.codes import NO_RETURN
from iku_workbook.findings import Finding, Severity, Verdict, shown
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, PeriodError, label
from iku_workbook.returns import Return
from iku_workbook.safe_text import short

AWAITS, AWAITS_MARK = "awaiting-decision", "◇"
"""The state of what waits until a person says whether it counts, and its mark."""

OVERRULED, OVERRULED_MARK = "overruled", "≠"
"""The state of what is accepted and does not count, as an older one is approved; and its mark."""

Names = Mapping[str, str]
"""Units' names by code, for those whose definition is known."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, and every sheet and cell where it holds: ``Isian!C7, C9:C12``."""

    message: str
    places: str


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one code that call for one action, the hint."""

    code: str
    severity: Severity
    hint: str
    statements: tuple[Statement, ...]
    findings: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Number of files, of each verdict, of errors, of warnings, of what awaits a decision, and of
    what an approved return keeps from counting.
    """

    files: int
    verdicts: Mapping[Verdict, int]
    errors: int
    warnings: int
    awaiting: int = 0
    overruled: int = 0

    @property
    def shown(self) -> Mapping[str, int]:
        """What became of the files, for a person: of what is not examined, is no return or awaits
        a decision or is overruled only where there is some, these two apart from what is accepted.
        """
        rare = (Verdict.NOT_EXAMINED, Verdict.NO_RETURN)
        found = {str(key): own for key, own in self.verdicts.items() if own or key not in rare}
        asked = {AWAITS: self.awaiting, OVERRULED: self.overruled}
        found[Verdict.ACCEPTED] -= sum(asked.values())
        return {**found, **{key: own for key, own in asked.items() if own}}


def groups(findings: Sequence[Finding], say: Catalogue) -> list[Group]:
    """Findings that a person sees, by what to do about them: errors first, then warnings, then
    notes, as they came.

    What to do is the same where only the cell differs; it then names all the cells.
    """
    found: dict[tuple[Severity, str, str], dict[str, list[Finding]]] = {}
    for finding in shown(findings):
        key = (finding.severity, finding.code, say.finding(replace(finding, cell=None)).hint)
        message = short(say.finding(finding).text)
        found.setdefault(key, {}).setdefault(message, []).append(finding)
    order = list(Severity)
    return [
        Group(
            code,
            severity,
            _hint([each for together in members.values() for each in together], say),
            tuple(Statement(message, _places(own)) for message, own in members.items()),
            sum(map(len, members.values())),
        )
        for (severity, code, _), members in sorted(
            found.items(), key=lambda item: order.index(item[0][0])
        )
    ]


def count(returns: Sequence[Return]) -> Counts:
    """The counts of a batch of returns; of what is no return nothing is wrong."""
    verdicts = dict.fromkeys(Verdict, 0)
    severities = dict.fromkeys(Severity, 0)
    for each in returns:
        verdicts[each.verdict] += 1
        for finding in each.findings if each.verdict is not Verdict.NO_RETURN else ():
            severities[finding.severity] += 1
    errors, warnings = severities[Severity.ERROR], severities[Severity.WARNING]
    awaiting = sum(each.awaits for each in returns)
    overruled = sum(each.overruled is not None for each in returns)
    return Counts(len(returns), verdicts, errors, warnings, awaiting, overruled)


def outcome(returned: Return) -> str:
    """What became of a file: its verdict, or that it awaits a decision, or is overruled."""
    if returned.overruled is not None:
        return OVERRULED
    return AWAITS if returned.awaits else str(returned.verdict)


def outcome_words(returned: Return, say: Catalogue) -> str:
    """The same in words; of what is overruled with the number of the return that counts."""
    if returned.overruled is not None:
        return say("report.overruled_by", number=str(returned.overruled))
    return say(f"report.{outcome(returned)}")


def unit_name(returned: Return, names: Names, say: Catalogue) -> str:
    """The unit's name, its code where the name is unknown, or a word for an unknown unit.

    Where the file's name alone tells the unit, it says so; of what is no return, it says why.
    """
    if returned.unit is not None:
        return short(names.get(returned.unit, returned.unit))
    if returned.verdict is Verdict.NO_RETURN:
        why = next(each for each in returned.findings if each.code in NO_RETURN)
        return short(say.finding(why).title)
    if returned.named is not None:
        return say("report.named_unit", unit=short(names.get(returned.named, returned.named)))
    return say("report.unknown_unit")


def period_name(returned: Return, say: Catalogue) -> str:
    """The period in words; a malformed code as it is, empty where there is none."""
    if returned.period is None:
        return ""
    try:
        return label(Period.parse(returned.period), say.language)
    except PeriodError:
        return short(returned.period)


def _hint(findings: Sequence[Finding], say: Catalogue) -> str:
    """What to do about all of these, which differ in their cells alone."""
    places = _places(findings)
    sheet, _, cells = places.rpartition("!")
    several = ";" in sheet
    return short(say.finding(replace(findings[0], cell=places if several else cells)).hint)


def _places(findings: Sequence[Finding]) -> str:
    """Sheet by sheet, cells below each other as one range."""
    sheets: dict[str, dict[str, None]] = {}
    for finding in findings:
        if finding.sheet:
            cells = sheets.setdefault(short(finding.sheet), {})
            if finding.cell:
                cells[short(finding.cell)] = None
    return "; ".join(
        f"{sheet}!{', '.join(_ranges(list(cells)))}" if cells else sheet
        for sheet, cells in sheets.items()
    )


def _ranges(cells: Sequence[str]) -> Iterator[str]:
    try:
        places = sorted({position(cell)[::-1] for cell in cells})
    except ValueError:
        yield from cells
        return
    start = 0
    for index, (column, row) in enumerate(places):
        if index + 1 < len(places) and places[index + 1] == (column, row + 1):
            continue
        first = a1(places[start][1], column)
        yield first if start == index else f"{first}:{a1(row, column)}"
        start = index + 1
