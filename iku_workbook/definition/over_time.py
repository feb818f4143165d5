"""How values of several periods become one value of the year so far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum


class OverTime(StrEnum):
    """What a year says of its periods; those of which nothing is known never count."""

    SUM = "sum"
    LATEST = "latest"
    MEAN = "mean"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"

    def of(self, given: Sequence[float | None]) -> float | None:
        """One number of a year's, which stand in the order of time; None where none is known."""
        known = [value for value in given if value is not None]
        if not known:
            return None
        match self:
            case OverTime.SUM:
                return _sum(known)
            case OverTime.LATEST:
                return known[-1]
            case OverTime.MEAN:
                return _sum(known) / len(known)
            case OverTime.MINIMUM:
                return min(known)
            case OverTime.MAXIMUM:
                return max(known)


def _sum(known: Sequence[float]) -> float:
    return sum(known) if all(isinstance(each, int) for each in known) else math.fsum(known)
