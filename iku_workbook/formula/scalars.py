"""Spreadsheet functions of single values (ROUND, LEN …) for n submissions: shapes ``(n,)``."""

from __future__ import annotations

import datetime
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from iku_workbook.formula import coerce
from iku_workbook.formula.arithmetic import EXCEL, Arithmetic
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.values import Column, Floats, Kind, Kinds, Mask
from iku_workbook.serials import LAST_SERIAL
from iku_workbook.serials import serial as serial_of

Days: TypeAlias = npt.NDArray[np.datetime64]

_UNIX = serial_of(datetime.date(1970, 1, 1))
# Excel believes in 29 February 1900, so its days before that are one less than the epoch says.
_LEAP_1900 = 60


def not_(value: Column) -> Column:
    """NOT."""
    truth, errors = coerce.truths(value)
    return Column.logicals(~truth, errors)


def is_blank(value: Column) -> Column:
    """ISBLANK: TRUE for an empty cell, FALSE for a cell that shows ``""``, an error too."""
    return Column.logicals(value.kind == Kind.BLANK)


def absolute(value: Column) -> Column:
    """ABS."""
    number, errors = coerce.numbers(value)
    return Column.numbers(np.abs(number), errors)


def round_(value: Column, digits: Column, *, arithmetic: Arithmetic) -> Column:
    """ROUND: half away from zero, as the decimals read."""
    number, number_errors = coerce.numbers(value)
    places, places_errors = coerce.numbers(digits)
    errors = coerce.first_error(number_errors, places_errors)
    return Column.numbers(arithmetic.round_to(number, arithmetic.truncate(places)), errors)


def integer(value: Column, *, arithmetic: Arithmetic) -> Column:
    """INT: down to the next whole number."""
    number, errors = coerce.numbers(value)
    return Column.numbers(arithmetic.floor(number), errors)


def modulo(value: Column, divisor: Column, *, arithmetic: Arithmetic) -> Column:
    """MOD: the remainder, with the divisor's sign."""
    number, number_errors = coerce.numbers(value)
    by, by_errors = coerce.numbers(divisor)
    rest = arithmetic.subtract_last(number, arithmetic.floor(number / by) * by)
    # A remainder as large as the divisor means that the quotient had no digits left to be exact.
    astray = (np.abs(rest) >= np.abs(by)) | (rest * np.sign(by) < 0)
    errors = coerce.first_error(
        number_errors,
        by_errors,
        _coded(by == 0, ExcelError.DIVISION),
        _coded(astray, ExcelError.NUM),
    )
    return Column.numbers(rest, errors)


def length(value: Column) -> Column:
    """LEN: UTF-16 units, which is what Excel counts."""
    texts, errors = coerce.texts(value)
    units = [len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in texts.tolist()]
    return Column.numbers(np.array(units, dtype=np.float64), errors)


def trim(value: Column) -> Column:
    """TRIM: no spaces at the ends, single ones between; other white space stays."""
    texts, errors = coerce.texts(value)
    trimmed = np.empty(texts.shape, dtype=np.object_)
    trimmed[:] = [" ".join(filter(None, text.split(" "))) for text in texts.tolist()]
    return Column.texts(trimmed, errors)


def date_value(value: Column) -> Column:
    """DATEVALUE: an error, whatever the text. Which day it is depends on the computer that reads
    it, and none is set to anything here.
    """
    return Column.constant(ExcelError.VALUE, value.kind.size)


def date(year: Column, month: Column, day: Column) -> Column:
    """DATE: months and days may run over either end; a year before 1900 counts from 1900."""
    years, year_errors = coerce.numbers(year)
    months, month_errors = coerce.numbers(month)
    days, day_errors = coerce.numbers(day)
    years, months, days = (EXCEL.truncate(part) for part in (years, months, days))
    years = np.where((years >= 0) & (years < 1900), years + 1900, years)
    since_1970 = (years - 1970) * 12 + months - 1
    possible = (years >= 0) & (np.abs(since_1970) < 1e6) & (np.abs(days) < 1e8)
    months_passed = np.where(possible, since_1970, 0).astype(np.int64).astype("datetime64[M]")
    first = months_passed.astype("datetime64[D]").astype(np.float64) + _UNIX
    serial = np.where(first <= _LEAP_1900, first - 1, first) + days - 1
    outside = ~possible | (serial < 0) | (serial > LAST_SERIAL)
    errors = coerce.first_error(
        year_errors, month_errors, day_errors, _coded(outside, ExcelError.NUM)
    )
    return Column.numbers(serial, errors)


def year(value: Column) -> Column:
    """YEAR; of a blank 1900."""
    days, serial, errors = _calendar(value)
    years = days.astype("datetime64[Y]").astype(np.float64) + 1970
    return Column.numbers(np.where(serial == 0, 1900, years), errors)


def month(value: Column) -> Column:
    """MONTH; of a blank 1."""
    days, serial, errors = _calendar(value)
    months = days.astype("datetime64[M]").astype(np.float64) % 12 + 1
    return Column.numbers(np.where(serial == 0, 1, months), errors)


def day(value: Column) -> Column:
    """DAY; of a blank 0."""
    days, serial, errors = _calendar(value)
    of_month = (days - days.astype("datetime64[M]")).astype(np.float64) + 1
    of_month = np.where(serial == _LEAP_1900, 29, of_month)
    return Column.numbers(np.where(serial == 0, 0, of_month), errors)


def _calendar(value: Column) -> tuple[Days, Floats, Kinds | None]:
    """The calendar's days and the whole serials, with an error where no day has such a number."""
    number, errors = coerce.numbers(value)
    serial = EXCEL.floor(number)
    outside = ~((serial >= 0) & (serial <= LAST_SERIAL))
    since_1970 = np.where(serial < _LEAP_1900, serial + 1, serial) - _UNIX
    days = np.where(outside, 0, since_1970).astype(np.int64).astype("datetime64[D]")
    return days, serial, coerce.first_error(errors, _coded(outside, ExcelError.NUM))


def _coded(where: Mask, error: ExcelError) -> Kinds | None:
    return np.where(where, np.uint8(error.code), np.uint8(0)) if where.any() else None
