"""Returns and their findings arranged for people: by village, and one message once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iku_workbook.addresses import a1, position
from iku_workbook.findings import Finding, Severity, Verdict
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, PeriodError, label
from iku_workbook.report.shown import short
from iku_workbook.returns import Return

Names = Mapping[str, str]
"""Units' names by code, for those whose definition is known."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, and every place where it holds: ``Isian!C7, C9:C12``."""

    message: str
    places: str


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one code that are mended in one way."""

    code: str
    severity: Severity
    hint: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many files came, what became of them, and how many findings there are."""

    files: int
    verdicts: Mapping[Verdict, int]
    errors: int
    warnings: int


def groups(findings: Sequence[Finding], say: Catalogue) -> list[Group]:
    """Findings by what to do about them: errors first, then warnings, then notes, as they came."""
    found: dict[tuple[Severity, str, str], dict[str, list[Finding]]] = {}
    for finding in findings:
        message = say.finding(finding)
        key = (finding.severity, finding.code, short(message.hint))
        found.setdefault(key, {}).setdefault(short(message.text), []).append(finding)
    order = list(Severity)
    return [
        Group(code, severity, hint, tuple(Statement(m, _places(f)) for m, f in members.items()))
        for (severity, code, hint), members in sorted(
            found.items(), key=lambda item: order.index(item[0][0])
        )
    ]


def count(returns: Sequence[Return]) -> Counts:
    """What a batch amounts to."""
    verdicts = dict.fromkeys(Verdict, 0)
    severities = dict.fromkeys(Severity, 0)
    for each in returns:
        verdicts[each.verdict] += 1
        for finding in each.findings:
            severities[finding.severity] += 1
    errors, warnings = severities[Severity.ERROR], severities[Severity.WARNING]
    return Counts(len(returns), verdicts, errors, warnings)


def unit_name(returned: Return, names: Names, say: Catalogue) -> str:
    """The unit's name, its code where the name is not known, or that it cannot be told."""
    if returned.unit is None:
        return say("report.unknown_unit")
    return short(names.get(returned.unit, returned.unit))


def period_name(returned: Return, say: Catalogue) -> str:
    """The period in words, as it stands where it is none, empty where it cannot be told."""
    if returned.period is None:
        return ""
    try:
        return label(Period.parse(returned.period), say.language)
    except PeriodError:
        return short(returned.period)


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
