"""Renders checked returns as text for a terminal: a paragraph per file, and a summary."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from iku_workbook.codes import OUT_OF_PLACE, Family
from iku_workbook.findings import Finding, Severity, Verdict, shown
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.report.grouping import (
    AWAITS,
    AWAITS_MARK,
    OVERRULED,
    OVERRULED_MARK,
    Group,
    Names,
    count,
    groups,
    outcome,
    outcome_words,
    period_name,
    unit_name,
)
from iku_workbook.returns import Return, questions
from iku_workbook.safe_text import short

Span = tuple[str, str]
"""Text, and the name of what it is: a verdict or severity, ``quiet``, or empty."""

SYMBOLS: Mapping[str, str] = {
    Verdict.ACCEPTED: "✓",
    Verdict.NEEDS_CORRECTION: "!",
    Verdict.REJECTED: "✗",
    Verdict.NOT_EXAMINED: "?",
    Verdict.NO_RETURN: "–",
    AWAITS: AWAITS_MARK,
    OVERRULED: OVERRULED_MARK,
}
_SEPARATOR = " · "
_NARROWEST = 40


def render(
    returns: Sequence[Return], language: str, names: Names | None = None, width: int = 80
) -> str:
    """The report as text, without colour."""
    found = lines(returns, language, names, width)
    return "".join("".join(text for text, _ in line) + "\n" for line in found)


def lines(
    returns: Sequence[Return], language: str, names: Names | None = None, width: int = 80
) -> Iterator[list[Span]]:
    """The text line by line, at most ``width`` wide where words allow; none holds a line break."""
    say = catalogue(language)
    width = max(width, _NARROWEST)
    line: list[Span] = []
    for returned in returns:
        for line in _returned(returned, say, names or {}, width):
            yield line
    if line:
        yield []
    yield from _summary(returns, say, width)


def _returned(returned: Return, say: Catalogue, names: Names, width: int) -> Iterator[list[Span]]:
    verdict = outcome(returned)
    place = _joined(unit_name(returned, names, say), period_name(returned, say))
    head = f"{SYMBOLS[verdict]} {outcome_words(returned, say)}"
    file = short(returned.file)
    if len(_joined(head, place, file)) <= width:
        yield [
            (head, verdict),
            (f"{_SEPARATOR}{place}", "strong"),
            (f"{_SEPARATOR}{file}", "quiet"),
        ]
    else:
        if len(_joined(head, place)) <= width:
            yield [(head, verdict), (f"{_SEPARATOR}{place}", "strong")]
        else:
            yield [(head, verdict)]
            yield from _block(place, width, 2, "strong")
        yield from _block(file, width, 2, "quiet")
    findings = _said(returned)
    if returned.repeats is not None:
        told = (returned.repeats, *_not_counted(returned))
        sentences = " ".join(say.finding(each).text for each in told)
        yield from _block(short(sentences), width, 2, "quiet")
        findings = _still_due(returned)
    for group in groups(findings, say):
        yield from _group(group, say, width)
    if findings:
        yield []


def _said(returned: Return) -> tuple[Finding, ...]:
    """What there is to say of a file; of what is no return, only who has decided that."""
    if returned.verdict is not Verdict.NO_RETURN:
        return tuple(shown(returned.findings))
    return tuple(each for each in returned.findings if each.family is Family.REVIEW)


def _not_counted(returned: Return) -> Iterator[Finding]:
    """Why an accepted return that came before does not count: another has, or keeps, its place."""
    if returned.verdict is Verdict.ACCEPTED:
        yield from (each for each in returned.findings if each.code in OUT_OF_PLACE)


def _still_due(returned: Return) -> tuple[Finding, ...]:
    """What still has to be corrected or decided in a file that was reported on before."""
    if returned.superseded or not returned.weighs:
        return ()
    asked = questions(returned) if returned.awaits else ()
    errors = (each for each in returned.findings if each.severity is Severity.ERROR)
    return (*errors, *asked)


def _group(group: Group, say: Catalogue, width: int) -> Iterator[list[Span]]:
    words = [say(f"report.{severity}") for severity in Severity]
    indent = 2 + max(map(len, words)) + 2
    word: Span = (f"  {say(f'report.{group.severity}')}".ljust(indent), group.severity)
    code = group.code
    for each in group.statements:
        for [(line, style)] in _block(each.message, width, indent):
            yield [word, (line[indent:], style)] if word[0] else [(line, style)]
            word = ("", "")
        yield from _block(_joined(each.places, code), width, indent, "quiet")
        code = ""
    yield from _block(f"→ {group.hint}" if group.hint else "", width, indent, hang=2)


def _summary(returns: Sequence[Return], say: Catalogue, width: int) -> Iterator[list[Span]]:
    counts = count(returns)
    parts = [say("report.count_files", count=counts.files)]
    parts += [
        f"{say(f'report.{verdict}').lower()} {number}" for verdict, number in counts.shown.items()
    ]
    parts.append(say("report.count_errors", count=counts.errors))
    parts.append(say("report.count_warnings", count=counts.warnings))
    yield from _block(_SEPARATOR.join(parts), width, 0, "strong")


def _joined(*parts: str) -> str:
    return _SEPARATOR.join(filter(None, parts))


def _block(
    text: str, width: int, indent: int, style: str = "", hang: int = 0
) -> Iterator[list[Span]]:
    """A paragraph, indented; its lines after the first by ``hang`` more."""
    first, rest = " " * indent, " " * (indent + hang)
    for line in textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    ):
        yield [(line, style)]
