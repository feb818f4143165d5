"""``iku report``: the documents that an office signs, from templates that it may edit in Word."""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import Place, Verb, forcible, parallel
from iku_workbook.cli.reexamine import look_over
from iku_workbook.cli.reporting import (
    note_kept,
    note_left_out,
    note_open,
    note_written,
    status_of_year,
)
from iku_workbook.cli.select_returns import options, selection
from iku_workbook.cli.session import Session, format_of, pass_session
from iku_workbook.documents import ABOUT_RESULTS, KINDS

if TYPE_CHECKING:
    from iku_workbook.results.year import Year


@click.command("report", cls=Verb)
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--period", "code", metavar="P")
@click.option("-o", "--out", "out", metavar="FILE", type=Place(away=True))
@forcible
@click.option("--edit-template", "edit", is_flag=True)
@options
@parallel
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
    current_list: bool,
) -> int:
    """Write one document, or hand its template out to be edited."""
    from iku_workbook.campaign.documents import copy_template, write_document
    from iku_workbook.campaign.outputs import Kind

    campaign = session.campaign()
    if edit:
        click.echo(copy_template(campaign, kind))
        session.note(session.say("cli.template-handed-out", kind=kind))
        return 0
    format_of(out, None, ("docx",))
    chosen = selection(paths, as_of, approved, others, current_list=current_list)
    turned = look_over(session, campaign, chosen)()
    with session.progress(len(chosen.files or ())) as advance:
        written, year = write_document(
            campaign,
            kind,
            chosen,
            period=code,
            out=out,
            outputs=session.outputs(Kind.DOCUMENT, chosen.mode),
            executor=session.executor(),
            progress=advance,
            kept=partial(note_kept, session),
        )
    session.send([written])
    origin = chosen.origin(year if kind in ABOUT_RESULTS else None)
    note_written(session, campaign, "docx", [written], year.period if code else None, origin)
    return max(_concluded(session, year), turned)


def _concluded(session: Session, year: Year) -> int:
    """Say what is open about the results that a document is of; the exit status."""
    note_open(session, year)
    note_left_out(session, year.returns)
    return status_of_year(year)
