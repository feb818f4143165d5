"""Checks indices: what they read is a result that there is or can be, and none reads itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from graphlib import CycleError

from iku_workbook.definition.indices import Figure, Read, in_order, readable
from iku_workbook.definition.lint_context import LintContext, LocatedFormula, formula_mistake
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.validation import suggest
from iku_workbook.findings import Severity
from iku_workbook.formula import Binary, Name, Node, Number, walk
from iku_workbook.formula.types import Type, infer

_CLOSE = 1e-9


def check_indices(context: LintContext) -> Iterator[Mistake]:
    """Their formulas, and circles among those that are right."""
    found = [mistake for each in context.indices for mistake in _formula(context, each)]
    yield from found
    yield from _units(context)
    stated = sum(each.index is not None for each in context.definition.indicators)
    if len(context.indices) == stated and all(each.severity is Severity.WARNING for each in found):
        yield from _circles(context)


def _formula(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    path, tree = formula.path, formula.tree
    indicators = context.definition.indicators
    known = readable(each for each in indicators if each.code != formula.owner)
    read = [node for node in walk(tree) if isinstance(node, Name)]
    if not read:
        data = {"name": next(iter(known), "IKU_1_nilai")}
        yield context.locations.mistake("index-reads-nothing", path, data)
    unknown = [node for node in read if node.name not in known]
    for node in unknown:
        data = {"name": node.name, "nearest": suggest(node.name, known)}
        offset = node.column - 1
        yield context.locations.mistake("unknown-result", path, data, offset=offset)
    if not unknown:
        yield from _type(context, path, tree)
        yield from _never_known(context, formula, {node: known[node.name] for node in read})
        yield from _weights(context, formula)


def _never_known(
    context: LintContext, formula: LocatedFormula, read: Mapping[Name, Read]
) -> Iterator[Mistake]:
    """An achievement of what has no target: the index would be blank for ever."""
    by_code = {each.code: each for each in context.definition.indicators}
    for node, each in read.items():
        if each.figure is Figure.ACHIEVEMENT and not by_code[each.code].targets:
            data, offset = {"name": node.name, "code": each.code}, node.column - 1
            yield _warning(context, formula, "achievement-without-target", data, offset)


def _weights(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    """Weights of a weighted mean that do not come to the whole."""
    terms = _terms(formula.tree)
    weights = [weight for each in terms if (weight := _weight(each)) is not None]
    if len(terms) > 1 and len(weights) == len(terms) and max(weights) < 1:
        whole = math.fsum(weights)
        if abs(whole - 1) > _CLOSE:
            yield _warning(context, formula, "index-weights", {"sum": round(whole, 9)}, None)


def _terms(node: Node) -> list[Node]:
    match node:
        case Binary(operator="+", left=left, right=right):
            return [*_terms(left), *_terms(right)]
    return [node]


def _weight(node: Node) -> float | None:
    """The number that one result is multiplied by."""
    match node:
        case Binary(operator="*", left=Number(value=value), right=Name()):
            return value
        case Binary(operator="*", left=Name(), right=Number(value=value)):
            return value
    return None


def _warning(
    context: LintContext,
    formula: LocatedFormula,
    code: str,
    data: Mapping[str, object],
    offset: int | None,
) -> Mistake:
    return context.locations.mistake(
        code, formula.path, data, severity=Severity.WARNING, offset=offset
    )


def _type(context: LintContext, path: KeyPath, tree: Node) -> Iterator[Mistake]:
    gives, mistakes = infer(tree, lambda _: Type.NUMBER, lambda _: False)
    for mistake in mistakes:
        yield formula_mistake(context.locations, path, mistake)
    if not mistakes and gives is not Type.NUMBER:
        yield context.locations.mistake("result-not-number", path)


def _circles(context: LintContext) -> Iterator[Mistake]:
    indicators = context.definition.indicators
    try:
        in_order(indicators)
    except CycleError as error:
        circle = error.args[1][:0:-1]  # as read, without the repetition at its end
        codes = [each.code for each in indicators]
        first = min(circle, key=codes.index)
        at, turn = codes.index(first), circle.index(first)
        data = {"cycle": " -> ".join((*circle[turn:], *circle[:turn], first))}
        yield context.locations.mistake("circular", ("indicators", at, "index", "formula"), data)


def _units(context: LintContext) -> Iterator[Mistake]:
    """No unit has an index of its own that a target could be held against."""
    indices = {each.code for each in context.definition.indicators if each.index is not None}
    for at, unit in enumerate(context.definition.units):
        for code in unit.targets:
            if code in indices:
                path: KeyPath = ("units", at, "targets", code)
                yield context.locations.mistake("target-of-index", path, {"code": code})
