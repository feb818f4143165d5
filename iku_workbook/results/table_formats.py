"""The formats of tables. To add one, write a function and give it a line in ``TABLE_FORMATS``.

In CSV, text that a spreadsheet would run as a formula stands behind an apostrophe; numbers stay
numbers, dates are ISO.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import json
import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import BinaryIO, NamedTuple, cast

from iku_workbook.errors import OperatorError
from iku_workbook.results.table import ColumnType, Table
from iku_workbook.safe_text import printable

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_ROWS_TOGETHER = 1 << 17  # rows of a Parquet file that are in memory at once
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")


class ParquetUnavailable(OperatorError):
    """Parquet needs pyarrow, which is not installed: the extra ``parquet`` brings it."""

    def __init__(self) -> None:
        super().__init__("no-parquet")


def write_csv(table: Table, file: BinaryIO) -> None:
    """A table as CSV (RFC 4180, a header line), in UTF-8 with the mark that Excel looks for."""
    writer = csv.writer(codecs.getwriter("utf-8-sig")(file))
    writer.writerow(table.columns)
    writer.writerows([_stored(value) for value in row] for row in table.rows)


def _stored(value: object) -> object:
    """Text that begins as a formula does stands behind an apostrophe; a number never does.

    Control characters, which a terminal obeys, stand as their pictures.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if not isinstance(value, str):
        return value
    runs = value.startswith(_RUNS) and not _NUMBER.fullmatch(value)
    return printable(f"'{value}" if runs else value)


_IN_PANDAS = {
    ColumnType.TEXT: ("object", "string"),
    ColumnType.WHOLE: ("int32", "Int32"),
    ColumnType.NUMBER: ("float64", "Float64"),
    ColumnType.LOGICAL: ("bool", "boolean"),
    ColumnType.DATE: ("date", "date32[day][pyarrow]"),
    ColumnType.MOMENT: ("datetimetz", "timestamp[us, tz=UTC][pyarrow]"),
}
_AS_THEY_ARE = {
    ColumnType.TEXT: frozenset({str, type(None)}),
    ColumnType.NUMBER: frozenset({float, type(None)}),
}
"""Values that Arrow takes for what they are: most columns consist of nothing else."""
_METADATA_OF_PANDAS = "1.0.0"  # its first version that knows these types


def write_parquet(table: Table, file: BinaryIO) -> None:
    """A table as Parquet, so many rows after others; ParquetUnavailable without pyarrow."""
    try:
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError as error:
        raise ParquetUnavailable from error
    kinds, rows, begun = list(table.columns.values()), iter(table.rows), False
    types = {
        ColumnType.TEXT: pyarrow.large_string(),
        ColumnType.WHOLE: pyarrow.int32(),
        ColumnType.NUMBER: pyarrow.float64(),
        ColumnType.LOGICAL: pyarrow.bool_(),
        ColumnType.DATE: pyarrow.date32(),
        ColumnType.MOMENT: pyarrow.timestamp("us", tz="UTC"),
    }
    named = [(name, types[kind]) for name, kind in table.columns.items()]
    schema = pyarrow.schema(named, metadata={"pandas": _for_pandas(table)})
    with ParquetWriter(file, schema) as writer:
        while (part := list(islice(rows, _ROWS_TOGETHER))) or not begun:
            columns = list(zip(*part, strict=True)) or [()] * len(kinds)
            arrays = [
                pyarrow.array(_plain(column, kind), types[kind], from_pandas=True)
                for column, kind in zip(columns, kinds, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            begun = True


def _plain(column: Sequence[object], kind: ColumnType) -> Sequence[object]:
    """The values of a column as its type has them: Arrow makes no text of anything else, refuses a
    whole number that a fraction cannot hold exactly, and leaves a time's zone out of account where
    another library has asked for that (``PYARROW_IGNORE_TIMEZONE``, as pandera does).
    """
    kinds = set(map(type, column))
    if kinds <= _AS_THEY_ARE.get(kind, frozenset()):
        return column
    if kind is ColumnType.TEXT:
        return [each if each is None else str(each) for each in column]
    if kind is ColumnType.NUMBER:
        return [each if each is None else float(cast("float", each)) for each in column]
    if kind is ColumnType.MOMENT:
        moments = cast("Sequence[datetime.datetime | None]", column)
        return [each if each is None else each.astimezone(datetime.UTC) for each in moments]
    return column


def _for_pandas(table: Table) -> str:
    """What pandas reads the columns as (its metadata of Parquet files, by its developer's guide):
    types that know what is missing, beside which a whole number stays one.
    """
    columns = [
        {"name": name, "field_name": name, "metadata": None}
        | dict(zip(("pandas_type", "numpy_type"), _IN_PANDAS[kind], strict=True))
        for name, kind in table.columns.items()
    ]
    said = {"index_columns": [], "column_indexes": [], "columns": columns}
    return json.dumps(said | {"pandas_version": _METADATA_OF_PANDAS})


class TableFormat(NamedTuple):
    """How a table is written, and the media type that a description of the file names.

    ``is_text``: in UTF-8, for people too.
    """

    write: Callable[[Table, BinaryIO], None]
    media_type: str
    is_text: bool

    def made(self, table: Table) -> bytes:
        """The whole file."""
        target = io.BytesIO()
        self.write(table, target)
        return target.getvalue()


TABLE_FORMATS = {
    "csv": TableFormat(write_csv, "text/csv", is_text=True),
    "parquet": TableFormat(write_parquet, "application/vnd.apache.parquet", is_text=False),
}
"""By the suffix of their files."""
