"""Sums parts over the units and divides: the last two of four steps to results."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from iku_workbook.calculations import PREVIOUS, Role, result_name
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Indicator, OverTime
from iku_workbook.formula.values import Value
from iku_workbook.periods import Period
from iku_workbook.results.accumulate import Status, UnitYear, accumulate
from iku_workbook.results.achievement import achievement, band, divide
from iku_workbook.results.evaluate import Evaluation, evaluate_units
from iku_workbook.results.result_range import Range, result_range
from iku_workbook.returns import Return

PARTS = (Role.NUMERATOR, Role.DENOMINATOR)


class UnitParts(NamedTuple):
    """One unit's share of an indicator; None where blank."""

    numerator: float | None
    denominator: float | None


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator over all units that it concerns, for the year up to a period.

    numerator, denominator  sums over the units; None where no unit has one
    value                   numerator / denominator x scale, not rounded; None where there is none
    provisional             whether it lacks something that it needs
    range                   between what the returns still missing could make of it; None where
                            none is missing, and where what they may say has no bounds
    reported, expected      units with a return for this period that counts, and all it concerns
    unapproved              units whose accepted return for it does not count, as none approved it
    achievement, band       against the period's target: percent in two decimals, and its word
    year_achievement        against the year's target
    baseline                the latest result from before the year, and the period that it is of
    plan_target             the end of the medium-term plan, and how much of it is reached
    by_unit                 by the units' codes, in the order of the list
    """

    numerator: float | None
    denominator: float | None
    value: float | None
    provisional: bool
    range: Range | None
    reported: int
    expected: int
    target: float | None
    achievement: float | None
    band: str | None
    year_target: float | None
    year_achievement: float | None
    baseline_period: str | None
    baseline: float | None
    plan_target: float | None
    plan_achievement: float | None
    by_unit: Mapping[str, UnitParts]
    unapproved: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """The results of all units for one period: every indicator, every unit's year.

    units       every unit on the list, in its order, with what it reported
    evaluations the same units by kind, with what is computed for each
    indicators  by code, in the order of the definition
    """

    period: Period
    units: tuple[UnitYear, ...]
    evaluations: tuple[Evaluation, ...]
    indicators: Mapping[str, IndicatorResult]

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


def consolidate(definition: Definition, returns: Iterable[Return], period: Period) -> Results:
    """The results of a period from every return of its year so far.

    Raises ConflictingReturns where a unit has two different accepted returns for one period.
    """
    units = accumulate(definition, returns, period)
    evaluations = evaluate_units(definition, units, len(period.year_to_date))
    order = [each.unit.code for each in units]
    indicators = {
        each.code: _result(definition, each, evaluations, period, order)
        for each in definition.indicators
    }
    return Results(period, units, evaluations, indicators)


def _result(
    definition: Definition,
    indicator: Indicator,
    evaluations: Sequence[Evaluation],
    period: Period,
    order: Sequence[str],
) -> IndicatorResult:
    concerned = [each for each in evaluations if _names(each, indicator)]
    parts: dict[str, UnitParts] = {}
    for each in concerned:
        parts |= _parts(each, indicator)
    numerator, denominator = (total(part[at] for part in parts.values()) for at in (0, 1))
    value = divide(numerator, denominator, indicator.scale)
    target, year_target = (indicator.targets.get(key) for key in (period.code, str(period.year)))
    cap, bands = definition.achievement.cap, definition.achievement.bands
    achieved = achievement(indicator, value, target, cap)
    units = [unit for each in concerned for unit in each.units]
    open_ = [(each, _open(each, indicator, period)) for each in concerned]
    movable = any(inputs for _, inputs in open_)
    earlier = max(indicator.baseline, default=None)
    return IndicatorResult(
        numerator=numerator,
        denominator=denominator,
        value=value,
        provisional=any(_lacks(each, indicator, period) for each in concerned),
        range=result_range(indicator, open_, _settled(open_, parts), period) if movable else None,
        reported=sum(1 for unit in units if unit.status is Status.ACCEPTED),
        expected=len(units),
        target=target,
        achievement=achieved,
        band=band(achieved, bands),
        year_target=year_target,
        year_achievement=achievement(indicator, value, year_target, cap),
        baseline_period=earlier,
        baseline=indicator.baseline[earlier] if earlier else None,
        plan_target=indicator.plan_target,
        plan_achievement=achievement(indicator, value, indicator.plan_target, cap),
        by_unit={code: parts[code] for code in order if code in parts},
        unapproved=sum(1 for unit in units if unit.status is Status.UNAPPROVED),
    )


def _names(evaluation: Evaluation, indicator: Indicator) -> list[str]:
    """The defined names of the parts that units of this kind have."""
    names = (result_name(indicator.code, role) for role in PARTS)
    return [name for name in names if name in evaluation.computed]


def _parts(evaluation: Evaluation, indicator: Indicator) -> dict[str, UnitParts]:
    blank: Sequence[Value] = [None] * len(evaluation.units)
    numerators, denominators = (
        evaluation.computed.get(result_name(indicator.code, role), blank) for role in PARTS
    )
    return {
        year.unit.code: UnitParts(number(numerator), number(denominator))
        for year, numerator, denominator in zip(
            evaluation.units, numerators, denominators, strict=True
        )
    }


def _lacks(evaluation: Evaluation, indicator: Indicator, period: Period) -> bool:
    """Whether some unit of a kind has not given all that the indicator reads.

    A flow or a register lacks a period without an accepted return; a state lacks any return to
    carry forward from, or a value that it requires. What was said to another question is as good
    as not said yet, and so is what awaits that a decision is made anew.
    """
    flows, states = _reads(evaluation, indicator)
    if not flows and not states:
        return False
    needed = len(period.year_to_date) if flows else 1
    owed = [evaluation.unfilled[name] for name in states]
    return any(
        len(unit.accepted) < needed
        or any(state[index] for state in owed)
        or any(each.outdated or each.disputed for each in unit.accepted.values())
        for index, unit in enumerate(evaluation.units)
    )


def _open(
    evaluation: Evaluation, indicator: Indicator, period: Period
) -> dict[int, frozenset[str]]:
    """The inputs of each unit, by its position, that a return still to come can change.

    That is more than what a result lacks: a state that is carried forward is known, and yet the
    return for this period may say another.
    """
    flows, states = _reads(evaluation, indicator)
    codes = [each.code for each in period.year_to_date]
    found: dict[int, frozenset[str]] = {}
    for index, unit in enumerate(evaluation.units):
        missing = [code for code in codes if code not in unit.accepted]
        movable = flows if missing else frozenset[str]()
        for name in states:
            unfilled = evaluation.unfilled[name][index]
            if unfilled or any(code > unit.sources.get(name, "") for code in missing):
                movable |= {name}
        if movable:
            found[index] = movable
    return found


def _reads(evaluation: Evaluation, indicator: Indicator) -> tuple[frozenset[str], frozenset[str]]:
    """The flows and registers, and the states, of this period that an indicator reads."""
    reads: set[str] = set()
    for name in _names(evaluation, indicator):
        reads |= {each for each in evaluation.formula(name).reads if not each.startswith(PREVIOUS)}
    states = frozenset(name for name in reads if _is_state(evaluation, name))
    return frozenset(name.partition(".")[0] for name in reads - states), states


def _settled(
    open_: Sequence[tuple[Evaluation, Mapping[int, frozenset[str]]]], parts: Mapping[str, UnitParts]
) -> tuple[float, float]:
    """The sums over the units that no return can change any more."""
    done = [
        parts[unit.unit.code]
        for evaluation, movable in open_
        for index, unit in enumerate(evaluation.units)
        if index not in movable
    ]
    return (
        math.fsum(part.numerator or 0 for part in done),
        math.fsum(part.denominator or 0 for part in done),
    )


def _is_state(evaluation: Evaluation, name: str) -> bool:
    fields = evaluation.layout.fields
    return name in fields and fields[name][0].over_time is OverTime.LATEST


def number(value: Value) -> float | None:
    """A part as a number, whole ones as int, TRUE as 1; a text counts as little as in SUM."""
    if value is None or isinstance(value, str):
        return None
    return int(value) if float(value).is_integer() else float(value)


def total(values: Iterable[float | None]) -> float | None:
    """The sum of what is known, a whole one as int; None where nothing is."""
    known = [value for value in values if value is not None]
    return number(math.fsum(known)) if known else None
