"""``iku new``: a campaign folder, ready to generate."""

from __future__ import annotations

from pathlib import Path

import click

from iku_workbook.cli.command import LocalPath, Verb
from iku_workbook.cli.reporting import note_cleared_unfinished
from iku_workbook.cli.session import Session, pass_session


@click.command("new", cls=Verb)
@click.argument("folder", metavar="DIR", type=LocalPath())
@click.option("--definition", "definition", metavar="FILE|NAME")
@click.option("--kecamatan", "subdistrict", metavar="CODE")
@click.option("--year", type=int, metavar="Y")
@pass_session
def command(
    session: Session,
    folder: Path,
    definition: str | None,
    subdistrict: str | None,
    year: int | None,
) -> int:
    """Create a campaign from a definition, adapted to the sub-district and the year."""
    from iku_workbook.campaign.create import create
    from iku_workbook.campaign.first_start import first_period
    from iku_workbook.campaign.office import today

    created = create(folder, definition, subdistrict=subdistrict, year=year)
    say = session.say
    note_cleared_unfinished(session, created.cleared)
    session.note(say("cli.new-made", folder=folder))
    if created.look_at:
        lines = ", ".join(map(str, created.look_at))
        session.note(say("cli.new-look", file=folder / "definition.yaml", lines=lines))
    campaign = created.campaign
    first = first_period(campaign.definition(), today(campaign.zone))
    session.note(say("cli.new-next", folder=folder, period=first.code))
    return 0
