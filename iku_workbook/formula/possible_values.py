"""Infers the few numbers that a formula can give, where it chooses among some: 1 for Ya, else 0."""

from __future__ import annotations

from collections.abc import Callable, Set
from itertools import product

from iku_workbook.formula.tree import (
    COMPARISONS,
    Binary,
    Call,
    Logical,
    Name,
    Node,
    Number,
    Unary,
)

_TRUTHS = frozenset(("AND", "OR", "NOT", "ISBLANK"))
_EITHER = frozenset((0.0, 1.0))
_MANY = 16
Values = Set[float] | None
_COMPUTED: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
}


def possible_values(node: Node, of_name: Callable[[str], Values]) -> Values:
    """All the numbers that the formula can give; None where they are many, or not known.

    ``of_name`` says it of a name. TRUE and FALSE count as 1 and 0.
    """
    match node:
        case Number(value=value):
            return {value}
        case Logical(value=truth):
            return {float(truth)}
        case Name(name=name):
            return of_name(name)
        case Unary(operator=operator, operand=operand):
            values = possible_values(operand, of_name)
            return values if operator == "+" or values is None else {-each for each in values}
        case Binary(operator=operator, left=left, right=right):
            if operator in COMPARISONS:
                return _EITHER
            both = (possible_values(left, of_name), possible_values(right, of_name))
            return _combined(operator, *both)
        case Call(function="IF", arguments=(_, *branches)):
            found = [possible_values(each, of_name) for each in branches]
            known = [each for each in found if each is not None]
            whole = frozenset().union(*known) if len(branches) == 2 else _EITHER.union(*known)
            return whole if len(known) == len(found) else None
        case Call(function=function) if function in _TRUTHS:
            return _EITHER
    return None


def _combined(operator: str, left: Values, right: Values) -> Values:
    compute = _COMPUTED.get(operator)
    if compute is None or left is None or right is None or len(left) * len(right) > _MANY:
        return None
    return {compute(one, other) for one, other in product(left, right)}
