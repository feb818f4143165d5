"""Takes what units contribute to an indicator together: over all of them, or over a part.

Numerators and denominators are summed and then divided; values are added up, or their mean, least
or greatest is taken. A unit whose value is blank takes no part, in a weighted mean also one whose
weight is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from iku_workbook.calculations import Role
from iku_workbook.definition.indicators import Indicator, OverUnits, UnitValue
from iku_workbook.formula.values import Value
from iku_workbook.results.achievement import divide, divide_each

NUMERATOR, DENOMINATOR, VALUE, WEIGHT = "numerator", "denominator", "value", "weight"
PART = {
    Role.NUMERATOR: NUMERATOR,
    Role.DENOMINATOR: DENOMINATOR,
    Role.VALUE: VALUE,
    Role.WEIGHT: WEIGHT,
}
"""What a part of an indicator is called in results."""


class UnitParts(NamedTuple):
    """One unit's share of an indicator; None where blank, or where the indicator has none such."""

    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    weight: float | None = None


class Together(NamedTuple):
    """What several units come to.

    numerator, denominator  sums; None where no unit has one
    value                   not rounded; None where there is none
    with_value              how many units' values are in it; None of a quotient
    """

    numerator: float | None
    denominator: float | None
    value: float | None
    with_value: int | None


def together(indicator: Indicator, parts: Sequence[UnitParts]) -> Together:
    """What an indicator comes to over some units."""
    if indicator.value is None:
        numerator, denominator = (total(part[at] for part in parts) for at in (0, 1))
        value = divide(numerator, denominator, indicator.scale)
        return Together(numerator, denominator, value, None)
    own = taking_part(indicator.value, parts)
    return Together(None, None, _of_values(indicator.value, own), len(own))


def taking_part(value: UnitValue, parts: Iterable[UnitParts]) -> list[tuple[float, float]]:
    """The value and the weight of each unit that has both; each weighs 1 where none is stated."""
    weighed = ((each.value, each.weight if value.weight else 1) for each in parts)
    return [(own, weight) for own, weight in weighed if own is not None and weight is not None]


def left_of(
    parts: Mapping[str, UnitParts], there: Iterable[str], order: Iterable[str]
) -> dict[str, UnitParts]:
    """The parts of the units that are ``there``, and of others those of which something is left, by
    their codes and in their order.
    """
    shown = {*there, *(code for code, part in parts.items() if part != UnitParts())}
    return {code: parts[code] for code in order if code in parts and code in shown}


def own_values(indicator: Indicator, parts: Sequence[UnitParts]) -> list[float | None]:
    """The indicator of each unit alone."""
    if indicator.value is not None:
        return [each.value for each in parts]
    return divide_each([(each.numerator, each.denominator) for each in parts], indicator.scale)


def _of_values(value: UnitValue, own: Sequence[tuple[float, float]]) -> float | None:
    if not own:
        return None
    values = [each for each, _ in own]
    match value.over_units:
        case OverUnits.SUM:
            return total(values)
        case OverUnits.MINIMUM:
            return min(values)
        case OverUnits.MAXIMUM:
            return max(values)
        case OverUnits.MEAN:
            whole = math.fsum(weight for _, weight in own)
            return math.fsum(each * weight for each, weight in own) / whole if whole else None


def number(value: Value) -> float | None:
    """A part as a number, whole ones as int, TRUE as 1; a text counts as little as in SUM."""
    if value is None or isinstance(value, str):
        return None
    found = float(value)
    return int(value) if found.is_integer() else found


def total(values: Iterable[float | None]) -> float | None:
    """The sum of what is known, a whole one as int; None where nothing is."""
    known = [value for value in values if value is not None]
    return number(math.fsum(known)) if known else None
