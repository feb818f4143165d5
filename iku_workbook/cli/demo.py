"""``iku demo``: a year with the shipped example, explained step by step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import LocalPath, Verb
from iku_workbook.cli.session import Session, pass_session

if TYPE_CHECKING:
    from iku_workbook.campaign.demo import Arrived, Concluded
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.periods import Period
    from iku_workbook.results.year import Year


@click.command("demo", cls=Verb)
@click.argument("folder", required=False, metavar="DIR", type=LocalPath())
@click.option("--serve", "serve", is_flag=True)
@pass_session
def command(session: Session, folder: Path | None, serve: bool) -> int:
    """A year of forms and returns, then its results and documents; show the results."""
    from iku_workbook.cli.serve import serve as serve_page

    place = folder or Path(session.say("cli.demo-default"))
    if not serve:
        return _year(session, place)
    if not place.exists():
        _year(session, place)
    session.folder = place
    return serve_page(session)


def _year(session: Session, folder: Path) -> int:
    from iku_workbook.campaign.demo import Arrived, FormsOut, create_demo, run_year
    from iku_workbook.cli.reporting import status
    from iku_workbook.periods import label

    say, late, status_found = session.say, None, 0
    campaign = create_demo(folder)
    session.note(say("cli.demo-made", folder=campaign.root))
    number = 1  # of the step, as a person counts them
    for step in run_year(campaign, by=say("cli.demo-by"), answers=say("cli.demo-mend")):
        if isinstance(step, FormsOut):
            number += 1
            data = {"count": step.count, "folder": step.folder}
            name = label(step.period, session.language)
            session.note(say("cli.demo-generated", number=number, period=name, **data))
        elif isinstance(step, Arrived):
            late = late or (step.period if step.late else None)
            _note_arrived(session, step)
        else:
            _conclude(session, campaign, step, late, number + 1)
            status_found = status(step.year.returns)
    return status_found


def _note_arrived(session: Session, step: Arrived) -> None:
    say, count = session.say, len(step.returns)
    counts = {"count": count, "accepted": count - len(step.to_correct)}
    line = say("cli.demo-late" if step.late else "cli.demo-received", day=step.day, **counts)
    session.note(f"   {line}")
    if step.to_correct:
        counts = {"count": len(step.to_correct)}
        session.note(f"   {say('cli.demo-answered', folder=step.answers, **counts)}")


def _conclude(
    session: Session, campaign: CampaignFolder, step: Concluded, late: Period | None, number: int
) -> None:
    """The year's results and documents, and what a person may try with them."""
    from iku_workbook.cli.consolidate import show

    say = session.say
    session.note(say("cli.demo-consolidated", number=number, file=step.master))
    session.note(say("cli.demo-documents", number=number + 1, folder=campaign.results))
    show(session, step.year)
    _show_year(session, step.year)
    shown = late or step.year.period
    day = shown.due(step.year.definition.due_days).isoformat()
    session.note(say("cli.demo-next", folder=campaign.root, period=shown.code, day=day))


def _show_year(session: Session, year: Year) -> None:
    """Every indicator, period by period."""
    from iku_workbook.cli.screen import figure, screen, tables
    from iku_workbook.periods import short_label
    from iku_workbook.safe_text import short

    heads = [short_label(each.period, session.language) for each in year.periods]
    rows = [
        (
            short(f"{each.code} {each.name}"),
            *(
                figure(shown.value, shown.places.value, session.language)
                for shown in (known.indicators[each.code] for known in year.periods)
            ),
        )
        for each in year.definition.indicators
    ]
    console = screen()
    console.print(session.say("cli.demo-year"))
    for each in tables(console.width, [session.say("cli.results-indicator"), *heads], rows):
        console.print(each)
