"""Builds formula trees in code: the formulas that the project adds to a form by itself.

Such as the messages beside an input; formulas written in a definition are parsed instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import reduce

from iku_workbook.formula.tree import Binary, Call, Logical, Name, Node, Number, Text

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_LONGEST_CHAIN = 20
_LONGEST_TEXT = 250  # Excel refuses a formula with a text literal over 255 characters


def name(of: str) -> Name:
    """A reference to a defined name."""
    return Name(of, 1)


def number(value: float) -> Number:
    """A tree node for a number."""
    return Number(float(value), 1)


def text(value: str) -> Node:
    """A text of any length: literals joined where one would be too long for Excel."""
    starts = range(0, max(len(value), 1), _LONGEST_TEXT)
    return join([Text(value[start : start + _LONGEST_TEXT], 1) for start in starts])


def call(function: str, *arguments: Node) -> Call:
    """A tree node for a function call."""
    return Call(function, arguments, 1)


def compare(left: Node, operator: str, right: Node | float) -> Binary:
    """A tree node for a comparison."""
    return Binary(operator, left, right if not isinstance(right, float | int) else number(right), 1)


def looks_empty(cell: Node) -> Binary:
    """Whether a cell is empty or shows nothing: of the ways to ask, the one on which programs agree
    where a formula in the cell gives an empty text (to ONLYOFFICE's COUNTBLANK that is something).
    """
    return compare(cell, "=", text(""))


def join(parts: Sequence[Node]) -> Node:
    """A tree node that concatenates texts: ``a & b & c``."""
    return reduce(lambda left, right: Binary("&", left, right, 1), parts)


def add(parts: Sequence[Node]) -> Node:
    """``a + b + c``, 0 for none; SUM where the chain would be deeper than a formula may be."""
    if len(parts) > _LONGEST_CHAIN:
        return call("SUM", *parts)
    return reduce(lambda left, right: Binary("+", left, right, 1), parts) if parts else number(0)


def choose(cases: Sequence[tuple[Node, Node]], otherwise: Node) -> Node:
    """The value of the first case whose condition holds: nested IFs."""
    tree = otherwise
    for condition, value in reversed(cases):
        tree = call("IF", condition, value, tree)
    return tree


def sure(condition: Node) -> Node:
    """A condition that is FALSE where it cannot be computed."""
    return call("IFERROR", condition, Logical(False, 1))


def sentence(template: str, cells: Mapping[str, Node]) -> Node:
    """A sentence with places in braces: its text, joined with what ``cells`` holds for each."""
    cut = _PLACEHOLDER.split(template)
    parts = [cells[part] if index % 2 else text(part) for index, part in enumerate(cut)]
    return join([part for part in parts if part != Text("", 1)] or [Text("", 1)])
