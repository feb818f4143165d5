"""Checks former names (``was``): each belongs to one thing, and to nothing that is still there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iku_workbook.definition.lint_context import LintContext
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.values import former_names

_Named = tuple[str, tuple[str, ...], KeyPath]


def check_renames(context: LintContext) -> Iterator[Mistake]:
    """Former ids of fields, registers and columns, and former names of choices."""
    definition = context.definition
    for key in ("fields", "registers"):
        records = getattr(definition, key)
        yield from _taken(
            context, [(each.id, each.was, (key, at)) for at, each in enumerate(records)]
        )
    for at, register in enumerate(definition.registers):
        path: KeyPath = ("registers", at, "fields")
        columns = enumerate(register.fields)
        yield from _taken(context, [(each.id, each.was, (*path, inner)) for inner, each in columns])
    for name, choices in definition.codelists.items():
        listed = enumerate(choices)
        yield from _taken(
            context,
            [(str(each), former_names(each), ("codelists", name, at)) for at, each in listed],
        )


def _taken(context: LintContext, named: Iterable[_Named]) -> Iterator[Mistake]:
    """Names of which nobody could tell what is meant by them."""
    known = list(named)
    taken = {name.casefold(): name for name, _, _ in known}
    for name, former, path in known:
        for old in former:
            other = taken.setdefault(old.casefold(), name)
            if other != name or old.casefold() == name.casefold():
                data = {"value": old, "name": other}
                yield context.locations.mistake("was-in-use", (*path, "was"), data)
