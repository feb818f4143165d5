"""A click command whose help comes from the catalogues, under the verb's and its options' names."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iku_workbook.cli.session import Session
from iku_workbook.errors import OperatorError
from iku_workbook.messages import LANGUAGES, Catalogue
from iku_workbook.safe_text import is_readable

_SHARED = {
    "help": "help",
    "_click_default_help": "help",
    "force": "force",
    "jobs": "jobs",
    "dask": "dask",
}
"""Options that mean the same wherever they stand, and what their help is called."""
_PLACEHOLDERS = (
    *("ADDRESS", "CELL", "CODE", "DATE", "DAY", "DIR", "FIELD", "FILE", "FINDING", "HOST", "ID"),
    *("KIND", "NAME", "NUMBER", "OUT", "PATH", "PORT", "TARGET", "TEXT", "UNIT", "VALUE"),
    *("VALUES", "WORKBOOK"),
)
"""What stands for a value in a usage line, as the code has it and English says it."""


if TYPE_CHECKING:  # as releases before 8.5 have it, it takes no type when it runs
    _OfText = click.ParamType[str]
else:
    _OfText = click.ParamType


class Words(_OfText):
    """A name or a reason, for the record: something that a person can read."""

    name = "words"

    def convert(self, value: str, param: click.Parameter | None, ctx: object) -> str:
        """The words without what surrounds them; OperatorError where there are none."""
        words = " ".join(value.split())
        if not is_readable(words):
            raise OperatorError("no-words", name=param.opts[-1] if param else "")
        return words


class LocalPath(click.Path):
    """A path of this machine; what it names need not be there."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; OperatorError for an address, which as a path would name folders here."""
        if "://" in (given := os.fsdecode(value)):
            from iku_workbook.campaign.stores import is_address, without_password

            if is_address(given):
                raise OperatorError("address-not-taken", address=without_password(given))
        return Path(os.fsdecode(super().convert(value, param, ctx)))


class Place(LocalPath):
    """Where a file or folder is to be written; a folder that is made on the way there is named.

    ``away`` has it go to an address too; the name of a ``folder`` may end in a slash there.
    """

    def __init__(self, *, away: bool = False, folder: bool = False) -> None:
        super().__init__()
        self._away, self._folder = away, folder

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; at the end of the command it says which folder is there only since."""
        if self._away and ctx is not None and "://" in (given := os.fsdecode(value)):
            from iku_workbook.campaign.stores import is_address, is_of_this_machine, opened

            if is_address(given):
                system, place = opened(given)
                if not is_of_this_machine(system):
                    return _sent_to(given.rstrip("/") if self._folder else given, ctx)
                value = place
        path = super().convert(value, param, ctx)
        above = [each for each in path.absolute().parents if not each.exists()]
        if above and ctx is not None:
            ctx.call_on_close(partial(_note_made, ctx.ensure_object(Session), above[-1]))
        return path


def _sent_to(address: str, ctx: click.Context) -> Path:
    """What stands for a file at an address until the command ends."""
    from iku_workbook.campaign.sent_away import Away

    away = ctx.ensure_object(Session).away = Away(address)
    ctx.call_on_close(away.close)
    return away.path


def _note_made(session: Session, folder: Path) -> None:
    if folder.is_dir():
        session.note(session.say("cli.folder-made", folder=folder))


class Verb(click.Command):
    """A subcommand whose help texts come from the catalogue: ``help-fill``, ``fill-to``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; OperatorError where more arguments are given than it takes."""
        if isinstance(self, click.Group):
            return super().parse_args(ctx, args)
        ctx.allow_extra_args = True
        left = super().parse_args(ctx, args)
        if left and not ctx.resilient_parsing:
            usage = " ".join((ctx.command_path, *self.collect_usage_pieces(ctx)))
            raise OperatorError("extra-arguments", given=" ".join(left), usage=usage)
        return left

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own, and the general ones, which the help of the program alone lists."""
        own = super().get_params(ctx)
        return own if isinstance(self, click.Group) else [*own, *general_options(hidden=True)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line in the user's language."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, f"{_say(ctx)('cli.usage')} ")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Options, arguments and, for the program itself, the verb."""
        say = _say(ctx)
        pieces = [f"[{say('cli.options')}]".upper()]
        pieces += [usage_of(each, ctx) for each in self.get_params(ctx)]
        pieces = [each for each in pieces if each]
        return pieces + ([say("cli.verb").upper()] if isinstance(self, click.Group) else [])

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the subcommand's description from the catalogue."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_say(ctx)(f"cli.help-{self.name}"))

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write nothing: :meth:`format_options` lists arguments first."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the arguments and the options mean; then, for the program itself, the verbs."""
        say = _say(ctx)
        arguments, options = [], []
        for param in self.get_params(ctx):
            if isinstance(param, click.Argument):
                arguments.append((usage_of(param, ctx), self._help(param, say)))
            elif (record := param.get_help_record(ctx)) is not None:
                options.append((_in_words(record[0], say), self._help(param, say)))
        for key, rows in (("cli.arguments", arguments), ("cli.options", options)):
            if rows:
                with formatter.section(say(key)):
                    formatter.write_dl(rows)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def _help(self, param: click.Parameter, say: Catalogue) -> str:
        if param.name in _SHARED:
            return say(f"cli.option-{_SHARED[param.name]}")
        text = say(f"cli.{self.name}-{param.name}")
        needed = param.required and isinstance(param, click.Option)
        return f"{text} {say('cli.option-required')}" if needed else text


def usage_of(param: click.Parameter, ctx: click.Context) -> str:
    """How a parameter is written in a usage line; nothing of an option."""
    return _in_words(" ".join(param.get_usage_pieces(ctx)), _say(ctx))


def _in_words(usage: str, say: Catalogue) -> str:
    """With what stands for a value (FILE) in the user's language."""
    return re.sub(
        rf"\b({'|'.join(_PLACEHOLDERS)})\b", lambda found: say(f"cli.placeholder-{found[0]}"), usage
    )


@cache  # click knows an option that it met in a command line by its identity
def general_options(*, hidden: bool = False) -> Sequence[click.Parameter]:
    """What holds for one run, taken before the verb and after it."""
    how: dict[str, Any] = {"expose_value": False, "callback": _keep, "hidden": hidden}
    folder, languages = LocalPath(), click.Choice(LANGUAGES)
    return (
        click.Option(["-C", "folder"], type=folder, metavar="DIR", **how),
        # Taken from the line before it is read: help and mistakes speak the language too.
        click.Option(["--lang", "language"], type=languages, **{**how, "callback": None}),
        click.Option(["-q", "--quiet"], is_flag=True, **how),
    )


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> None:
    if value:
        setattr(ctx.ensure_object(Session), str(param.name), value)


def _say(ctx: click.Context) -> Catalogue:
    return ctx.ensure_object(Session).say


_in_processes = click.option(
    "-j", "--jobs", metavar="N", type=click.IntRange(1), expose_value=False, callback=_keep
)
_on_dask = click.option("--dask", metavar="ADDRESS|local", expose_value=False, callback=_keep)


def parallel(command: Callable[..., int]) -> Callable[..., int]:
    """The options of every command that does something with many workbooks: in how many processes,
    or by which cluster.
    """
    return _in_processes(_on_dask(command))


forcible = click.option("--force", is_flag=True, expose_value=False, callback=_keep)
"""The option of every command that writes files: those that stand there may go."""
