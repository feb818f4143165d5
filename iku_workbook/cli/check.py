"""``iku check``: what is wrong with a definition, and what a sound one holds."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import LocalPath, Verb
from iku_workbook.cli.session import Session, pass_session
from iku_workbook.errors import OperatorError

if TYPE_CHECKING:
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.definition import Definition


@click.command("check", cls=Verb)
@click.argument("file", required=False, metavar="FILE", type=LocalPath())
@click.option("--upgrade", is_flag=True)
@pass_session
def command(session: Session, file: Path | None, upgrade: bool) -> int:
    """Load a definition; without errors in it, summarise what it defines."""
    from iku_workbook.campaign.generate import try_out
    from iku_workbook.campaign.known import KnownCampaign
    from iku_workbook.campaign.unsettled import unsettled_now
    from iku_workbook.cli.reporting import note_unsettled
    from iku_workbook.definition import load, render
    from iku_workbook.safe_text import visible

    campaign = session.campaign() if file is None else _campaign_of(file)
    definition, warnings = load(file or session.campaign().definition_file)
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
    session.tell(f"{definition.code} · {definition.title}")
    session.tell(" · ".join(say(f"cli.count-{key}", count=count) for key, count in counts.items()))
    found = len(warnings)
    if campaign is not None:
        found += _say_what_is_gone(session, campaign, definition)
    session.tell(say("cli.check-warned" if found else "cli.check-sound", count=found))
    if campaign is not None:
        note_unsettled(
            session, definition, unsettled_now(KnownCampaign(campaign, definition)).of_the_list
        )
    if upgrade:
        _upgrade(session, file or session.campaign().definition_file)
    return 0


def _upgrade(session: Session, file: Path) -> None:
    """Write the newest form of a sound definition beside it, and say what it means otherwise."""
    from iku_workbook.definition.upgrade import DIFFERENCES, upgrade

    say, written = session.say, upgrade(file)
    if written is None:
        session.note(say("cli.upgrade-newest"))
        return
    differences = "\n".join(f"  - {say(f'cli.upgrade-{each}')}" for each in DIFFERENCES)
    session.note(say("cli.upgrade-written", file=written, differences=differences))
    click.echo(written)


def _campaign_of(file: Path) -> CampaignFolder | None:
    """The campaign whose definition a file is, None for any other file."""
    from iku_workbook.campaign.folder import CampaignFolder

    path = file.absolute().resolve()
    with suppress(OperatorError):
        campaign = CampaignFolder.find(path.parent)
        return campaign if campaign.definition_file == path else None
    return None


def _say_what_is_gone(session: Session, campaign: CampaignFolder, definition: Definition) -> int:
    """Warn of questions and choices that returns answered, and that are no longer there; how many
    they are.
    """
    from iku_workbook.campaign.outdated import gone_since
    from iku_workbook.checks.file.known_forms import Forms
    from iku_workbook.safe_text import visible

    with campaign.registry() as registry:
        names = gone_since(registry, Forms(definition, None, campaign.issued))
    if names:
        click.echo(visible(session.say("cli.gone", names=", ".join(names))), err=True)
    return len(names)
