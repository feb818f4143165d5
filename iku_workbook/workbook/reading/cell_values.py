"""Converts the text of a cell's value by the cell's type (number, logical, error, date)."""

from __future__ import annotations

import datetime
import math
import re
from functools import lru_cache

from iku_workbook.formula.error_values import ExcelError
from iku_workbook.serials import EPOCH, EPOCH_1904, FIRST_SERIAL, serial

# Python's float() would also take 1_000, nan, inf and the digits of other scripts.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?").fullmatch
_LONGEST_NUMBER = 100
_ERRORS = {error.value: error for error in ExcelError}


@lru_cache(maxsize=4096)
def number(text: str) -> float:
    """A number as a workbook stores it; ValueError for anything else, infinity included."""
    if _NUMBER(text) is None or len(text) > _LONGEST_NUMBER:
        text = text.strip(" \t\r\n")
        if _NUMBER(text) is None or len(text) > _LONGEST_NUMBER:
            raise ValueError(text)
    value = float(text)
    if math.isinf(value):
        raise ValueError(text)
    return value


def logical(text: str) -> bool:
    """A logical value; ValueError for what is neither true nor false."""
    if text in {"1", "true"}:
        return True
    if text in {"0", "false"}:
        return False
    raise ValueError(text)


def error(text: str) -> ExcelError:
    """An error value. Those younger than Excel 2010 (``#SPILL!``) stand as ``#VALUE!``."""
    if not text.startswith("#"):
        raise ValueError(text)
    return _ERRORS.get(text, ExcelError.VALUE)


def iso_serial(text: str, date1904: bool) -> float:
    """The serial number of an ISO 8601 date, date and time, or time of day (``t="d"``).

    Excel counts a 29 February 1900; the serials before it are one less. ValueError if unreadable.
    """
    epoch = EPOCH_1904 if date1904 else EPOCH
    if "T" not in text and ":" in text:
        text = f"{epoch.isoformat()}T{text}"
    days = serial(datetime.datetime.fromisoformat(text))
    if date1904:
        return days - serial(EPOCH_1904)
    return days - 1 if 1 < days < FIRST_SERIAL else days
