"""The number formats of results: the decimals in which each figure is shown (docs/rounding.md)."""

from __future__ import annotations

from collections.abc import Iterable

from iku_workbook.definition.field_types import decimals_format
from iku_workbook.definition.model import Indicator
from iku_workbook.master.context import amount_width
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.rounding import of_target

FIGURES = (
    "value",
    "target",
    "achievement",
    "year_target",
    "year_achievement",
    "plan_target",
    "plan_achievement",
)
"""What of a result has decimals of its own."""


def shown_format(indicator: Indicator, result: IndicatorResult, figure: str) -> str:
    """The number format of a figure of a result."""
    return decimals_format(_places(indicator, result, figure))


def target_format(indicator: Indicator, target: float | None) -> str:
    """The number format of a target: all its decimals are shown."""
    return decimals_format(of_target(target, indicator.decimals))


def ends(indicator: Indicator, result: IndicatorResult) -> dict[str, tuple[float, str]]:
    """The ends of a result's range by name, each with its number format; none without a range."""
    return {
        name: (end, decimals_format(places))
        for name, (end, places) in result.ends(indicator).items()
    }


def shown_width(results: Iterable[tuple[Indicator, IndicatorResult]], figure: str) -> float:
    """The width in characters that the longest of the figures needs."""
    return max(
        (
            amount_width([getattr(result, figure)], _places(indicator, result, figure))
            for indicator, result in results
        ),
        default=0.0,
    )


def _places(indicator: Indicator, result: IndicatorResult, figure: str) -> int:
    if figure.endswith("target"):
        return of_target(getattr(result, figure), indicator.decimals)
    places: int = getattr(result.places, figure)
    return places
