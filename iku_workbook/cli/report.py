"""``iku report``: the documents that an office signs, from templates that it may edit in Word."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.select_returns import options, selected, selection
from iku_workbook.cli.session import Session, pass_session
from iku_workbook.documents import ABOUT_RESULTS, KINDS

if TYPE_CHECKING:
    from iku_workbook.returns import Return


@click.command("report", cls=Verb)
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--period", "code", metavar="P")
@click.option("-o", "--out", "out", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--edit-template", "edit", is_flag=True)
@options
@click.option("-j", "--jobs", "jobs", metavar="N", type=click.IntRange(1), default=1)
@pass_session
def command(
    session: Session,
    kind: str,
    paths: tuple[str, ...],
    code: str | None,
    out: Path | None,
    edit: bool,
    as_of: datetime.datetime | None,
    approved: bool,
    others: tuple[Path, ...],
    jobs: int,
) -> int:
    """Write one document, or hand its template out to be edited."""
    from iku_workbook.campaign.documents import copy_template, render_document
    from iku_workbook.campaign.lookup import period_of
    from iku_workbook.cli.reporting import status
    from iku_workbook.periods import periods_of
    from iku_workbook.results.year import consolidate_year

    campaign = session.campaign()
    if edit:
        click.echo(copy_template(campaign, kind))
        session.note(session.say("cli.template-handed-out", kind=kind))
        return 0
    definition = campaign.definition()
    returns: list[Return] = []
    chosen = selection(paths, as_of, approved, others)
    if kind in ABOUT_RESULTS or paths:
        definition, returns = selected(session, campaign, chosen, jobs)
    last = periods_of(definition.year, definition.cadence)[-1]
    year = consolidate_year(definition, returns, period_of(definition, code) if code else last)
    out = out or campaign.results / f"{kind}-{code or definition.year}.docx"
    session.save(out, render_document(campaign, kind, year, chosen.day))
    session.note(session.say("cli.written", file=out))
    if status(returns):
        session.note(session.say("cli.consolidate-left-out"))
    return status(returns)
