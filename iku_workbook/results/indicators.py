"""Takes parts together over the units and judges: the last two of four steps to results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from iku_workbook.calculations import asked, part_names, parts_of, result_name
from iku_workbook.definition import Definition
from iku_workbook.definition.indices import Figure, behind, in_order, read_by, readable
from iku_workbook.definition.model import Indicator, Target
from iku_workbook.definition.targets import ends_of
from iku_workbook.formula.values import Value
from iku_workbook.periods import Period
from iku_workbook.results.accumulate import Status, UnitYear, accumulate
from iku_workbook.results.achievement import achievements, band, grade
from iku_workbook.results.evaluate import Evaluation, evaluate_units
from iku_workbook.results.indices import Known, index_ends, index_value
from iku_workbook.results.over_units import (
    PART,
    UnitParts,
    left_of,
    number,
    own_values,
    together,
)
from iku_workbook.results.result_range import Range, result_range
from iku_workbook.results.rounding import Places, of_result, of_value
from iku_workbook.results.still_open import (
    Awaiting,
    OpenCases,
    Reads,
    by_place,
    carried,
    earliest,
    still_open,
)
from iku_workbook.results.unit_goals import UnitGoal, unit_goals
from iku_workbook.returns import Return


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator over all units that it concerns, for the year up to a period.

    due                     whether the indicator has a result in this period
    numerator, denominator  sums over the units; None where no unit has one, and of a value
    value                   numerator / denominator x scale, or the units' values taken together,
                            not rounded; None where there is none
    with_value              how many units' values are in it; None of a quotient
    grade                   its word, of the indicator's grades; None where it has none
    carried                 the units without an accepted return for this period that count with
                            what they said before: their codes, and the last period of theirs
    range                   between what could still come of it; None where nothing can, and where
                            what may be said has no bounds
    open_units              the codes of the units that can still move it, with a return still to
                            come or a decision
    reported, expected      units with a return for this period that counts, and all it concerns
                            that are there
    unapproved              units whose accepted return for it does not count, as none approved it
    achievement, band       against the period's target: percent, not rounded, and its word
    year_achievement        against the year's target
    bands                   the lowest and the highest word that a result which still moves can come
                            to; None where it is one, or there is none
    baseline                the latest result from before the year, and the period that it is of
    plan_target             the end of the medium-term plan, and how much of it is reached
    places                  the decimals in which all this is shown
    by_unit                 by the units' codes, in the order of the list; what is left of a unit
                            that is not there, where anything is
    goals                   the same against units' own targets; empty where they have none
    """

    due: bool
    numerator: float | None
    denominator: float | None
    value: float | None
    carried: Mapping[str, str]
    range: Range | None
    open_units: frozenset[str]
    reported: int
    expected: int
    target: Target | None
    achievement: float | None
    band: str | None
    year_target: Target | None
    year_achievement: float | None
    baseline_period: str | None
    baseline: float | None
    plan_target: Target | None
    plan_achievement: float | None
    places: Places
    by_unit: Mapping[str, UnitParts]
    bands: tuple[str, str] | None = None
    unapproved: int = 0
    grade: str | None = None
    with_value: int | None = None
    goals: Mapping[str, UnitGoal] = field(default_factory=dict)

    @property
    def provisional(self) -> bool:
        """Whether anything could still move it."""
        return bool(self.open_units)

    @property
    def targets(self) -> tuple[Target | None, ...]:
        """What it is shown beside: the targets of the period, the year and the plan."""
        return self.target, self.year_target, self.plan_target

    def ends(self, indicator: Indicator) -> dict[str, tuple[float, int]]:
        """The ends of the range by name, each with the decimals that it is shown in; none without
        a range.
        """
        ends = self.range._asdict() if self.range else {}
        return {name: (end, of_value(indicator, end, self.targets)) for name, end in ends.items()}


class _Judged(NamedTuple):
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


@dataclass(frozen=True, slots=True)
class Results:
    """The results of all units for one period: every indicator, every unit's year.

    units       every unit of the year, in the order of the list, with what it reported
    evaluations the same units by kind, with what is computed for each
    indicators  by code, in the order of the definition
    """

    period: Period
    units: tuple[UnitYear, ...]
    evaluations: tuple[Evaluation, ...]
    indicators: Mapping[str, IndicatorResult]

    @property
    def there(self) -> tuple[UnitYear, ...]:
        """The units that are there in this period."""
        return tuple(each for each in self.units if each.status is not Status.ABSENT)

    @property
    def statuses(self) -> Counter[Status]:
        """How many units are in each status."""
        return Counter(each.status for each in self.units)

    @property
    def returned(self) -> int:
        """Units with a return for this period, whatever became of it."""
        return sum(1 for each in self.units if each.received)

    @property
    def accepted(self) -> int:
        """Units with an accepted return for this period, whether it counts or not."""
        return self.counted + self.unapproved

    @property
    def counted(self) -> int:
        """Units with an accepted return for this period that counts."""
        return self.statuses[Status.ACCEPTED]

    @property
    def unapproved(self) -> int:
        """Units whose accepted return for this period does not count, as nobody approved it."""
        return self.statuses[Status.UNAPPROVED]


