"""Accepted values and results as plain tables, for statistics programs and other systems.

*values* holds one value a row: period, unit, field and value; a register's cell also has the number
of its row, and its field is ``register.field``. *results* holds one indicator a row, over the whole
list and for each unit that stands above others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from iku_workbook.definition.model import Indicator
from iku_workbook.inputs import Scalar
from iku_workbook.layout import Layout
from iku_workbook.results.accumulate import rows, scalar
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.levels import LevelResult
from iku_workbook.results.year import Year
from iku_workbook.returns import Return


class ColumnType(StrEnum):
    """The type of a column, as Frictionless Table Schema names it."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    LOGICAL = "boolean"


class Table(NamedTuple):
    """A table for other programs: its columns by name, its key columns, and its rows."""

    name: str
    columns: dict[str, ColumnType]
    key: tuple[str, ...]
    rows: Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True)
class _Line:
    """What a row of results says; a level has no target of its own."""

    period: str
    unit: str | None
    indicator: Indicator
    result: IndicatorResult | LevelResult


VALUES = {
    "period": ColumnType.TEXT,
    "unit": ColumnType.TEXT,
    "field": ColumnType.TEXT,
    "row": ColumnType.WHOLE,
    "value": ColumnType.TEXT,
    "number": ColumnType.NUMBER,
}
_OF_LINE: dict[str, tuple[ColumnType, Callable[[_Line], object]]] = {
    "period": (ColumnType.TEXT, lambda line: line.period),
    "unit": (ColumnType.TEXT, lambda line: line.unit),
    "indicator": (ColumnType.TEXT, lambda line: line.indicator.code),
    "name": (ColumnType.TEXT, lambda line: line.indicator.name),
    "numerator": (ColumnType.NUMBER, lambda line: line.result.numerator),
    "denominator": (ColumnType.NUMBER, lambda line: line.result.denominator),
    "value": (ColumnType.NUMBER, lambda line: line.result.value),
    "unit_of_measure": (ColumnType.TEXT, lambda line: line.indicator.unit_of_measure),
    "reported": (ColumnType.WHOLE, lambda line: line.result.reported),
    "expected": (ColumnType.WHOLE, lambda line: line.result.expected),
}
_OF_WHOLE = {
    "provisional": ColumnType.LOGICAL,
    "target": ColumnType.NUMBER,
    "achievement": ColumnType.NUMBER,
    "band": ColumnType.TEXT,
    "year_target": ColumnType.NUMBER,
    "year_achievement": ColumnType.NUMBER,
    "baseline": ColumnType.NUMBER,
    "plan_target": ColumnType.NUMBER,
    "plan_achievement": ColumnType.NUMBER,
}
RESULTS = {name: kind for name, (kind, _) in _OF_LINE.items()} | _OF_WHOLE


def values_table(year: Year) -> Table:
    """Every value accepted in the year so far, unit by unit, blank ones too."""
    return Table("values", VALUES, ("period", "unit", "field", "row"), _values(year))


def results_table(year: Year) -> Table:
    """The indicators of the period; ``unit`` is empty for the whole list."""
    lines = (_row(line) for line in _lines(year))
    return Table("results", RESULTS, ("period", "unit", "indicator"), lines)


def _values(year: Year) -> Iterator[Sequence[object]]:
    layouts = {each.layout.kind: each.layout for each in year.results.evaluations}
    for unit_year in year.results.units:
        unit = unit_year.unit
        for period, received in unit_year.accepted.items():
            for name, row, value in _cells(received, layouts[unit.kind]):
                number = float(value) if isinstance(value, int | float) else None
                text = None if value is None else str(value)
                yield period, unit.code, name, row, text, number


def _cells(received: Return, layout: Layout) -> Iterator[tuple[str, int | None, Scalar]]:
    for field in layout.fields:
        yield field, None, scalar(received.values.get(field))
    for table in layout.tables:
        register = table.register
        for number, row in enumerate(rows(received.values.get(register.id)), start=1):
            for column in register.fields:
                yield f"{register.id}.{column.id}", number, row.get(column.id)


def _lines(year: Year) -> Iterator[_Line]:
    period = year.period.code
    for indicator in year.definition.indicators:
        yield _Line(period, None, indicator, year.results.indicators[indicator.code])
        for level in year.levels:
            yield _Line(period, level.unit.code, indicator, level.indicators[indicator.code])


def _row(line: _Line) -> list[object]:
    own = [read(line) for _, read in _OF_LINE.values()]
    return own + [getattr(line.result, name, None) for name in _OF_WHOLE]
