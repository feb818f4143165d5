"""What a cell can hold in Excel, which calls a workbook damaged that has more in one.

Source: Microsoft, "Excel specifications and limits": 8,192 characters of a formula, 64 levels of
nested functions, 16,384 columns.
"""

from __future__ import annotations

from iku_workbook.errors import OperatorError
from iku_workbook.formula.tree import Call, Node, children

LONGEST_FORMULA, DEEPEST_FORMULA = 8192, 64
COLUMNS = 16_384


def held(formula: str, tree: Node, name: str) -> str:
    """The formula of the cell of this name; OperatorError where it is too long or too deep."""
    deep = _levels(tree)
    if len(formula) > LONGEST_FORMULA or deep > DEEPEST_FORMULA:
        counts = {"length": len(formula), "longest": LONGEST_FORMULA}
        depths = {"depth": deep, "deepest": DEEPEST_FORMULA}
        raise OperatorError("form-formula", name=name, **counts, **depths)
    return formula


def _levels(node: Node) -> int:
    """How many functions stand within each other."""
    deepest, waiting = 0, [(node, 0)]
    while waiting:
        each, above = waiting.pop()
        own = above + isinstance(each, Call)
        deepest = max(deepest, own)
        waiting += [(child, own) for child in children(each)]
    return deepest
