"""Binary numbers as decimals: nearly equal and whole ones, powers of ten, rounding."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from iku_workbook.formula.values import Floats, Mask

_CLOSE = 2.0**-48
_WHOLE = 2.0**53  # up to here every whole number is exact
_NO_HALVES = 2.0**52  # from here on there are no fractions
_POWERS: Floats = np.array([float(f"1e{power}") for power in range(309)] + [np.inf])


def nearly_equal(left: Floats, right: Floats) -> Mask:
    """Whether the numbers agree in about 15 digits; different whole numbers never do."""
    same = left == right
    distance = np.abs(left - right)
    close = (distance < np.abs(left) * _CLOSE) & (distance < np.abs(right) * _CLOSE)
    if not (close & ~same).any():
        return np.asarray(same)
    whole = is_whole(distance) & is_whole(left) & is_whole(right)
    return np.asarray(same | (close & ~whole & np.isfinite(distance)))


def round_half_away(value: Floats, digits: Floats, nearest: Callable[[Floats], Floats]) -> Floats:
    """Half away from zero at ``digits`` decimals; negative digits round to tens, hundreds …

    ``nearest`` gives the whole number next to one from 0 on, half upwards, as the program reads it:
    267.49999999999994, which is 2.675 * 100, is a half.
    """
    size = np.abs(value)
    exponent = np.frexp(size)[1] - 1
    # More decimals than the number can hold would only spoil it.
    digits = np.where(digits > 0, np.minimum(digits, np.maximum(52 - exponent, 0)), digits)
    factor = power_of_ten(np.abs(digits))
    scaled = np.where(digits < 0, size / factor, size * factor)
    rounded = np.where(scaled < _NO_HALVES, nearest(scaled), scaled)
    result = np.where(digits < 0, rounded * factor, rounded / factor)
    result = np.where(np.isinf(factor) & (digits < 0), 0.0, result)
    exact = (digits >= 0) & ((scaled >= _NO_HALVES) | is_whole(size))
    return np.where(exact | ~np.isfinite(result), value, np.copysign(result, value))


def is_whole(value: Floats) -> Mask:
    """Which numbers are whole, and small enough to be so exactly."""
    return np.asarray((np.abs(value) <= _WHOLE) & (value == np.floor(value)))


def power_of_ten(exponent: Floats) -> Floats:
    """10 to a whole exponent from 0 on, exactly as the decimal text would read."""
    places: npt.NDArray[np.intp] = np.minimum(exponent, 309).astype(np.intp)
    return _POWERS[places]
