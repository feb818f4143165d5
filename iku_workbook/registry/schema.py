"""The schema that a registry has, held against the text of it that this program has.

A database may bring along what runs when it is read or written: views without end, triggers,
expressions in an index. None of ours does, so what is not in our own text is told before anything
is asked of it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from importlib.resources import files

_BLANKS_AND_QUOTES = re.compile(r'[\s"]+')
Schema = Mapping[tuple[str, str], str]
"""What a database consists of: its statement by kind (table, index, trigger, view) and name."""


@cache
def versions() -> tuple[str, ...]:
    """The scripts that lead from an empty database to today's schema, one a version."""
    folder = files(__package__) / "versions"
    found = (each.name for each in folder.iterdir())
    names = sorted((name for name in found if name.endswith(".sql")), key=_number)
    return tuple((folder / name).read_text(encoding="utf-8") for name in names)


def statements(script: str) -> Iterator[str]:
    """A script's statements one by one: run as a whole, it would end the transaction around it."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def strange(connection: sqlite3.Connection, version: int) -> list[str]:
    """What a database has that a registry of this version has not, or has otherwise, by kind and
    name: reading it may do anything. And what it lacks, where it could not be read, or not be
    brought up to date, without.
    """
    found, ours = _schema(connection), _ours(version)
    other = {key for key, text in found.items() if ours.get(key) != text}
    lost = ours.keys() - found.keys()
    if version == len(versions()):
        lost = {key for key in lost if key[0] == "table"}
    return [" ".join(key) for key in sorted(other | lost, reverse=True)]  # views come first


def lacking(connection: sqlite3.Connection, version: int) -> list[str]:
    """What keeps the records of a registry, or finds them, and is not there any more."""
    gone = _ours(version).keys() - _schema(connection).keys()
    return [" ".join(key) for key in sorted(gone)]


@cache
def _ours(version: int) -> Schema:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        for script in versions()[:version]:
            made.executescript(script)
        return _schema(made)


def _schema(connection: sqlite3.Connection) -> Schema:
    """What was created, but for what SQLite adds by itself: keys, and statistics."""
    rows = connection.execute(
        "SELECT type, name, sql FROM main.sqlite_master"
        " WHERE sql NOT LIKE 'CREATE TABLE sqlite~_stat%' ESCAPE '~'"
    )
    return {
        (str(kind), str(name)): _BLANKS_AND_QUOTES.sub(" ", str(text)) for kind, name, text in rows
    }


def _number(name: str) -> int:
    return int(name.removesuffix(".sql"))
