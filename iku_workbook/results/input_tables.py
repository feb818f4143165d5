"""What was returned as plain tables: the returns, their values, the registers' rows, the list.

*returns* holds one row a unit and period, *values* one value a row, *events* of each register one
event a row. *units* is the list; *fields* says what was asked, and what is computed from it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Definition, Field, Register
from iku_workbook.inputs import Scalar
from iku_workbook.layout import Layout
from iku_workbook.results.accumulate import UnitYear, as_said, rows, scalar
from iku_workbook.results.table import ColumnType, Table
from iku_workbook.results.year import Year
from iku_workbook.returns import Return

TEXT, WHOLE, LOGICAL = ColumnType.TEXT, ColumnType.WHOLE, ColumnType.LOGICAL
_TYPES = {
    Holds.NUMBER: ColumnType.NUMBER,
    Holds.DATE: ColumnType.DATE,
    Holds.CHOICE: TEXT,
    Holds.TEXT: TEXT,
}
_BY_UNIT = {"period": TEXT, "unit": TEXT}
_KEY = ("period", "unit")
_OF_RETURN = {"returns": _KEY}


def returns_table(year: Year, day: datetime.date) -> Table:
    """The return that each unit's status for each period comes from, as of a day."""
    columns = _BY_UNIT | {
        "unit_name": TEXT,
        "status": TEXT,
        "late": LOGICAL,
        "nihil": LOGICAL,
        "approved": LOGICAL,
        "corrected": LOGICAL,
        "file": TEXT,
        "sha256": TEXT,
        "receipt": WHOLE,
        "received": ColumnType.MOMENT,
        "definition": TEXT,
    }
    refers = {"units": ("unit",)}
    return Table("returns", columns, _KEY, _returns(year, day), refers=refers)


def _returns(year: Year, day: datetime.date) -> Iterator[Sequence[object]]:
    codes = {each: each.code for each in year.period.year_to_date}
    for each in year.standings(day).values():
        unit, of = each.unit, each.decided
        named = (codes[each.period], unit.code, unit.name)
        corrects = of is not None and of.corrects
        state = (each.status.value, each.late, each.nihil, each.approved, corrects)
        source = (of.file, of.sha256, of.number, of.received, of.definition) if of else [None] * 5
        yield *named, *state, *source


_NUMBER = (int, float)  # asked of every value: a union would be made each time


class _Asked(NamedTuple):
    """What the fields of a form, or the columns of one register (its id), are called and ask: the
    same for every return.
    """

    register: str | None
    ids: list[str]
    names: list[str]
    labels: list[str]
    measures: list[str]

    @classmethod
    def all_of(cls, layout: Layout) -> list[_Asked]:
        """The fields first, then register by register."""
        fields = [field for field, _ in layout.fields.values()]
        registers = [table.register for table in layout.tables]
        return [cls.of(None, fields), *(cls.of(each.id, each.fields) for each in registers)]

    @classmethod
    def of(cls, register: str | None, fields: Sequence[Field]) -> _Asked:
        """Of a register its columns."""
        ids = [each.id for each in fields]
        return cls(
            register,
            ids,
            [f"{register}.{each}" for each in ids] if register else ids,
            [each.label for each in fields],
            [each.unit_of_measure for each in fields],
        )


def values_table(year: Year) -> Table:
    """Every value accepted in the year so far, unit by unit, blank ones too."""
    columns = _BY_UNIT | {
        "field": TEXT,
        "row": WHOLE,
        "value": TEXT,
        "number": ColumnType.NUMBER,
        "unit_name": TEXT,
        "title": TEXT,
        "unit_of_measure": TEXT,
        "receipt": WHOLE,
        "carried": LOGICAL,
    }
    refers = {**_OF_RETURN, "fields": ("field",)}
    return Table("values", columns, (*_KEY, "field", "row"), _values(year), refers=refers)


def _values(year: Year) -> Iterator[Sequence[object]]:
    last, asked = year.period.code, {}
    for unit_year, period, received, layout in _accepted(year):
        unit, sources, kind = unit_year.unit, unit_year.sources, unit_year.unit.kind
        if kind not in asked:
            asked[kind] = _Asked.all_of(layout)
        for each, (numbers, values) in _cells(received, asked[kind]):
            count = len(values) // len(each.names) if each.names else 0
            named = (each.names * count, each.labels * count, each.measures * count)
            names, labels, measures = named
            carried: Iterable[bool] = repeat(False)
            if period != last:
                carried = [sources.get(name) == period for name in names]
            texts = [None if value is None else str(value) for value in values]
            figures = [float(each) if isinstance(each, _NUMBER) else None for each in values]
            whose = (repeat(period), repeat(unit.code), names, numbers, texts, figures)
            said = (repeat(unit.name), labels, measures, repeat(received.number), carried)
            yield from zip(*whose, *said, strict=False)


