"""The value of one cell in many submissions at once, as numpy arrays: :class:`Column`.

A column of shape ``(n,)`` holds one value for each of n submissions; of shape ``(n, rows)`` the
cells of a register's column, for each submission a row. Dates are their serial numbers.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from iku_workbook.formula.error_values import ExcelError
from iku_workbook.serials import serial

Kinds: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.float64]
Objects: TypeAlias = npt.NDArray[np.object_]
Mask: TypeAlias = npt.NDArray[np.bool_]


class Kind(IntEnum):
    """The kind of value in a cell."""

    BLANK = 0
    NUMBER = 1
    TEXT = 2
    LOGICAL = 3
    ERROR = 4


_ERRORS = tuple(ExcelError)

Value: TypeAlias = float | str | bool | ExcelError | None


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Cells as three arrays of one shape.

    kind    a ``Kind`` each
    number  a number's value; 1 and 0 for logical values; an error's code; 0 for a blank or a text
    text    a text's characters; ``""`` for all else
    """

    kind: Kinds
    number: Floats
    text: Objects

    @classmethod
    def of(cls, values: Sequence[Any]) -> Column:
        """From None, numbers, text, bool, date, datetime or ExcelError, or lists of these.

        What no cell can hold (NaN, an infinite or far too large number) becomes ``#NUM!``.
        ValueError for lists of different lengths, TypeError for any other type.
        """
        if len(values) and isinstance(values[0], list | tuple):
            rows = len(values[0])
            flat = cls.of([cell for row in values for cell in row])
            return flat.reshaped((len(values), rows))
        plain = _plain(values)
        return plain if plain is not None else _any(values)

    @classmethod
    def constant(cls, value: Value, size: int) -> Column:
        """The same value for each of ``size`` submissions, held once."""
        one = cls.of([value])
        return cls(
            np.broadcast_to(one.kind[0], size),
            np.broadcast_to(one.number[0], size),
            _same(one.text[0], (size,)),
        )

    @classmethod
    def blank(cls, size: int) -> Column:
        """A blank cell for each of ``size`` submissions."""
        return cls.constant(None, size)

    @classmethod
    def numbers(cls, values: Floats, errors: Kinds | None = None) -> Column:
        """From computed numbers; ``errors`` holds an error's code where there is one, else 0.

        A number that is not finite is ``#NUM!``.
        """
        codes = np.where(np.isfinite(values), np.uint8(0), np.uint8(ExcelError.NUM.code))
        if errors is not None:
            codes = np.where(errors > 0, errors, codes)
        if not codes.any():
            kind: Kinds = np.broadcast_to(np.uint8(Kind.NUMBER), values.shape)
            return cls(kind, values + 0.0, no_text(values.shape))  # + 0.0: no cell holds -0
        kind = np.where(codes > 0, np.uint8(Kind.ERROR), np.uint8(Kind.NUMBER))
        return cls(kind, np.where(codes > 0, codes, values) + 0.0, no_text(values.shape))

    @classmethod
    def logicals(cls, values: Mask, errors: Kinds | None = None) -> Column:
        """From computed truth; ``errors`` as for ``numbers``."""
        number = values.astype(np.float64)
        if errors is None or not errors.any():
            kind: Kinds = np.broadcast_to(np.uint8(Kind.LOGICAL), values.shape)
            return cls(kind, number, no_text(values.shape))
        kind = np.where(errors > 0, np.uint8(Kind.ERROR), np.uint8(Kind.LOGICAL))
        return cls(kind, np.where(errors > 0, errors, number), no_text(values.shape))

    @classmethod
    def texts(cls, values: Objects, errors: Kinds | None = None) -> Column:
        """From computed texts; ``errors`` as for ``numbers``."""
        if errors is None or not errors.any():
            kind: Kinds = np.broadcast_to(np.uint8(Kind.TEXT), values.shape)
            return cls(kind, np.zeros(values.shape), values)
        kind = np.where(errors > 0, np.uint8(Kind.ERROR), np.uint8(Kind.TEXT))
        return cls(kind, errors.astype(np.float64), np.where(errors > 0, "", values))

    @property
    def true(self) -> Mask:
        """Where a condition holds, as IF reads it: TRUE, or a number other than 0."""
        return np.asarray(self._decides & (self.number != 0))

    @property
    def false(self) -> Mask:
        """Where a condition fails: FALSE, or 0. A blank, a text or an error decides nothing."""
        return np.asarray(self._decides & (self.number == 0))

    @property
    def _decides(self) -> Mask:
        return np.asarray((self.kind == Kind.LOGICAL) | (self.kind == Kind.NUMBER))

    @property
    def shape(self) -> tuple[int, ...]:
        """``(n,)`` or ``(n, rows)``."""
        return self.kind.shape

    @property
    def is_constant(self) -> bool:
        """Whether one value is held once for all cells."""
        return not (any(self.kind.strides) or any(self.number.strides) or any(self.text.strides))

    def reshaped(self, shape: tuple[int, ...]) -> Column:
        """The same cells in another shape; ValueError where they do not fit."""
        return Column(
            self.kind.reshape(shape), self.number.reshape(shape), self.text.reshape(shape)
        )

    def has(self, kind: Kind) -> bool:
        """Whether any cell is of the kind."""
        return bool((self.kind == kind).any())

    def errors(self) -> Kinds | None:
        """Each cell's error code, 0 for none; None where no cell is an error."""
        found = self.kind == Kind.ERROR
        return np.where(found, self.number, 0).astype(np.uint8) if found.any() else None

    def objects(self) -> list[Any]:
        """The cells as None, float, str, bool and ExcelError; lists of them for a range."""
        if self.kind.ndim > 1:
            rows = zip(self.kind, self.number, self.text, strict=True)
            return [Column(*row).objects() for row in rows]
        cells = zip(self.kind.tolist(), self.number.tolist(), self.text.tolist(), strict=True)
        return [_shown(kind, number, text) for kind, number, text in cells]