def consolidate(
    definition: Definition,
    returns: Iterable[Return],
    period: Period,
    awaiting: Iterable[Return] = (),
) -> Results:
    """The results of a period from every return of its year so far.

    ``awaiting`` are those that take an accepted one's place only when a person says so.

    Raises ConflictingReturns where a unit has two different accepted returns for one period.
    """
    units = accumulate(definition, returns, period)
    evaluations = evaluate_units(definition, units, period)
    order = [each.unit.code for each in units]
    places = by_place(awaiting)
    found = {
        each.code: _result(definition, each, evaluations, period, order, places)
        for each in definition.measured
    }
    by_code = {each.code: each for each in definition.indicators}
    for code in in_order(definition.indicators):
        if code not in found:
            found[code] = _index(definition, by_code[code], found, evaluations, period)
    return Results(period, units, evaluations, {code: found[code] for code in by_code})


def _result(
    definition: Definition,
    indicator: Indicator,
    evaluations: Sequence[Evaluation],
    period: Period,
    order: Sequence[str],
    awaiting: Awaiting,
) -> IndicatorResult:
    due = asked(indicator, period)
    concerned = [each for each in evaluations if due and _names(each, indicator)]
    parts = {code: own for each in concerned for code, own in _parts(each, indicator).items()}
    whole = together(indicator, list(parts.values()))
    units = [unit for each in concerned for unit in each.units if unit.status is not Status.ABSENT]
    reads = [(each, Reads.by(each, _names(each, indicator))) for each in concerned]
    open_ = [
        (each, still_open(each, _names(each, indicator), period, awaiting)) for each in concerned
    ]
    moving = frozenset(each.units[at].unit.code for each, cases in open_ for at in cases)
    earlier = max(indicator.baseline, default=None)
    range_ = result_range(indicator, open_, _settled(open_, parts), period) if moving else None
    judged = _judged(definition, indicator, whole.value, period)
    by_unit = left_of(parts, (each.unit.code for each in units), order)
    return IndicatorResult(
        due=due,
        **whole._asdict(),
        carried=_carried(reads, period, order),
        range=range_,
        open_units=moving,
        reported=sum(1 for unit in units if unit.status is Status.ACCEPTED),
        expected=len(units),
        baseline_period=earlier,
        baseline=indicator.baseline[earlier] if earlier else None,
        by_unit=by_unit,
        goals=_goals(definition, indicator, by_unit, period),
        unapproved=sum(1 for unit in units if unit.status is Status.UNAPPROVED),
        bands=_bands(definition, indicator, judged, range_) if moving else None,
        **judged._asdict(),
    )


def _index(
    definition: Definition,
    indicator: Indicator,
    found: Mapping[str, IndicatorResult],
    evaluations: Sequence[Evaluation],
    period: Period,
) -> IndicatorResult:
    """An index over results that are ``found``: it concerns every unit that they come from."""
    by_code = {each.code: each for each in definition.indicators}
    codes = behind(by_code, indicator.code)
    due = asked(indicator, period) and all(found[code].due for code in codes)
    concerned = [each for each in evaluations if any(_names(each, by_code[code]) for code in codes)]
    units = [unit for each in concerned for unit in each.units if unit.status is not Status.ABSENT]
    moving = frozenset[str]().union(*(found[code].open_units for code in codes))
    value, range_ = _computed(definition, indicator, found) if due else (None, None)
    range_ = range_ if moving else None
    earlier = max(indicator.baseline, default=None)
    judged = _judged(definition, indicator, value, period)
    return IndicatorResult(
        due=due,
        numerator=None,
        denominator=None,
        value=value,
        carried=earliest(found[code].carried for code in codes),
        range=range_,
        open_units=moving,
        reported=sum(1 for unit in units if unit.status is Status.ACCEPTED),
        expected=len(units),
        baseline_period=earlier,
        baseline=indicator.baseline[earlier] if earlier else None,
        by_unit={},
        unapproved=sum(1 for unit in units if unit.status is Status.UNAPPROVED),
        bands=_bands(definition, indicator, judged, range_) if moving else None,
        **judged._asdict(),
    )