def _accepted(year: Year) -> Iterator[tuple[UnitYear, str, Return, Layout]]:
    layouts = {each.layout.kind: each.layout for each in year.results.evaluations}
    for unit_year in year.results.units:
        for period, received in unit_year.accepted.items():
            yield unit_year, period, received, layouts[unit_year.unit.kind]


def _cells(
    received: Return, asked: Iterable[_Asked]
) -> Iterator[tuple[_Asked, tuple[list[int | None], list[Scalar]]]]:
    """The values of a return, with the number of the row that each stands in."""
    said = as_said(received.values)
    for each in asked:
        if each.register is None:
            values: list[Scalar] = [scalar(said.get(name)) for name in each.ids]
            yield each, ([None] * len(values), values)
            continue
        filled = rows(said.get(each.register))
        values = [row.get(name) for row in filled for name in each.ids]
        numbers: list[int | None] = [at for at in range(1, len(filled) + 1) for _ in each.ids]
        yield each, (numbers, values)


def events_tables(year: Year) -> Iterator[Table]:
    """For each register the accepted rows of the year so far, one event a row."""
    for register in year.definition.registers:
        types = {each.id: _TYPES[each.type.record.holds] for each in register.fields}
        own = {f"{register.id}.{name}": kind for name, kind in types.items()}
        columns = _BY_UNIT | {"row": WHOLE} | own
        key = (*_KEY, "row")
        rows = _events(year, register)
        yield Table("events", columns, key, rows, register=register.id, refers=_OF_RETURN)


def _events(year: Year, register: Register) -> Iterator[Sequence[object]]:
    ids = [column.id for column in register.fields]
    for unit_year, period, received, _ in _accepted(year):
        filled, code = rows(received.values.get(register.id)), unit_year.unit.code
        for number, row in enumerate(filled, start=1):
            yield period, code, number, *map(row.get, ids)


def units_table(year: Year) -> Table:
    """Every unit on the list, also those that only stand above others."""
    columns = {"unit": TEXT, "name": TEXT, "kind": TEXT, "parent": TEXT, "reports": LOGICAL}
    columns |= {"from": TEXT, "until": TEXT, "replaces": TEXT}
    reporting = {each.code for each in year.definition.reporting}
    rows = (
        (
            *(each.code, each.name, each.kind, each.parent, each.code in reporting),
            *(each.from_, each.until, " ".join(each.replaces) or None),
        )
        for each in year.definition.units
    )
    return Table("units", columns, ("unit",), rows)


def fields_table(year: Year) -> Table:
    """What was asked, and what is computed from it: type, behaviour over time, formula."""
    columns = {
        "field": TEXT,
        "title": TEXT,
        "group": TEXT,
        "type": TEXT,
        "unit_of_measure": TEXT,
        "over_time": TEXT,
        "required": TEXT,
        "formula": TEXT,
        "reported_by": TEXT,
    }
    return Table("fields", columns, ("field",), _fields(year.definition))


def _fields(definition: Definition) -> Iterator[Sequence[object]]:
    for field in definition.fields:
        said = (*_asked(field), field.over_time.value, _needed(field), None, _kinds(field))
        yield field.id, field.label, field.group, *said
    for register in definition.registers:
        for column in register.fields:
            name = f"{register.id}.{column.id}"
            said = (*_asked(column), "append", _needed(column), None, _kinds(register))
            yield name, column.label, register.label, *said
    for each in definition.calculations:
        own = (each.id, each.label, each.group, "calculation", each.unit_of_measure)
        yield *own, None, None, each.formula, None


def _asked(field: Field) -> tuple[str, str]:
    return field.type.value, field.unit_of_measure


def _needed(field: Field) -> str:
    """When an answer is required: TRUE, FALSE, or a formula."""
    return str(field.required).upper() if isinstance(field.required, bool) else field.required


def _kinds(asked: Field | Register) -> str | None:
    return ", ".join(asked.reported_by) if asked.reported_by else None
