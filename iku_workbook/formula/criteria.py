"""COUNTIF, COUNTIFS, SUMIF, SUMIFS: which cells meet a criterion such as ``"<>Rapat*"``.

A criterion is an operator and a value, ``=`` where none is written. A value that reads as a number
compares with numbers; any other with texts: without case, whole cells, ``*`` ``?`` and ``~`` as in
Excel. ``=`` alone finds the blank cells, ``<>`` alone all others, ``""`` blank and empty-looking.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from iku_workbook.formula import coerce
from iku_workbook.formula.aggregates import Operand, first_in_row
from iku_workbook.formula.arithmetic import EXCEL, Arithmetic
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.values import Column, Floats, Kind, Kinds, Mask
from iku_workbook.formula.wildcard import wildcard

MAXIMUM_TEXT = 255  # characters in a criterion; Excel gives #VALUE! for more

_OPERATOR = re.compile("<>|<=|>=|<|>|=|")
_ORDERED: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """``operator`` is ``""`` where none was written; ``value`` a number, a truth or a text."""

    operator: str
    value: float | bool | str

    @classmethod
    def of(cls, value: object) -> Criterion:
        """A criterion from a cell's value; a blank one is 0."""
        if isinstance(value, str) and not isinstance(value, ExcelError):
            return cls._read(value)
        return cls("", value if isinstance(value, float | bool) else 0.0)

    @classmethod
    def _read(cls, text: str) -> Criterion:
        found = _OPERATOR.match(text)
        sign = found[0] if found else ""
        rest = text[len(sign) :]
        number = coerce.number_of_text(rest)
        if number is not None:
            return cls(sign, number)
        if rest.upper() in {"TRUE", "FALSE"}:
            return cls(sign, rest.upper() == "TRUE")
        return cls(sign, rest)


def count_if(operands: Sequence[Operand], arithmetic: Arithmetic) -> Column:
    """COUNTIF and COUNTIFS: how many cells, or rows, meet every criterion."""
    met, errors = _all_met(operands, arithmetic)
    return Column.numbers(met.sum(axis=1).astype(np.float64), errors)


def sum_if(operands: Sequence[Operand], arithmetic: Arithmetic) -> Column:
    """SUMIF: the sum of the third argument, else the first, over the rows that meet it."""
    return _sum_where(operands[2 if len(operands) == 3 else 0], operands[:2], arithmetic)


def sum_ifs(operands: Sequence[Operand], arithmetic: Arithmetic) -> Column:
    """SUMIFS: the sum of the first argument over the rows that meet every criterion."""
    return _sum_where(operands[0], operands[1:], arithmetic)


def first_match(operands: Sequence[Operand], arithmetic: Arithmetic) -> Column:
    """MATCH with 0: the place, from 1, of the first cell that meets the criterion, or ``#N/A``."""
    met, errors = _all_met([operands[1], operands[0]], arithmetic)
    none = np.where(met.any(axis=1), np.uint8(0), np.uint8(ExcelError.NA.code))
    first = np.argmax(met, axis=1) + 1.0
    return Column.numbers(first, coerce.first_error(errors, none))


def matches(criteria: Column, cells: Column, arithmetic: Arithmetic = EXCEL) -> Mask:
    """Which cells, ``(n, rows)``, meet each submission's own criterion, ``(n,)``."""
    read = [Criterion.of(value) for value in _values(criteria, 1 if criteria.is_constant else None)]
    if criteria.is_constant and read:
        return _met(read[0], cells, arithmetic)
    result = np.zeros(cells.shape, np.bool_)
    # Numbers that differ from one submission to the next are compared together.
    groups: dict[tuple[str, type, bool | str | None], list[int]] = {}
    for place, one in enumerate(read):
        shared = one.value if isinstance(one.value, bool | str) else None
        groups.setdefault((one.operator, type(one.value), shared), []).append(place)
    for (sign, _, shared), rows in groups.items():
        part = Column(cells.kind[rows], cells.number[rows], cells.text[rows])
        if isinstance(shared, bool | str):
            result[rows] = _met(Criterion(sign, shared), part, arithmetic)
        else:
            numbers = np.array([read[row].value for row in rows], dtype=np.float64)
            result[rows] = _met_number(sign, numbers[:, None], part, arithmetic)
    return result


