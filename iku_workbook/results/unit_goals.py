"""What units come to against targets of their own, where they have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Indicator
from iku_workbook.periods import Period
from iku_workbook.results.achievement import achievements


class UnitGoal(NamedTuple):
    """A unit's own target for a period, and its achievement of that, in percent; None where it has
    none, or nothing to hold against it.
    """

    target: float | None
    achievement: float | None


def unit_goals(
    definition: Definition,
    indicator: Indicator,
    values: Mapping[str, float | None],
    period: Period,
) -> dict[str, UnitGoal]:
    """Those of units, by their codes, from their own ``values`` of an indicator; none where no unit
    has a target of its own for it.
    """
    if indicator.code not in definition.shared_out:
        return {}
    units = {unit.code: unit for unit in definition.units}
    targets = {code: units[code].target(indicator.code, period) for code in values}
    pairs = [(value, targets[code]) for code, value in values.items()]
    found = achievements(indicator, pairs, definition.achievement.cap)
    return {
        code: UnitGoal(targets[code], percent) for code, percent in zip(values, found, strict=True)
    }
