"""Looking after the registry: a copy elsewhere, a copy put in place, proof that all is whole."""

from __future__ import annotations

import datetime
import hashlib
import sqlite3
from pathlib import Path

from iku_workbook.registry.database import RegistryError, explained
from iku_workbook.registry.registry import Registry

_PIECE = 1 << 20


def backup(registry: Registry, target: Path) -> int:
    """A copy of the whole registry in one file, while others may read and write; its files' count.

    ``target`` is complete or untouched. RegistryError where it cannot be written.
    """
    if target.resolve() == registry.path.resolve():
        raise RegistryError("backup-onto-itself", file=target)
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with explained(target):
            copy = sqlite3.connect(partial)
            try:
                registry.connection.backup(copy)
            finally:
                copy.close()
        with Registry(partial) as made:
            count = len(made.receipts())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return count


def restore(source: Path, target: Path, now: datetime.datetime) -> tuple[int, Path | None]:
    """Put a backup in the registry's place: its files' count, and where the old registry went.

    Nothing is lost: a registry that stands there is put aside, beside it. RegistryError for a file
    that is no backup, or a damaged one.
    """
    if not source.is_file():
        raise RegistryError("no-backup", file=source)
    with Registry(source) as kept:
        wrong = verify(kept)
        if wrong:
            raise RegistryError("backup-damaged", file=source, why=wrong[0])
        partial = target.with_name(f".{target.name}.restored")
        partial.unlink(missing_ok=True)
        count = backup(kept, partial)
    aside = None
    if target.exists():
        aside = target.with_name(f"{target.stem}-{now:%Y%m%d-%H%M%S}{target.suffix}")
        target.replace(aside)
    partial.replace(target)
    return count, aside


def verify(registry: Registry) -> list[str]:
    """Everything that is not as it was kept, as short texts; none where all is whole.

    Every file's bytes are hashed anew.
    """
    with explained(registry.path):
        connection = registry.connection
        said = [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        kept = connection.execute("SELECT rowid, sha256 FROM file").fetchall()
        orphans = connection.execute(
            "SELECT sha256 FROM file WHERE sha256 NOT IN (SELECT sha256 FROM receipt)"
        ).fetchall()
        altered = [sha256 for row, sha256 in kept if _hashed(connection, row) != sha256]
    return [
        *said,
        *(f"{table} {row}" for table, row, *_ in broken),
        *(f"sha256 {each}" for each in altered),
        *(f"receipt {each}" for (each,) in orphans),
    ]


def _hashed(connection: sqlite3.Connection, row: int) -> str:
    digest = hashlib.sha256()
    with connection.blobopen("file", "content", row, readonly=True) as blob:
        while piece := blob.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
