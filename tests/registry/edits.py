"""Random edits of a registry by SQL, as another program makes them; each has to be told.

``python -m tests.registry.edits 2000`` makes so many, each on a registry that was whole.
"""

from __future__ import annotations

import random
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from iku_workbook.messages import catalogue
from iku_workbook.registry import RegistryError, review, upkeep
from iku_workbook.registry.chain import Chain
from iku_workbook.registry.contents import Gone, content_of
from iku_workbook.registry.database import explained
from iku_workbook.registry.flaws import Flaw
from iku_workbook.registry.journal import journal
from iku_workbook.registry.proof import RECORDS, insert
from iku_workbook.registry.records import DecisionKind
from iku_workbook.report.journal import sentence
from iku_workbook.workbook.seal import Identity
from tests.forms import KEY
from tests.registry.desk import OTHER, PERIOD, UNIT, Desk, day
from tests.registry.guilty import InMemory, row

NEW = b"n" * 32
CATALOGUE = catalogue("id")
TABLES = (*RECORDS, "entry", "head", "file")
TEXTS = (
    "",
    "x",
    "[]",
    "{",
    '{"datang": 1}',
    "approve",
    "9" * 64,
    "2025-04-07T09:00:00.000000+00:00",
    "9999-12-31T23:59:59.999999+00:00",
    "0001-01-01T00:00:00.000000+14:00",
    "-",
    "0",
)
NUMBERS = (0, 1, 2, 3, 99, -1, 2**63 - 1)
UNCHAINED = {("file", "size"), ("file", "dictionary")}
"""What only says how a file is kept: where it matters, its bytes do not come to its hash."""
Rows = dict[tuple[str, int], tuple[object, ...]]


def furnished(folder: Path) -> bytes:
    """A registry with records of every kind, under two keys."""
    desk = Desk(folder)
    paths = [desk.form("satu.xlsx"), desk.form("dua.xlsx", OTHER), desk.file("x.pdf", b"%PDF-1.7")]
    returned = desk.receive(*paths)
    registry = desk.registry
    under = {"program": "0", "definition": "0" * 64}
    with registry.writing("Kasi PMD", day(1)):
        review.approve(registry, UNIT, PERIOD, day(1), by="Kasi PMD", reason="Sesuai.")
        forms = [Identity("1", "contoh", "0" * 64, each, PERIOD, each) for each in (UNIT, OTHER)]
        registry.record_issued(forms, day(1), "Loket")
        registry.record([(2, returned[1])], day(2), **under)
        registry.set_aside([(3, returned[2])], day(2), **under)
        registry.decide(DecisionKind.DISMISS, 3, day(2), by="Loket", reason="foto")
        chain = Chain((NEW, KEY), "Loket")
        chain.use_key(day(3), registry.connection)
        about = {"by": "Loket", "what": "master", "period": PERIOD, "sha256": "0" * 64}
        with chain.appending(day(3), registry.connection):
            for name in ("a.xlsx", "b.xlsx"):
                said = row("export", at=day(3).isoformat(), name=name, **about)
                registry.connection.execute(insert("export"), said)
            later = {"unit": UNIT, "until": "2025-05-01", "reason": ""}
            for table, also in (
                ("defined", {"definition": "0" * 64}),
                ("closing", {"reason": ""}),
                ("extension", later),
                ("mended", {"receipt": 2, "origin": 1, "cells": "[]", "reason": ""}),
                ("spending", {"programme": "gizi", "spent": 1}),
            ):
                said = row(table, at=day(3).isoformat(), **{**about, "what": "close"}, **also)
                registry.connection.execute(insert(table), said)
        content = registry.connection.serialize()
    registry.close()
    return content


def edit(registry: InMemory, chance: random.Random) -> str:
    """One edit; what it was."""
    table = chance.choice(TABLES)
    kind: Callable[[InMemory, str, random.Random], str]
    kind = chance.choice((_update, _update, _update, _delete, _insert, _swap))
    return f"{kind.__name__[1:]} {table}: {kind(registry, table, chance)}"


def told(content: bytes, chance: random.Random) -> str | None:
    """Make one edit of a whole registry that changes something; None where all of it is told, else
    what was not.
    """
    while True:
        registry = InMemory(content, keys=(NEW, KEY))
        before = _rows(registry.connection)
        try:
            what = edit(registry, chance)
        except sqlite3.Error:
            continue  # the database itself refuses it
        after = _rows(registry.connection)
        changed = {key for key in before | after if before.get(key) != after.get(key)}
        if changed:
            break
    flaws = upkeep.verify(registry)
    missed = [key for key in sorted(changed) if not _is_told(key, before, after, flaws)]
    _read_all(registry)
    with suppress(RegistryError), explained(registry.path):
        registry.go_on(day(9), keys=(NEW, KEY))
    if not missed and not upkeep.verify(registry):
        return f"{what}: covered up by going on"
    return f"{what}: {missed} not among {[str(each.what) for each in flaws]}" if missed else None


def _read_all(registry: InMemory) -> None:
    """Whatever else the program reads of it: nothing of it may end in an internal error."""
    for read in (registry.receipts, registry.lineages, registry.unplaced, registry.decisions):
        read()
    for read_more in (registry.faults, registry.unexamined, registry.issued, registry.head):
        read_more()
    for each in registry.receipts():
        with suppress(RegistryError, Gone):
            content_of(registry.connection, each.number, 1 << 20)
    for entry in journal(registry):
        sentence(entry, CATALOGUE)


