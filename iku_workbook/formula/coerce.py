"""Converts values to number, logical or text, by the rules of a spreadsheet (``"5"`` + 1 is 6)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.values import Column, Floats, Kind, Kinds, Mask, Objects
from iku_workbook.serials import serial

_Result = TypeVar("_Result", float, bool, str)
_NUMERAL = re.compile(r" *([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(%?) *")
_ISO_DATE = re.compile(r" *([0-9]{4})-([0-9]{2})-([0-9]{2}) *")


def number_of_text(text: str) -> float | None:
    """The number that a text reads as in every spreadsheet program and language, else None.

    ``5``, `` -2.5 ``, ``1E3``, ``5%`` and ISO dates; ``1,000`` depends on the language and is none.
    """
    numeral = _NUMERAL.fullmatch(text)
    if numeral:
        number = float(numeral[1]) / (100 if numeral[2] else 1)
        return number if abs(number) != float("inf") else None
    date = _ISO_DATE.fullmatch(text)
    if date:
        try:
            return serial(datetime.date(int(date[1]), int(date[2]), int(date[3])))
        except ValueError:
            return None
    return None


def text_of_number(number: float) -> str:
    """A number in Excel's General format with all of its 15 digits and a dot."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    digits = Decimal(repr(number))  # as people read it, so that its last 5 rounds up
    power = digits.adjusted()
    digits = digits.quantize(Decimal(1).scaleb(power - 14), rounding=ROUND_HALF_UP)
    power = digits.adjusted()
    if power < -9 or power >= 15:
        mantissa = f"{digits.scaleb(-power):f}"
        return f"{mantissa.rstrip('0').rstrip('.')}E{power:+03d}"
    return f"{digits:f}".rstrip("0").rstrip(".")


def each(function: Callable[[str], _Result], texts: Objects, dtype: type) -> npt.NDArray[Any]:
    """The function of each text, computed once for each that is different."""
    if texts.size and not any(texts.strides):
        return np.full(texts.shape, function(str(texts.flat[0])), dtype=dtype)
    known: dict[str, _Result] = {}
    flat = texts.ravel().tolist()
    for text in set(flat):
        known[text] = function(text)
    return np.array([known[text] for text in flat], dtype=dtype).reshape(texts.shape)


def numbers(column: Column) -> tuple[Floats, Kinds | None]:
    """As numbers: a blank is 0, TRUE is 1, a numeral in text counts, other text is ``#VALUE!``."""
    errors = column.errors()
    if not column.has(Kind.TEXT):
        return column.number, errors
    is_text = column.kind == Kind.TEXT
    read = np.full(column.shape, np.nan)
    read[is_text] = each(_number_or_nan, column.text[is_text], np.float64)
    unread = is_text & np.isnan(read)
    if unread.any():
        refused = np.where(unread, np.uint8(ExcelError.VALUE.code), np.uint8(0))
        errors = first_error(errors, refused)
    return np.where(is_text & ~unread, read, np.where(is_text, 0.0, column.number)), errors


def truths(column: Column) -> tuple[Mask, Kinds | None]:
    """As TRUE or FALSE: every number but 0 is TRUE, a blank is FALSE, any text is ``#VALUE!``."""
    errors = column.errors()
    if column.has(Kind.TEXT):
        is_text = column.kind == Kind.TEXT
        refused = np.where(is_text, np.uint8(ExcelError.VALUE.code), np.uint8(0))
        errors = first_error(errors, refused)
    return column.number != 0, errors


def texts(column: Column) -> tuple[Objects, Kinds | None]:
    """As texts: a blank is ``""``, a number in General format, a logical value TRUE or FALSE."""
    shown = column.text
    for kind, show in ((Kind.NUMBER, text_of_number), (Kind.LOGICAL, _text_of_truth)):
        chosen = column.kind == kind
        if chosen.any():
            shown = shown.copy()
            shown[chosen] = [show(number) for number in column.number[chosen].tolist()]
    return shown, column.errors()


def first_error(*errors: Kinds | None) -> Kinds | None:
    """For each cell the first error of those given from left to right; None where there is none."""
    found: Kinds | None = None
    for codes in errors:
        if codes is not None:
            found = codes if found is None else np.where(found > 0, found, codes)
    return found


def _number_or_nan(text: str) -> float:
    number = number_of_text(text)
    return np.nan if number is None else number


def _text_of_truth(number: float) -> str:
    return "TRUE" if number else "FALSE"
