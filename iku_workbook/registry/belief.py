"""Tells which records are not to be believed: altered ones, and those that another program wrote.

The one place that says so, for whoever reads records. All that a record is held against is found by
an index; what is gone altogether, and where the chain ends, :mod:`.audit` tells.
"""

from __future__ import annotations

import hmac
import sqlite3
from bisect import bisect
from collections.abc import Sequence

from iku_workbook.registry.chain import FIRST_LINK, key_id, last_entry, linked
from iku_workbook.registry.proof import Remembered, Value, as_linked, matches

_KEYED = """
    SELECT entry.number, record, link, key, proof
    FROM entry JOIN keyed ON keyed.number = record WHERE kind = 'keyed' ORDER BY entry.number
"""
_BEFORE = "SELECT link FROM entry WHERE number < ? ORDER BY number DESC LIMIT 1"
_OWN = """
    SELECT number, link, (
        SELECT link FROM entry WHERE number < own.number ORDER BY number DESC LIMIT 1
    ) FROM entry AS own WHERE kind = ? AND record = ?
"""


class Belief:
    """Whether a record is what was written, by its hash and, under the campaign's ``keys``, by its
    link of the chain.

    Where there is no chain, or no key for a part of it, the hash alone speaks.
    """

    def __init__(self, connection: sqlite3.Connection, keys: Sequence[bytes]) -> None:
        self._ask = connection.execute
        self._chained = bool(keys) and last_entry(connection)[0] > 0
        self._linked = Remembered()
        self._since: list[int] = []
        self._keys: list[bytes | None] = []
        known = {key_id(each): each for each in keys}
        for number, record, link, named, proof in connection.execute(_KEYED).fetchall():
            said = (self._before(number), number, "keyed", record, str(proof))
            own = next((each for each in keys if linked(each, *said) == link), known.get(named))
            self._since.append(number)
            self._keys.append(own)

    def __call__(self, kind: str, number: int, proof: str | None, said: Sequence[Value]) -> bool:
        """Of the record of a table, by its number, its hash and what it says."""
        if not matches(proof, said):
            return False
        if not self._chained:
            return True
        entry = hash((kind, number, proof)) if proof is not None else None
        if entry is not None and entry in self._linked:
            return True
        if not self._is_linked(kind, number, as_linked(proof, said)):
            return False
        if entry is not None:
            self._linked.add(entry)
        return True

    def _is_linked(self, kind: str, record: int, said: str) -> bool:
        row = self._ask(_OWN, (kind, record)).fetchone()
        if row is None:
            return False
        number, link, before = row
        place = bisect(self._since, number)
        key = self._keys[place - 1] if place else None
        if key is None:
            return True
        about = (FIRST_LINK if before is None else before, number, kind, record, said)
        return hmac.compare_digest(link, linked(key, *about))

    def _before(self, number: int) -> bytes:
        row = self._ask(_BEFORE, (number,)).fetchone()
        return row[0] if row else FIRST_LINK
