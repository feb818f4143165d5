"""``iku key rotate``: a new signing key; workbooks that the old one sealed stay recognised."""

from __future__ import annotations

import click

from iku_workbook.campaign.office import now, whoever
from iku_workbook.cli.command import Verb
from iku_workbook.cli.session import Session, pass_session

ACTIONS = ("rotate",)


@click.command("key", cls=Verb)
@click.argument("action", metavar="rotate", type=click.Choice(ACTIONS))
@pass_session
def command(session: Session, action: str) -> int:
    """Create a new signing key for the campaign; the older ones are kept."""
    kept = session.campaign().rotate_key(by=whoever(), at=now())
    session.note(session.say("cli.key-rotated" if kept else "cli.key-begun-anew"))
    return 0
