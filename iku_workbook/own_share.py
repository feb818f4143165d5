"""Whether the office's target says anything about what one unit alone comes to."""

from __future__ import annotations

from collections import Counter

from iku_workbook.calculations import parts_of
from iku_workbook.definition import Definition
from iku_workbook.definition.indicators import OverUnits
from iku_workbook.definition.model import Indicator
from iku_workbook.formula.parse import parse
from iku_workbook.formula.possible_values import Values, possible_values

_RARE = 1000  # per thousand, per 100,000: what is too rare to be met in one unit
_COUNTS_UNITS = frozenset((0.0, 1.0))


def compared(definition: Definition) -> frozenset[str]:
    """The indicators of which a unit's own value is held against the target."""
    return frozenset(each.code for each in definition.measured if held_alone(definition, each))


def drawn(definition: Definition) -> frozenset[str]:
    """Those of them that one chart can show: of the unit of measure that most of them have."""
    codes = compared(definition)
    units = {each.code: each.unit_of_measure for each in definition.measured if each.code in codes}
    [(most, _)] = Counter(units.values()).most_common(1) or [("", 0)]
    return frozenset(code for code, unit in units.items() if unit == most)


def held_alone(definition: Definition, indicator: Indicator) -> bool:
    """Whether a unit's own value can be held against the office's target.

    Not where its values are added up; where the denominator counts units, so that a unit alone is
    all or nothing; where the unit's part is one of two, such as Ya or Tidak; nor where cases are
    counted per thousand or more. Where units have targets of their own, those are what counts.
    """
    if indicator.code in definition.shared_out:
        return True
    value = indicator.value
    if value is not None and value.over_units is OverUnits.SUM:
        return False
    if indicator.scale >= _RARE:
        return False
    if indicator.denominator is not None:
        counted = _possible(definition, indicator.denominator.formula)
        if counted is not None and counted <= _COUNTS_UNITS:
            return False
    first = next(iter(parts_of(indicator).values()))
    own = _possible(definition, first.formula)
    return own is None or len(own) > 2


def _possible(definition: Definition, formula: str) -> Values:
    calculations = {each.id: each.formula for each in definition.calculations}

    def of_name(name: str) -> Values:
        said = calculations.get(name)
        return None if said is None else possible_values(parse(said), of_name)

    return possible_values(parse(formula), of_name)
