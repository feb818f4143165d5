"""The chain of the registry's records: each is linked with the one before, by the campaign's key.

A link is an HMAC-SHA256 over the previous link and what the record says. Whoever lacks the key can
make none, so a record that was altered, removed or added by another program is found by its entry
(:mod:`.audit`), and its end, the head, by the seal.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from iku_workbook.hidden import HIDDEN
from iku_workbook.registry.database import RegistryError, transaction
from iku_workbook.registry.examinations import END_OF_TIME, as_text, as_time
from iku_workbook.registry.head import Head, Last, code_of
from iku_workbook.registry.proof import RECORDS, as_json, insert, proved, says

Keys = Callable[[], Sequence[bytes]]
"""Gives the campaign's key, and after it the older ones; OperatorError where they are not there."""

FIRST_LINK = bytes(32)
LAST = 2**62
"""No chain has so many entries, and SQLite has few more numbers: another program wrote this one."""

SINCE = 5
"""The version of the schema from which on a registry is never without a chain."""

_NUMBERS = " UNION ALL ".join(
    f"SELECT '{kind}', coalesce(max(number), 0) FROM {kind}" for kind in RECORDS
)
_IN_TIME = " UNION ALL ".join(
    f"SELECT at, {place} AS place, number FROM {kind}" for place, kind in enumerate(RECORDS)
)
_KNOWN = " UNION ALL ".join(
    f"SELECT '{kind}', number FROM {kind} WHERE at <= :until" for kind in RECORDS
)
_LAST_OF = """
    SELECT record FROM entry WHERE kind = ? AND number <= ? ORDER BY number DESC LIMIT 1
"""
_HEAD = """
    INSERT INTO head VALUES (1, ?, ?, ?)
    ON CONFLICT DO UPDATE SET entry = excluded.entry, at = excluded.at, seal = excluded.seal
"""


def key_id(key: bytes) -> str:
    """The name of a key, as its file in ``.iku/keys`` has it: it tells nothing of the key."""
    return hashlib.sha256(key).hexdigest()[:16]


def linked(key: bytes, before: bytes, number: int, kind: str, record: int, said: str) -> bytes:
    """The link of an entry, of the link before it and what its record says."""
    entry = as_json((number, kind, record, said)).encode()
    return hmac.digest(key, b"link\0" + before + entry, "sha256")


def sealed(key: bytes, number: int, at: str) -> bytes:
    """The seal of the head: none who lacks the key can say that the chain ends elsewhere."""
    return hmac.digest(key, b"head\0" + json.dumps([number, at]).encode(), "sha256")


def vouched(key: bytes, name: str) -> str:
    """What the key in use says of the one of this name that follows it: an HMAC."""
    return hmac.digest(key, b"vouch\0" + name.encode(), "sha256").hex()


def link_of(connection: sqlite3.Connection, number: int) -> bytes | None:
    """The link of an entry; None where there is none of this number."""
    found = connection.execute("SELECT link FROM entry WHERE number = ?", (number,)).fetchone()
    return bytes(found[0]) if found else None


def last_entry(connection: sqlite3.Connection) -> tuple[int, bytes]:
    """Number and link of the last entry; 0 and the link before the first where there is none."""
    last = "SELECT number, link FROM entry WHERE number = (SELECT max(number) FROM entry)"
    found: tuple[int, bytes] | None = connection.execute(last).fetchone()
    return found or (0, FIRST_LINK)


def entry_of(connection: sqlite3.Connection, kind: str, record: int) -> int | None:
    """The number of a record's entry; None where it has none."""
    row = "SELECT number FROM entry WHERE kind = ? AND record = ?"
    found = connection.execute(row, (kind, record)).fetchone()
    return found[0] if found else None


def is_begun(connection: sqlite3.Connection) -> bool:
    """Whether anything of a chain is there."""
    tables = " UNION ALL ".join(f"SELECT 1 FROM {each}" for each in ("entry", "keyed", "head"))
    return connection.execute(f"{tables} LIMIT 1").fetchone() is not None


def head_of(
    connection: sqlite3.Connection, zone: datetime.tzinfo, until: str = END_OF_TIME
) -> Head | None:
    """The end of the chain, as it is printed, ``until`` a time; None where there was none yet.

    What was put out is no part of it: then the same results bear the same code, however often they
    are written.
    """
    last = "SELECT number, kind, record, link FROM entry WHERE kind <> 'export'"
    if until != END_OF_TIME:
        last += f" AND (kind, record) IN ({_KNOWN})"
    query = f"{last} ORDER BY number DESC LIMIT 1"
    row = connection.execute(query, {"until": until}).fetchone()
    if row is None:
        return None
    number, kind, record, link = row
    return Head(number, code_of(link), _time_of(connection, zone, kind, record))


def has_after(connection: sqlite3.Connection, number: int, kinds: Collection[str]) -> bool:
    """Whether the entry of any record of these kinds comes after this one."""
    rows = connection.execute("SELECT kind FROM entry WHERE number > ?", (number,))
    return any(kind in kinds for (kind,) in rows)


def time_of_entry(
    connection: sqlite3.Connection, zone: datetime.tzinfo, number: int
) -> datetime.datetime | None:
    """When the record of an entry was made; None where the registry no longer says it."""
    row = connection.execute("SELECT kind, record FROM entry WHERE number = ?", (number,))
    found = row.fetchone()
    return _time_of(connection, zone, *found) if found else None


