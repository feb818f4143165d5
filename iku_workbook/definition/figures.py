"""The figures that a definition plans by: targets, baselines, and the end of the plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from iku_workbook.definition.model import Definition, Target, TargetRange
from iku_workbook.numbers import figures as in_figures
from iku_workbook.periods import periods_of

TARGETS, BASELINE, PLAN_TARGET = KEYS = ("targets", "baseline", "plan_target")
"""The keys of an indicator that they stand under; the last holds one figure, of no period."""
_MAY_BE_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


class Figure(NamedTuple):
    """The place of one figure: its indicator's code, one of :data:`KEYS`, and the period's code;
    of a unit's own target the unit's.
    """

    indicator: str
    key: str
    period: str = ""
    unit: str = ""

    @property
    def name(self) -> str:
        """The same as one word, which no other figure has."""
        own = f".{self.unit}" if self.unit else ""
        return f"{self.indicator}.{self.key}.{self.period}{own}"


def figures(definition: Definition) -> dict[Figure, Target]:
    """All that a definition says."""
    found: dict[Figure, Target] = {}
    for each in definition.indicators:
        planned: tuple[tuple[str, Mapping[str, Target]], ...]
        planned = (TARGETS, each.targets), (BASELINE, each.baseline)
        for key, of_periods in planned:
            found |= {Figure(each.code, key, code): of_periods[code] for code in of_periods}
        if each.plan_target is not None:
            found[Figure(each.code, PLAN_TARGET)] = each.plan_target
    for unit in definition.units:
        for indicator, targets in unit.targets.items():
            found |= {
                Figure(indicator, TARGETS, code, unit.code): targets[code] for code in targets
            }
    return found


def columns_of_units(definition: Definition) -> list[tuple[str, str]]:
    """The indicators and periods that a table of units' own targets has, in order: what some unit
    has one for.
    """
    said = {(each.indicator, each.period) for each in figures(definition) if each.unit}
    order = {each.code: at for at, each in enumerate(definition.indicators)}
    return sorted(said, key=lambda each: (order.get(each[0], len(order)), each[1]))


def unmistakable(value: Target) -> str:
    """A figure with a dot before its decimals, none between thousands, and a fourth decimal where
    there are three, which could be read as thousands; a range as a definition has it.
    """
    if isinstance(value, TargetRange):
        return f"{{from: {unmistakable(value.from_)}, to: {unmistakable(value.to)}}}"
    text = in_figures(value)
    return f"{text}0" if _MAY_BE_THOUSANDS.fullmatch(text) else text


def columns(definition: Definition) -> list[tuple[str, str]]:
    """The keys and periods that a table of them has, in order: what some indicator says, the year
    before as a baseline, every period of the year as a target, and the plan's other years.
    """
    said = [(each.key, each.period) for each in figures(definition) if not each.unit]
    before = {code for key, code in said if key == BASELINE} | {str(definition.year - 1)}
    year = str(definition.year)
    within = [each.code for each in periods_of(definition.year, definition.cadence)]
    others = {code for key, code in said if key == TARGETS and code[:4] != year}
    plan = range(definition.year + 1, max(map(_year, others), default=0) + 1)
    others |= {str(each) for each in plan}
    targets = [
        *sorted(code for code in others if code < year),
        *within,
        *([year] if year not in within else []),
        *sorted(code for code in others if code > year),
    ]
    return [
        *((BASELINE, code) for code in sorted(before)),
        *((TARGETS, code) for code in targets),
        (PLAN_TARGET, ""),
    ]


def _year(code: str) -> int:
    return int(code[:4])
