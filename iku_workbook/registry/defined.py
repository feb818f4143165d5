"""Which definition held since when: recorded, or inferred where nothing was recorded yet."""

from __future__ import annotations

import datetime
import sqlite3
from itertools import groupby
from typing import NamedTuple

from iku_workbook.registry.examinations import END_OF_TIME, as_time
from iku_workbook.registry.proof import Believes

_RECORDED = "SELECT number, at, by, definition, proof FROM defined ORDER BY number"
_TOLD = """
    SELECT at, definition FROM (
        SELECT at, definition FROM issued UNION ALL SELECT at, definition FROM examination
    ) WHERE at < ? ORDER BY at
"""
_LAST = "SELECT definition FROM defined WHERE number = (SELECT max(number) FROM defined)"
_AT_ENTRY = """
    SELECT definition FROM defined JOIN entry ON kind = 'defined' AND record = defined.number
    WHERE entry.number <= ? ORDER BY entry.number DESC LIMIT 1
"""


class HeldDefinition(NamedTuple):
    """A definition, by its digest, that held from a time on.

    recorded  whether that was recorded when it began; else forms were issued from it then, or
              returns held against it, and what came between nobody can tell
    """

    at: datetime.datetime
    definition: str
    recorded: bool


def last_defined(connection: sqlite3.Connection) -> str | None:
    """The digest of the definition that was recorded last; None where none was."""
    row = connection.execute(_LAST).fetchone()
    return row[0] if row else None


def defined_at(connection: sqlite3.Connection, entry: int) -> str | None:
    """The digest of the definition on record at an entry; None where nobody had noted any."""
    row = connection.execute(_AT_ENTRY, (entry,)).fetchone()
    return row[0] if row else None


def definitions_held(
    connection: sqlite3.Connection, zone: datetime.tzinfo, believes: Believes
) -> list[HeldDefinition]:
    """The definitions that held one after the other, oldest first.

    A record that is not to be believed is none: what it followed went on, and nobody can tell until
    when, so that from then on nothing counts as recorded until the next one.
    """
    found: list[HeldDefinition] = []
    first = END_OF_TIME
    for number, at, by, definition, proof in connection.execute(_RECORDED).fetchall():
        first = min(first, at)
        if believes("defined", number, proof, (at, by, definition)):
            found.append(HeldDefinition(as_time(at, zone), definition, recorded=True))
        elif found:
            found.append(HeldDefinition(as_time(at, zone), found[-1].definition, recorded=False))
    told = connection.execute(_TOLD, (first,)).fetchall()
    changes = (next(same) for _, same in groupby(told, key=lambda each: each[1]))
    return [
        *(HeldDefinition(as_time(at, zone), digest, recorded=False) for at, digest in changes),
        *found,
    ]
