"""Holds a value against an indicator's targets: achievements, words, and decimals to show."""

from __future__ import annotations

from typing import NamedTuple

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Indicator, Target
from iku_workbook.definition.targets import ends_of
from iku_workbook.periods import Period
from iku_workbook.results.achievement import achievements, band, grade
from iku_workbook.results.result_range import Range
from iku_workbook.results.rounding import Places, of_result


class Judged(NamedTuple):
    """A value against its targets, as in the result."""

    target: Target | None
    achievement: float | None
    band: str | None
    year_target: Target | None
    year_achievement: float | None
    plan_target: Target | None
    plan_achievement: float | None
    places: Places
    grade: str | None


def judged(
    definition: Definition, indicator: Indicator, value: float | None, period: Period
) -> Judged:
    """What a value comes to against the targets of the period, the year and the plan."""
    cap, bands = definition.achievement.cap, definition.achievement.bands
    target, year_target = indicator.target(period), indicator.year_target(period)
    plan_target = indicator.end_of_plan(definition.year)
    targets = (target, year_target, plan_target)
    own, of_year, of_plan = achievements(indicator, [(value, each) for each in targets], cap)
    return Judged(
        target=target,
        achievement=own,
        band=band(own, bands),
        year_target=year_target,
        year_achievement=of_year,
        plan_target=plan_target,
        plan_achievement=of_plan,
        places=of_result(indicator, value, targets, bands, cap),
        grade=grade(value, indicator.grades),
    )


def open_bands(
    definition: Definition, indicator: Indicator, found: Judged, range_: Range | None
) -> tuple[str, str] | None:
    """Between which words it may still end; all of them, where what may be said has no bounds."""
    if found.band is None:
        return None
    bands = definition.achievement.bands
    scale = [each.label for each in sorted(bands, key=lambda each: each.from_)]
    ends = open_achievements(definition, indicator, found.target, range_) if range_ else []
    words = {found.band, *(band(end, bands) for end in ends)} if range_ else set(scale)
    open_ = [each for each in scale if each in words]
    return (open_[0], open_[-1]) if len(open_) > 1 else None


def open_achievements(
    definition: Definition, indicator: Indicator, target: Target | None, range_: Range
) -> list[float | None]:
    """The achievements where they can be least and most: at a range's ends, and in a target."""
    inside = (each for each in ends_of(target) if each is not None)
    turns = (*range_, *(each for each in inside if range_.least < each < range_.greatest))
    pairs = [(each, target) for each in turns]
    return achievements(indicator, pairs, definition.achievement.cap)
