"""A registry in memory, and the hand of another program, which the database refuses nothing."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from iku_workbook.registry import Registry, upkeep
from iku_workbook.registry.chain import Chain
from iku_workbook.registry.database import distrusting
from iku_workbook.registry.flaws import Flaw
from iku_workbook.registry.proof import RECORDS, insert, proved
from iku_workbook.registry.schema import versions
from tests.forms import KEY


class InMemory(Registry):
    """A copy of a registry, to be spoilt; opened by one who has these keys."""

    def __init__(self, content: bytes, keys: Sequence[bytes] = (KEY,)) -> None:
        super().__init__(Path("nowhere", "registry.db"), lambda: keys)
        self._connection = distrusting(sqlite3.connect(":memory:", isolation_level=None))
        self._connection.deserialize(content)
        self.triggers = self._connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()

    def version(self) -> int:
        """It was copied as it was written."""
        return len(versions())

    def spoil(self, *statements: str, values: Sequence[object] = ()) -> None:
        """What another program does, which leaves the schema as it was."""
        hand = self.connection
        hand.execute("PRAGMA foreign_keys = OFF")
        for name, _ in self.triggers:
            hand.execute(f"DROP TRIGGER {name}")
        try:
            for each in statements:
                hand.execute(each, values)
        finally:
            for _, sql in self.triggers:
                hand.execute(sql)

    def go_on(self, now: datetime.datetime, keys: Sequence[bytes] = (KEY,)) -> None:
        """The office records one thing more."""
        chain = Chain(keys, "Loket")
        chain.use_key(now, self.connection)
        said = {"at": now.isoformat(), "by": "Loket", "what": "waive", "receipt": 1, "finding": 0}
        with chain.appending(now, self.connection):
            self.connection.execute(insert("decision"), row("decision", reason="Benar.", **said))

    def flaws(self) -> list[str]:
        """What is told of it."""
        return [named(each) for each in upkeep.verify(self)]


def row(table: str, **said: object) -> Sequence[object]:
    """A record whose hash fits what it says."""
    columns = [each.strip(' "') for each in RECORDS[table].split(",")]
    return proved(*(said.get(each) for each in columns))  # type: ignore[arg-type]


def named(flaw: Flaw) -> str:
    """A flaw's part and what it is in."""
    return f"{flaw.part} {flaw.what}"
