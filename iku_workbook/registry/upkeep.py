"""Backup, restore and verification of the registry."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from iku_workbook.durable import put_in_place, second_name, sync_folder
from iku_workbook.registry import chain
from iku_workbook.registry.audit import breaches, told
from iku_workbook.registry.contents import NONE, ZSTD, Check, sample
from iku_workbook.registry.database import (
    RegistryError,
    as_written,
    bounded,
    distrusting,
    explained,
    refuse_strange,
)
from iku_workbook.registry.examinations import unreadable
from iku_workbook.registry.flaws import DamagedPart, Flaw
from iku_workbook.registry.marks import Marks
from iku_workbook.registry.proof import altered
from iku_workbook.registry.registry import Registry
from iku_workbook.registry.schema import lacking, versions

_SECONDS = 600.0
"""Longer than the proof of the largest backup takes; one that was made to hurt has no end."""
_OF_THE_BACKUP = {
    "registry-damaged": "backup-damaged",
    "registry-endless": "backup-damaged",
    "registry-strange": "backup-strange",
}
_JOURNAL = "-journal"
_OF_ALL = frozenset({DamagedPart.DATABASE, DamagedPart.SCHEMA})
"""What no record is safe from; else one bad record costs itself only."""


def backup(registry: Registry, target: Path) -> int:
    """A copy of the whole registry in one file, while others may read and write; its files' count.

    ``target`` is complete or untouched. RegistryError where it cannot be written.
    """
    if target.resolve() == registry.path.resolve():
        raise RegistryError("backup-onto-itself", file=target)
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with explained(target), closing(sqlite3.connect(partial)) as copy:
            if not registry.version():
                registry.connection.backup(copy)
            else:  # as it was written: what an earlier version wrote has no chain yet
                with closing(as_written(registry.path)) as kept:
                    kept.backup(copy)
        with Registry(partial) as made:
            count = len(made.receipts())
        put_in_place(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return count


@dataclass(frozen=True, slots=True)
class Proved:
    """A backup's registry beside the place that it is to take, proved to be whole.

    received  how many files it holds
    """

    received: int
    _beside: Path
    _target: Path

    def take_place(self, now: datetime.datetime) -> Path | None:
        """Put it there; where the registry that stood there is now."""
        aside = _put_aside(self._target, now)
        put_in_place(self._beside, self._target)
        return aside


@contextmanager
def proved(
    source: Path,
    target: Path,
    look: Callable[[Registry], object] = lambda kept: None,
    *,
    flawed: bool = False,
    backup: Path | None = None,
) -> Iterator[Proved]:
    """Prove a backup's registry, which is only read, before anything takes a place.

    ``look`` sees it once it is proved, and may refuse it. With ``flawed`` records that are not
    whole go along: they were not when the backup was made. RegistryError for a file that is no
    backup, or a damaged one; it names ``backup`` where ``source`` was taken out of it.
    """
    partial = target.with_name(f".{target.name}.restored")
    partial.unlink(missing_ok=True)
    try:
        try:
            _copy(source, partial)
            with Registry(partial) as kept, bounded(kept.connection, _SECONDS):
                flaws = [each for each in verify(kept) if not flawed or each.part in _OF_ALL]
                count = len(kept.receipts()) if not flaws else 0
                look(kept)
        except RegistryError as error:
            raise _of_backup(error, backup or source, target) from error
        if flaws:  # SQLite's own words are no one else's
            of_it = flaws[0].part is DamagedPart.DATABASE
            why = target.name if of_it else f"{flaws[0].part} {flaws[0].what}"
            raise RegistryError("backup-damaged", file=backup or source, why=why)
        yield Proved(count, partial, target)
    finally:
        partial.unlink(missing_ok=True)


def restore(
    source: Path,
    target: Path,
    now: datetime.datetime,
    look: Callable[[Registry], object] = lambda kept: None,
) -> tuple[int, Path | None]:
    """Replace the registry by a backup; the number of its files, and the old one's path.

    Nothing is lost: a registry that stands there is put aside, beside it. RegistryError as
    :func:`proved` raises it.
    """
    with proved(source, target, look) as backup:
        return backup.received, backup.take_place(now)


def _of_backup(error: RegistryError, backup: Path, target: Path) -> RegistryError:
    """What is wrong with a backup's registry, said of the file that a person has named."""
    if _is_no_database(error):
        return RegistryError("no-backup", file=backup)
    if error.code == "registry-full":
        return RegistryError(error.code, file=target)
    code = _OF_THE_BACKUP.get(error.code, error.code)
    what = error.data.get("what") or target.name
    return RegistryError(code, **{**error.data, "file": backup, "why": what})


