"""The registry's database: SQLite, written so that a power cut loses nothing that was acknowledged.

``synchronous=EXTRA`` with a rollback journal is the setting under which a commit is on the disk,
its directory entry too, before it is reported (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from iku_workbook.errors import OperatorError
from iku_workbook.registry.schema import statements, strange, versions

_HALF_WRITTEN = "SQLITE_READONLY_ROLLBACK"
_WAIT = 10.0  # seconds for which a reader waits while a commit is being written
_NAMED = 5  # things in a database that no registry has
_CACHE = 4 << 10  # KiB of what a transaction writes in one piece, in place of a sync in its midst
_STEPS = 100_000  # of SQLite's own between two looks at the clock
_STATEMENT = 1 << 20  # bytes of a statement, in a schema too: ours have a hundredth of that
_CODES = {
    "SQLITE_BUSY": "registry-busy",
    "SQLITE_LOCKED": "registry-busy",
    "SQLITE_FULL": "registry-full",
    "SQLITE_IOERR": "registry-write-failed",
    "SQLITE_READONLY": "registry-write-failed",
    "SQLITE_CANTOPEN": "registry-write-failed",
    "SQLITE_CORRUPT": "registry-damaged",
    "SQLITE_NOTADB": "registry-damaged",
    "SQLITE_TOOBIG": "registry-damaged",
    "SQLITE_CONSTRAINT": "registry-damaged",  # what we write fits what we wrote
    "SQLITE_INTERRUPT": "registry-endless",
}


TakingOver = Callable[[sqlite3.Connection, int], object]
"""Takes over a registry of an earlier version, which is given."""


class RegistryError(OperatorError):
    """The registry cannot be read or written; a person can do something about it."""


def connect(
    path: Path, *, create: bool, taking_over: TakingOver | None = None
) -> sqlite3.Connection:
    """The database at ``path`` with today's schema; an empty one where there is none yet.

    With ``create`` it may be written to; ``taking_over`` is called in the transaction that brings
    an older schema up to date, with its version. Without it nothing on the disk changes, be it a
    stick that cannot be written to. RegistryError for a database that a newer program wrote, and
    for one that brings along what no registry has.
    """
    with explained(path):
        connection = _for_writing(path, taking_over) if create else _for_reading(path)
        connection.execute("PRAGMA foreign_keys = ON")
    return connection


def version_of(path: Path) -> int:
    """The version of the schema that a database was last written with; 0 where there is none."""
    if not path.exists() or path.stat().st_size == 0:
        return 0
    with explained(path), closing(as_written(path)) as kept:
        return _version(kept)


def _for_writing(path: Path, taking_over: TakingOver | None) -> sqlite3.Connection:
    connection = distrusting(sqlite3.connect(path, timeout=_WAIT, isolation_level=None))
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    migrate(connection, path, taking_over)
    return connection


def _for_reading(path: Path) -> sqlite3.Connection:
    """The database itself; a copy in memory where it has to be changed before it can be read."""
    if not path.exists() or path.stat().st_size == 0:
        return _migrated(_memory(), path)
    kept = as_written(path)
    if _version(kept) != len(versions()):
        return _migrated(_copied(kept), path)
    refuse_strange(kept, path)
    return kept


def as_written(path: Path) -> sqlite3.Connection:
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
    return distrusting(sqlite3.connect(":memory:", isolation_level=None))


def _migrated(made: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    migrate(made, path)
    return made


def _read_only(path: Path) -> sqlite3.Connection:
    address = f"{path.resolve().as_uri()}?mode=ro"
    return distrusting(sqlite3.connect(address, uri=True, timeout=_WAIT, isolation_level=None))


def distrusting(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A connection that runs nothing that a schema asks for and may do harm, and reads every text,
    whatever bytes a disk has made of it.
    """
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _STATEMENT)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.text_factory = partial(bytes.decode, encoding="utf-8", errors="backslashreplace")
    return connection


def refuse_strange(connection: sqlite3.Connection, path: Path) -> None:
    """RegistryError for a database that brings along what no registry of its version has, or lacks
    what is needed to read it, or to bring it up to date.
    """
    found = strange(connection, _version(connection))
    if found:
        raise RegistryError("registry-strange", file=path, what=", ".join(found[:_NAMED]))


@contextmanager
def bounded(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """What takes longer ends in an error of SQLite's, ``SQLITE_INTERRUPT``."""
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    then: TakingOver | None = None,
) -> None:
    """Bring an older schema up to date, whole or not at all, whoever else is about to do it.

    ``then`` is called in the same transaction, with the version that it had.
    """
    scripts = versions()
    if _version(connection) == len(scripts):
        refuse_strange(connection, path)
        return
    with transaction(connection, "EXCLUSIVE"):
        version = _version(connection)
        if version > len(scripts):
            raise RegistryError("registry-newer", file=path)
        refuse_strange(connection, path)
        for script in scripts[version:]:
            for statement in statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(scripts)}")
        if then is not None:
            then(connection, version)


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """Everything in it is kept together, or nothing of it; within another one, with that."""
    within = connection.in_transaction
    if within:
        yield
        return
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
