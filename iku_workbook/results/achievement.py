"""Achievement: how much of a target a result reaches, in percent, and the word for it.

Nothing is rounded before it is judged. Only what the last bits of a number leave is no difference:
a percentage counts to nine decimals, and a value as much of its target.

The formulas are the project's own (they are no part of a definition) in the same language, so that
what stands in the master workbook is what is computed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from iku_workbook.definition.model import Band, Indicator, Polarity
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.parse import parse
from iku_workbook.formula.to_excel import number_text
from iku_workbook.formula.tree import Node
from iku_workbook.formula.values import Column
from iku_workbook.numbers import figures

NUMERATOR, DENOMINATOR, RESULT, TARGET = "numerator", "denominator", "result", "target"
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
def achieved(polarity: Polarity, cap: float | None) -> Node:
    """Percent of the target; blank without a result, and without a target above 0.

    Where lower is better the target itself makes 100, none of it 200, and twice of it or more 0.
    """
    percent = f"{RESULT}/{TARGET}*100"
    if polarity is Polarity.LOWER:
        percent = f"MAX(0,(2*{TARGET}-{RESULT})/{TARGET}*100)"
    if cap is not None:
        percent = f"MIN({number_text(float(cap))},{percent})"
    known = f"COUNT({RESULT},{TARGET})=2"
    return parse(f'IF({known},IF({TARGET}=0,"",{percent}),"")')


@cache
def graded(grades: tuple[Band, ...]) -> Node:
    """The word for a value: that of the highest grade that it reaches; blank below the lowest."""
    words = '""'
    for each in sorted(grades, key=lambda each: each.from_):
        label = each.label.replace('"', '""')
        words = f'IF({RESULT}>={number_text(each.from_)},"{label}",{words})'
    return parse(f'IF(COUNT({RESULT})=1,{words},"")')


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
    indicator: Indicator, result: float | None, target: float | None, cap: float | None
) -> float | None:
    """Percent of the target, not rounded."""
    return achievements(indicator, [(result, target)], cap)[0]


def achievements(
    indicator: Indicator, pairs: Sequence[tuple[float | None, float | None]], cap: float | None
) -> list[float | None]:
    """The same of several results, each with its target."""
    scope = {
        name: Column.of([pair[index] for pair in pairs])
        for index, name in enumerate((RESULT, TARGET))
    }
    return _numbers(achieved(indicator.polarity, cap), scope, len(pairs))


def reaches(value: float, target: float, polarity: Polarity) -> bool:
    """Whether a value reaches a target: is not below it, or where lower is better not above."""
    over = value - target if polarity is Polarity.HIGHER else target - value
    return over >= -NOISE * abs(target)


def attains(achievement: float, least: float) -> bool:
    """Whether an achievement is so much at least."""
    return round(Decimal(figures(achievement)), DECIMALS) >= Decimal(figures(least))


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
