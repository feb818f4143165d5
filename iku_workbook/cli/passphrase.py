"""Asks for what keys are kept under: a passphrase for a new backup, or what opens one.

A script names it in ``IKU_PASSPHRASE`` or a file; it never stands on the command line, which others
on the computer can read.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from iku_workbook.cli.command import LocalPath
from iku_workbook.cli.session import Session
from iku_workbook.errors import OperatorError

VARIABLE = "IKU_PASSPHRASE"
_LONGEST = 4096  # bytes of a file with a passphrase

from_file = click.option("--passphrase-file", "passphrase_file", metavar="FILE", type=LocalPath())


def new_passphrase(session: Session, file: Path | None) -> str:
    """The passphrase for a backup's keys, asked for twice where neither file nor variable has it.

    OperatorError where nobody can be asked, or the second is not the first.
    """
    from iku_workbook.campaign.sealed_keys import SHORTEST

    given = _given(file)
    if given is None:
        session.note(session.say("cli.passphrase-why", least=SHORTEST))
        given = _asked(session.say("cli.passphrase-ask"), hidden=True)
        if given is None:
            raise OperatorError("no-passphrase", variable=VARIABLE)
        if _asked(session.say("cli.passphrase-again"), hidden=True) != given:
            raise OperatorError("passphrases-differ")
    return given


def opening_secret(session: Session, file: Path | None) -> str | None:
    """The passphrase or the recovery code of a backup; None where a person has neither."""
    given = _given(file)
    if given is not None:
        return given
    passphrase = _asked(session.say("cli.secret-ask-passphrase"), hidden=True)
    if passphrase is None:
        return None
    return passphrase or _asked(session.say("cli.secret-ask-code"), hidden=False) or None


def _given(file: Path | None) -> str | None:
    from iku_workbook.named_file import read_named

    if file is not None:
        try:
            content = read_named(file, _LONGEST).decode("utf-8-sig")
        except OSError as error:
            raise OperatorError.of_system(error, file) from error
        except UnicodeDecodeError as error:
            raise OperatorError("no-passphrase", variable=VARIABLE) from error
        return content.partition("\n")[0].strip()
    return os.environ.get(VARIABLE)


def _asked(question: str, *, hidden: bool) -> str | None:
    """What a person types; None where there is nobody to ask."""
    watched = sys.stdin.isatty()
    unseen = hidden and watched
    try:
        asked = click.prompt(question, default="", show_default=False, hide_input=unseen, err=True)
    except click.Abort:
        if watched:
            raise
        return None
    return str(asked)
