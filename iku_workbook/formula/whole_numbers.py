"""Infers whether a formula gives only whole numbers, which a form then shows without decimals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from iku_workbook.formula.tree import (
    COMPARISONS,
    Binary,
    Call,
    Logical,
    Name,
    Node,
    Number,
    Text,
    Unary,
)

_COUNTS = frozenset(("COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "COUNTIFS", "LEN"))
_PARTS = frozenset(("INT", "DATE", "YEAR", "MONTH", "DAY"))
_TRUTHS = frozenset(("AND", "OR", "NOT", "ISBLANK"))
_AS_ITS_ARGUMENTS = frozenset(("SUM", "MIN", "MAX", "ABS", "MOD", "IFERROR"))
_KEEPS = frozenset("+-*")


def gives_whole_numbers(node: Node, is_whole: Callable[[str], bool]) -> bool:
    """Whether all that the formula gives are whole numbers; TRUE and FALSE count as 1 and 0.

    ``is_whole`` says it of a name (of the cells of a register's column). What is uncertain counts
    as not whole.
    """
    match node:
        case Number(value=value):
            return float(value).is_integer()
        case Text():
            return False
        case Logical():
            return True
        case Name(name=name):
            return is_whole(name)
        case Unary(operand=operand):
            return gives_whole_numbers(operand, is_whole)
        case Binary(operator=operator, left=left, right=right):
            kept = (
                operator in _KEEPS
                and gives_whole_numbers(left, is_whole)
                and gives_whole_numbers(right, is_whole)
            )
            return kept or operator in COMPARISONS
        case Call(function=function, arguments=arguments):
            if function in _COUNTS | _PARTS | _TRUTHS:
                return True
            given = _given(function, arguments)
            return bool(given) and all(gives_whole_numbers(each, is_whole) for each in given)


def _given(function: str, arguments: Sequence[Node]) -> Sequence[Node]:
    """The arguments that the result is made of; none where it may have decimals anyway."""
    match function:
        case "IF":
            return arguments[1:]
        case "SUMIF":
            return arguments[2:] or arguments[:1]
        case "SUMIFS":
            return arguments[:1]
        case "ROUND":
            return arguments[1:] if arguments[1] == Number(0) else ()
    return arguments if function in _AS_ITS_ARGUMENTS else ()
