"""Returns as one page that stands alone: it opens from a memory stick, and prints well.

Nothing is fetched and nothing runs: the page forbids both, whatever a workbook's text says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from iku_workbook.findings import Severity, Verdict
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.report.grouping import Group, Names, count, groups, period_name, unit_name
from iku_workbook.report.shown import short
from iku_workbook.report.text import SYMBOLS
from iku_workbook.returns import Return

_STYLE = """
:root { color-scheme: light; font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; color: #1c2430; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0; }
ul.counts { list-style: none; display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; margin: 0; }
ul.counts li { border: 1px solid #d5dbe3; border-radius: .5rem; padding: .5rem 1rem; }
ul.counts strong { display: block; font-size: 1.5rem; line-height: 1.2; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem;
         border-bottom: 1px solid #e3e7ed; }
td.long { overflow-wrap: anywhere; min-width: 9rem; }
th { color: #566173; font-weight: 600; white-space: nowrap; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.word { white-space: nowrap; }
section { margin: 1.25rem 0; border: 1px solid #d5dbe3; border-radius: .5rem; overflow: hidden; }
section header { padding: .6rem .9rem; background: #f4f6f9; }
section header p { margin: 0; color: #566173; font-size: .85rem; overflow-wrap: anywhere; }
section tr:last-child td { border-bottom: 0; }
.accepted { color: #146c43; } .needs-correction, .warning { color: #8a5300; }
.rejected, .error { color: #b02a37; } .info { color: #3c5a86; }
td small { color: #566173; white-space: nowrap; }
a { color: inherit; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; }
  thead { display: table-header-group; } tr, section header { break-inside: avoid; }
  table { font-size: 9pt; } th, td { padding: .25rem .4rem; } td.long { min-width: 7rem; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(returns: Sequence[Return], language: str, names: Names | None = None) -> str:
    """The page."""
    say, known = catalogue(language), names or {}
    title = escape(say("report.title"))
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{escape(language)}">',
            '<head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title><style>{_STYLE}</style></head>",
            f"<body><h1>{title}</h1>",
            *_counts(returns, say),
            *_recapitulation(returns, say, known),
            *_details(returns, say, known),
            "</body></html>\n",
        )
    )


def _counts(returns: Sequence[Return], say: Catalogue) -> Iterator[str]:
    counts = count(returns)
    yield '<ul class="counts">'
    yield f"<li><strong>{counts.files}</strong>{_said(say, 'file')}</li>"
    for verdict, number in counts.verdicts.items():
        yield f'<li class="{verdict}"><strong>{number}</strong>{_verdict(verdict, say)}</li>'
    yield f"<li><strong>{counts.errors}</strong>{_said(say, 'errors')}</li>"
    yield f"<li><strong>{counts.warnings}</strong>{_said(say, 'warnings')}</li>"
    yield "</ul>"


def _recapitulation(returns: Sequence[Return], say: Catalogue, names: Names) -> Iterator[str]:
    yield f"<h2>{_said(say, 'recapitulation')}</h2>"
    keys = ("number", "unit", "period", "file", "verdict", "errors", "warnings")
    yield _head(say, keys, numbers={"number", "errors", "warnings"})
    for number, each in enumerate(returns, start=1):
        name = _text(unit_name(each, names, say))
        counts = count([each])
        cells = (
            _number(number),
            f"<td>{_linked(name, number) if each.findings else name}</td>",
            f'<td class="word">{_text(period_name(each, say))}</td>',
            f'<td class="long">{_text(each.file)}</td>',
            f'<td class="word {each.verdict}">{_verdict(each.verdict, say)}</td>',
            _number(counts.errors),
            _number(counts.warnings),
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"


def _details(returns: Sequence[Return], say: Catalogue, names: Names) -> Iterator[str]:
    yield f"<h2>{_said(say, 'details')}</h2>"
    if not any(each.findings for each in returns):
        yield f"<p>{_said(say, 'all_clear')}</p>"
    for number, each in enumerate(returns, start=1):
        if each.findings:
            yield from _section(number, each, say, names)


def _section(number: int, returned: Return, say: Catalogue, names: Names) -> Iterator[str]:
    place = " · ".join(filter(None, (unit_name(returned, names, say), period_name(returned, say))))
    verdict = f'<span class="{returned.verdict}">{_verdict(returned.verdict, say)}</span>'
    yield f'<section id="f{number}"><header><h3>{_text(place)} · {verdict}</h3>'
    yield f"<p>{_text(returned.file)}</p></header>"
    yield _head(say, ("verdict", "place", "message", "hint"))
    for group in groups(returned.findings, say):
        yield from _group(group, say)
    yield "</tbody></table></section>"


def _group(group: Group, say: Catalogue) -> Iterator[str]:
    """One row a statement; what to do spans the rows that it answers."""
    rows = f' rowspan="{len(group.statements)}"' if len(group.statements) > 1 else ""
    first = f'<td class="word {group.severity}"{rows}>{_severity(group.severity, say)}</td>'
    last = f'<td class="long"{rows}>{_text(group.hint)} <small>{_text(group.code)}</small></td>'
    for each in group.statements:
        places, message = _text(each.places), _text(each.message)
        yield f'<tr>{first}<td>{places}</td><td class="long">{message}</td>{last}</tr>'
        first = last = ""


def _head(say: Catalogue, keys: Iterable[str], numbers: Iterable[str] = ()) -> str:
    marks = dict.fromkeys(numbers, ' class="number"')
    cells = (f"<th{marks.get(key, '')}>{_said(say, key)}</th>" for key in keys)
    return f"<table><thead><tr>{''.join(cells)}</tr></thead><tbody>"


def _linked(name: str, number: int) -> str:
    return f'<a href="#f{number}">{name}</a>'


def _number(number: int) -> str:
    return f'<td class="number">{number}</td>'


def _verdict(verdict: Verdict, say: Catalogue) -> str:
    return f"{SYMBOLS[verdict]} {_said(say, verdict)}"


def _severity(severity: Severity, say: Catalogue) -> str:
    return _said(say, severity)


def _said(say: Catalogue, key: str) -> str:
    return escape(say(f"report.{key}"))


def _text(text: str) -> str:
    """A workbook's words: made visible, cut, and never taken for markup."""
    return escape(short(text))
