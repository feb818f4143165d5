"""``iku demo``: the whole road in a new folder, on the shipped definition and sample returns."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.session import Session, pass_session

if TYPE_CHECKING:
    from iku_workbook.campaign import Campaign

DEFINITION, SAMPLES, PERIOD = "kecamatan-sreseh-2024", "sreseh-2024-Q1", "2024-Q1"


@click.command("demo", cls=Verb)
@click.argument("folder", required=False, metavar="DIR", type=click.Path(path_type=Path))
@pass_session
def command(session: Session, folder: Path | None) -> int:
    """New, generate, validate, consolidate; say where everything is, and show the results."""
    from iku_workbook.batch import issue, validate
    from iku_workbook.cli.consolidate import amounts, show, written
    from iku_workbook.cli.reporting import status
    from iku_workbook.periods import Period, label
    from iku_workbook.report import html
    from iku_workbook.sources import gather

    say = session.say
    folder = folder or Path(say("cli.demo-default"))
    campaign = _campaign(folder)
    definition = campaign.definition()
    period = Period.parse(PERIOD, definition.cadence)
    period_name = label(period, session.language)
    session.note(say("cli.demo-made", folder=folder))

    out = folder / campaign.outbox.name / period.code
    paths = issue(campaign, definition, period, definition.reporting, out)
    session.note(say("cli.demo-generated", count=len(paths), period=period_name, folder=out))

    inbox = folder / "inbox"
    returned = _returned(inbox)
    session.note(say("cli.demo-received", count=len(returned), folder=inbox))

    returns = validate(gather([str(inbox)]), campaign.forms())
    names = {unit.code: unit.name for unit in definition.units}
    report = folder / campaign.results.name / f"{period.code}.html"
    session.save(report, html.render(returns, session.language, names).encode())
    session.note(say("cli.demo-validated", file=report))

    results = amounts(definition, returns, period)
    master = report.with_suffix(".xlsx")
    session.save(master, written(definition, returns, results, "xlsx", datetime.date.today()))
    session.note(say("cli.demo-consolidated", file=master))
    show(session, definition, results)
    return status(returns)


def _campaign(folder: Path) -> Campaign:
    """A campaign that knows the key which the sample returns were issued with."""
    from iku_workbook import resources
    from iku_workbook.campaign import Campaign
    from iku_workbook.cli.new import create

    source = resources.template(DEFINITION)
    create(folder, source.read_text(encoding="utf-8"), source)
    key = folder / ".iku" / "key"
    key.write_bytes((resources.sample_folder(SAMPLES) / "key").read_bytes())  # keeps its mode
    return Campaign(folder.resolve())


def _returned(inbox: Path) -> list[Path]:
    """The sample returns, put where returns are put."""
    from iku_workbook import resources

    samples = sorted((resources.sample_folder(SAMPLES) / "good").glob("*.xlsx"))
    return [Path(shutil.copy(each, inbox)) for each in samples]
