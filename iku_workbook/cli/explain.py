"""Prints an operator's mistakes: what is wrong, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from iku_workbook.cli.command import usage_of
from iku_workbook.errors import OperatorError, unknown
from iku_workbook.messages import Catalogue, Phrase
from iku_workbook.safe_text import visible

_EXPECTED = {"datetime": "not-a-date", "integer": "not-a-number"}
"""What is wrong with a value, by the kind that click expects."""


def explain(error: Exception, say: Catalogue) -> Iterator[str]:
    """The lines that a person reads."""
    from iku_workbook.definition.mistakes import DefinitionError

    if isinstance(error, click.UsageError):
        yield from _usage(error, say)
        return
    if isinstance(error, OSError):
        error = OperatorError.of_system(error)
    if not isinstance(error, OperatorError):
        _log(error)
        error = OperatorError("bug", kind=type(error).__name__)
    # A mistake in a definition begins with its file and line, where editors look for them.
    begin = "" if isinstance(error, DefinitionError) else "iku: "
    for message in error.messages(say):
        yield f"{begin}{visible(message.text)}"
        if message.hint:
            yield f"  → {message.hint}"


def _log(error: Exception) -> None:
    """What nobody foresaw, for those who look after the program."""
    from iku_workbook.campaign.log import LOG

    LOG.error("unforeseen", exc_info=error)


def _usage(error: click.UsageError, say: Catalogue) -> Iterator[str]:
    """What click has to say, in the person's language."""
    yield from explain(_mistake(error), say)
    if error.ctx:
        help_option = f"{error.ctx.command_path} --help"
        yield say("cli.see-help", command=help_option)


def _mistake(error: click.UsageError) -> OperatorError:
    """click's error as one of ours."""
    context = error.ctx
    if isinstance(error, click.NoSuchOption):
        known = context.command.get_params(context) if context else []
        options = [name for each in known for name in each.opts if name.startswith("-")]
        return unknown("no-option", error.option_name, options)
    if isinstance(error, click.BadOptionUsage):
        return _value_mistake(error)
    if isinstance(error, click.MissingParameter):
        verb, what = context and context.command.name, error.param and error.param.name
        meaning = Phrase(f"cli.{verb}-{what}")  # as the help has it
        return OperatorError("missing-parameter", name=_name(error), meaning=meaning)
    if isinstance(error, click.BadParameter):
        kind = error.param.type if error.param else None
        data = {"name": _name(error), "value": _given(error)}
        if isinstance(kind, click.Choice):
            return OperatorError("not-a-choice", known=", ".join(map(str, kind.choices)), **data)
        if isinstance(kind, click.IntRange):
            bounds = {"least": str(kind.min), "most": str(kind.max)}
            return OperatorError("not-between" if kind.max else "not-in-range", **bounds, **data)
        code = _EXPECTED.get(getattr(kind, "name", ""), "bad-value")
        return OperatorError(code, **data)
    return OperatorError("bad-usage")


def _value_mistake(error: click.BadOptionUsage) -> OperatorError:
    """An option that lacks its value, or is given one that it does not take."""
    known = error.ctx.command.get_params(error.ctx) if error.ctx else []
    of = next((each for each in known if error.option_name in each.opts), None)
    takes_none = isinstance(of, click.Option) and of.is_flag
    return OperatorError("no-value-taken" if takes_none else "no-value", name=error.option_name)


def _name(error: click.BadParameter) -> str:
    """The parameter as the person writes it."""
    if error.param is None or error.ctx is None:
        return str(error.param_hint or "")
    if isinstance(error.param, click.Argument):
        return usage_of(error.param, error.ctx)
    return error.param.opts[-1]


def _given(error: click.BadParameter) -> str:
    """The value that click names first in its own sentence."""
    found = re.match(r"'(.*?)'|(\S+) ", error.message)
    return (found[1] or found[2]) if found else ""
