"""Computes an index from the results that it reads, and between what it may still end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from iku_workbook.definition.indices import directions, guarded
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.parse import parse
from iku_workbook.formula.values import Column

Ends = tuple[float, float]


class Known(NamedTuple):
    """One figure that an index reads, and the least and greatest that it may still come to; these
    are None where nobody knows.
    """

    figure: float | None
    ends: Ends | None


def index_value(formula: str, read: Mapping[str, float | None]) -> float | None:
    """The index of the results that it reads, by name; None where one of them is."""
    scope = {name: Column.of([figure]) for name, figure in read.items()}
    [value] = evaluate(guarded(parse(formula)), scope, 1).objects()
    return value if isinstance(value, float) else None


def index_ends(formula: str, read: Mapping[str, Known]) -> Ends | None:
    """The least and the greatest that it may come to, where it rises or falls with each figure.

    Each figure is taken by itself: where the same returns move several, it may be less far.
    """
    ways = directions(parse(formula))
    if ways is None:
        return None
    low, high = dict[str, float | None](), dict[str, float | None]()
    for name, known in read.items():
        if known.ends is None:
            return None
        rising = ways.get(name, 1) > 0
        low[name], high[name] = known.ends if rising else known.ends[::-1]
    least, greatest = index_value(formula, low), index_value(formula, high)
    return None if least is None or greatest is None else (least, greatest)
