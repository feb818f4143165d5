"""Renders checked returns as one HTML page: summary, findings, and a filter (optional script)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iku_workbook.findings import Severity, Verdict
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.report.grouping import (
    Counts,
    Group,
    Names,
    count,
    groups,
    outcome,
    outcome_words,
    period_name,
    unit_name,
)
from iku_workbook.report.pages import page
from iku_workbook.report.text import SYMBOLS
from iku_workbook.results.naming import distinct_names
from iku_workbook.returns import Return

_MARKS = {
    **{str(outcome): symbol for outcome, symbol in SYMBOLS.items()},
    Severity.ERROR.value: SYMBOLS[Verdict.REJECTED],
    Severity.WARNING.value: SYMBOLS[Verdict.NEEDS_CORRECTION],
    Severity.INFO.value: "i",
}
_PERIODS_NAMED = 3


@dataclass(frozen=True, slots=True)
class _File:
    """One return as the page shows it; ``key`` tells its unit from the others."""

    number: int
    key: str
    code: str
    unit: str
    period: str
    file: str
    verdict: str
    word: str
    counts: Counts
    groups: Sequence[Group]
    superseded: bool


def render(returns: Sequence[Return], language: str, names: Names | None = None) -> str:
    """The returns and their findings as one HTML page."""
    say = catalogue(language)
    shown = _files(returns, say, names or {})
    periods = list(dict.fromkeys(each.period for each in shown if each.period))
    return page(
        "returns.html",
        language,
        script="returns.js",
        counts=count(returns),
        marks=_MARKS,
        severities=list(Severity),
        periods=", ".join(periods) if len(periods) <= _PERIODS_NAMED else "",
        units=_units(shown),
        shown=say.template("report.shown"),
        files=shown,
        followed=sorted((each for each in shown if each.groups), key=_urgency),
    )


def _urgency(shown: _File) -> tuple[bool, int]:
    """Errors first, then warnings, then notes; last what a newer return has settled."""
    return shown.superseded, list(Severity).index(shown.groups[0].severity)


def _units(shown: Sequence[_File]) -> list[tuple[str, str]]:
    """The key and the name of each unit, by name; with its code where two share a name."""
    names = distinct_names({each.code: each.unit for each in shown})
    keys = {each.key: names[each.code] for each in shown}
    return sorted(keys.items(), key=lambda one: one[1].casefold())


def _files(returns: Sequence[Return], say: Catalogue, names: Names) -> list[_File]:
    keys: dict[str | None, str] = {}
    return [
        _File(
            number=number,
            key=keys.setdefault(each.unit, f"u{len(keys)}"),
            code=each.unit or "",
            unit=unit_name(each, names, say),
            period=period_name(each, say),
            file=each.file,
            verdict=outcome(each),
            word=outcome_words(each, say),
            counts=count([each]),
            groups=groups(each.findings, say),
            superseded=each.superseded,
        )
        for number, each in enumerate(returns, start=1)
    ]
