"""The results as plain tables: the indicators, each unit's share of them, the scale of ratings."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from iku_workbook.definition.indicators import (
    Index,
    Indicator,
    OverUnits,
    Part,
    UnitValue,
)
from iku_workbook.definition.objectives import text_of
from iku_workbook.definition.over_time import OverTime
from iku_workbook.definition.targets import TargetRange, ends_of
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.levels import LevelResult
from iku_workbook.results.money import money
from iku_workbook.results.over_units import UnitParts
from iku_workbook.results.table import ColumnType, Table
from iku_workbook.results.year import Year

TEXT, WHOLE, NUMBER = ColumnType.TEXT, ColumnType.WHOLE, ColumnType.NUMBER


@dataclass(frozen=True, slots=True)
class _Line:
    """What a row of results says; ``unit`` is None for the whole list."""

    unit: str | None
    indicator: Indicator
    result: IndicatorResult | LevelResult
    objective: str


_Columns = dict[str, tuple[ColumnType, Callable[[_Line], object]]]
_OF_LINE: _Columns = {
    "unit": (TEXT, lambda line: line.unit),
    "indicator": (TEXT, lambda line: line.indicator.code),
    "name": (TEXT, lambda line: line.indicator.name),
    "numerator": (NUMBER, lambda line: line.result.numerator),
    "denominator": (NUMBER, lambda line: line.result.denominator),
    "value": (NUMBER, lambda line: line.result.value),
    "unit_of_measure": (TEXT, lambda line: line.indicator.unit_of_measure),
    "reported": (WHOLE, lambda line: line.result.reported),
    "expected": (WHOLE, lambda line: line.result.expected),
}
# A level has these where it has a target of its own.
_OF_WHOLE = {
    "provisional": ColumnType.LOGICAL,
    "target": NUMBER,
    "achievement": NUMBER,
    "band": TEXT,
    "grade": TEXT,
    "year_target": NUMBER,
    "year_achievement": NUMBER,
    "baseline": NUMBER,
    "plan_target": NUMBER,
    "plan_achievement": NUMBER,
    "baseline_period": TEXT,
}
_RANGE = {"range_least": NUMBER, "range_greatest": NUMBER}
_CARRIED = {"carried": WHOLE}
_OF_INDICATOR: _Columns = {
    "numerator_title": (TEXT, lambda line: _of_part(line.indicator.numerator, "label")),
    "numerator_formula": (TEXT, lambda line: _of_part(line.indicator.numerator, "formula")),
    "denominator_title": (TEXT, lambda line: _of_part(line.indicator.denominator, "label")),
    "denominator_formula": (TEXT, lambda line: _of_part(line.indicator.denominator, "formula")),
    "numerator_each_period": (TEXT, lambda line: _of_part(line.indicator.numerator, "each_period")),
    "denominator_each_period": (
        TEXT,
        lambda line: _of_part(line.indicator.denominator, "each_period"),
    ),
    "result": (TEXT, lambda line: line.indicator.result.value),
    "scale": (NUMBER, lambda line: line.indicator.scale),
    "polarity": (TEXT, lambda line: line.indicator.polarity.value),
    "decimals": (WHOLE, lambda line: line.indicator.decimals),
    "objective": (TEXT, lambda line: line.objective),
    "achievement_formula": (TEXT, lambda line: line.indicator.judging(None).formula.value),
    "achievement_floor": (NUMBER, lambda line: line.indicator.judging(None).floor),
    "target_zero": (TEXT, lambda line: line.indicator.achievement.target_zero.value),
}
_OF_VALUE: _Columns = {
    "value_title": (TEXT, lambda line: _of_part(line.indicator.value, "label")),
    "value_formula": (TEXT, lambda line: _of_part(line.indicator.value, "formula")),
    "value_each_period": (TEXT, lambda line: _of_part(line.indicator.value, "each_period")),
    "over_units": (TEXT, lambda line: _of_part(line.indicator.value, "over_units")),
    "index_title": (TEXT, lambda line: _of_part(line.indicator.index, "label")),
    "index_formula": (TEXT, lambda line: _of_part(line.indicator.index, "formula")),
    "weight_formula": (TEXT, lambda line: _of_part(line.indicator.value, "weight")),
    "with_value": (WHOLE, lambda line: line.result.with_value),
}
_NO_GOAL = None, None
_TARGETS = ("target", "year_target", "plan_target")
# Where each of these begins and ends, if it is a range.
_OF_RANGES = {
    "target_from": NUMBER,
    "target_to": NUMBER,
    "year_target_from": NUMBER,
    "year_target_to": NUMBER,
    "plan_target_from": NUMBER,
    "plan_target_to": NUMBER,
}
_OF_YEAR = {
    "cap": NUMBER,
    "as_of": ColumnType.DATE,
    "definition": TEXT,
    "mode": TEXT,
}
_COLUMNS = (
    {"period": TEXT}
    | {name: kind for name, (kind, _) in _OF_LINE.items()}
    | _OF_WHOLE
    | _RANGE
    | _CARRIED
    | {name: kind for name, (kind, _) in _OF_INDICATOR.items()}
    | _OF_RANGES
    | _OF_YEAR
    | {name: kind for name, (kind, _) in _OF_VALUE.items()}
)


def results_table(year: Year, day: datetime.date) -> Table:
    """The indicators of the period as of a day; ``unit`` is empty for the whole list."""
    mode = year.basis.counted if year.basis is not None else None
    most, of_year = year.definition.achievement.cap, (day, year.definition.digest, mode)
    rows = (
        [
            year.period.code,
            *_row(line),
            line.indicator.judging(most).cap,
            *of_year,
            *(read(line) for _, read in _OF_VALUE.values()),
        ]
        for line in _lines(year)
    )
    return Table("results", _COLUMNS, ("period", "unit", "indicator"), rows)


def shares_table(year: Year) -> Table:
    """Each reporting unit's own part of each indicator, of the year up to the period, and what
    it has for a target of its own.
    """
    columns = {"period": TEXT, "unit": TEXT, "indicator": TEXT}
    parts = dict.fromkeys(UnitParts._fields, NUMBER)
    goals = {"target": NUMBER, "achievement": NUMBER}
    rows = (
        (
            *(year.period.code, unit, code, *share),
            *result.goals.get(unit, _NO_GOAL),
        )
        for code, result in year.results.indicators.items()
        for unit, share in result.by_unit.items()
    )
    refers = {"returns": ("period", "unit")}
    return Table("shares", columns | parts | goals, tuple(columns), rows, refers=refers)


def bands_table(year: Year) -> Table:
    """The scale of ratings, highest first."""
    rows = ((each.from_, each.label) for each in year.definition.achievement.bands)
    return Table("bands", {"from": NUMBER, "band": TEXT}, ("from",), rows)


def spending_tables(year: Year) -> Iterator[Table]:
    """What each programme was to spend and has spent, period by period, in whole rupiah; nothing
    where there are no programmes.
    """
    columns = {"period": TEXT, "programme": TEXT, "name": TEXT, "objective": TEXT}
    amounts = {"budget": WHOLE, "planned": WHOLE, "spent": WHOLE}
    found = money(year)
    if found is not None:
        rows = (
            (
                period.code,
                each.programme.id,
                each.programme.name,
                each.objective or None,
                each.amounts.budget,
                each.programme.budget.get(period.code),
                spent,
            )
            for each in found.programmes
            for period, spent in each.periods.items()
        )
        yield Table("spending", columns | amounts, ("period", "programme"), rows)


def _lines(year: Year) -> Iterator[_Line]:
    for indicator in year.definition.indicators:
        objective = text_of(year.definition.objectives, indicator.objective)
        yield _Line(None, indicator, year.results.indicators[indicator.code], objective)
        for level in year.levels:
            found = level.indicators[indicator.code]
            yield _Line(level.unit.code, indicator, found, objective)


def _of_part(part: Index | Part | UnitValue | None, key: str) -> object:
    found = getattr(part, key, None)
    return found.value if isinstance(found, OverUnits | OverTime) else found


def _plain(figure: object) -> object:
    """A target that is a range has columns of its own."""
    return None if isinstance(figure, TargetRange) else figure


def _ends(result: IndicatorResult | LevelResult) -> list[float | None]:
    """Where each target that is a range begins and ends."""
    targets = (getattr(result, name, None) for name in _TARGETS)
    ends = (ends_of(each if isinstance(each, TargetRange) else None) for each in targets)
    return [end for both in ends for end in both]


def _row(line: _Line) -> list[object]:
    own = [read(line) for _, read in _OF_LINE.values()]
    whole = [_plain(getattr(line.result, name, None)) for name in _OF_WHOLE]
    ends = getattr(line.result, "range", None) or (None, None)
    return (
        own
        + whole
        + [*ends, len(line.result.carried)]
        + [read(line) for _, read in _OF_INDICATOR.values()]
        + _ends(line.result)
    )
