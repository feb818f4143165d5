"""A hash (SHA-256) beside each record, by which damage to the database is noticed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence

Value = str | int | None
"""What a column of a record holds."""
_Row = tuple[Value, ...]
Believes = Callable[[str, int, str | None, Sequence[Value]], bool]
"""Says whether a record is to be believed: of its table, number, hash and what it says."""

# What is hashed, in this order: what a record says, but for the number that the database gives it.
# A later version appends columns: those at the end that say nothing are not hashed, so that the
# hash of a record from before still matches it.
RECORDS = {
    "receipt": "sha256, name, at, by, stored",
    "examination": "receipt, at, program, definition, unit, period, verdict, findings,"
    ' "values", indicators',
    "fault": "receipt, at, program, definition, unit, period, findings",
    "decision": "at, by, what, receipt, finding, reason, unit, period, undoes, indicators",
    "issued": "issue, unit, period, definition, at, by",
    "export": "at, by, what, period, name, sha256, mode, as_of, entry, version, added",
    "keyed": "at, by, key, vouch",
    "defined": "at, by, definition",
    "closing": "at, by, what, period, reason",
    "extension": "at, by, unit, period, until, reason",
    "mended": "at, by, receipt, origin, cells, reason",
    "spending": "at, by, period, programme, spent",
}
"""The tables of records, and what is hashed of each."""

_AS_TEXT = json.JSONEncoder(ensure_ascii=True, default=repr)  # bytes: nothing that we wrote
_REMEMBERED = 1 << 19  # of the country's four quarters: 20 MB where all are remembered
_QUOTED = json.encoder.encode_basestring_ascii


class Remembered:
    """What was found to be so in this process: known again by Python's own hash of it, under a
    secret of the process, which takes a fifth of the room of what is said. Of too many all are
    forgotten, and found out anew.
    """

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: set[int] = set()

    def __contains__(self, said: int) -> bool:
        return said in self._found

    def add(self, said: int) -> None:
        """Remember one more."""
        if len(self._found) >= _REMEMBERED:
            self._found.clear()
        self._found.add(said)


_MATCHED = Remembered()


def insert(table: str, *, again: bool = False) -> str:
    """The SQL that inserts a row of :func:`proved`; ``again``: ignore an equal row."""
    columns = RECORDS[table]
    places = ", ".join("?" * (columns.count(",") + 2))
    return (
        f"INSERT {'OR IGNORE ' if again else ''}INTO {table} ({columns}, proof) VALUES ({places})"
    )


def proved(*row: Value) -> _Row:
    """A record's values, with the hash of them appended."""
    return (*row, _proof(row))


def matches(proof: str | None, row: Sequence[Value]) -> bool:
    """Whether a record says what was written; one from before there were hashes is taken to. What
    matched once is known again.
    """
    if proof is None:
        return True
    said = hash((proof, *row))
    if said in _MATCHED:
        return True
    if proof != _proof(row):
        return False
    _MATCHED.add(said)
    return True


def as_linked(proof: str | None, row: Sequence[Value]) -> str:
    """The hash that the chain has of a record. Of one that was written without it is computed, and
    marked: a hash that somebody takes away leaves another.
    """
    return proof if proof is not None else f"-{_proof(row)}"


def says(
    connection: sqlite3.Connection, table: str, *, after: int | None = None
) -> Iterator[tuple[int, str]]:
    """The number of each record, or of those ``after`` one, and the hash that the chain has."""
    where, values = ("", ()) if after is None else ("WHERE number > ?", (after,))
    rows = connection.execute(f"SELECT number, proof FROM {table} {where} ORDER BY number", values)
    for number, proof in rows.fetchall():
        yield number, proof if proof is not None else as_computed(connection, table, number)


def altered(connection: sqlite3.Connection) -> Iterator[str]:
    """Table and number of each record whose hash does not match it."""
    for table, columns in RECORDS.items():
        rows = connection.execute(f"SELECT number, proof, {columns} FROM {table}")
        for number, proof, *row in rows:
            if not matches(proof, row):
                yield f"{table} {number}"


def as_computed(connection: sqlite3.Connection, table: str, number: int) -> str:
    """The hash that the chain has of a record that was written without one."""
    columns = f"SELECT {RECORDS[table]} FROM {table} WHERE number = ?"
    row = connection.execute(columns, (number,)).fetchone()
    # A disk that kept only a part may list a record that is not there: that says nothing.
    return "" if row is None else as_linked(None, row)


def _proof(row: Sequence[Value]) -> str:
    said = len(row)
    while said and row[said - 1] is None:
        said -= 1
    return hashlib.sha256(as_json(row[:said]).encode()).hexdigest()


def as_json(row: Sequence[object]) -> str:
    """A list as JSON, to the byte as the standard library writes it: that sets up an encoder each
    time, and a country's records are hashed by the hundred thousand.
    """
    return f"[{', '.join([_QUOTED(each) if type(each) is str else _other(each) for each in row])}]"


def _other(value: object) -> str:
    if value is None:
        return "null"
    return str(value) if type(value) is int else _AS_TEXT.encode(value)
