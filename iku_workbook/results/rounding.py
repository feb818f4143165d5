"""How many decimals a figure is shown in (docs/rounding.md).

What is shown stands on the same side of every target and band as the figure itself: where rounding
to the usual decimals would carry it over one, or make it fall short of one, more decimals are
shown, as few as are needed. The figure itself is never rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from iku_workbook.definition.model import Band, Indicator, Polarity, Target
from iku_workbook.definition.targets import ends_of
from iku_workbook.numbers import figures
from iku_workbook.results.achievement import achievements, attains, band, grade, reaches

PERCENT = 2
"""Decimals of an achievement, where they claim nothing that it does not reach."""

FINEST = 15
"""Decimals: a number has no more figures than that."""

_FULL = 100


class Places(NamedTuple):
    """The decimals in which the figures of a result are shown.

    recomputed  those of the value from which its achievements come out as they are shown
    """

    value: int
    achievement: int
    year_achievement: int
    plan_achievement: int
    recomputed: int


def rounded(value: float, decimals: int) -> float:
    """Half away from zero, as a spreadsheet shows a number."""
    return float(Decimal(figures(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def places(value: float | None, decimals: int, stands: Callable[[float], object]) -> int:
    """The fewest decimals, so many at least, in which a figure stands where it does."""
    if value is None:
        return decimals
    where = stands(value)
    finer = range(decimals, FINEST)
    return next((each for each in finer if stands(rounded(value, each)) == where), FINEST)


def of_value(
    indicator: Indicator,
    value: float | None,
    targets: Iterable[Target | None],
    decimals: int | None = None,
) -> int:
    """The decimals of a result, a unit's share of it or an end of its range, beside targets."""
    known = [each for each in targets if each is not None]
    least = indicator.decimals if decimals is None else decimals

    def stands(shown: float) -> tuple[list[bool], str | None]:
        reached = [reaches(shown, each, indicator.polarity) for each in known]
        return reached, grade(shown, indicator.grades)

    return places(value, least, stands)


def of_values(
    indicator: Indicator,
    results: Sequence[tuple[float | None, Iterable[Target | None]]],
    decimals: int,
) -> int:
    """The fewest decimals in which all of several results can be shown, each beside its targets."""
    known = [(value, [*targets]) for value, targets in results if value is not None]
    return next(
        (
            each
            for each in range(decimals, FINEST)
            if all(of_value(indicator, value, targets, each) == each for value, targets in known)
        ),
        FINEST,
    )


def of_change(value: float | None, before: float | None, decimals: int) -> int:
    """The decimals of what a result has changed by: a rise or a fall is not shown as none."""
    if value is None or before is None or all(reaches(value, before, each) for each in Polarity):
        return decimals
    return places(value - before, decimals, lambda shown: (shown > 0, shown < 0))


def of_achievement(percent: float | None, bands: Sequence[Band]) -> int:
    """The decimals of an achievement: it is in its band, and at its target or not."""
    return places(
        percent, PERCENT, lambda shown: (attains(shown, _FULL), band(shown, bands) if bands else "")
    )


def of_target(target: Target | None, decimals: int) -> int:
    """The decimals of a target or the beginning of a band: all that it has."""
    ends = (each for each in ends_of(target) if each is not None)
    exponents = [Decimal(figures(each)).normalize().as_tuple().exponent for each in ends]
    return max(decimals, *(-each for each in exponents if isinstance(each, int)), 0)


def of_result(
    indicator: Indicator,
    value: float | None,
    targets: tuple[Target | None, Target | None, Target | None],
    bands: Sequence[Band],
    cap: float | None,
) -> Places:
    """The decimals of a result and of its achievement of each target: period, year, plan."""
    own = of_value(indicator, value, targets)
    tried = [] if value is None else [rounded(value, each) for each in range(own, FINEST + 1)]
    pairs = [(each, target) for target in targets for each in (value, *tried)]
    percents = achievements(indicator, pairs, cap)
    size = 1 + len(tried)
    found = [percents[at * size : (at + 1) * size] for at in range(len(targets))]
    period, year, plan = (of_achievement(each[0], bands) for each in found)
    return Places(own, period, year, plan, own + _same(found, (period, year, plan), len(tried)))


def _same(found: Sequence[Sequence[float | None]], decimals: Sequence[int], tried: int) -> int:
    """How many decimals more it takes until achievements come out as they are shown."""
    shown = [
        [None if each is None else rounded(each, places) for each in percents]
        for percents, places in zip(found, decimals, strict=True)
    ]
    right = (
        at for at in range(tried) if all(percents[1 + at] == percents[0] for percents in shown)
    )
    return next(right, 0)
