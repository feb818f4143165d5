"""The formats of tables. To add one, write a function and give it a line in ``TABLE_FORMATS``.

In CSV, text that a spreadsheet would run as a formula stands behind an apostrophe; numbers stay
numbers, dates are ISO.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Callable
from typing import NamedTuple

from iku_workbook.errors import OperatorError
from iku_workbook.results.table import ColumnType, Table
from iku_workbook.safe_text import printable

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")


class ParquetUnavailable(OperatorError):
    """Parquet needs pyarrow, which is not installed: the extra ``parquet`` brings it."""

    def __init__(self) -> None:
        super().__init__("no-parquet")


def as_csv(table: Table) -> bytes:
    """A table as CSV (RFC 4180, a header line), in UTF-8 with the mark that Excel looks for."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(table.columns)
    writer.writerows([_stored(value) for value in row] for row in table.rows)
    return target.getvalue().encode("utf-8-sig")


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


def as_parquet(table: Table) -> bytes:
    """A table as Parquet; ParquetUnavailable without pyarrow."""
    import pandas as pd

    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    target = io.BytesIO()
    try:
        frame = pd.DataFrame(
            {
                name: pd.Series(column, dtype=_FRAME_TYPES[kind])
                for (name, kind), column in zip(table.columns.items(), columns, strict=True)
            }
        )
        frame.to_parquet(target, engine="pyarrow", index=False)
    except ImportError as error:
        raise ParquetUnavailable from error
    return target.getvalue()


class TableFormat(NamedTuple):
    """How a table is written, and the media type that a description of the file names.

    ``is_text``: in UTF-8, for people too.
    """

    write: Callable[[Table], bytes]
    media_type: str
    is_text: bool


TABLE_FORMATS = {
    "csv": TableFormat(as_csv, "text/csv", is_text=True),
    "parquet": TableFormat(as_parquet, "application/vnd.apache.parquet", is_text=False),
}
"""By the suffix of their files."""
