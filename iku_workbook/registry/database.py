"""The registry's database: SQLite, written so that a power cut loses nothing that was acknowledged.

``synchronous=EXTRA`` with a rollback journal is the setting under which a commit is on the disk,
its directory entry too, before it is reported (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from iku_workbook.errors import OperatorError

_WAIT = 10.0  # seconds for which a reader waits while a commit is being written
_CODES = {
    "SQLITE_BUSY": "registry-busy",
    "SQLITE_LOCKED": "registry-busy",
    "SQLITE_FULL": "registry-full",
    "SQLITE_IOERR": "registry-write-failed",
    "SQLITE_READONLY": "registry-write-failed",
    "SQLITE_CANTOPEN": "registry-write-failed",
    "SQLITE_CORRUPT": "registry-damaged",
    "SQLITE_NOTADB": "registry-damaged",
}


class RegistryError(OperatorError):
    """The registry cannot be read or written; a person can do something about it."""


def versions() -> list[str]:
    """The scripts that lead from an empty database to today's schema, one a version."""
    folder = files(__package__) / "versions"
    found = (each.name for each in folder.iterdir())
    names = sorted((name for name in found if name.endswith(".sql")), key=_number)
    return [(folder / name).read_text(encoding="utf-8") for name in names]


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """The database at ``path``, brought to today's schema; an empty one where there is none yet.

    Only with ``create`` is a file made. RegistryError for one that a newer program wrote.
    """
    with explained(path):
        missing = not path.exists() or path.stat().st_size == 0
        if missing and not create:
            connection = sqlite3.connect(":memory:", isolation_level=None)
        else:
            connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        migrate(connection, path)
    return connection


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring an older schema up to date, whole or not at all, whoever else is about to do it."""
    scripts = versions()
    if _version(connection) == len(scripts):
        return
    with transaction(connection, "EXCLUSIVE"):
        version = _version(connection)
        if version > len(scripts):
            raise RegistryError("registry-newer", file=path)
        for script in scripts[version:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(scripts)}")


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """Everything in it is kept together, or nothing of it."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn errors of SQLite into a RegistryError that names the file."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        for beginning, code in _CODES.items():
            if name.startswith(beginning):
                raise RegistryError(code, file=path, why=str(error)) from error
        raise


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _statements(script: str) -> Iterator[str]:
    """A script's statements one by one: run as a whole, it would end the transaction around it."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _number(name: str) -> int:
    return int(name.removesuffix(".sql"))
