"""``iku check``: what is wrong with a definition, and what a sound one holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.session import Session, pass_session

if TYPE_CHECKING:
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.definition import Definition


@click.command("check", cls=Verb)
@click.argument("file", required=False, metavar="FILE", type=click.Path(path_type=Path))
@pass_session
def command(session: Session, file: Path | None) -> int:
    """Load a definition; without errors in it, summarise what it defines."""
    from iku_workbook.campaign.generate import try_out
    from iku_workbook.campaign.unsettled import unsettled_now
    from iku_workbook.cli.reporting import note_unsettled
    from iku_workbook.definition import load, render
    from iku_workbook.safe_text import visible

    campaign = session.campaign() if file is None else None
    definition, warnings = load(campaign.definition_file if campaign else Path(file or ""))
    say = session.say
    for warning in warnings:
        click.echo(visible(render(warning, say)), err=True)
    try_out(definition)
    counts = {
        "units": len(definition.units),
        "fields": len(definition.fields),
        "registers": len(definition.registers),
        "rules": len(definition.rules),
        "indicators": len(definition.indicators),
    }
    click.echo(f"{definition.code} · {definition.title}")
    click.echo(" · ".join(say(f"cli.count-{key}", count=count) for key, count in counts.items()))
    if campaign is not None:
        _say_what_is_gone(session, campaign, definition)
    click.echo(say("cli.check-warned" if warnings else "cli.check-sound", count=len(warnings)))
    if file is None:
        campaign = session.campaign()
        note_unsettled(session, definition, unsettled_now(campaign, definition).of_the_list)
    return 0


def _say_what_is_gone(session: Session, campaign: CampaignFolder, definition: Definition) -> None:
    """Warn of questions and choices that returns answered, and that are no longer there."""
    from iku_workbook.campaign.reexamine import gone_since
    from iku_workbook.checks.file.known_forms import Forms
    from iku_workbook.safe_text import visible

    with campaign.registry() as registry:
        names = gone_since(registry, Forms(definition, None, campaign.issued))
    if names:
        click.echo(visible(session.say("cli.gone", names=", ".join(names))), err=True)
