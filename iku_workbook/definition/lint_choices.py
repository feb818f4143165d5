"""Checks comparisons of a choice (a field answered from a codelist) with a text.

A text that is not in the codelist can never be equal to the choice.
"""

from __future__ import annotations

from collections.abc import Iterator

from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.lint_context import LintContext, LocatedFormula
from iku_workbook.definition.lint_references import separated
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.model import Field
from iku_workbook.definition.validation import suggest
from iku_workbook.formula import Binary, Call, Name, Node, Text, walk
from iku_workbook.formula.functions import FUNCTIONS, Takes

_ORDER = (">=", "<=", ">", "<")  # a criterion that begins so compares sizes
_WILDCARDS = frozenset("*?~")


def check_choices(context: LintContext) -> Iterator[Mistake]:
    """Texts in comparisons and criteria that are not in the codelist."""
    found: dict[tuple[KeyPath, int], Mistake] = {}
    for formula in context.formulas:
        for field, path, text in _compared(context, formula):
            place = (path, text.column)
            if place not in found and (mistake := _mistake(context, field, path, text)):
                found[place] = mistake
    yield from found.values()


def _mistake(context: LintContext, field: Field, path: KeyPath, text: Text) -> Mistake | None:
    choices = context.definition.codelists.get(field.codelist or "")
    if (
        choices is None
        or separated(choices)
        or text.value.casefold() in {choice.casefold() for choice in choices}
    ):
        return None
    data = {"value": text.value, "field": field.id, "codelist": field.codelist}
    data["nearest"] = suggest(text.value, choices)
    return context.locations.mistake("not-in-codelist", path, data, offset=text.column - 1)


def _compared(
    context: LintContext, formula: LocatedFormula
) -> Iterator[tuple[Field, KeyPath, Text]]:
    """Each choice and a text that it is compared with, and the path of the formula of that text."""
    for node in walk(formula.tree):
        if isinstance(node, Binary) and node.operator in {"=", "<>"}:
            for side, other in ((node.left, node.right), (node.right, node.left)):
                if choice := _choice(context, side):
                    for path, text in _texts(context, other, formula.path):
                        if text.value:  # a comparison with "" asks whether it is blank
                            yield choice, path, text
        elif isinstance(node, Call):
            yield from _criteria(context, node, formula.path)


def _criteria(
    context: LintContext, call: Call, path: KeyPath
) -> Iterator[tuple[Field, KeyPath, Text]]:
    function = FUNCTIONS[call.function]
    for at, argument in enumerate(call.arguments):
        if function.taken(at) is not Takes.CRITERION or not isinstance(argument, Text):
            continue
        choice = _choice(context, call.arguments[at - 1])
        value = argument.value
        if choice is None or (value.startswith(_ORDER) and not value.startswith("<>")):
            continue
        value = value.removeprefix("<>").removeprefix("=")
        if value and not _WILDCARDS & set(value):
            yield choice, path, Text(value, argument.column)


def _choice(context: LintContext, node: Node) -> Field | None:
    field = context.field_of(node.name) if isinstance(node, Name) else None
    return field if field and field.type.record.holds is Holds.CHOICE else None


def _texts(context: LintContext, node: Node, path: KeyPath) -> Iterator[tuple[KeyPath, Text]]:
    """The texts that a node may give, also through the branches of IF and calculations."""
    match node:
        case Text():
            yield path, node
        case Call(function="IF", arguments=(_, *branches)):
            for branch in branches:
                yield from _texts(context, branch, path)
        case Name(name=name) if name in context.types and name in context.trees:
            ids = [each.id for each in context.definition.calculations]
            inside: KeyPath = ("calculations", ids.index(name), "formula")
            yield from _texts(context, context.trees[name], inside)
