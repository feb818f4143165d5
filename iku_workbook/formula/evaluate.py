"""Computes a formula for many submissions at once, giving what a spreadsheet would show.

What cannot be computed gives an error value such as ``#DIV/0!``; nothing raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from iku_workbook.formula import aggregates, coerce, criteria, operators, scalars
from iku_workbook.formula.aggregates import Operand
from iku_workbook.formula.arithmetic import EXCEL, Arithmetic
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.functions import FUNCTIONS, RANGE_ALLOWED, RANGE_NEEDED
from iku_workbook.formula.tree import Binary, Call, Logical, Name, Node, Number, Text, Unary
from iku_workbook.formula.values import Column, Kind, Mask, no_text

_SCALARS: dict[str, Callable[..., Column]] = {
    "NOT": scalars.not_,
    "ISBLANK": scalars.is_blank,
    "ABS": scalars.absolute,
    "LEN": scalars.length,
    "TRIM": scalars.trim,
    "DATE": scalars.date,
    "DATEVALUE": scalars.date_value,
    "YEAR": scalars.year,
    "MONTH": scalars.month,
    "DAY": scalars.day,
}
_AGGREGATES: dict[str, Callable[[Sequence[Operand]], Column]] = {
    "AND": aggregates.every_true,
    "OR": aggregates.any_true,
    "MIN": aggregates.minimum,
    "MAX": aggregates.maximum,
    "COUNT": aggregates.count,
    "COUNTA": aggregates.count_filled,
    "COUNTBLANK": aggregates.count_blank,
}
# What adds, compares or rounds, as this program or that one does.
_SCALARS_OF_A_PROGRAM: dict[str, Callable[..., Column]] = {
    "ROUND": scalars.round_,
    "INT": scalars.integer,
    "MOD": scalars.modulo,
}
_AGGREGATES_OF_A_PROGRAM: dict[str, Callable[[Sequence[Operand], Arithmetic], Column]] = {
    "SUM": aggregates.sum_,
    "AVERAGE": aggregates.average,
    "COUNTIF": criteria.count_if,
    "COUNTIFS": criteria.count_if,
    "MATCH": criteria.first_match,
    "SUMIF": criteria.sum_if,
    "SUMIFS": criteria.sum_ifs,
}


def evaluate(
    node: Node, scope: Mapping[str, Column], size: int, arithmetic: Arithmetic = EXCEL
) -> Column:
    """What the formula's cell shows in each of ``size`` submissions: a column of shape ``(size,)``.

    ``scope`` holds for each name a column of shape ``(size,)``, or ``(size, rows)`` for a column
    of a register. A reference to a blank cell shows 0. KeyError for a name that ``scope`` lacks.
    """
    with np.errstate(all="ignore"):
        shown = _Evaluation(scope, size, arithmetic).whole(node)
    if not shown.has(Kind.BLANK):
        return shown
    kind = np.where(shown.kind == Kind.BLANK, np.uint8(Kind.NUMBER), shown.kind)
    return Column(kind, shown.number, shown.text)


@dataclass(frozen=True, slots=True)
class _Evaluation:
    """Many submissions' cells under their names, and the program that computes with them."""

    scope: Mapping[str, Column]
    size: int
    arithmetic: Arithmetic

    def whole(self, node: Node) -> Column:
        """A whole formula, whose last operation may be taken otherwise than one within it."""
        match node:
            case Binary(operator=sign, left=left, right=right):
                first, second = (self.single(side).column for side in (left, right))
                return operators.binary(sign, first, second, self.arithmetic.finishing())
            case _:
                return self.single(node).column

    def single(self, node: Node) -> Operand:
        """A node that gives one value a submission; a whole column there is ``#VALUE!``."""
        operand = self.operand(node)
        if operand.column.kind.ndim == 1:
            return operand
        return self._value_error()

    def operand(self, node: Node) -> Operand:
        """Any node."""
        match node:
            case Name(name=name):
                return Operand(self.scope[name], True)
            case Number(value=value) | Text(value=value) | Logical(value=value):
                return Operand(Column.constant(value, self.size), False)
            case Unary(operator="+", operand=operand):
                return self.single(operand)  # changes nothing, not even a reference
            case Unary(operand=operand):
                return Operand(operators.negative(self.single(operand).column), False)
            case Binary(operator=sign, left=left, right=right):
                first, second = (self.single(side).column for side in (left, right))
                return Operand(operators.binary(sign, first, second, self.arithmetic), False)
            case Call():
                return self._called(node)

    def _called(self, node: Call) -> Operand:
        function = FUNCTIONS[node.function]
        given = []
        for index, argument in enumerate(node.arguments):
            takes = function.taken(index)
            if takes in RANGE_NEEDED and not isinstance(argument, Name):
                return self._value_error()
            reads = self.operand if takes in RANGE_ALLOWED else self.single
            given.append(reads(argument))
        if node.function == "IF":
            return _if(given, self.size)
        if node.function == "IFERROR":
            failed = given[0].column.kind == Kind.ERROR
            return _chosen(failed, given[1], given[0])
        if node.function == "HYPERLINK":  # what it shows is its second argument
            return Operand(given[1].column, False)
        return Operand(self._computed(node.function, given), False)

    def _computed(self, function: str, given: Sequence[Operand]) -> Column:
        columns = [each.column for each in given]
        if function in _SCALARS:
            return _SCALARS[function](*columns)
        if function in _SCALARS_OF_A_PROGRAM:
            return _SCALARS_OF_A_PROGRAM[function](*columns, arithmetic=self.arithmetic)
        if function in _AGGREGATES:
            return _AGGREGATES[function](given)
        return _AGGREGATES_OF_A_PROGRAM[function](given, self.arithmetic)

    def _value_error(self) -> Operand:
        return Operand(Column.constant(ExcelError.VALUE, self.size), False)


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
