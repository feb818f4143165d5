"""Computes a formula for many submissions at once, giving what a spreadsheet would show.

What cannot be computed gives an error value such as ``#DIV/0!``; nothing raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from iku_workbook.formula import aggregates, coerce, criteria, operators, scalars
from iku_workbook.formula.aggregates import Operand
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.functions import FUNCTIONS, RANGE_ALLOWED, RANGE_NEEDED
from iku_workbook.formula.tree import Binary, Call, Logical, Name, Node, Number, Text, Unary
from iku_workbook.formula.values import Column, Kind, Mask, no_text

_SCALARS: dict[str, Callable[..., Column]] = {
    "NOT": scalars.not_,
    "ISBLANK": scalars.is_blank,
    "ABS": scalars.absolute,
    "ROUND": scalars.round_,
    "INT": scalars.integer,
    "MOD": scalars.modulo,
    "LEN": scalars.length,
    "TRIM": scalars.trim,
    "DATE": scalars.date,
    "YEAR": scalars.year,
    "MONTH": scalars.month,
    "DAY": scalars.day,
}
_AGGREGATES: dict[str, Callable[[Sequence[Operand]], Column]] = {
    "AND": aggregates.every_true,
    "OR": aggregates.any_true,
    "MIN": aggregates.minimum,
    "MAX": aggregates.maximum,
    "SUM": aggregates.sum_,
    "AVERAGE": aggregates.average,
    "COUNT": aggregates.count,
    "COUNTA": aggregates.count_filled,
    "COUNTBLANK": aggregates.count_blank,
    "COUNTIF": criteria.count_if,
    "COUNTIFS": criteria.count_if,
    "MATCH": criteria.first_match,
    "SUMIF": criteria.sum_if,
    "SUMIFS": criteria.sum_ifs,
}


def evaluate(node: Node, scope: Mapping[str, Column], size: int) -> Column:
    """What the formula's cell shows in each of ``size`` submissions: a column of shape ``(size,)``.

    ``scope`` holds for each name a column of shape ``(size,)``, or ``(size, rows)`` for a column
    of a register. A reference to a blank cell shows 0. KeyError for a name that ``scope`` lacks.
    """
    with np.errstate(all="ignore"):
        shown = _single(node, scope, size).column
    if not shown.has(Kind.BLANK):
        return shown
    kind = np.where(shown.kind == Kind.BLANK, np.uint8(Kind.NUMBER), shown.kind)
    return Column(kind, shown.number, shown.text)


def _single(node: Node, scope: Mapping[str, Column], size: int) -> Operand:
    """A node that gives one value a submission; a whole column there is ``#VALUE!``."""
    operand = _operand(node, scope, size)
    if operand.column.kind.ndim == 1:
        return operand
    return Operand(Column.constant(ExcelError.VALUE, size), False)


def _operand(node: Node, scope: Mapping[str, Column], size: int) -> Operand:
    match node:
        case Name(name=name):
            return Operand(scope[name], True)
        case Number(value=value) | Text(value=value) | Logical(value=value):
            return Operand(Column.constant(value, size), False)
        case Unary(operator="+", operand=operand):
            return _single(operand, scope, size)  # changes nothing, not even a reference
        case Unary(operand=operand):
            return Operand(operators.negative(_single(operand, scope, size).column), False)
        case Binary(operator=sign, left=left, right=right):
            first, second = (_single(side, scope, size).column for side in (left, right))
            return Operand(operators.binary(sign, first, second), False)
        case Call():
            return _called(node, scope, size)


def _called(node: Call, scope: Mapping[str, Column], size: int) -> Operand:
    function = FUNCTIONS[node.function]
    given = []
    for index, argument in enumerate(node.arguments):
        takes = function.taken(index)
        if takes in RANGE_NEEDED and not isinstance(argument, Name):
            return Operand(Column.constant(ExcelError.VALUE, size), False)
        reads = _operand if takes in RANGE_ALLOWED else _single
        given.append(reads(argument, scope, size))
    if node.function == "IF":
        return _if(given, size)
    if node.function == "IFERROR":
        failed = given[0].column.kind == Kind.ERROR
        return _chosen(failed, given[1], given[0])
    if node.function == "HYPERLINK":  # what it shows is its second argument
        return Operand(given[1].column, False)
    if node.function in _SCALARS:
        return Operand(_SCALARS[node.function](*(each.column for each in given)), False)
    return Operand(_AGGREGATES[node.function](given), False)


def _if(given: Sequence[Operand], size: int) -> Operand:
    """The branch that the condition chooses, a reference still if it was one; no other's error."""
    truth, errors = coerce.truths(given[0].column)
    otherwise = given[2] if len(given) == 3 else Operand(Column.constant(False, size), False)
    chosen = _chosen(truth, given[1], otherwise)
    if errors is None:
        return chosen
    return _chosen(errors > 0, Operand(Column.numbers(np.zeros(size), errors), False), chosen)


def _chosen(condition: Mask, yes: Operand, no: Operand) -> Operand:
    if isinstance(yes.reference, bool) and yes.reference is no.reference:
        reference: bool | Mask = yes.reference
    else:
        reference = np.where(condition, yes.reference, no.reference)
    texts = (yes.column, no.column)
    plain = not any(column.has(Kind.TEXT) for column in texts)
    column = Column(
        np.where(condition, yes.column.kind, no.column.kind),
        np.where(condition, yes.column.number, no.column.number),
        no_text(condition.shape) if plain else np.where(condition, yes.column.text, no.column.text),
    )
    return Operand(column, reference)
