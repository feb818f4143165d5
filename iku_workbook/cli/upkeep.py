"""``iku backup``, ``restore`` and ``verify``: upkeep of the registry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.campaign.office import now, whoever
from iku_workbook.cli.command import Verb
from iku_workbook.cli.reporting import flaw_named
from iku_workbook.cli.session import Session, pass_session

if TYPE_CHECKING:
    from iku_workbook.campaign.upkeep import Verified

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
@click.option("--head", "code", metavar="CODE")
@pass_session
def verify(session: Session, code: str | None) -> int:
    """Hash everything anew, prove the chain of records, and hold it against a printed head."""
    from iku_workbook.campaign import upkeep

    found = upkeep.verify(session.campaign(), code)
    for each in found.flaws:
        click.echo(session.say(f"cli.verify-{each.part}", what=flaw_named(session, each)))
    if found.waiting:
        session.note(session.say("cli.verify-waiting", count=found.waiting))
    if found.flaws:
        click.echo(session.say("cli.verify-damaged", count=len(found.flaws)))
    else:
        click.echo(session.say("cli.verify-sound", count=found.files))
    return max(_say_chain(session, found), _say_printed(session, found), int(bool(found.flaws)))


def _say_chain(session: Session, found: Verified) -> int:
    """Say how far the chain goes, or what was not proved."""
    head = found.head
    if head is not None and not found.proved:
        click.echo(session.say("cli.verify-unproved"))
        return 1
    if head is None and found.files:
        click.echo(session.say("cli.verify-unchained"))
    elif head is not None:
        click.echo(session.say("cli.verify-chained", count=found.links, head=head))
    return 0


def _say_printed(session: Session, found: Verified) -> int:
    """Answer to a head that was printed: status 0 where it holds, 2 where that cannot be said."""
    from iku_workbook.registry.audit import DISPROVED, Answer

    if found.printed is None:
        return 0
    head, answer, against = found.printed
    about = {"what": flaw_named(session, against) if against else "", "last": found.head or ""}
    click.echo(session.say(f"cli.verify-answer-{answer}", head=head, entry=head.entry, **about))
    return 0 if answer is Answer.HOLDS else 1 if answer in DISPROVED else 2