def _values(column: Column, count: int | None) -> list[object]:
    return Column(column.kind[:count], column.number[:count], column.text[:count]).objects()


def _all_met(operands: Sequence[Operand], arithmetic: Arithmetic) -> tuple[Mask, Kinds | None]:
    """Which rows meet every pair of a range and a criterion; ranges of other lengths do not fit."""
    pairs = list(zip(operands[::2], operands[1::2], strict=True))
    shape = pairs[0][0].cells().shape
    met, errors = np.ones(shape, np.bool_), None
    for cells, criterion in ((cells.cells(), criterion.column) for cells, criterion in pairs):
        if cells.shape != shape or criterion.kind.ndim != 1:
            return met, np.full(shape[0], ExcelError.VALUE.code, np.uint8)
        met &= matches(criterion, cells, arithmetic)
        errors = coerce.first_error(errors, criterion.errors(), _too_long(criterion))
    return met, errors


def _sum_where(summed: Operand, pairs: Sequence[Operand], arithmetic: Arithmetic) -> Column:
    met, errors = _all_met(pairs, arithmetic)
    cells = summed.cells()
    if cells.shape != met.shape:
        return Column.constant(ExcelError.VALUE, met.shape[0])
    counted = met & (cells.kind == Kind.NUMBER)
    errors = coerce.first_error(errors, first_in_row(cells, met))
    return Column.numbers(arithmetic.total([np.where(counted, cells.number, 0.0)]), errors)


def _too_long(criterion: Column) -> Kinds | None:
    if not criterion.has(Kind.TEXT):
        return None
    lengths = coerce.each(len, criterion.text, np.int64)
    return np.where(lengths > MAXIMUM_TEXT, np.uint8(ExcelError.VALUE.code), np.uint8(0))


def _met(criterion: Criterion, cells: Column, arithmetic: Arithmetic) -> Mask:
    sign, value = criterion.operator, criterion.value
    if isinstance(value, bool):
        return _met_truth(sign, value, cells)
    if isinstance(value, str):
        return _met_text(sign, value, cells)
    return _met_number(sign, np.full((1, 1), value), cells, arithmetic)


def _met_number(sign: str, value: Floats, cells: Column, arithmetic: Arithmetic) -> Mask:
    is_number = cells.kind == Kind.NUMBER
    order = arithmetic.order(cells.number, np.broadcast_to(value, cells.shape))
    if sign in _ORDERED:
        in_order: Mask = _ORDERED[sign](order, 0)
        return np.asarray(is_number & in_order)
    met = np.asarray(is_number & (order == 0))
    if sign == "<>":
        return np.asarray(~met)
    if cells.has(Kind.TEXT):  # a numeral that was stored as text counts as its number
        read, errors = coerce.numbers(cells)
        numeral = (cells.kind == Kind.TEXT) & (errors == 0 if errors is not None else True)
        same = arithmetic.order(read, np.broadcast_to(value, cells.shape)) == 0
        met = np.asarray(met | (numeral & same))
    return met


def _met_truth(sign: str, value: bool, cells: Column) -> Mask:
    is_logical = cells.kind == Kind.LOGICAL
    if sign in _ORDERED:
        return np.asarray(is_logical & _ORDERED[sign](cells.number, float(value)))
    met = np.asarray(is_logical & (cells.number == value))
    return np.logical_not(met) if sign == "<>" else met


def _met_text(sign: str, value: str, cells: Column) -> Mask:
    if not value and sign not in _ORDERED:
        blank = cells.kind == Kind.BLANK
        if sign == "":
            empty = (cells.kind == Kind.TEXT) & np.equal(cells.text, "").astype(np.bool_)
            return np.asarray(blank | empty)
        return np.asarray(blank if sign == "=" else ~blank)
    met = np.asarray(cells.kind == Kind.TEXT)
    if not value:  # an order to nothing: no text is before or after it
        return np.zeros_like(met)
    test = _ordered_text(sign, value.lower()) if sign in _ORDERED else wildcard(value)
    met[met] = coerce.each(test, cells.text[met], np.bool_)
    return np.logical_not(met) if sign == "<>" else met


def _ordered_text(sign: str, value: str) -> Callable[[str], bool]:
    return lambda text: bool(_ORDERED[sign](text.lower(), value))
