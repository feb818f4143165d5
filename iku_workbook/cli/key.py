"""``iku key``: a new signing key (``rotate``), or the keys of a backup taken back (``restore``)."""

from __future__ import annotations

from pathlib import Path

import click

from iku_workbook.campaign.office import now, whoever
from iku_workbook.cli.command import LocalPath, Verb
from iku_workbook.cli.passphrase import VARIABLE, from_file, opening_secret
from iku_workbook.cli.session import Session, pass_session
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Phrase

ACTIONS = ("rotate", "restore")


@click.command("key", cls=Verb)
@click.argument("action", metavar="rotate|restore", type=click.Choice(ACTIONS))
@click.argument("file", metavar="[FILE]", required=False, type=LocalPath())
@from_file
@pass_session
def command(session: Session, action: str, file: Path | None, passphrase_file: Path | None) -> int:
    """Create a new signing key for the campaign, or take the keys of a backup back."""
    campaign = session.campaign()
    if action == "rotate":
        kept = campaign.rotate_key(by=whoever(), at=now())
        session.note(session.say("cli.key-rotated" if kept else "cli.key-begun-anew"))
        return 0
    from iku_workbook.campaign.restore import restore_keys

    if file is None:
        raise OperatorError("missing-parameter", name="FILE", meaning=Phrase("cli.key-file"))
    secret = opening_secret(session, passphrase_file)
    if secret is None:
        raise OperatorError("no-passphrase", variable=VARIABLE)
    count = restore_keys(campaign, file, secret)
    session.note(session.say("cli.keys-restored", count=count))
    return 0