def _is_no_database(error: RegistryError) -> bool:
    """Whether SQLite said so: a text or a photo, or one of which the beginning is gone."""
    return getattr(error.__cause__, "sqlite_errorname", "") == "SQLITE_NOTADB"


def verify(registry: Registry, *, full: bool = False) -> list[Flaw]:
    """Everything that is not as it was kept; nothing where all is whole.

    What is kept of every file is hashed anew, and so is what every record says; the chain is proved
    where the campaign's key is at hand. Of files kept taken apart some are put together, with
    ``full`` all.
    """
    with explained(registry.path):
        connection = registry.connection
        problems = [
            text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"
        ]
        problems += [
            f"{table} {row}" for table, row, *_ in connection.execute("PRAGMA foreign_key_check")
        ]
        wrong = altered_records(registry)
        named = {each.what for each in wrong}
        return [
            *(Flaw(DamagedPart.DATABASE, each) for each in problems),
            *(Flaw(DamagedPart.SCHEMA, each) for each in lacking(connection, len(versions()))),
            *_altered_files(connection, full=full),
            *wrong,
            *(
                Flaw(DamagedPart.UNREADABLE, each)
                for each in unreadable(connection)
                if each not in named
            ),
        ]


@dataclass(frozen=True, slots=True)
class Kept:
    """Which files a registry keeps, and how.

    apart   how many are kept taken apart; ``sample`` of them are put together at least
    let_go  number and name of those of which nothing but hash, size and record is kept
    """

    apart: int
    sample: int
    let_go: list[str]


def how_kept(registry: Registry) -> Kept:
    """How the files of a registry are kept."""
    with explained(registry.path):
        ask = registry.connection.execute
        [(apart,)] = ask("SELECT count(*) FROM file WHERE encoding = ?", (ZSTD,))
        gone = ask(
            "SELECT number, name FROM receipt JOIN file USING (sha256) WHERE encoding = ?"
            " ORDER BY number",
            (NONE,),
        )
        return Kept(apart, min(apart, sample()), [f"{number} ({name})" for number, name in gone])


def altered_records(registry: Registry) -> list[Flaw]:
    """The records that say something else than when they were written, that are gone, or that
    another program added.
    """
    with explained(registry.path):
        connection = registry.connection
        found = [Flaw(DamagedPart.RECORD, each) for each in _altered(connection)]
        if _has_chain(registry):
            known = {each.what for each in found}
            against = breaches(connection, registry.keys())
            found += [each for each in against if each.what not in known]
        found += [each for each in _unknown_to_key(registry) if each not in found]
        return [told(connection, each) for each in found]


def bad_records(registry: Registry) -> list[Flaw]:
    """The same of those that something hangs on: no later examination has taken their place, and
    nobody has made the decision anew.
    """
    with explained(registry.path):
        last = "SELECT max(number) FROM examination GROUP BY receipt"
        former = registry.connection.execute(
            f"SELECT number FROM examination WHERE number NOT IN ({last})"
        )
        superseded = {f"examination {number}" for (number,) in former}
        open_ = {f"decision {number}" for number in registry.disputed()}
        numbers = registry.connection.execute("SELECT number FROM decision")
        anew = {f"decision {number}" for (number,) in numbers} - open_
        return [each for each in altered_records(registry) if each.what not in superseded | anew]


