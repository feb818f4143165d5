"""Checks indices: what they read is a result that there is, and none reads itself."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError

from iku_workbook.definition.indices import in_order, readable
from iku_workbook.definition.lint_context import LintContext, formula_mistake
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.model import Indicator
from iku_workbook.definition.validation import suggest
from iku_workbook.formula import FormulaError, Name, Node, parse, walk
from iku_workbook.formula.types import Type, infer


def check_indices(context: LintContext) -> Iterator[Mistake]:
    """Their formulas, and circles among those that are right."""
    found: list[Mistake] = []
    for at, indicator in enumerate(context.definition.indicators):
        if indicator.index is not None:
            found += _formula(context, ("indicators", at, "index", "formula"), indicator)
    yield from found
    yield from _units(context)
    if not found:
        yield from _circles(context)


def _formula(context: LintContext, path: KeyPath, indicator: Indicator) -> Iterator[Mistake]:
    try:
        tree = parse(indicator.index.formula if indicator.index else "")
    except FormulaError as error:
        yield formula_mistake(context.locations, path, error)
        return
    known = readable(each for each in context.definition.indicators if each is not indicator)
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
