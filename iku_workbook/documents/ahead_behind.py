"""Which units are ahead with an indicator and which behind: where to learn, and where to help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from iku_workbook.definition.model import Indicator, Polarity
from iku_workbook.messages import Catalogue
from iku_workbook.numbers import format_number
from iku_workbook.results.achievement import divide
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.naming import first_of

_YES_AND_NO = 2


@dataclass(frozen=True, slots=True)
class UnitResult:
    """A unit's name and its own result."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Sides:
    """The units that reach the yardstick, best first, and those that do not, worst first.

    ``yardstick`` is the period's target, without one the result of all units; ``graded``: whether
    their results say more than on which side they are, as yes and no do.
    """

    yardstick: float | None
    ahead: Sequence[UnitResult]
    behind: Sequence[UnitResult]
    graded: bool


def sides(indicator: Indicator, result: IndicatorResult, names: Mapping[str, str]) -> Sides:
    """Each unit's own result against the yardstick.

    A unit without a result of its own is on neither side.
    """
    yardstick = result.value if result.target is None else result.target
    sign = -1 if indicator.polarity is Polarity.LOWER else 1
    results = []
    for code, part in result.by_unit.items():
        value = divide(part.numerator, part.denominator, indicator.scale)
        if value is not None:
            results.append(UnitResult(names[code], value))
    if yardstick is None:
        return Sides(None, (), (), graded=False)
    worst_first = sorted(results, key=lambda each: sign * each.value)
    best_first = sorted(results, key=lambda each: -sign * each.value)
    return Sides(
        yardstick,
        [each for each in best_first if sign * each.value >= sign * yardstick],
        [each for each in worst_first if sign * each.value < sign * yardstick],
        graded=len({each.value for each in results}) > _YES_AND_NO,
    )


def listed(
    results: Sequence[UnitResult], indicator: Indicator, say: Catalogue, *, graded: bool
) -> list[str]:
    """The units as a document names them, the first of many, with their results if graded."""

    def figure(result: UnitResult) -> str:
        if not graded:
            return result.name
        value = format_number(result.value, decimals=indicator.decimals, language=say.language)
        return f"{result.name} ({value})"

    return first_of([figure(each) for each in results], say)
