"""What a cell's text means, by the type that stands beside it."""

from __future__ import annotations

import datetime
import math
import re
from functools import lru_cache

from iku_workbook.formula.error_values import ExcelError

# Python's float() would also take 1_000, nan, inf and the digits of other scripts.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?").fullmatch
_LONGEST_NUMBER = 100
_DAY_ZERO = datetime.datetime(1899, 12, 30)
_DAY_ZERO_1904 = datetime.datetime(1904, 1, 1)
_LEAP_THAT_NEVER_WAS = datetime.datetime(1900, 3, 1)
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


def serial(text: str, date1904: bool) -> float:
    """The serial number of an ISO 8601 date, date and time, or time of day (``t="d"``).

    Excel counts a 29 February 1900; the serials before it are one less. ValueError if unreadable.
    """
    if "T" not in text and ":" in text:
        text = f"1899-12-30T{text}" if not date1904 else f"1904-01-01T{text}"
    moment = datetime.datetime.fromisoformat(text).replace(tzinfo=None)
    if date1904:
        return (moment - _DAY_ZERO_1904) / datetime.timedelta(days=1)
    days = (moment - _DAY_ZERO) / datetime.timedelta(days=1)
    return days - 1 if days > 1 and moment < _LEAP_THAT_NEVER_WAS else days
