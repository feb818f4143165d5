"""``iku backup``, ``restore`` and ``verify``: upkeep of the registry."""

from __future__ import annotations

from pathlib import Path

import click

from iku_workbook.campaign.office import now, whoever
from iku_workbook.cli.command import Verb
from iku_workbook.cli.session import Session, pass_session

_file = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))


@click.command("backup", cls=Verb)
@_file
@pass_session
def backup(session: Session, file: Path) -> int:
    """Copy the registry into one file."""
    from iku_workbook.campaign import upkeep

    count = upkeep.backup(session.campaign(), file)
    click.echo(session.say("cli.backed-up", count=count, file=file))
    return 0


@click.command("restore", cls=Verb)
@_file
@pass_session
def restore(session: Session, file: Path) -> int:
    """Replace the registry by a backup; the old one is kept beside it."""
    from iku_workbook.campaign import upkeep

    count, aside = upkeep.restore(session.campaign(), file, by=whoever(), at=now())
    click.echo(session.say("cli.restored", count=count, file=file))
    if aside is not None:
        session.note(session.say("cli.put-aside", file=aside))
    return 0


@click.command("verify", cls=Verb)
@pass_session
def verify(session: Session) -> int:
    """Hash everything anew and say whether it is as it was received."""
    from iku_workbook.campaign import upkeep
    from iku_workbook.safe_text import short

    found = upkeep.verify(session.campaign())
    for each in found.flaws:
        click.echo(session.say(f"cli.verify-{each.part}", what=short(each.what)))
    if found.waiting:
        session.note(session.say("cli.verify-waiting", count=found.waiting))
    if found.flaws:
        click.echo(session.say("cli.verify-damaged", count=len(found.flaws)))
        return 1
    click.echo(session.say("cli.verify-sound", count=found.files))
    return 0
