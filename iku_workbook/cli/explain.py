"""What a person did wrong, in words: what is the matter, and what to do about it."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Mapping

import click

from iku_workbook.campaign.errors import CommandError, unknown
from iku_workbook.campaign.folder import CampaignError
from iku_workbook.campaign.sources import SourceError
from iku_workbook.definition.mistakes import DefinitionError, render
from iku_workbook.messages import Catalogue
from iku_workbook.periods import PeriodError
from iku_workbook.registry.database import RegistryError
from iku_workbook.safe_text import short, visible


def explain(error: Exception, say: Catalogue) -> Iterator[str]:
    """The lines that a person reads."""
    if isinstance(error, DefinitionError):
        for mistake in error.mistakes:
            yield visible(render(mistake, say))
    elif isinstance(error, PeriodError):
        yield from _said(say(error.key, **error.data))
    elif isinstance(error, CampaignError | CommandError | RegistryError | SourceError):
        yield from _coded(say, error.code, {"reason": _reason(error.__cause__, say), **error.data})
    elif isinstance(error, click.UsageError):
        yield from _usage(error, say)
    elif isinstance(error, OSError):
        data = {"file": error.filename or "", "reason": _reason(error, say)}
        yield from _coded(say, "os-error", data)
    else:
        yield from _coded(say, "bug", {"kind": type(error).__name__})


def _reason(error: BaseException | None, say: Catalogue) -> str:
    """Why the system refused: in the person's language where we know it, else in its own."""
    if not isinstance(error, OSError):
        return ""
    key = f"reason-{errno.errorcode.get(error.errno or 0, '')}"
    known = say.keys("cli")
    return say(f"cli.{key}") if key in known else error.strerror or type(error).__name__


def _coded(say: Catalogue, code: str, data: Mapping[str, object]) -> Iterator[str]:
    shown = {key: short(str(value)) for key, value in data.items()}
    message = say.message("cli", code, **shown)
    yield from _said(message.text, message.hint)


def _said(text: str, hint: str = "") -> Iterator[str]:
    yield f"iku: {text}"
    if hint:
        yield f"  → {hint}"


def _usage(error: click.UsageError, say: Catalogue) -> Iterator[str]:
    """What click has to say, in the person's language."""
    context = error.ctx
    if isinstance(error, click.NoSuchOption):
        options = [name for each in context.command.params for name in each.opts] if context else []
        wrong = unknown("no-option", error.option_name, options)
        yield from _coded(say, wrong.code, wrong.data)
    elif isinstance(error, click.MissingParameter):
        yield from _coded(say, "missing-parameter", {"name": _name(error)})
    elif isinstance(error, click.BadParameter):
        kind = error.param.type if error.param else None
        data = {"name": _name(error), "value": _given(error)}
        if isinstance(kind, click.Choice):
            data["known"] = ", ".join(map(str, kind.choices))
            yield from _coded(say, "not-a-choice", data)
        else:
            yield from _coded(say, "bad-value", data)
    else:
        yield from _coded(say, "bad-usage", {"reason": error.format_message()})
    if context:
        help_option = f"{context.command_path} --help"
        yield say("cli.see-help", command=help_option)


def _name(error: click.BadParameter) -> str:
    """The parameter as the person writes it."""
    if error.param is None or error.ctx is None:
        return str(error.param_hint or "")
    if isinstance(error.param, click.Argument):
        return " ".join(error.param.get_usage_pieces(error.ctx))
    return error.param.opts[-1]


def _given(error: click.BadParameter) -> str:
    """The value that click quotes in its own sentence, or that sentence."""
    quoted = re.match(r"'(.*?)'", error.message)
    return quoted[1] if quoted else error.message
