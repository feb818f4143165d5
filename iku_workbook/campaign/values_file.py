"""Reads files of values (JSON, CSV) to fill into one form, or into those of many units."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never

from iku_workbook.errors import OperatorError, unknown
from iku_workbook.input_cells import IN_REGISTER
from iku_workbook.named_file import MEGABYTE, read_named

if TYPE_CHECKING:
    from iku_workbook.checks.file.known_forms import Forms
    from iku_workbook.definition import Definition
    from iku_workbook.definition.model import Field
    from iku_workbook.inputs import Scalar, Values
    from iku_workbook.layout import Layout

_LARGEST = 16 * MEGABYTE  # bytes of a file of values


def read_values(path: Path) -> dict[str, Any]:
    """Values as in the contract's JSON, from an object or from rows of ``field,value``."""
    content = _content(path)
    return content if isinstance(content, dict) else _from_rows(content, path)


def read_units_values(path: Path) -> dict[str, dict[str, Any]]:
    """Values of many units by code, from an object of objects or rows of ``unit,field,value``."""
    content = _content(path)
    if isinstance(content, list):
        rows: dict[str, list[Mapping[str, str | None]]] = {}
        for row in content:
            if row.get("unit") is None:
                raise OperatorError("values-columns", file=path, columns="unit,field,value")
            rows.setdefault((row["unit"] or "").strip(), []).append(row)
        return {unit: _from_rows(each, path) for unit, each in rows.items()}
    if not all(isinstance(values, dict) for values in content.values()):
        raise OperatorError("values-not-an-object", file=path)
    return content


def _content(path: Path) -> dict[str, Any] | list[dict[str, str | None]]:
    """A JSON object, or the rows of a CSV file."""
    content = read_named(path, _LARGEST)
    try:
        text = content.decode("utf-8-sig")
        if path.suffix.lower() == ".csv":
            return list(csv.DictReader(io.StringIO(text, newline="")))
        values = json.loads(text)
    except (ValueError, RecursionError, csv.Error) as error:
        raise OperatorError("values-unreadable", file=path, reason=error) from error
    if not isinstance(values, dict):
        raise OperatorError("values-not-an-object", file=path)
    return values


def _from_rows(rows: Iterable[Mapping[str, str | None]], path: Path) -> dict[str, Any]:
    """``kegiatan[1].tanggal`` is the first row's cell; a cell left empty is blank."""
    values: dict[str, Any] = {}
    registers: dict[str, dict[int, dict[str, Any]]] = {}
    for row in rows:
        name, value = row.get("field"), row.get("value")
        if name is None or value is None:
            raise OperatorError("values-columns", file=path, columns="field,value")
        cell = IN_REGISTER.fullmatch(name.strip())
        if cell:
            events = registers.setdefault(cell["register"], {})
            events.setdefault(int(cell["row"]), {})[cell["field"]] = value or None
        else:
            values[name.strip()] = value or None
    for register, events in registers.items():
        values[register] = [events.get(row, {}) for row in range(1, max(events) + 1)]
    return values


def inputs_from_file(definition: Definition, path: Path) -> dict[str, Values]:
    """The values to put into the units' workbooks, by unit; OperatorError for an unknown unit."""
    from iku_workbook.layout import layout

    kinds = {unit.code: unit.kind for unit in definition.units}
    layouts = {kind: layout(definition, kind) for kind in set(kinds.values())}
    found = {}
    for code, values in read_units_values(path).items():
        if code not in kinds:
            raise unknown("no-unit", code, kinds)
        found[code] = typed(layouts[kinds[code]], values)
    return found


def filled_form(workbook: Path, values: Path, forms: Forms) -> bytes:
    """A workbook of ours with a file's values in its input cells."""
    from iku_workbook.campaign.lookup import layout_of
    from iku_workbook.campaign.sources import READ_AT_MOST
    from iku_workbook.workbook.fill import fill

    data = read_named(workbook, READ_AT_MOST)
    layout = layout_of(data, forms, workbook.name)
    return fill(data, layout, typed(layout, read_values(values)))


def typed(layout: Layout, values: Mapping[str, Any]) -> Values:
    """Values converted to their fields' types; one that does not convert stays a text."""
    tables = {table.register.id: table for table in layout.tables}
    typed: dict[str, Any] = {}
    for name, value in values.items():
        if name in layout.fields:
            typed[name] = _scalar(layout.fields[name][0], value)
            continue
        if name not in tables:
            raise unknown("no-field", name, [*layout.fields, *tables])
        register = tables[name].register
        columns = {field.id: field for field in register.fields}
        if value is None:
            typed[name] = None
            continue
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise OperatorError("not-rows", name=name)
        if len(value) > register.rows:
            raise OperatorError("too-many-rows", name=name, rows=register.rows, found=len(value))
        for column in (column for row in value for column in row):
            if column not in columns:
                known = [f"{name}.{each}" for each in columns]
                raise unknown("no-field", f"{name}.{column}", known)
        typed[name] = [
            {column: _scalar(columns[column], cell) for column, cell in row.items()}
            for row in value
        ]
    return typed


def _scalar(field: Field, value: object) -> Scalar:
    """A date from ISO text, a number from a number's text; anything else as it stands."""
    from iku_workbook.definition.field_types import Holds

    if value is None or isinstance(value, bool | int | float):
        return value
    if not isinstance(value, str):
        raise OperatorError("not-a-value", name=field.id)
    try:
        match field.type.record.holds:
            case Holds.DATE:
                return datetime.date.fromisoformat(value)
            case Holds.NUMBER:
                number = value.removesuffix("%") if field.type.record.percent else value
                return int(number) if number.lstrip("-").isdecimal() else float(number)
            case Holds.CHOICE | Holds.TEXT:
                return value
    except ValueError:
        return value
    assert_never(field.type.record.holds)
