"""``iku log``: who did what, in the order in which it was recorded."""

from __future__ import annotations

import datetime
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.campaign.office import now
from iku_workbook.cli.command import Place, Verb, forcible
from iku_workbook.cli.reporting import note_bad_records, note_exports
from iku_workbook.cli.session import Session, format_of, pass_session

if TYPE_CHECKING:
    from rich.console import Console

    from iku_workbook.report.journal import Journal

FORMATS = ("text", "csv", "xlsx", "json")
_COLUMNS = ("entry", "at", "by", "event", "unit", "period")


@click.command("log", cls=Verb)
@click.option("--period", "code", metavar="P")
@click.option("--unit", "unit", metavar="UNIT")
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("-o", "--out", "out", metavar="FILE", type=Place(away=True))
@forcible
@pass_session
def command(
    session: Session, code: str | None, unit: str | None, form: str | None, out: Path | None
) -> int:
    """Show or write the log of all that was done."""
    from iku_workbook.campaign.journal import read_journal
    from iku_workbook.campaign.lookup import period_of
    from iku_workbook.campaign.outputs import Kind

    campaign = session.campaign()
    form = format_of(out, form, FORMATS)
    period = period_of(campaign.definition(), code) if code is not None else None
    journal = read_journal(campaign, unit=unit, period=period)
    bad = note_bad_records(session, [campaign])
    if form == "xlsx" and out is None:
        out = campaign.results / (f"log-{period.code}.xlsx" if period else "log.xlsx")
    if form == "text" and out is None:
        from iku_workbook.cli.screen import screen

        _show(session, journal, screen())
        return bad
    data = _rendered(session, journal, form)
    if out is None:
        sys.stdout.buffer.write(data)
        return bad
    session.save(out, data, Kind.LOG)
    session.note(session.say("cli.written", file=session.shown(out)))
    note_exports(session, campaign, "table", [out], period)
    return bad


def _rendered(session: Session, journal: Journal, form: str) -> bytes:
    from iku_workbook.report.journal import as_csv, as_json
    from iku_workbook.report.journal_workbook import write_workbook

    if form == "xlsx":
        return write_workbook(journal, session.say, _here(journal))
    if form == "text":
        from iku_workbook.cli.screen import screen

        written = io.StringIO()
        _show(session, journal, screen(written))
        return written.getvalue().encode()
    return (as_json if form == "json" else as_csv)(journal).encode()


def _here(journal: Journal) -> datetime.datetime:
    """The time at the office."""
    return now().astimezone(journal.definition.timezone.time)


def _show(session: Session, journal: Journal, console: Console) -> None:
    """A line an entry, with the reason that was given below what was done."""
    from iku_workbook.cli.screen import tell, words_table
    from iku_workbook.report.journal import period_words, sentence, who
    from iku_workbook.safe_text import short

    say, names = session.say, journal.names()
    tell(console, journal.shown(say))
    tell(console, journal.printed(_here(journal), say))
    if not journal.entries:
        return
    rows = []
    for each in journal.entries:
        reason = short(str(each.about.get("reason") or ""))
        rows.append(
            [
                ("quiet", "" if each.entry is None else str(each.entry)),
                ("", f"{each.at:%d/%m/%Y %H.%M}" if each.at else "?"),
                ("", who(each, say)),
                ("", sentence(each, say) + (f"\n{reason}" if reason else "")),
                ("", short(names.get(each.unit or "", each.unit or ""))),
                ("", period_words(each.period, say)),
            ]
        )
    console.print(words_table([journal.heading(key, say) for key in _COLUMNS], rows))