def with_last(connection: sqlite3.Connection, zone: datetime.tzinfo, head: Head) -> Head:
    """The same with the last receipt and the last decision that it comes after."""
    found: dict[str, Last] = {}
    for kind in ("receipt", "decision"):
        row = connection.execute(_LAST_OF, (kind, head.entry)).fetchone()
        at = _time_of(connection, zone, kind, row[0]) if row else None
        if at is not None:
            found[kind] = Last(row[0], at)
    return replace(head, receipt=found.get("receipt"), decision=found.get("decision"))


def taken_over(connection: sqlite3.Connection, zone: datetime.tzinfo) -> datetime.datetime | None:
    """When the chain was begun over what an earlier version had written; None where it was not."""
    second = connection.execute("SELECT kind, record FROM entry WHERE number = 2").fetchone()
    begun = _time_of(connection, zone, "keyed", 1)
    written = _time_of(connection, zone, *second) if second else None
    return begun if begun and written and written < begun else None


def _time_of(
    connection: sqlite3.Connection, zone: datetime.tzinfo, kind: str, record: int
) -> datetime.datetime | None:
    if kind not in RECORDS:
        return None
    row = connection.execute(f"SELECT at FROM {kind} WHERE number = ?", (record,)).fetchone()
    try:
        return as_time(row[0], zone) if row else None
    except ValueError:
        return None


class Chain:
    """Appends entries to the chain, to go with what else is written in a transaction.

    keys     the campaign's, the one in use first
    by       who writes
    belongs  whether the key in use works with the chain that is there, as far as can be said:
             else the key before vouches for it no more than for one that somebody has planted
    """

    def __init__(
        self,
        keys: Sequence[bytes],
        by: str,
        belongs: Callable[[sqlite3.Connection], bool] = lambda chain: True,
    ) -> None:
        self._key, self._by, self._belongs = keys[0], by, belongs
        self._keys: Mapping[str, bytes] = {key_id(each): each for each in keys}

    def take_over(
        self, now: datetime.datetime, connection: sqlite3.Connection, version: int = 0
    ) -> None:
        """Begin the chain in a transaction that is open, with every record of an earlier version,
        in the order of their times; where that ``version`` had a chain already, it goes on.
        """
        if version >= SINCE:
            return
        in_time = connection.execute(f"{_IN_TIME} ORDER BY at, place, number").fetchall()
        kinds = list(RECORDS)
        known = {kind: dict(says(connection, kind)) for kind in kinds}
        records = [(kinds[place], number) for _, place, number in in_time]
        first = self._keyed(now, connection)
        rest = ((kind, number, known[kind][number]) for kind, number in records)
        self._append([first, *rest], now, connection, following=(0, FIRST_LINK))

    def use_key(self, now: datetime.datetime, connection: sqlite3.Connection) -> None:
        """From here on the chain is keyed by the key in use, where it was by another."""
        before, name = named_last(connection), key_id(self._key)
        if before != name:
            known = self._keys.get(before or "")
            vouch = vouched(known, name) if known and self._belongs(connection) else None
            with transaction(connection):
                following = self._following(connection)  # sealed with the key that was in use
                self._append([self._keyed(now, connection, vouch)], now, connection, following)

    @contextmanager
    def appending(self, now: datetime.datetime, connection: sqlite3.Connection) -> Iterator[None]:
        """A transaction: each record that is written in it gets its entry, together with it."""
        with transaction(connection):
            before = dict(connection.execute(_NUMBERS).fetchall())
            yield
            new = [
                (kind, number, said)
                for kind in RECORDS
                for number, said in says(connection, kind, after=before[kind])
            ]
            if new:
                self._append(new, now, connection, self._following(connection))

    def _keyed(
        self, now: datetime.datetime, connection: sqlite3.Connection, vouch: str | None = None
    ) -> tuple[str, int, str]:
        row = proved(as_text(now), self._by, key_id(self._key), vouch)
        number = connection.execute(insert("keyed"), row).lastrowid
        assert number is not None
        return "keyed", number, str(row[-1])

    def _append(
        self,
        records: Iterable[tuple[str, int, str]],
        now: datetime.datetime,
        connection: sqlite3.Connection,
        following: tuple[int, bytes],
    ) -> None:
        """Entries for records, after a number and link, and the head after them."""
        number, link = following
        if number > LAST:
            raise RegistryError("registry-damaged", file=f"{HIDDEN}, {number}", why="entry")
        entries = []
        for kind, record, said in records:
            number += 1
            link = linked(self._key, link, number, kind, record, said)
            entries.append((number, kind, record, link))
        # The number of a record that another program took away is given once more: its entry then
        # makes place, and is missed for good.
        connection.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)", entries)
        at = as_text(now)
        connection.execute(_HEAD, (number, at, sealed(self._key, number, at)))

    def _following(self, connection: sqlite3.Connection) -> tuple[int, bytes]:
        """Number and link that the next entry follows. Where the head does not say that the chain
        ends here, a number is left out, and is missed for good: going on must not cover it up.
        So it is where the head is sealed with a key that is not at hand: nobody can tell.
        """
        number, link = last_entry(connection)
        head = connection.execute("SELECT entry, at, seal FROM head WHERE only = 1").fetchone()
        key = self._keys.get(named_last(connection) or "")
        whole = head and key and hmac.compare_digest(head[2], sealed(key, head[0], head[1]))
        if whole and head[0] >= number:
            return head[0], link
        return number + 1, link


def named_last(connection: sqlite3.Connection) -> str | None:
    """The name of the key that the chain was keyed by last; None where there is none."""
    last = "SELECT key FROM keyed WHERE number = (SELECT max(number) FROM keyed)"
    row = connection.execute(last).fetchone()
    return row[0] if row else None
