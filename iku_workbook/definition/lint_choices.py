"""A choice compared with a text that its codelist does not have can never be equal to it."""

from __future__ import annotations

from collections.abc import Iterator

from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.lint_context import Subject, Written
from iku_workbook.definition.locations import Path
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.model import Field
from iku_workbook.definition.validation import suggest
from iku_workbook.formula import Binary, Call, Name, Node, Text, walk
from iku_workbook.formula.functions import FUNCTIONS, Takes

_ORDER = (">=", "<=", ">", "<")  # a criterion that begins so compares sizes
_WILDCARDS = frozenset("*?~")


def check_choices(subject: Subject) -> Iterator[Mistake]:
    """Texts in comparisons and criteria that no choice can be."""
    found: dict[tuple[Path, int], Mistake] = {}
    for written in subject.formulas:
        for field, path, text in _compared(subject, written):
            place = (path, text.column)
            if place not in found and (mistake := _mistake(subject, field, path, text)):
                found[place] = mistake
    yield from found.values()


def _mistake(subject: Subject, field: Field, path: Path, text: Text) -> Mistake | None:
    choices = subject.definition.codelists.get(field.codelist or "")
    if choices is None or text.value.casefold() in {choice.casefold() for choice in choices}:
        return None
    data = {"value": text.value, "field": field.id, "codelist": field.codelist}
    data["nearest"] = suggest(text.value, choices)
    return subject.source.mistake("not-in-codelist", path, data, offset=text.column - 1)


def _compared(subject: Subject, written: Written) -> Iterator[tuple[Field, Path, Text]]:
    """Each choice and a text that it is compared with, and the path of the formula of that text."""
    for node in walk(written.tree):
        if isinstance(node, Binary) and node.operator in {"=", "<>"}:
            for side, other in ((node.left, node.right), (node.right, node.left)):
                if choice := _choice(subject, side):
                    for path, text in _texts(subject, other, written.path):
                        if text.value:  # a comparison with "" asks whether it is blank
                            yield choice, path, text
        elif isinstance(node, Call):
            yield from _criteria(subject, node, written.path)


def _criteria(subject: Subject, call: Call, path: Path) -> Iterator[tuple[Field, Path, Text]]:
    function = FUNCTIONS[call.function]
    for at, argument in enumerate(call.arguments):
        if function.taken(at) is not Takes.CRITERION or not isinstance(argument, Text):
            continue
        choice = _choice(subject, call.arguments[at - 1])
        value = argument.value
        if choice is None or (value.startswith(_ORDER) and not value.startswith("<>")):
            continue
        value = value.removeprefix("<>").removeprefix("=")
        if value and not _WILDCARDS & set(value):
            yield choice, path, Text(value, argument.column)


def _choice(subject: Subject, node: Node) -> Field | None:
    field = subject.field_of(node.name) if isinstance(node, Name) else None
    return field if field and field.type.record.holds is Holds.CHOICE else None


def _texts(subject: Subject, node: Node, path: Path) -> Iterator[tuple[Path, Text]]:
    """The texts that a node may give, also through the branches of IF and calculations."""
    match node:
        case Text():
            yield path, node
        case Call(function="IF", arguments=(_, *branches)):
            for branch in branches:
                yield from _texts(subject, branch, path)
        case Name(name=name) if name in subject.types and name in subject.trees:
            ids = [each.id for each in subject.definition.calculations]
            inside: Path = ("calculations", ids.index(name), "formula")
            yield from _texts(subject, subject.trees[name], inside)
