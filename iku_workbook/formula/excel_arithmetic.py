"""Excel's arithmetic: binary numbers as they are, compared and made whole as they read.

A number reads in 15 significant digits. How Excel compares, adds and rounds was taken from the
results that it stored in public workbooks; docs/formula.md says of each what other programs do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from iku_workbook.formula.decimals import nearly_equal, round_half_away
from iku_workbook.formula.values import Floats, Mask

_DIGITS = 1e-14  # rounding to 15 digits moves a number by less than this part of itself


def order(left: Floats, right: Floats) -> Floats:
    """-1, 0 or 1 of the numbers in 15 digits: 99.99999999999994 is less than 100."""
    apart = np.sign(left - right)
    near = (apart != 0) & (np.abs(left - right) <= np.abs(left) * _DIGITS)
    if not near.any():
        return apart
    first, second = (_where(near, side, _in_fifteen_digits) for side in (left, right))
    return np.where(near, np.sign(first - second), apart)


def subtract(left: Floats, right: Floats) -> Floats:
    """The difference as it comes out: 0.1 + 0.2 - 0.3 is 5.55E-17."""
    return left - right


def subtract_last(left: Floats, right: Floats) -> Floats:
    """The difference as a formula's last operation: 0 where the two are about equal."""
    return np.where(nearly_equal(left, right), 0.0, left - right)


def total(parts: Sequence[Floats]) -> Floats:
    """The sum of all numbers of ``parts``, each of shape (n, rows), one after the other."""
    sum_ = np.zeros(parts[0].shape[0])
    for part in parts:
        for number in part.T:
            sum_ = sum_ + number
    return sum_


def floor(value: Floats) -> Floats:
    """The whole number below the value in 15 digits: 123456788.9999996 gives 123456789."""
    below = np.floor(value)
    near = (below != value) & (below + 1 - value <= np.abs(value) * _DIGITS)
    return np.floor(_where(near, value, _in_fifteen_digits)) if near.any() else below


def round_to(value: Floats, digits: Floats) -> Floats:
    """Half away from zero, as the decimals read: 2.675 gives 2.68."""
    return round_half_away(value, digits, _nearest)


def _nearest(value: Floats) -> Floats:
    """The whole number next to one from 0 on in 15 digits, half upwards: 267.49999999999994 gives
    268, but a number without a fraction is itself, however long.
    """
    below = np.floor(value + 0.5)
    near = below + 0.5 - value <= value * _DIGITS
    return np.floor(_where(near, value, _in_fifteen_digits) + 0.5) if near.any() else below


def _in_fifteen_digits(value: float) -> float:
    digits = Decimal(value)
    last = Decimal(1).scaleb(digits.adjusted() - 14)
    return float(digits.quantize(last, rounding=ROUND_HALF_UP))


def _where(chosen: Mask, values: Floats, change: Callable[[float], float]) -> Floats:
    changed = np.array(np.broadcast_to(values, chosen.shape))
    changed[chosen] = [change(value) for value in changed[chosen].tolist()]
    return changed
