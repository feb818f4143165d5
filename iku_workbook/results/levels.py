"""The results for every unit that stands above others, over the units below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Indicator, Unit
from iku_workbook.periods import Period
from iku_workbook.results.accumulate import Status
from iku_workbook.results.indicators import Results
from iku_workbook.results.over_units import together
from iku_workbook.results.unit_goals import unit_goals


@dataclass(frozen=True, slots=True)
class LevelResult:
    """One indicator over one part of the units; ``reported`` and ``expected`` count those.

    provisional, carried, with_value  as of the indicator, of these units
    target, achievement   the unit's own target, and its achievement of that; None where it has none
    """

    numerator: float | None
    denominator: float | None
    value: float | None
    provisional: bool
    carried: Mapping[str, str]
    reported: int
    expected: int
    with_value: int | None = None
    target: float | None = None
    achievement: float | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A unit that stands above others, and the indicators over all units below it.

    accepted, units  how many of them have an accepted return for the period, and how many report
    """

    unit: Unit
    indicators: Mapping[str, LevelResult]
    accepted: int
    units: int


def levels(definition: Definition, results: Results) -> tuple[Level, ...]:
    """Every unit that stands above others, in the order of the list; none in a flat list."""
    members = below(definition)
    reporting = {each.unit.code for each in results.there}
    accepted = {each.unit.code for each in results.units if each.status is Status.ACCEPTED}
    return tuple(
        Level(
            unit,
            _judged(
                definition,
                unit,
                {
                    each.code: _result(each, results, members[unit.code], accepted, reporting)
                    for each in definition.indicators
                },
                results.period,
            ),
            accepted=len(members[unit.code] & accepted),
            units=len(members[unit.code] & reporting),
        )
        for unit in definition.units
        if unit.code in members
    )


def below(definition: Definition) -> dict[str, frozenset[str]]:
    """By the code of each unit that stands above others: its own code and all codes below it."""
    parents = {unit.code: unit.parent for unit in definition.units}
    found: dict[str, set[str]] = {}
    for code, parent in parents.items():
        while parent is not None:
            found.setdefault(parent, {parent}).add(code)
            parent = parents.get(parent)
    return {code: frozenset(codes) for code, codes in found.items()}


def _judged(
    definition: Definition, unit: Unit, found: Mapping[str, LevelResult], period: Period
) -> dict[str, LevelResult]:
    """The same against the unit's own targets."""
    judged = dict(found)
    for indicator in definition.indicators:
        own = found[indicator.code]
        goals = unit_goals(definition, indicator, {unit.code: own.value}, period)
        if goals:
            judged[indicator.code] = replace(own, **goals[unit.code]._asdict())
    return judged


def _result(
    indicator: Indicator,
    results: Results,
    members: frozenset[str],
    accepted: set[str],
    reporting: set[str],
) -> LevelResult:
    whole = results.indicators[indicator.code]
    by_unit = whole.by_unit
    own = [code for code in by_unit if code in members]
    return LevelResult(
        **together(indicator, [by_unit[code] for code in own])._asdict(),
        provisional=not whole.open_units.isdisjoint(own),
        carried={code: until for code, until in whole.carried.items() if code in members},
        reported=sum(1 for code in own if code in accepted),
        expected=len(reporting.intersection(own)),
    )