def has_lost_chain(registry: Registry) -> bool:
    """Whether nothing of its chain is there, though it ought to have one: then any record may be
    another than was written, and nobody can tell.
    """
    with explained(registry.path):
        return _has_chain(registry) and not chain.last_entry(registry.connection)[0]


def _altered(connection: sqlite3.Connection) -> Iterator[str]:
    """Table and number of each record whose hash does not match it; of what was written before
    there were hashes, what is not even JSON.
    """
    found = set()
    for each in altered(connection):
        found.add(each)
        yield each
    broken = (
        "SELECT number FROM examination"
        ' WHERE NOT (json_valid(findings) AND json_valid("values") AND json_valid(indicators))'
    )
    for (number,) in connection.execute(broken):
        if f"examination {number}" not in found:
            yield f"examination {number}"


def _unknown_to_key(registry: Registry) -> Iterator[Flaw]:
    """A chain that is another than the one that the key in use worked with, as its mark says; or
    that this key was never used for, though no rotation has made it.
    """
    keys, connection = registry.keys(), registry.connection
    if not keys:
        return
    agrees = Marks(registry.path).agrees(keys[0], connection)
    if agrees is False:
        yield Flaw(DamagedPart.BEGUN, "entry", 1)
    last = chain.named_last(connection)
    if agrees is None and last not in {None, chain.key_id(keys[0])}:
        [(number,)] = connection.execute("SELECT max(number) FROM keyed")
        yield Flaw(DamagedPart.VOUCH, f"keyed {number}")


def _has_chain(registry: Registry) -> bool:
    """Whether it has one, or ought to: what an earlier version wrote has none until something is
    written next.
    """
    if chain.is_begun(registry.connection):
        return True
    return bool(registry.keys()) and registry.version() >= chain.SINCE


def _altered_files(connection: sqlite3.Connection, *, full: bool) -> Iterator[Flaw]:
    """Files that are not as they were received, or that nobody ever received."""
    kept = connection.execute(
        "SELECT file.rowid, sha256, number, name FROM file LEFT JOIN receipt USING (sha256)"
        " ORDER BY file.rowid"
    ).fetchall()
    check = Check(connection, full=full)
    for row, sha256, number, name in kept:
        if number is None:
            yield Flaw(DamagedPart.FILE, sha256)
        elif not check.is_whole(row):
            entry = chain.entry_of(connection, "receipt", number)
            yield Flaw(DamagedPart.FILE, f"{number} ({name})", entry)


def _copy(source: Path, target: Path) -> None:
    """A backup's content, which stays as it is; RegistryError for a file that is none."""
    if not source.is_file():
        raise RegistryError("no-backup", file=source)
    with (
        explained(source),
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as kept,
        closing(sqlite3.connect(target)) as copy,
        bounded(distrusting(kept), _SECONDS),
    ):
        if not kept.execute("SELECT 1 FROM sqlite_master WHERE name = 'receipt'").fetchall():
            raise RegistryError("no-backup", file=source)
        refuse_strange(kept, source)
        kept.backup(copy)


def _put_aside(registry: Path, now: datetime.datetime) -> Path | None:
    """Where the registry that stands there went; None where there is none."""
    if not registry.exists():
        return None
    # Opening it undoes what a run left half written: its journal must never meet another database.
    with suppress(sqlite3.Error), closing(sqlite3.connect(registry)) as old:
        old.execute("SELECT 1 FROM sqlite_master").fetchall()
    aside = registry.with_name(f"{registry.stem}-{now:%Y%m%d-%H%M%S-%f}{registry.suffix}")
    second_name(registry, aside)  # it keeps its place until the backup takes it
    journal = registry.with_name(registry.name + _JOURNAL)
    if journal.exists():
        journal.replace(aside.with_name(aside.name + _JOURNAL))
    sync_folder(registry.parent)
    return aside
