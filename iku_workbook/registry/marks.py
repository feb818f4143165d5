"""Marks beside the registry that say which chain each of the campaign's keys works with.

A mark is an HMAC under a key over two links: the chain's first, and the last when the key came
into use. Whoever lacks the key can write all records anew as an earlier version wrote them, so that
the next command begins a chain over them, or can write the chain anew under a key of his own or one
that was rotated; a mark for either he cannot make. That there is none proves nothing: the next
command that writes makes it.
"""

from __future__ import annotations

import hmac
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from iku_workbook.durable import write_whole
from iku_workbook.errors import OperatorError
from iku_workbook.named_file import MEGABYTE, read_named
from iku_workbook.registry.chain import LAST, key_id, last_entry, link_of, named_last

_ENDING = ".marks"
_PRIVATE = 0o600


class Marks:
    """The marks of one registry, by the names of the keys."""

    def __init__(self, registry: Path) -> None:
        self._file = registry.with_suffix(_ENDING)

    def agrees(self, key: bytes, connection: sqlite3.Connection) -> bool | None:
        """Whether a key's mark is of the chain that is there; None where it has none. Of a chain
        that ends before the mark, as that of an older backup does, the first link tells.
        """
        match self._read().get(key_id(key)):
            case [int(number), str(first), str(own)] if 0 < number <= LAST:
                then = _mark(key, connection, number)
                return [number, first, own] == then or (
                    first == then[1] and number > last_entry(connection)[0]
                )
        return None

    def put(self, key: bytes, connection: sqlite3.Connection) -> None:
        """Mark that a key works with the chain that is there; nothing where there is none."""
        if link_of(connection, 1) is not None:
            last, _ = last_entry(connection)
            marks = {**self._read(), key_id(key): _mark(key, connection, last)}
            write_whole(self._file, json.dumps(marks).encode(), _PRIVATE)

    def hand_on(self, key: bytes, new: bytes, connection: sqlite3.Connection) -> None:
        """Mark a new key, before it takes the place of one that works with the chain that is there;
        nothing where that one does not.
        """
        if named_last(connection) == key_id(key) or self.agrees(key, connection):
            self.put(new, connection)

    def _read(self) -> Mapping[str, object]:
        """Damaged ones say nothing."""
        try:
            found = json.loads(read_named(self._file, MEGABYTE))
        except (OSError, OperatorError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def _mark(key: bytes, connection: sqlite3.Connection, number: int) -> list[int | str]:
    """Of the chain at an entry: its number, and the HMACs of the first link and of its own."""
    links = (link_of(connection, each) or b"" for each in (1, number))
    macs = (hmac.digest(key, b"chain\0" + each, "sha256").hex() for each in links)
    return [number, *macs]
