"""Equality, subtraction and rounding that hide binary rounding errors, as spreadsheets do.

0.1 + 0.2 equals 0.3, 0.1 + 0.2 - 0.3 is 0, and 2.675 rounds to 2.68: spreadsheet programs treat
numbers as equal that agree in about 15 digits. The rules are those of LibreOffice (sal/rtl/math.cxx
and include/rtl/math.hxx), which Excel's results agree with wherever both are documented.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from iku_workbook.formula.values import Floats, Mask

_CLOSE = 2.0**-48
_WHOLE = 2.0**53  # up to here every whole number is exact
_NO_HALVES = 2.0**52  # from here on there are no fractions
_POWERS: Floats = np.array([float(f"1e{power}") for power in range(309)] + [np.inf])


def equal(left: Floats, right: Floats) -> Mask:
    """Whether the numbers agree in about 15 digits; different whole numbers never do."""
    same = left == right
    distance = np.abs(left - right)
    close = (distance < np.abs(left) * _CLOSE) & (distance < np.abs(right) * _CLOSE)
    if not (close & ~same).any():
        return np.asarray(same)
    whole = _is_whole(distance) & _is_whole(left) & _is_whole(right)
    return np.asarray(same | (close & ~whole & np.isfinite(distance)))


def add(left: Floats, right: Floats) -> Floats:
    """The sum, 0 where one is about the other's opposite."""
    return subtract(left, -right)


def subtract(left: Floats, right: Floats) -> Floats:
    """The difference, 0 where the two are about equal."""
    return np.where(equal(left, right), 0.0, left - right)


def floor(value: Floats) -> Floats:
    """The whole number below the value as it reads in 15 digits: 2.9999999999999996 gives 3."""
    return np.floor(_in_fifteen_digits(value))


def truncate(value: Floats) -> Floats:
    """The whole part of the value as it reads in 15 digits."""
    return np.copysign(floor(np.abs(value)), value)


def round_to(value: Floats, digits: Floats) -> Floats:
    """Half away from zero at ``digits`` decimals; negative digits round to tens, hundreds …"""
    size = np.abs(value)
    exponent = np.frexp(size)[1] - 1
    # More decimals than the number can hold would only spoil it.
    digits = np.where(digits > 0, np.minimum(digits, np.maximum(52 - exponent, 0)), digits)
    factor = _power(np.abs(digits))
    scaled = np.where(digits < 0, size / factor, size * factor)
    rounded = np.where(scaled < _NO_HALVES, floor(scaled + 0.5), scaled)
    result = np.where(digits < 0, rounded * factor, rounded / factor)
    result = np.where(np.isinf(factor) & (digits < 0), 0.0, result)
    exact = (digits >= 0) & ((size >= _NO_HALVES) | _is_whole(size))
    return np.where(exact | ~np.isfinite(result), value, np.copysign(result, value))


def _in_fifteen_digits(value: Floats) -> Floats:
    size = np.abs(value)
    # A number with few binary places is exact already; a huge one has no decimals to correct.
    exact = (size > 2.0**41) | (size * 2048 == np.floor(size * 2048)) | ~np.isfinite(size)
    if exact.all():
        return value
    magnitude = np.floor(np.log10(np.where(exact, 1.0, size)))
    shift = 14 - magnitude
    factor = _power(np.abs(shift))
    scaled = np.floor(np.where(shift < 0, size / factor, size * factor) + 0.5)
    result = np.where(shift < 0, scaled * factor, scaled / factor)
    return np.where(exact | ~np.isfinite(result), value, np.copysign(result, value))


def _is_whole(value: Floats) -> Mask:
    return np.asarray((np.abs(value) <= _WHOLE) & (value == np.floor(value)))


def _power(exponent: Floats) -> Floats:
    """10 to a whole exponent from 0 on, exactly as the decimal text would read."""
    places: npt.NDArray[np.intp] = np.minimum(exponent, 309).astype(np.intp)
    return _POWERS[places]
