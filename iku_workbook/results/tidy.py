"""Accepted values and results as plain tables, for statistics programs and other systems.

One value a row: period, unit, field and value; a register's cell also has the number of its row,
and its field is ``register.field``. In CSV, text that a spreadsheet would run as a formula stands
behind an apostrophe; numbers stay numbers, dates are ISO.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from iku_workbook.definition import Definition
from iku_workbook.inputs import Scalar
from iku_workbook.layout import Layout
from iku_workbook.results.accumulate import rows, scalar
from iku_workbook.results.indicators import Results
from iku_workbook.returns import Return

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_RESULT_COLUMNS = (
    "period",
    "indicator",
    "name",
    "numerator",
    "denominator",
    "value",
    "unit_of_measure",
    "provisional",
    "reported",
    "expected",
    "target",
    "achievement",
    "band",
    "year_target",
    "year_achievement",
)


class TidyRow(NamedTuple):
    """One accepted value; ``row`` counts a register's rows of one return from 1, else None."""

    period: str
    unit: str
    field: str
    row: int | None
    value: Scalar


class ParquetUnavailable(Exception):
    """Parquet needs pyarrow, which is not installed: the extra ``parquet`` brings it."""


def tidy(results: Results) -> Iterator[TidyRow]:
    """Every value accepted in the year so far, unit by unit, blank ones too."""
    layouts = {each.layout.kind: each.layout for each in results.working}
    for year in results.units:
        for period, received in year.accepted.items():
            yield from _rows_of(received, period, year.unit.code, layouts[year.unit.kind])


def _rows_of(received: Return, period: str, unit: str, layout: Layout) -> Iterator[TidyRow]:
    for field in layout.fields:
        yield TidyRow(period, unit, field, None, scalar(received.values.get(field)))
    for table in layout.tables:
        register = table.register
        for number, row in enumerate(rows(received.values.get(register.id)), start=1):
            for column in register.fields:
                name = f"{register.id}.{column.id}"
                yield TidyRow(period, unit, name, number, row.get(column.id))


def tidy_csv(results: Results) -> str:
    """The accepted values as CSV (RFC 4180, a header line)."""
    return _csv(TidyRow._fields, tidy(results))


def tidy_parquet(results: Results) -> bytes:
    """The accepted values as Parquet: ``value`` is the text of each, ``number`` what is a number.

    Raises ParquetUnavailable without pyarrow.
    """
    import pandas as pd

    found = list(tidy(results))
    table = {name: [getattr(row, name) for row in found] for name in TidyRow._fields}
    values = table.pop("value")
    frame = pd.DataFrame(
        {
            **{
                name: pd.Series(table[name], dtype="string") for name in ("period", "unit", "field")
            },
            "row": pd.Series(table["row"], dtype="Int32"),
            "value": pd.Series([_text(value) for value in values], dtype="string"),
            "number": pd.Series([_number(value) for value in values], dtype="Float64"),
        }
    )
    target = io.BytesIO()
    try:
        frame.to_parquet(target, engine="pyarrow", index=False)
    except ImportError as error:
        raise ParquetUnavailable from error
    return target.getvalue()


def _text(value: Scalar) -> str | None:
    return None if value is None else str(value)


def _number(value: Scalar) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def results_csv(results: Results, definition: Definition) -> str:
    """The indicators as CSV (RFC 4180, a header line), a row each."""
    lines = []
    for indicator in definition.indicators:
        result = results.indicators[indicator.code]
        words = {
            "period": results.period.code,
            "indicator": indicator.code,
            "name": indicator.name,
            "unit_of_measure": indicator.unit_of_measure,
            "provisional": str(result.provisional).lower(),
        }
        lines.append(
            [words[key] if key in words else getattr(result, key) for key in _RESULT_COLUMNS]
        )
    return _csv(_RESULT_COLUMNS, lines)


def _csv(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(header)
    writer.writerows([_harmless(value) for value in line] for line in lines)
    return target.getvalue()


def _harmless(value: object) -> object:
    """Text that begins as a formula does, behind an apostrophe; a number as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUNS) else value
