"""Reads what was written out of a campaign: which files, and which version of its name each is."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterable
from contextlib import suppress

from iku_workbook.registry.examinations import as_time
from iku_workbook.registry.proof import RECORDS, Believes
from iku_workbook.registry.records import Export, ExportKind, Origin

_VERSIONS = "SELECT sha256, version FROM export WHERE name = ? ORDER BY number"
_EXPORTS = f"""
    SELECT export.number, proof, own.number, {RECORDS["export"]}
    FROM export LEFT JOIN entry AS own ON own.kind = 'export' AND own.record = export.number
    ORDER BY export.number
"""


def versions_of(connection: sqlite3.Connection, name: str) -> dict[str, int]:
    """The versions of a name, counted from 1, by the SHA-256 of their bytes."""
    return _counted(connection.execute(_VERSIONS, (name,)))


def exports(
    connection: sqlite3.Connection, zone: datetime.tzinfo, believes: Believes
) -> list[Export]:
    """What was written out, in order; a record that is not to be believed is left out.

    What a registry of version 5 recorded knew all that was recorded before it.
    """
    found: list[Export] = []
    versions: dict[str, dict[str, int]] = {}
    for number, proof, own, *said in connection.execute(_EXPORTS).fetchall():
        at, by, what, period, name, sha256, mode, as_of, entry, version, added = said
        known = versions.setdefault(name, {})
        known |= _counted([*known.items(), (sha256, version)])
        with suppress(ValueError):
            if not believes("export", number, proof, said):
                continue
            day = datetime.date.fromisoformat(as_of) if as_of else None
            since = entry if version is not None else own
            about = (period, name, sha256, Origin(mode, day, since, added or 0), known[sha256])
            found.append(Export(number, as_time(at, zone), by, ExportKind(what), *about))
    return found


def _counted(rows: Iterable[tuple[str, int | None]]) -> dict[str, int]:
    """The version of each content, in the order in which they were written first."""
    found: dict[str, int] = {}
    for sha256, version in rows:
        found.setdefault(sha256, version or max(found.values(), default=0) + 1)
    return found
