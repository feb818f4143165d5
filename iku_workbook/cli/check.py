"""``iku check``: what is wrong with a definition, and what a sound one holds."""

from __future__ import annotations

from pathlib import Path

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.session import Session, pass_session


@click.command("check", cls=Verb)
@click.argument("file", required=False, metavar="FILE", type=click.Path(path_type=Path))
@pass_session
def command(session: Session, file: Path | None) -> int:
    """Load a definition; without errors in it, summarise what it defines."""
    from iku_workbook.campaign.unsettled import unsettled_now
    from iku_workbook.cli.reporting import note_unsettled
    from iku_workbook.definition import load, render
    from iku_workbook.safe_text import visible

    definition, warnings = load(file or session.campaign().definition_file)
    say = session.say
    for warning in warnings:
        click.echo(visible(render(warning, say)), err=True)
    counts = {
        "units": len(definition.units),
        "fields": len(definition.fields),
        "registers": len(definition.registers),
        "rules": len(definition.rules),
        "indicators": len(definition.indicators),
    }
    click.echo(f"{definition.code} · {definition.title}")
    click.echo(" · ".join(say(f"cli.count-{key}", count=count) for key, count in counts.items()))
    click.echo(say("cli.check-warned" if warnings else "cli.check-sound", count=len(warnings)))
    if file is None:
        campaign = session.campaign()
        note_unsettled(session, unsettled_now(campaign, definition).of_the_list)
    return 0
