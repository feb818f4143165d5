"""The least and the greatest that several units can come to, each of several options.

A quotient of sums is followed by Dinkelbach's method (Management Science 13, 1967); a mean is one,
of values and how many there are. Sums, least and greatest values follow from each unit's own ends.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from iku_workbook.definition.indicators import Indicator, OverUnits
from iku_workbook.results.over_units import UnitParts, taking_part

Options: TypeAlias = npt.NDArray[np.float64]
"""What one unit's parts may come to, shape (options, parts): in the order of
:func:`iku_workbook.calculations.parts_of`, NaN where blank."""

_ROUNDS = 50  # Dinkelbach's method converges faster than linearly: never reached
_LEAST, _GREATEST = -1.0, 1.0


def extremes(
    indicator: Indicator, spread: Sequence[Options], settled: Sequence[UnitParts]
) -> tuple[float | None, float | None]:
    """The least and the greatest value; None where there may be none, or weights are negative.

    ``settled`` are the units that have one option, which every value includes.
    """
    value = indicator.value
    if value is None:
        pairs = [np.nan_to_num(each, nan=0.0) for each in spread]
        done = tuple(math.fsum(part[at] or 0 for part in settled) for at in (0, 1))
        least, greatest = (_quotient_of_sums(pairs, done, sign) for sign in (_LEAST, _GREATEST))
        return _times(least, indicator.scale), _times(greatest, indicator.scale)
    known = taking_part(value, settled)
    if value.over_units is OverUnits.MEAN:
        pairs = [_weighed(each) for each in spread]
        if any((each[:, 1] < 0).any() for each in pairs):
            return None, None
        sums = math.fsum(own * weight for own, weight in known), math.fsum(w for _, w in known)
        return _quotient_of_sums(pairs, sums, _LEAST), _quotient_of_sums(pairs, sums, _GREATEST)
    own = [each[:, 0] for each in spread]
    values = [each for each, _ in known]
    take = {
        OverUnits.SUM: _sum,
        OverUnits.MINIMUM: _minimum,
        OverUnits.MAXIMUM: _maximum,
    }[value.over_units]
    return take(own, values, _LEAST), take(own, values, _GREATEST)


def _weighed(options: Options) -> Options:
    """Value times weight, and weight; none of either where one is blank."""
    weight = options[:, 1] if options.shape[1] > 1 else np.ones(len(options))
    pairs = np.column_stack([options[:, 0] * weight, weight])
    pairs[np.isnan(pairs).any(axis=1)] = 0.0
    return pairs


def _sum(own: Sequence[Options], settled: Sequence[float], sign: float) -> float | None:
    """Blanks add nothing; where nobody else has a value, one unit has to have one."""
    ends = [(_end(each, sign), bool(np.isnan(each).any())) for each in own]
    if not settled and all(may_be_blank and end <= 0 for end, may_be_blank in ends):
        known = max((end for end, _ in ends), default=-math.inf)
        return sign * known if math.isfinite(known) else None
    adding = (max(0.0, end) if may_be_blank else end for end, may_be_blank in ends)
    return sign * math.fsum(adding) + math.fsum(settled)


def _maximum(own: Sequence[Options], settled: Sequence[float], sign: float) -> float | None:
    if sign == _GREATEST:
        found = max([*settled, *(_end(each, _GREATEST) for each in own)], default=-math.inf)
    else:
        # A blank does not raise it; where all may be blank, one unit has to have a value.
        least = [-math.inf if np.isnan(each).any() else -_end(each, _LEAST) for each in own]
        found = max([*settled, *least], default=-math.inf)
        if found == -math.inf:
            found = min((-_end(each, _LEAST) for each in own), default=math.inf)
    return found if math.isfinite(found) else None


def _minimum(own: Sequence[Options], settled: Sequence[float], sign: float) -> float | None:
    found = _maximum([-each for each in own], [-each for each in settled], -sign)
    return None if found is None else -found


def _end(options: Options, sign: float) -> float:
    """The greatest of ``sign`` times what is known; minus infinity where all is blank."""
    known = options[~np.isnan(options)]
    return float((sign * known).max()) if known.size else -math.inf


def _times(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale


def _quotient_of_sums(
    spread: Sequence[Options], settled: Sequence[float], sign: float
) -> float | None:
    """The greatest quotient of sums (``sign`` 1) or the least (-1), with one pair of each unit."""
    chosen = [pairs[np.argmax(pairs[:, 1])] for pairs in spread]
    quotient = _quotient(chosen, settled)
    for _ in range(_ROUNDS):
        if quotient is None:
            return None
        gain = [sign * (pairs[:, 0] - quotient * pairs[:, 1]) for pairs in spread]
        chosen = [pairs[np.argmax(each)] for pairs, each in zip(spread, gain, strict=True)]
        better = _quotient(chosen, settled)
        if better is None or sign * (better - quotient) <= 0:
            return quotient
        quotient = better
    return quotient


def _quotient(chosen: Sequence[Options], settled: Sequence[float]) -> float | None:
    numerator = settled[0] + sum(float(pair[0]) for pair in chosen)
    denominator = settled[1] + sum(float(pair[1]) for pair in chosen)
    return numerator / denominator if denominator > 0 else None