_PLAIN = {
    type(None): Kind.BLANK,
    float: Kind.NUMBER,
    int: Kind.NUMBER,
    str: Kind.TEXT,
    bool: Kind.LOGICAL,
}


def _plain(values: Sequence[Any]) -> Column | None:
    """From the common types alone, without a step for each value; None where others are there."""
    types = list(map(type, values))
    if datetime.date in (there := set(types)):
        values = [serial(each) if type(each) is datetime.date else each for each in values]
        types, there = list(map(type, values)), there - {datetime.date}
    if not _PLAIN.keys() >= there:
        return None
    kind = np.fromiter(map(_PLAIN.__getitem__, types), dtype=np.uint8, count=len(types))
    text, number = np.empty(len(types), dtype=np.object_), np.zeros(len(types))
    text[:] = values
    counted = (kind == Kind.NUMBER) | (kind == Kind.LOGICAL)
    try:
        number[counted] = text[counted].astype(np.float64)
    except OverflowError:  # an int that no cell holds
        return None
    text[kind != Kind.TEXT] = ""
    return Column(kind, number + 0.0, text) if np.isfinite(number).all() else None


def _any(values: Sequence[Any]) -> Column:
    kinds, numbers, texts = zip(*map(_stored, values), strict=True)
    text = np.empty(len(values), dtype=np.object_)
    text[:] = texts
    return Column(np.array(kinds, dtype=np.uint8), np.array(numbers, dtype=np.float64), text)


def no_text(shape: tuple[int, ...]) -> Objects:
    """The texts of cells that hold none, held once."""
    return _same("", shape)


def _same(text: str, shape: tuple[int, ...]) -> Objects:
    one = np.empty((), dtype=np.object_)
    one[()] = text
    return np.broadcast_to(one, shape)


def _stored(value: object) -> tuple[int, float, str]:
    if value is None:
        return Kind.BLANK, 0.0, ""
    if isinstance(value, ExcelError):
        return Kind.ERROR, float(value.code), ""
    if isinstance(value, str):
        return Kind.TEXT, 0.0, str(value)
    if isinstance(value, bool | np.bool_):
        return Kind.LOGICAL, float(value), ""
    if isinstance(value, datetime.date):
        return Kind.NUMBER, serial(value), ""
    if not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(f"no cell holds a {type(value).__name__}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        return Kind.ERROR, float(ExcelError.NUM.code), ""
    return Kind.NUMBER, number + 0.0, ""


def _shown(kind: int, number: float, text: str) -> Value:
    if kind == Kind.NUMBER:
        return number
    if kind == Kind.TEXT:
        return text
    if kind == Kind.LOGICAL:
        return number != 0
    return _ERRORS[int(number) - 1] if kind == Kind.ERROR else None
