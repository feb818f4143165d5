"""What a registry holds, told so that another can be held against it: whether it lacks anything."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from iku_workbook.registry.database import explained
from iku_workbook.registry.registry import Registry

# Records are never changed, and none is put before another: whoever has as many, and of these the
# same ones first, has all of them.
RECORDS = {
    "receipt": "sha256",
    "examination": "proof",
    "fault": "proof",
    "decision": "proof",
    "issued": "proof",
    "export": "proof",
    "defined": "proof",
    "closing": "proof",
    "extension": "proof",
    "mended": "proof",
    "spending": "proof",
}
"""The tables of what is held, and the column that says what a record of each is."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a registry holds.

    records   by table how many records, and the SHA-256 of what they are
    contents  received files of which the bytes are there
    keys      the names of the keys that its chain was keyed by
    """

    records: Mapping[str, tuple[int, str]]
    contents: int
    keys: frozenset[str] = frozenset()


def holdings(registry: Registry) -> Holdings:
    """What a registry holds now; RegistryError where it cannot be read."""
    with explained(registry.path):
        ask = registry.connection.execute
        records = {}
        for table in RECORDS:
            (count,) = ask(f"SELECT count(*) FROM {table}").fetchone()
            records[table] = (count, _digest(registry, table, count))
        (contents,) = ask("SELECT count(*) FROM file WHERE length(content) > 0").fetchone()
        keys = frozenset(key for (key,) in ask("SELECT key FROM keyed"))
    return Holdings(records, contents, keys)


def lacking(registry: Registry, held: Holdings) -> list[str]:
    """The tables in which a registry does not have all that another one holds.

    ``file`` where bytes are there that this one no longer has.
    """
    with explained(registry.path):
        found = [
            table
            for table, (count, digest) in held.records.items()
            if table in RECORDS and _digest(registry, table, count) != digest
        ]
    return found + (["file"] if held.contents > holdings(registry).contents else [])


def _digest(registry: Registry, table: str, count: int) -> str:
    """Of the first so many records; of fewer, where there are fewer."""
    rows = registry.connection.execute(
        f"SELECT {RECORDS[table]} FROM {table} ORDER BY rowid LIMIT ?", (count,)
    )
    digest = hashlib.sha256()
    for (said,) in rows:
        digest.update(f"{said}\n".encode())
    return digest.hexdigest()
