"""The command ``iku``: a verb a module, or a few of one kind, imported when a verb is used.

A verb parses, wires, and returns its exit status: 0 nothing wrong, 1 some workbook has an error
finding. What a person did wrong ends in a message and 2, whatever the verb: :class:`Iku` is the one
place that turns exceptions into messages.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from iku_workbook import __version__
from iku_workbook.cli.command import Verb, general_options
from iku_workbook.cli.session import Session, fitted
from iku_workbook.errors import OperatorError
from iku_workbook.garbage import seldom
from iku_workbook.messages import LANGUAGES

VERBS = {
    "new": "new:command",
    "check": "check:command",
    "generate": "generate:command",
    "fill": "fill:command",
    "validate": "validate:command",
    "receive": "receive:command",
    "reexamine": "reexamine:command",
    "status": "status:command",
    "extend": "extension:command",
    "approve": "review:approve",
    "return": "review:send_back",
    "accept": "review:accept",
    "reopen": "review:reopen",
    "close": "closing:command",
    "waive": "review:waive",
    "mend": "mend:command",
    "assign": "placing:assign",
    "dismiss": "placing:dismiss",
    "undo": "review:undo",
    "log": "log:command",
    "show": "show:show",
    "file": "show:give",
    "diff-results": "diff_results:command",
    "consolidate": "consolidate:command",
    "report": "report:command",
    "backup": "upkeep:backup",
    "restore": "upkeep:restore",
    "verify": "upkeep:verify",
    "prune": "upkeep:prune",
    "key": "key:command",
    "demo": "demo:command",
    "serve": "serve:command",
}
"""Each verb, in the order in which a person needs them, and where its command stands."""

MISTAKE, INTERRUPTED, CLOSED = 2, 130, 141


class Iku(Verb, click.Group):
    """The ``iku`` command: finds its subcommands and turns errors into exit statuses."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order in which a person needs them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a subcommand; None for a word that is none."""
        if cmd_name not in VERBS:
            return None
        module, _, name = VERBS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"iku_workbook.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands in the help, without importing any."""
        say = ctx.ensure_object(Session).say
        with formatter.section(say("cli.commands")):
            formatter.write_dl([(verb, say(f"cli.short-{verb}")) for verb in VERBS])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The subcommand given; OperatorError with the nearest one where there is none such."""
        if args[0] not in VERBS:
            from iku_workbook.suggest import nearest

            near = nearest(args[0], VERBS)
            told = {"name": args[0], "nearest": near}
            raise OperatorError("no-verb" if near else "no-such-verb", **told)
        return super().resolve_command(ctx, args)

    def main(  # type: ignore[override]  # click's own is overloaded by standalone_mode
        self, args: Sequence[str] | None = None, *, standalone_mode: bool = True, **extra: Any
    ) -> int:
        """Run a command line and exit with its status, or return that if not standalone."""
        session = Session()
        # Help and mistakes speak the language too, wherever it is named.
        session.language = _language(sys.argv[1:] if args is None else args) or session.language
        _write_anything()
        if os.environ.get("IKU_DEBUG") == "1":
            from iku_workbook.campaign.log import log_to

            log_to(sys.stderr)
        try:
            settings = {"prog_name": "iku", "obj": session, **extra}
            status = super().main(args, standalone_mode=False, **settings) or 0
            sys.stdout.flush()
        except click.Abort:
            session.note(session.say("cli.interrupted"))
            status = INTERRUPTED
        except (BrokenPipeError, SystemExit):  # what click and rich end in where a pipe is closed
            status = _unread()
        except Exception as error:
            _complain(error, session)
            status = MISTAKE
        if standalone_mode:
            sys.exit(status)
        return int(status)


def _language(args: Sequence[str]) -> str | None:
    """The language that a command line names, the last one of several."""
    pairs = [each.partition("=") for each in args]
    named = [value for option, _, value in pairs if option == "--lang"]
    named += [other for each, other in pairwise(args) if each == "--lang"]
    return next((each for each in reversed(named) if each in LANGUAGES), None)


def _unread() -> int:
    """Whoever read the output reads no more (``| head``): nothing is wrong, and nothing to say."""
    with suppress(OSError, ValueError):  # or Python complains of what is still to be written
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return CLOSED


def _complain(error: Exception, session: Session) -> None:
    """Say what went wrong; with IKU_DEBUG=1, where in the program too."""
    from iku_workbook.cli.explain import explain

    # What nobody foresaw goes to the log, which shows it too.
    foreseen = isinstance(error, OperatorError | click.UsageError | OSError)
    if foreseen and os.environ.get("IKU_DEBUG") == "1":
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True)
    for line in explain(error, session.say):
        click.echo(fitted(line), err=True)


def _write_anything() -> None:
    """A console that lacks a letter shows a question mark: no reason to lose the report."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


@click.command(cls=Iku, invoke_without_command=True, params=list(general_options()))
@click.version_option(__version__, message="%(version)s")
@click.pass_context
def iku(context: click.Context) -> int:
    """Without a verb: the page for a person; the help, as an answer to a mistake, for a program."""
    if context.invoked_subcommand is not None:
        return 0
    if _a_person_waits():
        from iku_workbook.cli.desktop import home
        from iku_workbook.cli.serve import serve

        session = context.ensure_object(Session)
        if _clicked():
            session.folder = home(session)
        return serve(session)
    click.echo(context.get_help(), err=True)
    return MISTAKE


def _a_person_waits() -> bool:
    """Whether somebody sits before this run, and the page is installed."""
    return sys.stdin.isatty() and sys.stdout.isatty() and find_spec("starlette") is not None


def _clicked() -> bool:
    """Whether it runs in the folder that the program itself lies in: nobody works there."""
    return Path.cwd() == Path(sys.argv[0]).absolute().parent


def main() -> None:
    """The entry point of the program."""
    seldom()
    iku()
