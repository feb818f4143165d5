"""The formats of tables. To add one, write a function and give it a line in ``TABLE_FORMATS``.

In CSV, text that a spreadsheet would run as a formula stands behind an apostrophe; numbers stay
numbers, dates are ISO.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import re
from collections.abc import Callable
from itertools import islice
from typing import BinaryIO, NamedTuple

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


_FRAME_TYPES = {
    ColumnType.TEXT: "string",
    ColumnType.WHOLE: "Int32",
    ColumnType.NUMBER: "Float64",
    ColumnType.LOGICAL: "boolean",
    ColumnType.DATE: "date32[day][pyarrow]",
    ColumnType.MOMENT: "timestamp[us, tz=UTC][pyarrow]",
}


def write_parquet(table: Table, file: BinaryIO) -> None:
    """A table as Parquet, so many rows after others; ParquetUnavailable without pyarrow."""
    import pandas as pd

    try:
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError as error:
        raise ParquetUnavailable from error
    rows, writer = iter(table.rows), None
    while (part := list(islice(rows, _ROWS_TOGETHER))) or writer is None:
        columns = list(zip(*part, strict=True)) or [()] * len(table.columns)
        frame = pd.DataFrame(
            {
                name: pd.Series(column, dtype=_FRAME_TYPES[kind])
                for (name, kind), column in zip(table.columns.items(), columns, strict=True)
            }
        )
        made = pyarrow.Table.from_pandas(frame, preserve_index=False)
        writer = writer or ParquetWriter(file, made.schema)
        writer.write_table(made)
    writer.close()


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
