"""Writes a formula's tree as the text that stands in an Excel cell, without the leading ``=``."""

from __future__ import annotations

from collections.abc import Callable

from iku_workbook.formula.tree import Binary, Call, Logical, Name, Node, Number, Text, Unary

# How tightly each binds; a sign binds tighter than ^, in Excel as nowhere else.
_BINDS = {"=": 1, "<>": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}
_BINDS["^"] = 5
_SIGN, _OPERAND = 6, 7


def to_excel(node: Node, refer: Callable[[str], str] = lambda name: name) -> str:
    """The formula with the fewest brackets that mean the same; ``refer`` writes each name."""
    match node:
        case Number(value=value):
            return number_text(value)
        case Text(value=value):
            return '"' + value.replace('"', '""') + '"'
        case Logical(value=value):
            return "TRUE" if value else "FALSE"
        case Name(name=name):
            return refer(name)
        case Unary(operator=sign, operand=operand):
            return sign + _bracketed(operand, _SIGN, refer)
        case Binary(operator=sign, left=left, right=right):
            binds = _BINDS[sign]
            return _bracketed(left, binds, refer) + sign + _bracketed(right, binds + 1, refer)
        case Call(function=function, arguments=arguments):
            return f"{function}({','.join([to_excel(each, refer) for each in arguments])})"


def number_text(value: float) -> str:
    """The shortest decimal text that reads back as the same number: ``2``, ``0.1``, ``1E+22``."""
    if value.is_integer() and abs(value) < 1e16:  # from there repr has an exponent
        return str(int(value))
    return repr(value).replace("e", "E")


def _bracketed(node: Node, least: int, refer: Callable[[str], str]) -> str:
    text = to_excel(node, refer)
    return text if _binds(node) >= least else f"({text})"


def _binds(node: Node) -> int:
    match node:
        case Binary(operator=sign):
            return _BINDS[sign]
        case Unary():
            return _SIGN
        case Number(value=value) if value < 0:
            return _SIGN
        case _:
            return _OPERAND
