"""The registry's database: SQLite, written so that a power cut loses nothing that was acknowledged.

``synchronous=EXTRA`` with a rollback journal is the setting under which a commit is on the disk,
its directory entry too, before it is reported (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from iku_workbook.errors import OperatorError

_HALF_WRITTEN = "SQLITE_READONLY_ROLLBACK"
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


def connect(
    path: Path, *, create: bool, taking_over: Callable[[sqlite3.Connection], object] | None = None
) -> sqlite3.Connection:
    """The database at ``path`` with today's schema; an empty one where there is none yet.

    With ``create`` it may be written to; ``taking_over`` is called in the transaction that brings
    an older schema up to date. Without it nothing on the disk changes, be it a stick that cannot be
    written to. RegistryError for a database that a newer program wrote.
    """
    with explained(path):
        connection = _for_writing(path, taking_over) if create else _for_reading(path)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def version_of(path: Path) -> int:
    """The version of the schema that a database was last written with; 0 where there is none."""
    if not path.exists() or path.stat().st_size == 0:
        return 0
    with explained(path), closing(_as_written(path)) as kept:
        return _version(kept)


def _for_writing(
    path: Path, taking_over: Callable[[sqlite3.Connection], object] | None
) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = EXTRA")
    migrate(connection, path, taking_over)
    return connection


def _for_reading(path: Path) -> sqlite3.Connection:
    """The database itself; a copy in memory where it has to be changed before it can be read."""
    if not path.exists() or path.stat().st_size == 0:
        return _migrated(_memory(), path)
    kept = _as_written(path)
    return kept if _version(kept) == len(versions()) else _migrated(_copied(kept), path)


def _as_written(path: Path) -> sqlite3.Connection:
    """The database with the schema that it has; a copy in memory without what a killed run left
    half written: the next one that writes undoes it.
    """
    kept = _read_only(path)
    try:
        _version(kept)
        return kept
    except sqlite3.Error as error:
        kept.close()
        if getattr(error, "sqlite_errorname", "") != _HALF_WRITTEN:
            raise
    with TemporaryDirectory(prefix="iku-") as folder:
        copy = Path(folder, path.name)
        for ending in ("-journal", ""):
            shutil.copyfile(path.with_name(path.name + ending), f"{copy}{ending}")
        return _copied(sqlite3.connect(copy))


def _copied(kept: sqlite3.Connection) -> sqlite3.Connection:
    made = _memory()
    with closing(kept):
        kept.backup(made)
    return made


def _memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def _migrated(made: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    migrate(made, path)
    return made


def _read_only(path: Path) -> sqlite3.Connection:
    address = f"{path.resolve().as_uri()}?mode=ro"
    return sqlite3.connect(address, uri=True, timeout=_WAIT, isolation_level=None)


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    then: Callable[[sqlite3.Connection], object] | None = None,
) -> None:
    """Bring an older schema up to date, whole or not at all, whoever else is about to do it.

    ``then`` is called in the same transaction.
    """
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
        if then is not None:
            then(connection)


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
