"""Single values against their fields: pandera schemas built from the definition.

One schema for the fields and one for each register, validated lazily, once over a whole batch;
every failure is mapped back to its file, sheet, cell and field. A check's name is the code of its
finding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pandera.pandas as pa

from iku_workbook.bounds import bounds, expectation
from iku_workbook.checks.batch.submissions import Group, Mask
from iku_workbook.definition.field_types import TEXT_LIMIT
from iku_workbook.definition.model import Field
from iku_workbook.findings import Finding
from iku_workbook.formula.values import Column, Kind
from iku_workbook.layout import Place, Table
from iku_workbook.messages import catalogue


@dataclass(frozen=True, slots=True)
class Failure:
    """One value that a check refused: in which submission of the group, and where."""

    submission: int
    name: str
    finding: Finding


def check_values(group: Group) -> list[Failure]:
    """Every value of every submission against its field."""
    failures = _check_fields(group)
    for table in group.layout.tables:
        failures += _check_table(group, table)
    return failures


def _check_fields(group: Group) -> list[Failure]:
    asked = {name: field for name, (field, _) in group.layout.fields.items()}
    frame = pd.DataFrame({name: _series(group.inputs[name], asked[name]) for name in asked})
    schema = {}
    for name, field in asked.items():
        required = field.required
        needed = group.holds(required) if isinstance(required, str) else _all(group, required)
        excused = ~needed | group.unreadable(name)
        schema[name] = _column(group, field, excused, in_register=False)
    failing = _failures(schema, frame)
    wanted = _wanted(group, {name: asked[name] for name, *_ in failing}, in_register=False)
    places = {name: place for name, (_, place) in group.layout.fields.items()}
    return [
        _failure(group, name, code, row, places[name], asked[name], wanted[name], found)
        for name, code, row, found in failing
    ]


def _check_table(group: Group, table: Table) -> list[Failure]:
    """A register's filled rows, of all submissions in one frame."""
    rows = [
        (submission, event)
        for submission, content in enumerate(group.contents)
        for event in content.events[table.register.id]
    ]
    if not rows:
        return []
    frame, schema = {}, {}
    for field, _ in table.columns:
        cells = Column.of([field.type.record.to_cell(event.values[field.id]) for _, event in rows])
        frame[field.id] = _series(cells, field)
        unreadable = np.array([field.id in event.unreadable for _, event in rows], dtype=bool)
        excused = unreadable | (not field.required)
        schema[field.id] = _column(group, field, excused, in_register=True)
    failing = _failures(schema, pd.DataFrame(frame))
    fields = {field.id: (field, column) for field, column in table.columns}
    wanted = _wanted(group, {name: fields[name][0] for name, *_ in failing}, in_register=True)
    failures = []
    for name, code, index, found in failing:
        submission, event = rows[index]
        field, column = fields[name]
        place = Place(table.sheet, event.row, column)
        full = f"{table.register.id}.{name}"
        failures.append(_failure(group, full, code, submission, place, field, wanted[name], found))
    return failures


def _series(column: Column, field: Field) -> pd.Series:
    """Numbers and dates (as serials) in one array of doubles, words as objects; blanks missing."""
    if field.type.record.has_limits:
        return pd.Series(np.where(column.kind == Kind.NUMBER, column.number, np.nan))
    words = pd.Series(column.text, dtype=object)
    return words.where(column.kind == Kind.TEXT, None)


def _column(group: Group, field: Field, excused: Mask, *, in_register: bool) -> pa.Column:
    """The pandera column of a field: required, then whole, then within bounds or on the list."""
    checks = [_check("VALUE-001", lambda values: values.notna() | excused, blanks=True)]
    limits = bounds(field, group.period, in_register=in_register)
    if limits is not None:
        least, greatest = limits.in_cell(field)
        whole = field.type.record.whole
        if whole:
            checks.append(_check("VALUE-003", lambda values: values == np.floor(values)))
        # What is not whole has been said already: one cause, one finding.
        checks.append(
            _check(
                "VALUE-004",
                lambda values: (
                    values.between(least, greatest) | (whole & (values != np.floor(values)))
                ),
            )
        )
        return pa.Column(float, checks, nullable=True)
    if field.codelist:
        listed = group.layout.definition.codelists[field.codelist]
        checks.append(_check("VALUE-005", lambda values: values.isin(listed)))
    else:
        checks.append(_check("VALUE-007", lambda values: values.str.len() <= TEXT_LIMIT))
    return pa.Column(object, checks, nullable=True)


def _check(code: str, test: Callable[[pd.Series], pd.Series], *, blanks: bool = False) -> pa.Check:
    return pa.Check(test, name=code, error=code, ignore_na=not blanks)


def _failures(
    columns: dict[str, pa.Column], frame: pd.DataFrame
) -> list[tuple[str, str, int, object]]:
    """Column, code, row and value of everything that the schema refuses, in order of the cells."""
    try:
        pa.DataFrameSchema(columns).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        values = {name: frame[name].tolist() for name in set(cases["column"])}
        listed = zip(cases["column"], cases["check"], cases["index"], strict=True)
        return [(name, code, int(row), values[name][int(row)]) for name, code, row in listed]
    return []


def _wanted(group: Group, fields: Mapping[str, Field], *, in_register: bool) -> dict[str, str]:
    """What each of the fields accepts, in words."""
    say = catalogue(group.layout.definition.language)
    return {
        name: expectation(field, bounds(field, group.period, in_register=in_register), say)
        for name, field in fields.items()
    }


def _failure(
    group: Group,
    name: str,
    code: str,
    submission: int,
    place: Place,
    field: Field,
    wanted: str,
    found: object,
) -> Failure:
    if isinstance(found, float):  # a number's or date's size; a missing one is NaN
        found = None if np.isnan(found) else field.type.record.from_cell(found)
    finding = Finding(
        code,
        group.files[submission],
        place.sheet,
        place.address,
        name,
        wanted,
        found,
        {"label": field.label, "row": place.row},
    )
    return Failure(submission, name, finding)


def _all(group: Group, needed: bool) -> Mask:
    return np.full(group.size, needed)
