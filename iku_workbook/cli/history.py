"""Prints one unit's returns for a period, with findings and decisions (``iku status --unit``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from iku_workbook.cli.screen import Row, indented, styled, tell
from iku_workbook.cli.session import Session

if TYPE_CHECKING:
    from rich.console import Console

    from iku_workbook.definition import Definition
    from iku_workbook.definition.model import Unit
    from iku_workbook.messages import Catalogue
    from iku_workbook.periods import Period
    from iku_workbook.registry.records import DecisionRecord, Examination
    from iku_workbook.report.history import History, HistoryEntry
    from iku_workbook.returns import Return


def show_history(
    session: Session,
    console: Console,
    definition: Definition,
    unit: Unit,
    sent: History,
    *,
    listed: bool,
) -> None:
    """Each return with its findings, by the numbers that ``iku waive`` takes, and its decisions.

    Nothing counts of a unit that is not ``listed`` any longer.
    """
    if not listed:
        from iku_workbook.safe_text import short

        tell(console, session.say("cli.unit-left", unit=short(unit.title)))
    for period, own in sent.items():
        _show(session, console, definition, unit, period, own)


def _show(
    session: Session,
    console: Console,
    definition: Definition,
    unit: Unit,
    period: Period,
    own: Sequence[HistoryEntry],
) -> None:
    from iku_workbook.periods import label
    from iku_workbook.report.standing import state_of_return
    from iku_workbook.safe_text import short

    say = session.say
    tell(console, f"{short(unit.title)} · {label(period, session.language)}")
    if not own:
        console.print(f"  {say('standing.missing')}")
    for received in own:
        each = received.returned
        standing, words = state_of_return(each, say)
        mark = f"  ← {say('standing.counts_now')}" if received.counts else ""
        head = [
            (f"  {each.number}. {say.show(each.received)}  ", ""),
            (words, standing),
            (f"  {short(each.file)}{mark}", ""),
        ]
        tell(console, styled(head))
        for former in received.former:
            tell(console, styled(_former(former, say)))
        for line in _changed(received, definition, say):
            tell(console, styled([(f"     {line}", "quiet")]))
        rows = [*_found(each, say), *_decided(received.decisions, say)]
        if rows:
            console.print(indented(rows, 5))


def _changed(received: HistoryEntry, definition: Definition, say: Catalogue) -> Iterator[str]:
    """What it says otherwise than the one before it, a line each."""
    from iku_workbook.report.history import changes_in_words

    since = received.changes
    if since is not None and since.changes:
        yield say("standing.changed", number=str(since.older.number))
        yield from (f"  {each}" for each in changes_in_words(definition, since.changes, say))


def _former(examined: Examination, say: Catalogue) -> list[tuple[str, str]]:
    """An examination that another took the place of: when, by which program, and its verdict."""
    each = examined.returned
    verdict = say(f"standing.{each.verdict}")
    text = say("standing.examined", at=examined.at, program=examined.program, verdict=verdict)
    return [(f"     {text}", "quiet")]


def _found(returned: Return, say: Catalogue) -> Iterator[Row]:
    from iku_workbook.findings import shown
    from iku_workbook.registry.review import handles
    from iku_workbook.safe_text import short

    named = {id(finding): handle for handle, finding in handles(returned)}
    for finding in shown(returned.findings):
        place = f"{finding.sheet}!{finding.cell} " if finding.cell else ""
        text = short(f"{place}{say.finding(finding).text}")
        handle = named.get(id(finding), "")
        yield [(handle, ""), (finding.code, "quiet"), (text, str(finding.severity))]


def _decided(log: Sequence[DecisionRecord], say: Catalogue) -> Iterator[Row]:
    """Each decision, with the number that ``iku undo`` takes."""
    from iku_workbook.safe_text import short

    for each in log:
        about = {"by": each.by, "at": each.at, "undoes": str(each.undoes)}
        if each.indicators is None:
            text = say(f"standing.decided_{each.what}", **about)
        else:
            named = ", ".join(each.indicators)
            text = say("standing.decided_approve_some", **about, indicators=named)
        text += f": {each.reason}" if each.reason else ""
        yield [(f"#{each.number}", ""), ("", ""), (short(text), "strong")]
