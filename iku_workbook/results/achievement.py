"""Achievement: how much of a target a result reaches, in percent, and the word for it.

The formulas are the project's own (they are no part of a definition) in the same language, so that
what stands in the master workbook is what is computed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from iku_workbook.definition.model import Band, Indicator, Polarity
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.parse import parse
from iku_workbook.formula.to_excel import number_text
from iku_workbook.formula.tree import Node
from iku_workbook.formula.values import Column

NUMERATOR, DENOMINATOR, RESULT, TARGET = "numerator", "denominator", "result", "target"


@cache
def ratio(scale: float) -> Node:
    """An indicator's result; blank without both of its parts, and where the denominator is 0."""
    part = f"{NUMERATOR}/{DENOMINATOR}*{number_text(float(scale))}"
    known = f"COUNT({NUMERATOR},{DENOMINATOR})=2"
    return parse(f'IF({known},IF({DENOMINATOR}=0,"",{part}),"")')


@cache
def achieved(polarity: Polarity, cap: float | None) -> Node:
    """Percent of the target, two decimals; blank without a result, and without a target above 0.

    Where lower is better the target itself makes 100, none of it 200, and twice of it or more 0.
    """
    percent = f"{RESULT}/{TARGET}*100"
    if polarity is Polarity.LOWER:
        percent = f"MAX(0,(2*{TARGET}-{RESULT})/{TARGET}*100)"
    if cap is not None:
        percent = f"MIN({number_text(float(cap))},{percent})"
    known = f"COUNT({RESULT},{TARGET})=2"
    return parse(f'IF({known},IF({TARGET}=0,"",ROUND({percent},2)),"")')


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
    """Percent of the target, rounded to two decimals as a spreadsheet rounds."""
    return _number(achieved(indicator.polarity, cap), {RESULT: result, TARGET: target})


def band(achievement: float | None, bands: Sequence[Band]) -> str | None:
    """The rating of an achievement: the highest band that it reaches, or the lowest of all."""
    if achievement is None or not bands:
        return None
    highest_first = sorted(bands, key=lambda each: -each.from_)
    reached = (each.label for each in highest_first if achievement >= each.from_)
    return next(reached, highest_first[-1].label)


def _number(tree: Node, values: dict[str, float | None]) -> float | None:
    return _numbers(tree, {name: Column.of([value]) for name, value in values.items()}, 1)[0]


def _numbers(tree: Node, scope: dict[str, Column], size: int) -> list[float | None]:
    values = evaluate(tree, scope, size).objects()
    return [value if isinstance(value, float) else None for value in values]
