"""Achievement: how much of a target a result reaches, in percent, and the word for it.

Nothing is rounded before it is judged. Only what the last bits of a number leave is no difference:
a percentage counts to nine decimals, and a value as much of its target.

The formulas are the project's own (they are no part of a definition) in the same language, so that
what stands in the master workbook is what is computed here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache

from iku_workbook.definition.model import Band, Indicator, Polarity, Target, TargetRange
from iku_workbook.definition.targets import AchievementFormula, Judging, TargetZero, ends_of
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.parse import parse
from iku_workbook.formula.to_excel import number_text
from iku_workbook.formula.tree import Node
from iku_workbook.formula.values import Column
from iku_workbook.numbers import figures

NUMERATOR, DENOMINATOR, RESULT = "numerator", "denominator", "result"
TARGET, TARGET_TO = "target", "target_to"
"""What a result is held against; of a range where it begins and where it ends."""
_PERCENTS = {
    AchievementFormula.HIGHER: f"{RESULT}/{TARGET}*100",
    AchievementFormula.LOWER_LINEAR: f"(2*{TARGET}-{RESULT})/{TARGET}*100",
    AchievementFormula.LOWER_RATIO: f"{TARGET}/{RESULT}*100",
}
_ABOVE = f"(2*{TARGET_TO}-{RESULT})/{TARGET_TO}*100"
DECIMALS = 9
"""Of a percentage that is judged: further ones are what computing with binary numbers leaves."""
NOISE = 5e-12
"""The same as a share of a target: half of the ninth decimal of a percent."""


@cache
def ratio(scale: float) -> Node:
    """An indicator's result; blank without both of its parts, and where the denominator is 0."""
    part = f"{NUMERATOR}/{DENOMINATOR}*{number_text(float(scale))}"
    known = f"COUNT({NUMERATOR},{DENOMINATOR})=2"
    return parse(f'IF({known},IF({DENOMINATOR}=0,"",{part}),"")')


@cache
def achieved(judging: Judging) -> Node:
    """Percent of the target; blank without a result, and without a target of which there are parts.

    definition.md#achievement-formulas has each formula with its edges.
    """
    if judging.formula is AchievementFormula.RANGE:
        known = f"COUNT({RESULT},{TARGET},{TARGET_TO})=3"
        return parse(f'IF({known},{_of_range(judging)},"")')
    percent = _within(judging, _PERCENTS[judging.formula])
    if judging.formula is AchievementFormula.LOWER_RATIO:
        # Of nothing at all, where less is better, no number says how good it is: it is the cap.
        best = '""' if judging.cap is None else number_text(float(judging.cap))
        percent = f"IF({RESULT}<=0,{best},{percent})"
    none = '""'
    if judging.target_zero is TargetZero.PERFECT_IF_ZERO:
        none = f"IF({RESULT}<=0,{_full(judging)},{number_text(max(0.0, judging.floor or 0.0))})"
    known = f"COUNT({RESULT},{TARGET})=2"
    return parse(f'IF({known},IF({TARGET}=0,{none},{percent}),"")')


def _of_range(judging: Judging) -> str:
    """Within it 100; a range that begins at 0 has nothing below it but what is no figure at all."""
    floor = number_text(float(judging.floor or 0))
    below = f"IF({TARGET}=0,{floor},{_within(judging, f'{RESULT}/{TARGET}*100')})"
    above = _within(judging, _ABOVE)
    return f"IF({RESULT}<{TARGET},{below},IF({RESULT}>{TARGET_TO},{above},{_full(judging)}))"


def _full(judging: Judging) -> str:
    return number_text(float(min(100.0, judging.cap or 100.0)))


def _within(judging: Judging, percent: str) -> str:
    """Not below the floor, and not above the cap."""
    if judging.floor is not None:
        percent = f"MAX({number_text(float(judging.floor))},{percent})"
    if judging.cap is not None:
        percent = f"MIN({number_text(float(judging.cap))},{percent})"
    return percent


@cache
def graded(grades: tuple[Band, ...]) -> Node:
    """The word for a value: that of the highest grade that it reaches; blank below the lowest."""
    words = '""'
    for each in sorted(grades, key=lambda each: each.from_):
        label = each.label.replace('"', '""')
        words = f'IF({RESULT}>={number_text(each.from_)},"{label}",{words})'
    return parse(f'IF(COUNT({RESULT})=1,{words},"")')


def grade_begun(target: Target | None, grades: tuple[Band, ...]) -> str | None:
    """The grade that begins at a target, which is what such a target means; None for another."""
    return next((each.label for each in grades if each.from_ == target), None)


def grade(value: float | None, grades: tuple[Band, ...]) -> str | None:
    """The same of one value; None where it has no word."""
    if not grades or value is None:
        return None
    [word] = evaluate(graded(grades), {RESULT: Column.of([value])}, 1).objects()
    return str(word) or None


def divide(numerator: float | None, denominator: float | None, scale: float) -> float | None:
    """An indicator's result, numerator / denominator * scale; not rounded."""
    return divide_each([(numerator, denominator)], scale)[0]


def divide_each(
    parts: Sequence[tuple[float | None, float | None]], scale: float
) -> list[float | None]:
    """The result of each numerator and denominator, not rounded."""
    scope = {
        name: Column.of([part[index] for part in parts])
        for index, name in enumerate((NUMERATOR, DENOMINATOR))
    }
    return _numbers(ratio(scale), scope, len(parts))


def achievement(
    indicator: Indicator, result: float | None, target: Target | None, cap: float | None
) -> float | None:
    """Percent of the target, not rounded."""
    return achievements(indicator, [(result, target)], cap)[0]


def achievements(
    indicator: Indicator, pairs: Sequence[tuple[float | None, Target | None]], cap: float | None
) -> list[float | None]:
    """The same of several results, each with its target."""
    ends = [ends_of(target) for _, target in pairs]
    scope = {
        RESULT: Column.of([result for result, _ in pairs]),
        TARGET: Column.of([end[0] for end in ends]),
        TARGET_TO: Column.of([end[1] for end in ends]),
    }
    return _numbers(achieved(indicator.judging(cap)), scope, len(pairs))


def reaches(value: float, target: Target, polarity: Polarity) -> bool:
    """Whether a value reaches a target: is not below it, or where lower is better not above; is in
    a range.
    """
    if isinstance(target, TargetRange):
        above, below = target.from_, target.to
        return reaches(value, above, Polarity.HIGHER) and reaches(value, below, Polarity.LOWER)
    over = value - target if polarity is Polarity.HIGHER else target - value
    return over >= -NOISE * abs(target)


def attains(achievement: float, least: float) -> bool:
    """Whether an achievement is so much at least."""
    return round(Decimal(figures(achievement)), DECIMALS) >= Decimal(figures(least))


def mean(achievements: Iterable[float | None]) -> tuple[float | None, int]:
    """The mean of the achievements that are known, and how many these are."""
    known = [each for each in achievements if each is not None]
    return (math.fsum(known) / len(known) if known else None), len(known)


def band(achievement: float | None, bands: Sequence[Band]) -> str | None:
    """The rating of an achievement: the highest band that it reaches, or the lowest of all."""
    if achievement is None or not bands:
        return None
    highest_first = sorted(bands, key=lambda each: -each.from_)
    reached = (each.label for each in highest_first if attains(achievement, each.from_))
    return next(reached, highest_first[-1].label)


def _numbers(tree: Node, scope: dict[str, Column], size: int) -> list[float | None]:
    values = evaluate(tree, scope, size).objects()
    return [value if isinstance(value, float) else None for value in values]
