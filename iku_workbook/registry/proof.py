"""A hash (SHA-256) beside each record, by which damage to the database is noticed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence

_Row = tuple[str | int | None, ...]

# What is hashed, in this order: what a record says, but for the number that the database gives it.
# A later version appends columns: those at the end that say nothing are not hashed, so that the
# hash of a record from before still matches it.
RECORDS = {
    "receipt": "sha256, name, at, by, stored",
    "examination": "receipt, at, program, definition, unit, period, verdict, findings,"
    ' "values", indicators',
    "fault": "receipt, at, program, definition, unit, period, findings",
    "decision": "at, by, what, receipt, finding, reason, unit, period, undoes",
    "issued": "issue, unit, period, definition, at, by",
    "export": "at, by, what, period, name, sha256",
    "keyed": "at, by, key",
}
"""The tables of records, and what is hashed of each."""


def insert(table: str, *, again: bool = False) -> str:
    """The SQL that inserts a row of :func:`proved`; ``again``: ignore an equal row."""
    columns = RECORDS[table]
    places = ", ".join("?" * (columns.count(",") + 2))
    return (
        f"INSERT {'OR IGNORE ' if again else ''}INTO {table} ({columns}, proof) VALUES ({places})"
    )


def proved(*row: str | int | None) -> _Row:
    """A record's values, with the hash of them appended."""
    return (*row, _proof(row))


def matches(proof: str | None, row: Sequence[str | int | None]) -> bool:
    """Whether a record says what was written; one from before there were hashes is taken to."""
    return proof is None or proof == _proof(row)


def says(
    connection: sqlite3.Connection, table: str, *, after: int = 0
) -> Iterator[tuple[int, str]]:
    """The number of each record ``after`` one, and its hash, by which the chain knows it.

    Of a record that was written without one it is computed, and marked: a hash that somebody takes
    away leaves another.
    """
    rows = connection.execute(
        f"SELECT number, proof FROM {table} WHERE number > ? ORDER BY number", (after,)
    )
    for number, proof in rows.fetchall():
        yield number, proof if proof is not None else f"-{_computed(connection, table, number)}"


def altered(connection: sqlite3.Connection) -> Iterator[str]:
    """Table and number of each record whose hash does not match it."""
    for table, columns in RECORDS.items():
        rows = connection.execute(f"SELECT number, proof, {columns} FROM {table}")
        for number, proof, *row in rows:
            if not matches(proof, row):
                yield f"{table} {number}"


def _computed(connection: sqlite3.Connection, table: str, number: int) -> str:
    columns = f"SELECT {RECORDS[table]} FROM {table} WHERE number = ?"
    return _proof(connection.execute(columns, (number,)).fetchone())


def _proof(row: Sequence[str | int | None]) -> str:
    said = max((place for place, value in enumerate(row, start=1) if value is not None), default=0)
    text = json.dumps(row[:said], ensure_ascii=True, default=repr)  # bytes: nothing that we wrote
    return hashlib.sha256(text.encode()).hexdigest()
