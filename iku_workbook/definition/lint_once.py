"""Tells a name that does not exist once, however many read it.

Where nothing reads the name most like it, the id itself is what is misspelt, and is named instead
of its readers.
"""

from __future__ import annotations

from collections.abc import Iterable

from iku_workbook.definition.lint_context import PREVIOUS, LintContext
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.formula import names

_KINDS = {
    "unknown-name": "name",
    "message-name": "name",
    "unknown-quantity": "name",
    "unknown-codelist": "codelist",
    "unknown-kind": "kind",
    "unknown-parent": "parent",
}


def told_once(context: LintContext, mistakes: Iterable[Mistake]) -> list[Mistake]:
    """The same mistakes, those about one unknown name as one."""
    mistakes = list(mistakes)
    meant = {m.data["nearest"] for m in mistakes if m.code == "unknown-codelist"}
    groups: dict[tuple[object, ...], list[Mistake]] = {}
    for at, mistake in enumerate(mistakes):
        if mistake.code == "codelist-unused" and mistake.data["name"] in meant:
            continue  # it follows from the name that is misspelt
        kind = _KINDS.get(mistake.code)
        groups.setdefault((kind, _name(mistake)) if kind else (at,), []).append(mistake)
    return [_one(context, group) for group in groups.values()]


def _name(mistake: Mistake) -> str:
    name = mistake.data.get("name", mistake.data.get("unit", ""))
    return str(name).removeprefix(PREVIOUS)


def _one(context: LintContext, group: list[Mistake]) -> Mistake:
    first = min(group, key=lambda mistake: (mistake.line, mistake.column))
    if len(group) == 1:
        return first
    name, like = _name(first), str(first.data["nearest"]).removeprefix(PREVIOUS)
    lines = ", ".join(str(line) for line in sorted({mistake.line for mistake in group}))
    data = {"name": name, "lines": lines, "nearest": like}
    kind = _KINDS[first.code]
    if kind == "name" and (path := _unread(context, like)):
        return context.locations.mistake("wrong-id", path, data)
    if kind == "codelist" and like in context.unused_codelists:
        return context.locations.mistake("wrong-id", ("codelists", like), data, at_key=True)
    return Mistake("unknown-often", first.severity, first.file, first.line, first.column, data)


def _unread(context: LintContext, id: str) -> KeyPath | None:
    """Where an id stands that no formula reads; None for one that is read or does not exist."""
    definition = context.definition
    read = {name.removeprefix(PREVIOUS) for each in context.formulas for name in names(each.tree)}
    if id in read:
        return None
    for key in ("fields", "calculations"):
        for at, record in enumerate(getattr(definition, key)):
            if record.id == id:
                return (key, at, "id")
    for at, register in enumerate(definition.registers):
        for inner, column in enumerate(register.fields):
            if f"{register.id}.{column.id}" == id:
                return ("registers", at, "fields", inner, "id")
    return None
