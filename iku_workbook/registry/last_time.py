"""When a registry was last written to, as it says itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import datetime, tzinfo
from pathlib import Path

from iku_workbook.registry.examinations import as_time

_PATIENCE = 0.2  # seconds: who asks goes on without an answer
_TABLES = ("receipt", "examination", "decision")
_LAST = " UNION ALL ".join(
    f"SELECT * FROM (SELECT at FROM {table} ORDER BY number DESC LIMIT 1)" for table in _TABLES
)


def last_time(path: Path, zone: tzinfo) -> datetime | None:
    """The latest time of the last records; None where there are none, or nobody can say now.

    It is told of a registry of any version as it stands on the disk, which nothing changes.
    """
    if not path.is_file():
        return None
    address = f"{path.resolve().as_uri()}?mode=ro"
    with (
        suppress(sqlite3.Error, ValueError),
        closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as connection,
    ):
        (last,) = connection.execute(f"SELECT max(at) FROM ({_LAST})").fetchone()
        return as_time(str(last), zone) if last else None
    return None
