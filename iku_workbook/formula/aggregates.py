"""Spreadsheet functions that take many values (SUM, COUNT, MIN, MAX, AND, OR …), computed by numpy.

They distinguish a reference from a computed value: in a reference, also to a single cell, only
numbers count, while texts, logical values and blanks are skipped; a computed value is converted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from iku_workbook.formula import coerce
from iku_workbook.formula.arithmetic import Arithmetic
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.values import Column, Floats, Kind, Kinds, Mask


@dataclass(frozen=True, slots=True)
class Operand:
    """An argument as its function meets it.

    column     shape ``(n,)``, or ``(n, rows)`` for a register's column
    reference  whether the value stands in a cell; for each submission where IF chose a branch
    """

    column: Column
    reference: bool | Mask

    def cells(self) -> Column:
        """Shape ``(n, rows)``: a single value as one row."""
        column = self.column
        return column if column.kind.ndim == 2 else column.reshaped((*column.shape, 1))

    def is_reference(self) -> bool | Mask:
        """``reference``, to be laid over ``cells()``."""
        return self.reference if isinstance(self.reference, bool) else self.reference[:, None]


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers of an argument: shape ``(n, rows)``, 0 where not counted; errors ``(n,)``."""

    number: Floats
    counted: Mask
    errors: Kinds | None


def sum_(operands: Sequence[Operand], arithmetic: Arithmetic) -> Column:
    """SUM: the sum of all numbers; of none 0."""
    every = [_counted(operand) for operand in operands]
    return Column.numbers(arithmetic.total([one.number for one in every]), _errors(every))


def average(operands: Sequence[Operand], arithmetic: Arithmetic) -> Column:
    """AVERAGE; of no numbers ``#DIV/0!``."""
    every = [_counted(operand) for operand in operands]
    count = np.sum([one.counted.sum(axis=1) for one in every], axis=0)
    none = np.where(count == 0, np.uint8(ExcelError.DIVISION.code), np.uint8(0))
    total = arithmetic.total([one.number for one in every])
    return Column.numbers(total / count, coerce.first_error(_errors(every), none))


def minimum(operands: Sequence[Operand]) -> Column:
    """MIN; of no numbers 0."""
    every = [_counted(operand) for operand in operands]
    least = [np.min(one.number, 1, initial=np.inf, where=one.counted) for one in every]
    return _extreme(np.min(least, axis=0), _errors(every))


def maximum(operands: Sequence[Operand]) -> Column:
    """MAX; of no numbers 0."""
    every = [_counted(operand) for operand in operands]
    most = [np.max(one.number, 1, initial=-np.inf, where=one.counted) for one in every]
    return _extreme(np.max(most, axis=0), _errors(every))


def count(operands: Sequence[Operand]) -> Column:
    """COUNT: the numbers; errors are not numbers."""
    found = np.zeros(operands[0].column.shape[0])
    for operand in operands:
        cells = operand.cells()
        number = cells.kind == Kind.NUMBER
        reference = operand.is_reference()
        if reference is not True:
            converted, errors = coerce.numbers(cells)
            given = np.ones(converted.shape, np.bool_) if errors is None else errors == 0
            number = np.where(reference, number, given)
        found = found + number.sum(axis=1)
    return Column.numbers(found)


def count_filled(operands: Sequence[Operand]) -> Column:
    """COUNTA: all that is not blank, ``""`` and errors too."""
    filled = [(operand.cells().kind != Kind.BLANK).sum(axis=1) for operand in operands]
    return Column.numbers(np.sum(filled, axis=0).astype(np.float64))


def count_blank(operands: Sequence[Operand]) -> Column:
    """COUNTBLANK: what looks empty, ``""`` too."""
    cells = operands[0].cells()
    empty_text = (cells.kind == Kind.TEXT) & np.equal(cells.text, "").astype(np.bool_)
    return Column.numbers(((cells.kind == Kind.BLANK) | empty_text).sum(axis=1).astype(np.float64))


def every_true(operands: Sequence[Operand]) -> Column:
    """AND; of no logical value ``#VALUE!``."""
    return _truth(operands, all_of=True)


def any_true(operands: Sequence[Operand]) -> Column:
    """OR; of no logical value ``#VALUE!``."""
    return _truth(operands, all_of=False)


def first_in_row(cells: Column, where: Mask | None = None) -> Kinds | None:
    """Each submission's first error among its cells (``where`` they matter), 0 for none."""
    found = cells.kind == Kind.ERROR
    if where is not None:
        found = found & where
    if not found.any():
        return None
    first = found.argmax(axis=1)[:, None]
    codes = np.take_along_axis(np.where(found, cells.number, 0), first, axis=1)
    return codes[:, 0].astype(np.uint8)


def _counted(operand: Operand) -> Counted:
    cells = operand.cells()
    reference = operand.is_reference()
    counted = cells.kind == Kind.NUMBER
    if reference is True:
        return Counted(np.where(counted, cells.number, 0.0), counted, first_in_row(cells))
    number, errors = coerce.numbers(cells)
    if errors is None:
        errors = np.zeros(cells.shape, np.uint8)
    own = np.where(cells.kind == Kind.ERROR, cells.number, 0).astype(np.uint8)
    errors = np.where(reference, own, errors)
    counted = np.where(reference, counted, errors == 0)
    return Counted(np.where(counted, number, 0.0), counted, errors[:, 0])


def _errors(every: Sequence[Counted]) -> Kinds | None:
    return coerce.first_error(*(one.errors for one in every))


def _extreme(value: Floats, errors: Kinds | None) -> Column:
    return Column.numbers(np.where(np.isinf(value), 0.0, value), errors)


def _truth(operands: Sequence[Operand], *, all_of: bool) -> Column:
    size = operands[0].column.shape[0]
    some, result = np.zeros(size, np.bool_), np.full(size, all_of)
    errors: Kinds | None = None
    for operand in operands:
        cells, reference = operand.cells(), operand.is_reference()
        counted = (cells.kind == Kind.NUMBER) | (cells.kind == Kind.LOGICAL)
        truth = cells.number != 0
        if all_of:
            result = result & (truth | ~counted).all(axis=1)
        else:
            result = result | (truth & counted).any(axis=1)
        some = some | counted.any(axis=1)
        refused = (cells.kind == Kind.TEXT) & np.logical_not(reference)
        codes = np.where(refused.any(axis=1), np.uint8(ExcelError.VALUE.code), np.uint8(0))
        errors = coerce.first_error(errors, first_in_row(cells), codes)
    none = np.where(some, np.uint8(0), np.uint8(ExcelError.VALUE.code))
    return Column.logicals(result, coerce.first_error(errors, none))
