"""``iku report``: the documents that an office signs, from templates that it may edit in Word."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.basis import Wanted, as_date, gathered, options
from iku_workbook.cli.command import Verb
from iku_workbook.cli.session import Session, pass_session
from iku_workbook.errors import OperatorError

if TYPE_CHECKING:
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.results.year import Year
    from iku_workbook.returns import Return

KINDS = ("lkjip", "perjanjian-kinerja", "rencana-aksi", "lampiran")
ABOUT_RESULTS = {"lkjip"}  # the others state what is planned
TEMPLATES = "templates"


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
    from iku_workbook.campaign.lookup import period_of
    from iku_workbook.cli.consolidate import amounts
    from iku_workbook.cli.reporting import status
    from iku_workbook.periods import periods_of

    campaign = session.campaign()
    if edit:
        return _hand_out(session, campaign, kind)
    definition = campaign.definition()
    returns: list[Return] = []
    wanted = Wanted(paths, as_date(as_of), approved, others)
    if kind in ABOUT_RESULTS or paths:
        definition, returns = gathered(session, wanted, jobs)
    last = periods_of(definition.year, definition.cadence)[-1]
    period = period_of(definition, code) if code else last
    year = amounts(definition, returns, period)
    document = written(year, template_of(campaign, kind), wanted.day)
    out = out or campaign.results / f"{kind}-{code or definition.year}.docx"
    session.save(out, document)
    session.note(session.say("cli.written", file=out))
    if status(returns):
        session.note(session.say("cli.consolidate-left-out"))
    return status(returns)


def written(year: Year, template: Path, day: datetime.date) -> bytes:
    """The document; OperatorError for a template that cannot be filled in."""
    from iku_workbook.documents.context import context
    from iku_workbook.documents.render import TemplateMistake, render
    from iku_workbook.suggest import nearest

    facts = context(year, day)
    try:
        return render(template.read_bytes(), facts, year.definition.agency.name, day)
    except TemplateMistake as error:
        meant = nearest(error.name, error.known) or ", ".join(error.known)
        data = {"name": error.name, "nearest": meant, "near": error.near, "reason": error.reason}
        raise OperatorError(error.code, file=template, **data) from error


def template_of(campaign: CampaignFolder, kind: str) -> Path:
    """The campaign's own template, else the shipped one."""
    from iku_workbook import resources

    own = _own(campaign, kind)
    return own if own.is_file() else resources.template(f"{kind}.docx")


def _own(campaign: CampaignFolder, kind: str) -> Path:
    return campaign.root / TEMPLATES / f"{kind}.docx"


def _hand_out(session: Session, campaign: CampaignFolder, kind: str) -> int:
    """Put the shipped template where the campaign's own is looked for; never over one."""
    from iku_workbook import resources

    own = _own(campaign, kind)
    if own.exists():
        raise OperatorError("template-exists", file=own)
    session.save(own, resources.template(f"{kind}.docx").read_bytes())
    click.echo(own)
    session.note(session.say("cli.template-handed-out", kind=kind))
    return 0
