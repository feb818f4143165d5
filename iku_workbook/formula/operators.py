"""Computes the operators (arithmetic, comparison, ``&``) for n submissions: shapes are ``(n,)``."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from iku_workbook.formula import coerce
from iku_workbook.formula.arithmetic import Arithmetic
from iku_workbook.formula.decimals import nearly_equal
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.values import Column, Floats, Kind, Kinds, Mask, Objects

MAXIMUM_TEXT = 32_767  # characters in a cell


def binary(operator: str, left: Column, right: Column, arithmetic: Arithmetic) -> Column:
    """``left operator right`` for each submission; the left one's error comes first."""
    if operator in _COMPARED:
        order, errors = _order(left, right, arithmetic)
        return Column.logicals(_COMPARED[operator](order), errors)
    if operator == "&":
        return _joined(left, right)
    first, first_errors = coerce.numbers(left)
    second, second_errors = coerce.numbers(right)
    errors = coerce.first_error(first_errors, second_errors)
    if operator in {"/", "^"}:
        # Excel: 0/0 and 0^-1 divide by zero; 0^0 is no number.
        undefined = _undefined(operator, first, second)
        errors = coerce.first_error(errors, undefined)
    return Column.numbers(_computed(operator, first, second, arithmetic), errors)


def negative(operand: Column) -> Column:
    """The sign ``-``."""
    number, errors = coerce.numbers(operand)
    return Column.numbers(-number, errors)


def _power(base: Floats, exponent: Floats) -> Floats:
    """A negative base has a real power for a whole exponent and for an odd root, as (-8)^(1/3)."""
    result = np.power(base, exponent)
    lost = np.isnan(result) & (base < 0)
    if not lost.any():
        return result
    root = np.where(lost, np.rint(1 / exponent), 0.0)
    odd = lost & (np.mod(root, 2) == 1) & nearly_equal(1 / root, exponent)
    return np.where(odd, -np.power(-base, exponent), result)


def _computed(operator: str, left: Floats, right: Floats, arithmetic: Arithmetic) -> Floats:
    match operator:
        case "+":
            return arithmetic.subtract(left, -right)
        case "-":
            return arithmetic.subtract(left, right)
        case "*":
            return left * right
        case "/":
            return left / right
        case _:
            return _power(left, right)


def _undefined(operator: str, left: Floats, right: Floats) -> Kinds | None:
    division, number = np.uint8(ExcelError.DIVISION.code), np.uint8(ExcelError.NUM.code)
    if operator == "/":
        zero = right == 0
        return np.where(zero, division, np.uint8(0)) if zero.any() else None
    zero = (left == 0) & (right <= 0)
    codes = np.where(zero & (right < 0), division, np.where(zero, number, np.uint8(0)))
    return codes if zero.any() else None


_COMPARED: dict[str, Callable[[Floats], Mask]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def _order(left: Column, right: Column, arithmetic: Arithmetic) -> tuple[Floats, Kinds | None]:
    """-1, 0 or 1: numbers before texts before logical values; a blank is the other's zero."""
    order = arithmetic.order(left.number, right.number)
    if not any(side.has(kind) for side in (left, right) for kind in _NOT_NUMBERS):
        return order, None
    first = np.where(left.kind == Kind.BLANK, right.kind, left.kind)
    second = np.where(right.kind == Kind.BLANK, left.kind, right.kind)
    both_text = (first == Kind.TEXT) & (second == Kind.TEXT)
    if both_text.any():
        order[both_text] = _text_order(left.text[both_text], right.text[both_text])
    # The kinds are numbered in the order in which Excel sorts them.
    apart = np.sign(first.astype(np.int8) - second.astype(np.int8))
    order = np.where(apart != 0, apart, order)
    return order, coerce.first_error(left.errors(), right.errors())


_NOT_NUMBERS = (Kind.TEXT, Kind.LOGICAL, Kind.ERROR)


def _text_order(left: Objects, right: Objects) -> Floats:
    """-1, 0 or 1, without case; the order is that of the characters' codes."""
    distinct = {text.lower() for text in {*left.tolist(), *right.tolist()}}
    places = {text: float(place) for place, text in enumerate(sorted(distinct))}

    def place(text: str) -> float:
        return places[text.lower()]

    first, second = (coerce.each(place, side, np.float64) for side in (left, right))
    return np.sign(first.astype(np.float64) - second.astype(np.float64))


def _joined(left: Column, right: Column) -> Column:
    first, first_errors = coerce.texts(left)
    second, second_errors = coerce.texts(right)
    joined = np.empty(left.shape, dtype=np.object_)
    joined[:] = [a + b for a, b in zip(first.tolist(), second.tolist(), strict=True)]
    errors = coerce.first_error(first_errors, second_errors)
    too_long = np.fromiter(map(len, joined), dtype=np.int64, count=joined.size) > MAXIMUM_TEXT
    if too_long.any():
        refused = np.where(too_long, np.uint8(ExcelError.VALUE.code), np.uint8(0))
        errors = coerce.first_error(errors, refused)
    return Column.texts(joined, errors)
