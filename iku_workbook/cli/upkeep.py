"""``iku backup``, ``restore`` and ``verify``: looking after what was received."""

from __future__ import annotations

from pathlib import Path

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.session import Session, now, pass_session, whoever
from iku_workbook.errors import OperatorError

_file = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))


@click.command("backup", cls=Verb)
@_file
@pass_session
def backup(session: Session, file: Path) -> int:
    """Copy the registry into one file."""
    from iku_workbook.registry import upkeep

    with session.campaign().registry() as registry:
        try:
            count = upkeep.backup(registry, file)
        except OSError as error:
            raise OperatorError("os-error", file=file) from error
    click.echo(session.say("cli.backed-up", count=count, file=file))
    return 0


@click.command("restore", cls=Verb)
@_file
@pass_session
def restore(session: Session, file: Path) -> int:
    """Put a copy in the registry's place; what stood there is kept beside it."""
    from iku_workbook.registry import upkeep
    from iku_workbook.registry.writer import sole_writer

    path = session.campaign().registry().path
    with sole_writer(path, whoever(), now()):
        count, aside = upkeep.restore(file, path, now())
    click.echo(session.say("cli.restored", count=count, file=file))
    if aside is not None:
        session.note(session.say("cli.put-aside", file=aside))
    return 0


@click.command("verify", cls=Verb)
@pass_session
def verify(session: Session) -> int:
    """Hash everything anew and say whether it is as it was received."""
    from iku_workbook.registry import upkeep
    from iku_workbook.safe_text import short

    with session.campaign().registry() as registry:
        flaws = upkeep.verify(registry)
        count = len(registry.receipts())
        waiting = len(registry.unexamined())
    for each in flaws:
        click.echo(session.say(f"cli.verify-{each.part}", what=short(each.what)))
    if waiting:
        session.note(session.say("cli.verify-waiting", count=waiting))
    if flaws:
        click.echo(session.say("cli.verify-damaged", count=len(flaws)))
        return 1
    click.echo(session.say("cli.verify-sound", count=count))
    return 0
