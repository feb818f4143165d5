"""``iku demo``: the whole road in a new folder, through one year of sample returns.

The samples lie in a folder for each day on which they came. The registry is told those days, so
that what was late is late, and ``--as-of`` shows what was known then.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.session import Session, pass_session

if TYPE_CHECKING:
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.definition import Definition
    from iku_workbook.periods import Period
    from iku_workbook.results.year import Year

DEFINITION, SAMPLES = "kecamatan-sreseh-2024", "sreseh-2024"
LATE = "2024-Q2"  # the period of which some sample returns came late
OPENING = datetime.time(9)  # when the office takes in what came on a day


@click.command("demo", cls=Verb)
@click.argument("folder", required=False, metavar="DIR", type=click.Path(path_type=Path))
@pass_session
def command(session: Session, folder: Path | None) -> int:
    """A year of forms and returns, then its results and documents; show the results."""
    from iku_workbook.periods import periods_of

    folder = folder or Path(session.say("cli.demo-default"))
    campaign = _campaign(folder)
    definition = campaign.definition()
    session.note(session.say("cli.demo-made", folder=folder))
    periods = periods_of(definition.year, definition.cadence)
    days = _days()
    for number, period in enumerate(periods, start=2):
        _generate(session, campaign, definition, period, number)
        for day, samples in days.items():
            if period == max(each for each in periods if each.end < day):
                _receive(session, campaign, period, day, samples)
    return _conclude(session, campaign, definition, max(days), len(periods) + 2)


def _campaign(folder: Path) -> CampaignFolder:
    """A campaign that knows the key which the sample returns were issued with."""
    from iku_workbook import resources
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.cli.new import create

    source = resources.template(DEFINITION)
    create(folder, source.read_text(encoding="utf-8"), source)
    key = folder / ".iku" / "key"
    key.write_bytes((resources.sample_folder(SAMPLES) / "key").read_bytes())  # keeps its mode
    return CampaignFolder(folder)


def _days() -> dict[datetime.date, list[Path]]:
    """The sample returns by the day on which they came, in the order of time."""
    from iku_workbook import resources

    folders = sorted((resources.sample_folder(SAMPLES) / "returns").iterdir())
    return {
        datetime.date.fromisoformat(folder.name): sorted(folder.glob("*.xlsx"))
        for folder in folders
    }


def _generate(
    session: Session, campaign: CampaignFolder, definition: Definition, period: Period, number: int
) -> None:
    """Issue the forms, with what was accepted for the previous period."""
    from iku_workbook.campaign.batch import Known, issue
    from iku_workbook.cli.generate import accepted_before
    from iku_workbook.periods import label

    out = campaign.outbox / period.code
    earlier = accepted_before(campaign, definition, period)
    by, at = session.say("cli.demo-by"), _opening(period.end)
    campaign.hand_out(definition, period, definition.reporting, by=by, at=at)
    known = {code: Known(previous=values) for code, values in earlier.items()}
    paths = issue(campaign, definition, period, definition.reporting, out, known=known)
    name = label(period, session.language)
    said = {"number": number, "period": name, "count": len(paths), "folder": out}
    session.note(session.say("cli.demo-generated", **said))


def _receive(
    session: Session,
    campaign: CampaignFolder,
    period: Period,
    day: datetime.date,
    samples: Sequence[Path],
) -> None:
    """Take in what came on a day, and answer what has to be corrected."""
    from iku_workbook.campaign.receive import receive
    from iku_workbook.campaign.sources import gather
    from iku_workbook.cli.outgoing import Answers
    from iku_workbook.findings import Verdict

    say = session.say
    inbox = campaign.root / "inbox" / day.isoformat()
    inbox.mkdir()
    sources = gather([str(shutil.copy(each, inbox)) for each in samples])
    forms = campaign.forms()
    with campaign.registry() as registry:
        taken = receive(
            registry, forms, sources, by=say("cli.demo-by"), clock=lambda: _opening(day)
        )
        returns = list(taken)
    mend = [each for each in returns if each.verdict is not Verdict.ACCEPTED]
    counts = {"count": len(returns), "accepted": len(returns) - len(mend)}
    late = day > period.due(forms.current.due_days)
    line = say("cli.demo-late" if late else "cli.demo-received", day=day, **counts)
    session.note(f"   {line}")
    if mend:
        files = {source.name: source for source in sources}
        out = campaign.outbox / f"{period.code}-{say('cli.demo-mend')}"
        Answers(session, out, forms, lambda each: files[each.file].read()).answer_all(mend)
        session.note(f"   {say('cli.demo-answered', count=len(mend), folder=out)}")


def _conclude(
    session: Session,
    campaign: CampaignFolder,
    definition: Definition,
    day: datetime.date,
    number: int,
) -> int:
    """The year's results and documents, as they were known on the last day."""
    from iku_workbook.cli import report
    from iku_workbook.cli.consolidate import amounts, show, written
    from iku_workbook.cli.reporting import status
    from iku_workbook.periods import Period, periods_of

    say = session.say
    with campaign.registry() as registry:
        returns = registry.returns()
    year = amounts(definition, returns, periods_of(definition.year, definition.cadence)[-1])
    master = campaign.results / f"{year.period.code}.xlsx"
    session.save(master, written(year, "xlsx", day))
    session.note(say("cli.demo-consolidated", number=number, file=master))
    for kind in report.KINDS:
        document = campaign.results / f"{kind}-{definition.year}.docx"
        template = report.template_of(campaign, kind)
        session.save(document, report.written(year, template, day))
    session.note(say("cli.demo-documents", number=number + 1, folder=campaign.results))
    show(session, year)
    _show_year(session, year)
    late = Period.parse(LATE)
    known = late.due(definition.due_days).isoformat()
    session.note(say("cli.demo-next", folder=campaign.root, period=late.code, day=known))
    return status(returns)


def _show_year(session: Session, year: Year) -> None:
    """Every indicator, period by period."""
    from iku_workbook.cli.screen import screen, table
    from iku_workbook.numbers import format_number
    from iku_workbook.periods import short_label
    from iku_workbook.safe_text import short

    def shown(value: float | None, decimals: int) -> str:
        if value is None:
            return "-"
        return format_number(value, decimals=decimals, language=session.language)

    heads = [short_label(each.period, session.language) for each in year.periods]
    rows = [
        (
            short(f"{each.code} {each.name}"),
            *(shown(known.indicators[each.code].value, each.decimals) for known in year.periods),
        )
        for each in year.definition.indicators
    ]
    console = screen()
    console.print(session.say("cli.demo-year"))
    console.print(table([session.say("cli.results-indicator"), *heads], rows))


def _opening(day: datetime.date) -> datetime.datetime:
    """The time at the office at which something of that day is recorded."""
    return datetime.datetime.combine(day, OPENING).astimezone()
