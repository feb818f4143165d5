"""``iku status``: who has returned, who has not, who must correct; and one unit's whole history."""

from __future__ import annotations

import datetime
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.receive import now
from iku_workbook.cli.session import Session, pass_session

if TYPE_CHECKING:
    from rich.console import Console

    from iku_workbook.campaign import Campaign
    from iku_workbook.definition import Definition
    from iku_workbook.periods import Period
    from iku_workbook.registry import Registry
    from iku_workbook.report.standing import Overview
    from iku_workbook.returns import Return

FORMATS = ("text", "json", "csv", "html")


@click.command("status", cls=Verb)
@click.option("--period", "code", metavar="P")
@click.option("--unit", "unit", metavar="CODE")
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("-o", "--out", "out", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--messages", "messages", metavar="DIR", type=click.Path(path_type=Path))
@pass_session
def command(
    session: Session,
    code: str | None,
    unit: str | None,
    form: str | None,
    out: Path | None,
    messages: Path | None,
) -> int:
    """Show the matrix, or one unit's lineage; write reminders where they are asked for."""
    from iku_workbook.cli.generate import chosen_units

    campaign = session.campaign()
    definition = campaign.definition()
    today = now().astimezone().date()
    periods = _periods(definition, code, today)
    with campaign.registry() as registry:
        if unit is not None:
            [known] = chosen_units(definition, [unit])
            for period in periods:
                _lineage(session, registry.lineage(known.code, period.code), known.title, period)
            return 0
        overview = _overview(campaign, definition, registry, periods, today)
        _write(session, overview, form or _by_suffix(out), out)
        unplaced = registry.unplaced()
        waiting = len(registry.unexamined())
    if unplaced:
        session.note(session.say("cli.status-unplaced", count=len(unplaced)))
    if waiting:
        session.note(session.say("cli.verify-waiting", count=waiting))
    if messages is not None:
        _remind(session, overview, messages)
    return 0


def _periods(definition: Definition, code: str | None, today: datetime.date) -> list[Period]:
    """The period asked for; else those of the year that have begun, the first at least."""
    from iku_workbook.cli.generate import period_of
    from iku_workbook.periods import periods_of

    if code is not None:
        return [period_of(definition, code)]
    first, *others = periods_of(definition.year, definition.cadence)
    return [first, *(each for each in others if each.start <= today)]


def _overview(
    campaign: Campaign,
    definition: Definition,
    registry: Registry,
    periods: list[Period],
    today: datetime.date,
) -> Overview:
    from iku_workbook.report.standing import Overview
    from iku_workbook.results.status import standings

    matrix = standings(definition, registry.returns(), periods, today)
    return Overview(definition, periods, matrix, today, campaign.contacts())


def _write(session: Session, overview: Overview, form: str, out: Path | None) -> None:
    from iku_workbook.cli.screen import screen
    from iku_workbook.report import standing

    if form == "text" and out is None:
        _show(session, overview, screen())
        return
    if form == "text":
        written = io.StringIO()
        _show(session, overview, screen(written))
        text = written.getvalue()
    elif form == "json":
        text = standing.as_json(overview)
    elif form == "csv":
        text = standing.as_csv(overview)
    else:
        text = standing.as_html(overview, session.language)
    if out is None:
        sys.stdout.buffer.write(text.encode())
    else:
        session.save(out, text.encode())
        session.note(session.say("cli.written", file=out))


def _show(session: Session, overview: Overview, console: Console) -> None:
    """The matrix, the counts, and who is to be called."""
    from iku_workbook.cli.screen import words_table
    from iku_workbook.periods import short_label
    from iku_workbook.report.standing import MARKS, rows

    say = session.say
    heads = [short_label(period, session.language) for period in overview.periods]
    shown = [
        [("", name), *((state, f"{MARKS[state]} {words}") for state, words in cells)]
        for name, _, cells in rows(overview, say)
    ]
    console.print(words_table([say("report.unit"), *heads], shown))
    counted = [
        [(state, f"{MARKS[state]} {say(f'standing.{state}')}"), *(("", str(n)) for n in numbers)]
        for state, numbers in overview.counts()
        if any(numbers)
    ]
    console.print(words_table([say("standing.counts"), *heads], counted))
    owing = overview.owing(say)
    if owing:
        called = any(each.contact for each in owing)
        heads = [say("standing.owing"), say("standing.owed"), say("standing.contact")]
        cells = [[("", each.unit), ("", each.owed), ("", each.contact)] for each in owing]
        width = len(heads) if called else len(heads) - 1
        console.print(words_table(heads[:width], [row[:width] for row in cells]))


def _lineage(session: Session, own: list[Return], unit: str, period: Period) -> None:
    """Everything that a unit sent for a period, and what each finding is called."""
    from iku_workbook.cli.screen import screen, styled
    from iku_workbook.periods import label
    from iku_workbook.registry import lineage
    from iku_workbook.registry.review import handles
    from iku_workbook.report.shown import short

    say, console = session.say, screen()
    console.print(f"{short(unit)} · {label(period, session.language)}", soft_wrap=True)
    if not own:
        console.print(f"  {say('standing.missing')}")
    counts = lineage.counting(own)
    for each in own:
        said = say(f"standing.{'approved' if each.approval else each.verdict}")
        head = f"  {each.number}. {each.received:%d/%m/%Y %H.%M}  "
        mark = f"  ← {say('standing.counts_now')}" if each is counts else ""
        console.print(
            styled([(head, ""), (said, str(each.verdict)), (f"  {short(each.file)}{mark}", "")]),
            soft_wrap=True,
        )
        if each.approval:
            note = say("standing.approved_by", by=each.approval.by, at=each.approval.at)
            console.print(f"     {short(note)}", soft_wrap=True)
        named = {id(finding): handle for handle, finding in handles(each)}
        for finding in each.findings:
            place = f"{finding.sheet}!{finding.cell} " if finding.cell else ""
            handle = named.get(id(finding), "")
            text = short(f"{place}{say.finding(finding).text}")
            console.print(
                styled([(f"     {handle:<6} {finding.code}  ", "quiet"), (text, finding.severity)]),
                soft_wrap=True,
            )


def _remind(session: Session, overview: Overview, folder: Path) -> None:
    """A reminder for every unit that owes a return for a period that is over."""
    from iku_workbook.batch import file_name
    from iku_workbook.report.letters import as_file, reminder
    from iku_workbook.results.accumulate import Status

    count = 0
    for period in overview.periods:
        for unit in overview.definition.reporting:
            standing = overview.matrix[unit.code, period.code]
            if standing.status is Status.ACCEPTED or overview.day <= period.end:
                continue
            letter = reminder(
                overview.definition, standing, overview.day, overview.definition.language
            )
            path = (folder / period.code / file_name(unit)).with_suffix(".txt")
            session.save(path, as_file(letter))
            count += 1
    session.note(session.say("cli.reminded", count=count, folder=folder))


def _by_suffix(out: Path | None) -> str:
    suffix = out.suffix.lstrip(".").lower() if out else ""
    return suffix if suffix in FORMATS else "text"