def _is_told(key: tuple[str, int], before: Rows, after: Rows, flaws: Sequence[Flaw]) -> bool:
    table, number = key
    whats = {each.what for each in flaws}
    if table in RECORDS:
        return f"{table} {number}" in whats
    if table == "head":
        return any(each.part in {"head", "entry"} for each in flaws)
    rows = [each[key] for each in (before, after) if key in each]
    if table == "entry":
        named = {f"{kind} {record}" for _, kind, record, _ in rows}
        return bool(named & whats) or any(each.entry == number for each in flaws)
    digests = {str(each[0]) for each in rows}
    receipts = [each for (kind, _), each in before.items() if kind == "receipt"]
    numbers = {each[0] for each in receipts if each[1] in digests}
    of_file = (*digests, *(f"{each} (" for each in numbers))
    return any(what.startswith(of_file) for what in whats) or any(
        f"receipt {each}" in whats for each in numbers
    )


def _rows(connection: sqlite3.Connection) -> Rows:
    return {
        (table, number): tuple(rest)
        for table in TABLES
        for number, *rest in connection.execute(f"SELECT rowid, * FROM {table}")
    }


def _columns(registry: InMemory, table: str) -> list[str]:
    about = registry.connection.execute(f"SELECT name FROM pragma_table_info('{table}')")
    return [name for (name,) in about if (table, name) not in UNCHAINED]


def _some(registry: InMemory, table: str, chance: random.Random, at_most: int = 3) -> list[int]:
    found = registry.connection.execute(f"SELECT rowid FROM {table}")
    numbers = [number for (number,) in found]
    return chance.sample(numbers, min(len(numbers), chance.randint(1, at_most)))


def _value(registry: InMemory, table: str, column: str, chance: random.Random) -> object:
    """Of another row, of nowhere, or what the row has, a little otherwise."""
    said = registry.connection.execute(f'SELECT "{column}" FROM {table}').fetchall()
    own = chance.choice(said)[0] if said else None
    one_off = own
    if isinstance(own, str):
        one_off = re.sub(r"\d", lambda found: str((int(found[0]) + 1) % 10), own, count=1)
    elif isinstance(own, bytes) and own:
        one_off = own[:-1] + bytes([own[-1] ^ 1])
    elif isinstance(own, int):
        one_off = own + 1
    options = (own, one_off, one_off, chance.choice(TEXTS), chance.choice(NUMBERS), None, b"\xff")
    return chance.choice(options)


def _update(registry: InMemory, table: str, chance: random.Random) -> str:
    column = chance.choice(_columns(registry, table))
    value = _value(registry, table, column, chance)
    rows = _some(registry, table, chance)
    places = ", ".join(map(str, rows))
    shown = "CAST(x'ff' AS TEXT)" if value == b"\xff" else "?"
    values = () if value == b"\xff" else (value,)
    registry.spoil(
        f'UPDATE {table} SET "{column}" = {shown} WHERE rowid IN ({places})', values=values
    )
    return f"{column} = {value!r:.40} of {places}"


def _delete(registry: InMemory, table: str, chance: random.Random) -> str:
    places = ", ".join(map(str, _some(registry, table, chance)))
    registry.spoil(f"DELETE FROM {table} WHERE rowid IN ({places})")
    return places


def _insert(registry: InMemory, table: str, chance: random.Random) -> str:
    """A row like another one, but for its number and one thing more."""
    columns = _columns(registry, table)
    like = next(iter(_some(registry, table, chance, 1)))
    names = ", ".join(f'"{each}"' for each in columns)
    [said] = registry.connection.execute(f"SELECT {names} FROM {table} WHERE rowid = ?", (like,))
    values = dict(zip(columns, said, strict=True))
    values[columns[0]] = chance.choice((None, 50, 99)) if table != "file" else "f" * 64
    column = chance.choice(columns[1:])
    values[column] = _value(registry, table, column, chance)
    marks = ", ".join("?" * len(columns))
    registry.spoil(f"INSERT INTO {table} ({names}) VALUES ({marks})", values=list(values.values()))
    return f"like {like}, {column}"


def _swap(registry: InMemory, table: str, chance: random.Random) -> str:
    """Two rows exchange some of what they say."""
    rows = _some(registry, table, chance, 2)
    if len(rows) < 2:
        return ""
    columns = _columns(registry, table)[1:]
    columns = chance.choice((columns, [chance.choice(columns)]))
    one, other = rows
    listed = ", ".join(f'"{each}"' for each in columns)
    registry.spoil(
        f"CREATE TEMP TABLE other AS SELECT rowid AS place, {listed} FROM {table}"
        f" WHERE rowid IN ({one}, {other})",
        f"UPDATE {table} SET ({listed}) = (SELECT {listed} FROM temp.other WHERE place ="
        f" {one} + {other} - {table}.rowid) WHERE rowid IN ({one}, {other})",
        "DROP TABLE temp.other",
    )
    return f"{listed} of {one} and {other}"


def untold(content: bytes, many: int, seed: int = 0) -> Iterator[str]:
    """Make so many edits, one at a time; what was not told of any."""
    chance = random.Random(seed)
    for number in range(many):
        missed = told(content, chance)
        if missed is not None:
            yield f"{number}: {missed}"


def main() -> int:
    """Make the edits, and print what was not told."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    since = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        content = furnished(Path(folder))
        missed = list(untold(content, many, seed=int(sys.argv[2]) if len(sys.argv) > 2 else 0))
    print("\n".join(missed[:40]))
    kinds = Counter(" ".join(each.split()[1:3]) for each in missed)
    print(f"{many} edits, {len(missed)} not told {dict(kinds)}: {time.monotonic() - since:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
