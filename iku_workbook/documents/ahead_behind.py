"""Which units are ahead with an indicator and which behind: where to learn, and where to help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from iku_workbook.definition.indicators import OverUnits
from iku_workbook.definition.model import Indicator, Polarity, Target, TargetRange
from iku_workbook.messages import Catalogue
from iku_workbook.numbers import format_number
from iku_workbook.periods import Period, label
from iku_workbook.results.achievement import reaches
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.over_units import own_values
from iku_workbook.results.rounding import of_target, of_value, places, rounded

_YES_AND_NO = 2


@dataclass(frozen=True, slots=True)
class UnitResult:
    """A unit's name, its own result and the decimals that this is shown in; ``until``: the period
    that it last reported for, where it has not for this one; ``against`` what it is held against.
    """

    name: str
    value: float
    against: Target
    places: int
    until: str | None


@dataclass(frozen=True, slots=True)
class Sides:
    """The units that reach the yardstick, best first, and those that do not, worst first.

    ``yardstick`` is the period's target, without one the result of all units, and none where units
    have targets of their own; ``places`` are the decimals in which it is shown; ``graded``: whether
    their results say more than on which side they are, as yes and no do. ``apart`` are those
    without a target where others have their own.
    """

    yardstick: Target | None
    places: int
    ahead: Sequence[UnitResult]
    behind: Sequence[UnitResult]
    graded: bool
    apart: Sequence[str]


def compared(indicator: Indicator, result: IndicatorResult) -> bool:
    """Whether units are held against something that is theirs."""
    added_up = indicator.value is not None and indicator.value.over_units is OverUnits.SUM
    return bool(result.goals) or not added_up


def sides(indicator: Indicator, result: IndicatorResult, names: Mapping[str, str]) -> Sides:
    """Each unit's own result against the yardstick.

    A unit without a result of its own is on neither side, and none is where the units' values are
    added up: one unit's share says nothing beside what all are to reach.
    """
    office = result.value if result.target is None else result.target
    results, apart = [], []
    own = own_values(indicator, list(result.by_unit.values()))
    for code, value in zip(result.by_unit, own, strict=True):
        against = result.goals[code].target if result.goals else office
        if value is not None and against is not None and compared(indicator, result):
            shown, until = of_value(indicator, value, [against]), result.carried.get(code)
            results.append(UnitResult(names[code], value, against, shown, until))
        elif value is not None and result.goals:
            apart.append(names[code])
    best_first = sorted(results, key=lambda each: -_better(each, indicator))
    worst_first = sorted(results, key=lambda each: _better(each, indicator))
    yardstick, places_ = None, indicator.decimals
    if office is not None and not result.goals:
        least = of_target(result.target, indicator.decimals)
        yardstick, places_ = office, _places(office, least, indicator, results)
    return Sides(
        yardstick,
        places_,
        [each for each in best_first if _reaches(each, indicator)],
        [each for each in worst_first if not _reaches(each, indicator)],
        graded=len({each.value for each in results}) > _YES_AND_NO,
        apart=apart,
    )


def _reaches(result: UnitResult, indicator: Indicator) -> bool:
    return reaches(result.value, result.against, indicator.polarity)


def _better(result: UnitResult, indicator: Indicator) -> float:
    """What is greater of a better value: in a range all are equal, outside the nearer is better."""
    value, against = result.value, result.against
    if isinstance(against, TargetRange):
        return min(value - against.from_, against.to - value, 0)
    return -value if indicator.polarity is Polarity.LOWER else value


def _places(
    yardstick: Target, decimals: int, indicator: Indicator, results: Sequence[UnitResult]
) -> int:
    """The decimals in which units are seen on their side of the yardstick: those of a range are
    all that it has.
    """
    if isinstance(yardstick, TargetRange):
        return decimals
    return places(
        yardstick,
        decimals,
        lambda stated: [
            reaches(rounded(each.value, each.places), stated, indicator.polarity)
            for each in results
        ],
    )


def listed(
    results: Sequence[UnitResult], indicator: Indicator, say: Catalogue, *, graded: bool
) -> list[str]:
    """The units as a document names them, every one, with their results if graded, and with the
    period that these are of where that is an earlier one.
    """

    def figure(result: UnitResult) -> str:
        said = []
        if graded:
            said.append(format_number(result.value, decimals=result.places, language=say.language))
        if result.until:
            period = label(Period.parse(result.until), say.language)
            said.append(say("document.until", period=period))
        return f"{result.name} ({'; '.join(said)})" if said else result.name

    return [figure(each) for each in results]
