"""LibreOffice's arithmetic: 0.1 + 0.2 - 0.3 is 0 wherever it stands, and sums are compensated.

Numbers count as equal that agree in about 15 digits (sal/rtl/math.cxx, include/rtl/math.hxx).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from iku_workbook.formula.decimals import nearly_equal, power_of_ten, round_half_away
from iku_workbook.formula.values import Floats


def order(left: Floats, right: Floats) -> Floats:
    """-1, 0 or 1; 0 for numbers that agree in about 15 digits."""
    return np.where(nearly_equal(left, right), 0.0, np.sign(left - right))


def subtract(left: Floats, right: Floats) -> Floats:
    """The difference, 0 where the two are about equal."""
    return np.where(nearly_equal(left, right), 0.0, left - right)


def total(parts: Sequence[Floats]) -> Floats:
    """The sum of all numbers of ``parts``, each of shape (n, rows): from the last part on.

    Kahan's sum as Neumaier improved it, and 0 where the last number added makes the rest about
    vanish: what people see as SUM(0.1, 0.2, -0.3).
    """
    size = parts[0].shape[0]
    sum_, lost, last = np.zeros(size), np.zeros(size), np.zeros(size)
    for part in reversed(parts):
        for number in part.T:
            if not number.any():
                continue
            new = sum_ + last
            larger = np.abs(sum_) >= np.abs(last)
            rest = np.where(larger, (sum_ - new) + last, (last - new) + sum_)
            given = number != 0
            sum_ = np.where(given, new, sum_)
            lost = np.where(given, lost + rest, lost)
            last = np.where(given, number, last)
    return subtract(sum_ + lost, -last)


def floor(value: Floats) -> Floats:
    """The whole number below the value as it reads in 15 digits: 2.9999999999999996 gives 3."""
    return np.floor(_in_fifteen_digits(value))


def round_to(value: Floats, digits: Floats) -> Floats:
    """Half away from zero; to no digits at all the binary number counts: 23/40*100 gives 57."""
    plain = np.copysign(np.floor(np.abs(value) + 0.5), value)
    return np.where(digits == 0, plain, round_half_away(value, digits, _nearest))


def _nearest(value: Floats) -> Floats:
    return floor(value + 0.5)


def _in_fifteen_digits(value: Floats) -> Floats:
    size = np.abs(value)
    # A number with few binary places is exact already; a huge one has no decimals to correct.
    exact = (size > 2.0**41) | (size * 2048 == np.floor(size * 2048)) | ~np.isfinite(size)
    if exact.all():
        return value
    magnitude = np.floor(np.log10(np.where(exact, 1.0, size)))
    shift = 14 - magnitude
    factor = power_of_ten(np.abs(shift))
    scaled = np.floor(np.where(shift < 0, size / factor, size * factor) + 0.5)
    result = np.where(shift < 0, scaled * factor, scaled / factor)
    return np.where(exact | ~np.isfinite(result), value, np.copysign(result, value))
