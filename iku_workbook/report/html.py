"""Returns as one page that stands alone: it opens from a memory stick, and prints well.

Nothing is fetched, and nothing runs but the page's own filter, which it can do without: the policy
names both its style and its script by their hashes, whatever a workbook's text says.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import BaseLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from iku_workbook.findings import Severity, Verdict
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.report.grouping import (
    Counts,
    Group,
    Names,
    count,
    groups,
    period_name,
    unit_name,
)
from iku_workbook.report.shown import short
from iku_workbook.report.text import SYMBOLS
from iku_workbook.returns import Return

_MARKS = {
    **{verdict.value: symbol for verdict, symbol in SYMBOLS.items()},
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
    verdict: Verdict
    counts: Counts
    groups: Sequence[Group]


def render(returns: Sequence[Return], language: str, names: Names | None = None) -> str:
    """The page."""
    say = catalogue(language)
    shown = _files(returns, say, names or {})
    style, script = _part("page.css"), _part("page.js")
    periods = list(dict.fromkeys(each.period for each in shown if each.period))
    return _template().render(
        language=language,
        say=say,
        policy=f"default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src {_hash(style)}; script-src {_hash(script)}",
        style=Markup(style),
        script=Markup(script),
        counts=count(returns),
        marks=_MARKS,
        severities=list(Severity),
        periods=", ".join(periods) if len(periods) <= _PERIODS_NAMED else "",
        units=_units(shown),
        shown=say.template("report.shown"),
        files=shown,
        found=any(each.groups for each in shown),
    )


def _units(shown: Sequence[_File]) -> list[tuple[str, str]]:
    """The key and the name of each unit, by name; with its code where two share a name."""
    units = dict.fromkeys((each.key, each.unit, each.code) for each in shown)
    names = [name for _, name, _ in units]
    told = [
        (key, f"{name} ({code})" if names.count(name) > 1 else name) for key, name, code in units
    ]
    return sorted(told, key=lambda one: one[1].casefold())


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
            verdict=each.verdict,
            counts=count([each]),
            groups=groups(each.findings, say),
        )
        for number, each in enumerate(returns, start=1)
    ]


@cache
def _template() -> Template:
    """The page's template: every text in it is escaped, made visible and cut."""
    environment = Environment(
        loader=BaseLoader(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: (
            short(value) if isinstance(value, str) and not isinstance(value, Markup) else value
        ),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(_part("page.html"))


@cache
def _part(name: str) -> str:
    return (files(__package__) / "page" / name).read_text(encoding="utf-8")


def _hash(inline: str) -> str:
    """How a content security policy names an inline style or script (CSP level 2, 4.2.5)."""
    return f"'sha256-{b64encode(hashlib.sha256(inline.encode()).digest()).decode()}'"
