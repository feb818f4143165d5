"""Checks single values against their fields, by pandera schemas built from the definition.

One schema for the fields and one for each register, validated lazily, once over a whole batch;
every failure is mapped back to its file, sheet, cell and field. A check's name is the code of its
finding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pandera.pandas as pa

from iku_workbook.bounds import asks, bounds, worded
from iku_workbook.checks.batch.submissions import Found, Mask, Submissions
from iku_workbook.definition.field_types import TEXT_LIMIT
from iku_workbook.definition.model import Field
from iku_workbook.formula.values import Column, Kind
from iku_workbook.layout import Place, RegisterTable
from iku_workbook.messages import Phrase


def check_values(submissions: Submissions) -> list[Found]:
    """Every value of every submission against its field."""
    found = _check_fields(submissions)
    for table in submissions.layout.tables:
        found += _check_table(submissions, table)
    return found


def _check_fields(submissions: Submissions) -> list[Found]:
    fields = {name: field for name, (field, _) in submissions.layout.fields.items()}
    frame = pd.DataFrame({name: _series(submissions.inputs[name], fields[name]) for name in fields})
    schema = {}
    for name, field in fields.items():
        required = field.required
        if isinstance(required, str):
            needed = submissions.holds(required)
        else:
            needed = np.full(submissions.size, required)
        excused = ~needed | submissions.unreadable(name)
        schema[name] = _column(submissions, field, excused, in_register=False)
    failing = _failures(schema, frame)
    wanted = _wanted(submissions, {name: fields[name] for name, *_ in failing}, in_register=False)
    places = {name: place for name, (_, place) in submissions.layout.fields.items()}
    return [
        _refused(submissions, name, code, row, places[name], fields[name], wanted[name], found)
        for name, code, row, found in failing
    ]


def _check_table(submissions: Submissions, table: RegisterTable) -> list[Found]:
    """A register's filled rows, of all submissions in one frame."""
    rows = [
        (submission, event)
        for submission, content in enumerate(submissions.contents)
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
        schema[field.id] = _column(submissions, field, excused, in_register=True)
    failing = _failures(schema, pd.DataFrame(frame))
    fields = {field.id: (field, column) for field, column in table.columns}
    wanted = _wanted(submissions, {name: fields[name][0] for name, *_ in failing}, in_register=True)
    refused = []
    for name, code, index, found in failing:
        submission, event = rows[index]
        field, column = fields[name]
        place = Place(table.sheet, event.row, column)
        full = f"{table.register.id}.{name}"
        own = _refused(submissions, full, code, submission, place, field, wanted[name], found)
        refused.append(own)
    return refused


def _series(column: Column, field: Field) -> pd.Series:
    """Numbers and dates (as serials) in one array of doubles, words as objects; blanks missing."""
    if field.type.record.has_limits:
        return pd.Series(np.where(column.kind == Kind.NUMBER, column.number, np.nan))
    words = pd.Series(column.text, dtype=object)
    return words.where(column.kind == Kind.TEXT, None)


def _column(
    submissions: Submissions, field: Field, excused: Mask, *, in_register: bool
) -> pa.Column:
    """The pandera column of a field: required, then whole, then within bounds or on the list."""
    checks = [_check("VALUE-001", lambda values: values.notna() | excused, blanks=True)]
    limits = bounds(field, submissions.period, in_register=in_register)
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
        listed = submissions.layout.definition.codelists[field.codelist]
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


def _wanted(
    submissions: Submissions, fields: Mapping[str, Field], *, in_register: bool
) -> dict[str, Phrase]:
    """What each of the fields accepts, in words."""
    period = submissions.period
    return {
        name: asks(field, bounds(field, period, in_register=in_register), period)
        for name, field in fields.items()
    }


def _refused(
    submissions: Submissions,
    name: str,
    code: str,
    submission: int,
    place: Place,
    field: Field,
    wanted: Phrase,
    found: object,
) -> Found:
    marks = submissions.contents[submission].marks.get((name, place.row if "." in name else 0))
    if code == "VALUE-001" and marks:
        return submissions.find(
            submission, "VALUE-019", place, name, expected=wanted, label=field.label, marks=marks
        )
    if isinstance(found, float):  # a number's or date's size; a missing one is NaN
        found = None if np.isnan(found) else field.type.record.from_cell(found)
    return submissions.find(
        submission,
        code,
        place,
        name,
        expected=wanted,
        found=found,
        said={"found": worded(field, found)},
        label=field.label,
        row=place.row,
    )
