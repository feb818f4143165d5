"""The number formats of results: the decimals in which each figure is shown (docs/rounding.md)."""

from __future__ import annotations

from collections.abc import Iterable

from iku_workbook.definition.field_types import decimals_format
from iku_workbook.definition.model import Indicator, Target, TargetRange
from iku_workbook.master.context import amount_width
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.rounding import of_target

FIGURES = (
    "value",
    "target",
    "target_to",
    "achievement",
    "year_target",
    "year_target_to",
    "year_achievement",
    "plan_target",
    "plan_target_to",
    "plan_achievement",
)
"""What of a result has decimals of its own."""
_TO = "_to"
"""Behind the key of a target: where it ends, if it is a range."""


def shown_format(indicator: Indicator, result: IndicatorResult, figure: str) -> str:
    """The number format of a figure of a result."""
    return decimals_format(_places(indicator, result, figure))


def figure_of(result: IndicatorResult, figure: str) -> float | None:
    """A figure of a result; of a target that is a range where it begins, and where it ends as
    ``target_to``, which no other target has.
    """
    name = figure.removesuffix(_TO)
    found = getattr(result, name)
    if isinstance(found, TargetRange):
        return found.from_ if name == figure else found.to
    known: float | None = found if name == figure else None
    return known


def target_format(indicator: Indicator, target: Target | None) -> str:
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
            amount_width([figure_of(result, figure)], _places(indicator, result, figure))
            for indicator, result in results
        ),
        default=0.0,
    )


def _places(indicator: Indicator, result: IndicatorResult, figure: str) -> int:
    name = figure.removesuffix(_TO)
    if name.endswith("target"):
        return of_target(getattr(result, name), indicator.decimals)
    places: int = getattr(result.places, figure)
    return places
