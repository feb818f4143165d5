"""Takes parts together over the units and judges: the last two of four steps to results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from iku_workbook.calculations import asked, part_names, parts_of, result_name
from iku_workbook.definition import Definition
from iku_workbook.definition.indices import Figure, Read, behind, in_order, read_by, readable
from iku_workbook.definition.model import Indicator, Target
from iku_workbook.formula.values import Value
from iku_workbook.periods import Period
from iku_workbook.results.accumulate import Status, UnitYear, accumulate
from iku_workbook.results.compact import Codes, Shares
from iku_workbook.results.evaluate import Evaluation, evaluate_units
from iku_workbook.results.indices import Known, index_ends, index_value
from iku_workbook.results.judged import judged, open_achievements, open_bands
from iku_workbook.results.over_units import (
    PART,
    Together,
    UnitParts,
    left_of,
    number,
    own_values,
    together,
)
from iku_workbook.results.result_range import Range, result_range
from iku_workbook.results.rounding import Places, of_value
from iku_workbook.results.still_open import (
    Awaiting,
    OpenCases,
    Reads,
    by_place,
    carried,
    certain_units,
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
    lacking                 of an index, which of the figures that it reads are blank
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
    lacking: tuple[Read, ...] = ()
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

    def outline(self) -> Results:
        """Without the units, and what each of them comes to."""
        found = {
            code: replace(each, by_unit={}, goals={}) for code, each in self.indicators.items()
        }
        return Results(self.period, (), (), found)

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
    certain = [certain_units(each, period, places) for each in evaluations]
    reported = _Reported(tuple(zip(evaluations, certain, strict=True)), order, places, {})
    found = {
        each.code: _result(definition, each, _measured(each, reported, period), period)
        for each in definition.measured
    }
    by_code = {each.code: each for each in definition.indicators}
    for code in in_order(definition.indicators):
        if code not in found:
            computed = _index(definition, by_code[code], found, evaluations, period)
            found[code] = _result(definition, by_code[code], computed, period)
    return Results(period, units, evaluations, {code: found[code] for code in by_code})


class _Computed(NamedTuple):
    """What an indicator comes to before it is judged; names as in :class:`IndicatorResult`.

    units  all that it concerns that are there
    """

    due: bool
    whole: Together
    units: Sequence[UnitYear]
    carried: Mapping[str, str]
    open_units: frozenset[str]
    range: Range | None
    by_unit: Mapping[str, UnitParts] = {}
    lacking: tuple[Read, ...] = ()


def _result(
    definition: Definition, indicator: Indicator, computed: _Computed, period: Period
) -> IndicatorResult:
    """What is computed, judged."""
    units, range_, by_unit = computed.units, computed.range, computed.by_unit
    earlier = max(indicator.baseline, default=None)
    own = judged(definition, indicator, computed.whole.value, period)
    return IndicatorResult(
        due=computed.due,
        **computed.whole._asdict(),
        carried=computed.carried,
        range=range_,
        open_units=computed.open_units,
        reported=sum(1 for unit in units if unit.status is Status.ACCEPTED),
        expected=len(units),
        baseline_period=earlier,
        baseline=indicator.baseline[earlier] if earlier else None,
        by_unit=by_unit,
        goals=_goals(definition, indicator, by_unit, period),
        unapproved=sum(1 for unit in units if unit.status is Status.UNAPPROVED),
        bands=open_bands(definition, indicator, own, range_) if computed.open_units else None,
        lacking=computed.lacking,
        **own._asdict(),
    )


class _Reported(NamedTuple):
    """What every indicator is computed from.

    evaluations  the units kind by kind, and which of them owe nothing
    order        the codes of all units, in the order of the list
    awaiting     what may take an accepted one's place
    shared       the codes of units that indicators concern, once for all that concern the same ones
    """

    evaluations: Sequence[tuple[Evaluation, frozenset[int]]]
    order: Sequence[str]
    awaiting: Awaiting
    shared: dict[tuple[str, ...], Codes]

    def shares(self, parts: Mapping[str, UnitParts]) -> Shares:
        """The parts of units, in little room."""
        codes = tuple(parts)
        return Shares(parts.values(), self.shared.setdefault(codes, Codes(codes)))


def _measured(indicator: Indicator, known: _Reported, period: Period) -> _Computed:
    """What units come to together."""
    due = asked(indicator, period)
    of_kinds = [(each, own) for each, own in known.evaluations if due and _names(each, indicator)]
    concerned = [each for each, _ in of_kinds]
    parts = {code: own for each in concerned for code, own in _parts(each, indicator).items()}
    units = _there(concerned)
    reads = [(each, Reads.by(each, _names(each, indicator))) for each in concerned]
    open_ = [
        (each, still_open(each, _names(each, indicator), period, known.awaiting, certain))
        for each, certain in of_kinds
    ]
    moving = frozenset(each.units[at].unit.code for each, cases in open_ for at in cases)
    range_ = result_range(indicator, open_, _settled(open_, parts), period) if moving else None
    return _Computed(
        due=due,
        whole=together(indicator, list(parts.values())),
        units=units,
        carried=_carried(reads, period, known.order),
        open_units=moving,
        range=range_,
        by_unit=known.shares(left_of(parts, (each.unit.code for each in units), known.order)),
    )


def _index(
    definition: Definition,
    indicator: Indicator,
    found: Mapping[str, IndicatorResult],
    evaluations: Sequence[Evaluation],
    period: Period,
) -> _Computed:
    """An index over results that are ``found``: it concerns every unit that they come from."""
    by_code = {each.code: each for each in definition.indicators}
    codes = behind(by_code, indicator.code)
    known = readable(definition.indicators)
    read = {name: known[name] for name in read_by(indicator)}
    figures = {
        name: _known(definition, by_code[each.code], found[each.code], each.figure)
        for name, each in read.items()
    }
    lacking = tuple(read[name] for name, each in figures.items() if each.figure is None)
    if not asked(indicator, period) or not all(found[code].due for code in codes):
        nothing = Together(None, None, None, None)
        return _Computed(False, nothing, (), {}, frozenset(), None, lacking=lacking)
    formula = indicator.index.formula if indicator.index else ""
    value = index_value(formula, {name: each.figure for name, each in figures.items()})
    moving = frozenset[str]().union(*(found[code].open_units for code in codes))
    ends = index_ends(formula, figures) if moving else None
    return _Computed(
        due=True,
        whole=Together(None, None, value, None),
        units=_there(
            each for each in evaluations if any(_names(each, by_code[code]) for code in codes)
        ),
        carried=earliest(found[code].carried for code in codes),
        open_units=moving,
        range=Range(*ends) if ends is not None else None,
        lacking=lacking,
    )


def _there(evaluations: Iterable[Evaluation]) -> list[UnitYear]:
    """Their units that are there in the period asked for."""
    return [unit for each in evaluations for unit in each.units if unit.status is not Status.ABSENT]


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
    ends = open_achievements(definition, indicator, result.target, result.range)
    known = [each for each in ends if each is not None]
    whole = len(known) == len(ends)
    return Known(own, (min(known), max(known)) if whole else None)


def _goals(
    definition: Definition, indicator: Indicator, by_unit: Mapping[str, UnitParts], period: Period
) -> dict[str, UnitGoal]:
    if indicator.code not in definition.shared_out:
        return {}
    values = own_values(indicator, [*by_unit.values()])
    return unit_goals(definition, indicator, dict(zip(by_unit, values, strict=True)), period)


def _names(evaluation: Evaluation, indicator: Indicator) -> list[str]:
    """The defined names of the parts that units of this kind have."""
    return [name for name in part_names(indicator) if name in evaluation.computed]


def _parts(evaluation: Evaluation, indicator: Indicator) -> dict[str, UnitParts]:
    blank: Sequence[Value] = [None] * len(evaluation.units)
    columns = dict.fromkeys(UnitParts._fields, blank)
    for role in parts_of(indicator):
        found = evaluation.computed.get(result_name(indicator.code, role), blank)
        columns[PART[role]] = [None if each is None else number(each) for each in found]
    parts = map(UnitParts._make, zip(*columns.values(), strict=True))
    return {year.unit.code: own for year, own in zip(evaluation.units, parts, strict=True)}


def _carried(
    reads: Iterable[tuple[Evaluation, Reads]], period: Period, order: Iterable[str]
) -> dict[str, str]:
    """The units that count with what they said before, and till when that was."""
    code = period.code
    until = {
        unit.unit.code: carried(unit, read, period)
        for each, read in reads
        for unit in each.units
        if code not in unit.accepted
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