def _computed(
    definition: Definition, indicator: Indicator, found: Mapping[str, IndicatorResult]
) -> tuple[float | None, Range | None]:
    """The value of an index, and between what it may still come to."""
    by_code = {each.code: each for each in definition.indicators}
    known, formula = readable(definition.indicators), indicator.index and indicator.index.formula
    read = {}
    for name in read_by(indicator):
        code, figure = known[name]
        read[name] = _known(definition, by_code[code], found[code], figure)
    value = index_value(formula or "", {name: each.figure for name, each in read.items()})
    ends = index_ends(formula or "", read)
    return value, Range(*ends) if ends is not None else None


def _known(
    definition: Definition, indicator: Indicator, result: IndicatorResult, figure: Figure
) -> Known:
    """A figure of a result, and between what it may still come to."""
    is_value = figure is Figure.VALUE
    own = result.value if is_value else result.achievement
    if not result.provisional:
        return Known(own, None if own is None else (own, own))
    if result.range is None or is_value:
        return Known(own, result.range)
    cap, turns = definition.achievement.cap, _turns(result.range, result.target)
    ends = achievements(indicator, [(each, result.target) for each in turns], cap)
    known = [each for each in ends if each is not None]
    whole = len(known) == len(ends)
    return Known(own, (min(known), max(known)) if whole else None)


def _judged(
    definition: Definition, indicator: Indicator, value: float | None, period: Period
) -> _Judged:
    cap, bands = definition.achievement.cap, definition.achievement.bands
    target, year_target = indicator.target(period), indicator.targets.get(str(period.year))
    plan_target = indicator.end_of_plan(definition.year)
    targets = (target, year_target, plan_target)
    own, of_year, of_plan = achievements(indicator, [(value, each) for each in targets], cap)
    return _Judged(
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


def _goals(
    definition: Definition, indicator: Indicator, by_unit: Mapping[str, UnitParts], period: Period
) -> dict[str, UnitGoal]:
    values = own_values(indicator, [*by_unit.values()])
    return unit_goals(definition, indicator, dict(zip(by_unit, values, strict=True)), period)


def _bands(
    definition: Definition, indicator: Indicator, judged: _Judged, range_: Range | None
) -> tuple[str, str] | None:
    """Between which words it may still end; all of them, where what may be said has no bounds."""
    if judged.band is None:
        return None
    cap, bands = definition.achievement.cap, definition.achievement.bands
    scale = [each.label for each in sorted(bands, key=lambda each: each.from_)]
    turns = _turns(range_, judged.target) if range_ else ()
    ends = achievements(indicator, [(each, judged.target) for each in turns], cap)
    words = {judged.band, *(band(end, bands) for end in ends)} if range_ else set(scale)
    found = [each for each in scale if each in words]
    return (found[0], found[-1]) if len(found) > 1 else None


def _turns(range_: Range, target: Target | None) -> tuple[float, ...]:
    """Where in a range the achievement can be least and most: at its ends, and in a target."""
    inside = (each for each in ends_of(target) if each is not None)
    return (*range_, *(each for each in inside if range_.least < each < range_.greatest))


def _names(evaluation: Evaluation, indicator: Indicator) -> list[str]:
    """The defined names of the parts that units of this kind have."""
    return [name for name in part_names(indicator) if name in evaluation.computed]


def _parts(evaluation: Evaluation, indicator: Indicator) -> dict[str, UnitParts]:
    blank: Sequence[Value] = [None] * len(evaluation.units)
    columns = {
        PART[role]: evaluation.computed.get(result_name(indicator.code, role), blank)
        for role in parts_of(indicator)
    }
    return {
        year.unit.code: UnitParts(**{key: number(column[at]) for key, column in columns.items()})
        for at, year in enumerate(evaluation.units)
    }


def _carried(
    reads: Iterable[tuple[Evaluation, Reads]], period: Period, order: Iterable[str]
) -> dict[str, str]:
    """The units that count with what they said before, and till when that was."""
    until = {
        unit.unit.code: carried(unit, read, period) for each, read in reads for unit in each.units
    }
    return {code: last for code in order if (last := until.get(code))}


def _settled(
    open_: Sequence[tuple[Evaluation, OpenCases]], parts: Mapping[str, UnitParts]
) -> list[UnitParts]:
    """The parts of the units that no return can change any more."""
    return [
        parts[unit.unit.code]
        for evaluation, movable in open_
        for index, unit in enumerate(evaluation.units)
        if index not in movable
    ]
