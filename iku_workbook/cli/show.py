"""``iku show`` and ``iku file``: from a figure to the cells it came from, and their workbook."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from iku_workbook.cli.command import Place, Verb, forcible
from iku_workbook.cli.session import Session, format_of, pass_session

FORMATS = ("text", "json")


@click.command("show", cls=Verb)
@click.argument("unit", metavar="UNIT")
@click.argument("figure", metavar="FIELD")
@click.option("--period", "code", metavar="P", required=True)
@click.option("--as-of", "as_of", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--format", "form", type=click.Choice(FORMATS))
@pass_session
def show(
    session: Session,
    unit: str,
    figure: str,
    code: str,
    as_of: datetime.datetime | None,
    form: str | None,
) -> int:
    """Walk from a unit's figure down to the cells that it was read from."""
    from iku_workbook.campaign.lookup import known_unit, period_of
    from iku_workbook.campaign.results import Selection, year_of
    from iku_workbook.report.walk import as_json, lines
    from iku_workbook.results.walk import walk

    campaign = session.campaign()
    period = period_of(campaign.definition(), code)
    day = as_of.date() if as_of else None
    year = year_of(campaign, period, Selection(as_of=day, current_list=True))
    found = walk(year, known_unit(unit, year.definition.reporting), figure)
    if format_of(None, form, FORMATS) == "json":
        sys.stdout.buffer.write(as_json(found).encode())
        return 0
    from iku_workbook.cli.screen import screen, tell

    console = screen()
    for indent, line in lines(found, session.say):
        tell(console, f"{'  ' * indent}{line}")
    return 0


@click.command("file", cls=Verb)
@click.argument("number", metavar="NUMBER", type=click.IntRange(1))
@click.option("-o", "--out", "out", metavar="FILE", type=Place(away=True))
@forcible
@pass_session
def give(session: Session, number: int, out: Path | None) -> int:
    """Write a received file out as it came."""
    from iku_workbook.campaign.kept_file import kept_file
    from iku_workbook.campaign.outputs import Kind
    from iku_workbook.safe_text import short

    campaign = session.campaign()
    kept = kept_file(campaign, number)
    place = campaign.results / kept.name if out is None else out
    place = place / kept.name if place.is_dir() else place
    session.save(place, kept.data, Kind.RECEIVED)
    receipt = kept.receipt
    about = {"number": str(number), "file": short(receipt.name), "sha256": receipt.sha256}
    who = {"at": receipt.at, "by": short(receipt.by), "size": len(kept.data)}
    session.tell(session.say("cli.file-given", **about, **who))
    session.note(session.say("cli.written", file=session.shown(place)))
    return 0
