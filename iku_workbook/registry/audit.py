"""Holds records against the chain, and the chain against a head that was printed once."""

from __future__ import annotations

import datetime
import hmac
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from iku_workbook.registry.chain import (
    FIRST_LINK,
    entry_of,
    key_id,
    last_entry,
    linked,
    sealed,
    taken_over,
    vouched,
)
from iku_workbook.registry.flaws import DOUBTS, DamagedPart, Flaw
from iku_workbook.registry.head import Head, code_of, is_slip
from iku_workbook.registry.proof import RECORDS, as_computed

_NO_ENTRY = 2**63
_WITHOUT = 0  # no hash is one: a record that was written without any
_PROOF = " ".join(
    f"WHEN '{kind}' THEN (SELECT coalesce(proof, {_WITHOUT}) FROM {kind} WHERE number = record)"
    for kind in RECORDS
)
_ENTRIES = f"""
    SELECT entry.number, kind, record, link, CASE kind {_PROOF} END FROM entry ORDER BY entry.number
"""
_OF_RECEIPT = "FROM {} AS own LEFT JOIN receipt ON receipt.number = own.receipt"
_ABOUT = {
    "receipt": "SELECT own.name FROM receipt AS own",
    "examination": f"SELECT receipt.name, own.unit, own.period {_OF_RECEIPT.format('examination')}",
    "fault": f"SELECT receipt.name, own.unit, own.period {_OF_RECEIPT.format('fault')}",
    "decision": f"SELECT own.what, own.by, receipt.name {_OF_RECEIPT.format('decision')}",
    "issued": "SELECT own.unit, own.period FROM issued AS own",
    "export": "SELECT own.name, own.by FROM export AS own",
    "keyed": "SELECT own.by FROM keyed AS own",
    "defined": "SELECT own.by FROM defined AS own",
    "closing": "SELECT own.what, own.by, own.period FROM closing AS own",
    "extension": "SELECT own.by, own.unit, own.period FROM extension AS own",
    "mended": f"SELECT own.by, receipt.name {_OF_RECEIPT.format('mended')}",
    "spending": "SELECT own.by, own.programme, own.period FROM spending AS own",
}


class Answer(StrEnum):
    """What a registry says to a head that was printed once."""

    HOLDS = "holds"
    CHANGED = "changed"
    """something that was there then is not what it was"""
    REWRITTEN = "rewritten"
    """the chain is whole, and another one: whoever wrote it anew had the key"""
    TAKEN_OVER = "taken-over"
    """the same of a chain that was begun over what an earlier version had written: for that nobody
    needs the key
    """
    SHORT = "short"
    """the chain ends before that entry"""
    SLIP = "slip"
    """the code is not quite this chain's, or stands at another entry: it was not copied well"""
    UNPROVED = "unproved"
    """it agrees, but without the key nobody can say that it holds"""
    PARTLY = "partly"
    """it agrees, but the key of a part of the chain is not at hand"""
    NO_CHAIN = "no-chain"
    """there is no chain, and a head is printed of nothing else: the registry is another, or was put
    back to what an earlier version wrote
    """


DISPROVED = frozenset(
    {Answer.CHANGED, Answer.REWRITTEN, Answer.TAKEN_OVER, Answer.SHORT, Answer.NO_CHAIN}
)
"""Answers by which the head does not hold; others than these and HOLDS leave it open."""


def breaches(connection: sqlite3.Connection, keys: Sequence[bytes]) -> Iterator[Flaw]:
    """Every difference between the records and the chain, in the order of its entries.

    Without ``keys`` only what is gone or was added is found. Of a record that follows on an entry
    which is gone or altered nothing can be proved either: it is named along with it. After a part
    whose key is not at hand a number is left out (:class:`.Chain`): of it no more is said.
    """
    last, link, unproved = 0, FIRST_LINK, False
    key: bytes | None = None
    named = _keys_named(connection, keys)
    for number, kind, record, own, proof in connection.execute(_ENTRIES):
        if number > last + 1 and not (kind == "keyed" and unproved):
            yield _entries_gone(last + 1, number - 1)
        what = f"{kind} {record}"
        said = as_computed(connection, kind, record) if proof == _WITHOUT else proof
        if kind == "keyed":
            before, (key, name, vouch) = key, named.get(record, (None, "", None))
            unproved = key is None and bool(keys)
            if unproved:
                yield Flaw(DamagedPart.KEY, what, number)
            if before is not None and vouch != vouched(before, name):
                yield Flaw(DamagedPart.VOUCH, what, number)
        about = (link, number, kind, record, said or "")
        key = key or next((each for each in keys if linked(each, *about) == own), None)
        if said is None:
            yield Flaw(DamagedPart.REMOVED, what, number)
        elif number < 1 or (key is not None and linked(key, *about) != own):
            yield Flaw(DamagedPart.RECORD, what, number)
        last, link = max(number, 0), own
    yield from _of_the_end(connection, last, key)
    if last:
        yield from (Flaw(DamagedPart.ADDED, each) for each in _without_entry(connection))


def _without_entry(connection: sqlite3.Connection) -> Iterator[str]:
    """Table and number of each record that no entry names."""
    named = "SELECT 1 FROM entry WHERE kind = ? AND record = own.number"
    for kind in RECORDS:
        query = f"SELECT number FROM {kind} AS own WHERE NOT EXISTS ({named}) ORDER BY number"
        yield from (f"{kind} {number}" for (number,) in connection.execute(query, (kind,)))


def told(connection: sqlite3.Connection, flaw: Flaw) -> Flaw:
    """A flaw with its entry, and with what the registry says of its record."""
    kind, _, number = flaw.what.partition(" ")
    if kind not in RECORDS:
        return flaw
    entry = flaw.entry or entry_of(connection, kind, int(number))
    row = connection.execute(f"{_ABOUT[kind]} WHERE own.number = ?", (int(number),)).fetchone()
    if flaw.part is DamagedPart.REMOVED:
        row = (*_left_of(connection, kind, int(number)), *_when(connection, entry))
    about = ", ".join(str(each) for each in row or () if each is not None)
    return replace(flaw, entry=entry, about=about)


def _left_of(connection: sqlite3.Connection, kind: str, number: int) -> Sequence[str | None]:
    """Whose a record was that is gone, where other records still say so: of a receipt what was
    found in it, of a decision the one that undid it.
    """
    of_receipt = "SELECT unit, period FROM examination WHERE receipt = "
    asked = {
        "receipt": f"{of_receipt}?",
        "decision": f"{of_receipt}(SELECT receipt FROM decision WHERE undoes = ?)",
    }.get(kind)
    row = connection.execute(f"{asked} ORDER BY number DESC", (number,)) if asked else None
    return (row and row.fetchone()) or ()


def _when(connection: sqlite3.Connection, entry: int | None) -> Iterator[str]:
    """Between which days a record was written that is gone: those of its neighbours' writing."""
    days: list[str] = []
    for beside in ("< ? ORDER BY number DESC", "> ? ORDER BY number"):
        row = f"SELECT kind, record FROM entry WHERE number {beside} LIMIT 1"
        found = connection.execute(row, (entry or 0,)).fetchone()
        if found is not None and found[0] in RECORDS:
            at = f"SELECT at FROM {found[0]} WHERE number = ?"
            days += [str(said)[:10] for (said,) in connection.execute(at, (found[1],))]
    if days:
        yield "–".join(dict.fromkeys(days))


def answer(
    connection: sqlite3.Connection, keys: Sequence[bytes], head: Head, flaws: Iterable[Flaw]
) -> tuple[Answer, Flaw | None]:
    """What the registry says to a head, given its flaws; the first of them that speaks against it.

    A flaw that belongs to no entry speaks against every head.
    """
    last, _ = last_entry(connection)
    codes = {
        number: code_of(link)
        for number, link in connection.execute("SELECT number, link FROM entry")
    }
    if not last:
        return Answer.NO_CHAIN, None
    until = [each for each in flaws if each.entry is None or each.entry <= head.entry]
    first = _first(each for each in until if each.part not in DOUBTS)
    code = codes.get(head.entry, "")
    if code != head.code:
        if head.code in codes.values() or (code and is_slip(code, head.code)):
            return Answer.SLIP, None
        if head.entry > last:
            return Answer.SHORT, None
        if first:
            return Answer.CHANGED, first
        anew = taken_over(connection, datetime.UTC) is not None
        return (Answer.TAKEN_OVER if anew else Answer.REWRITTEN), None
    if first:
        return Answer.CHANGED, first
    lost = _first(each for each in until if each.part is DamagedPart.KEY)
    if lost:
        return Answer.PARTLY, lost
    return (Answer.HOLDS if keys else Answer.UNPROVED), None


def _first(flaws: Iterable[Flaw]) -> Flaw | None:
    """The one of the first entry; one that belongs to none comes last."""
    return min(flaws, key=lambda each: each.entry or _NO_ENTRY, default=None)


def _of_the_end(connection: sqlite3.Connection, last: int, key: bytes | None) -> Iterator[Flaw]:
    head = connection.execute("SELECT entry, at, seal FROM head").fetchone()
    if last == 0:
        yield Flaw(DamagedPart.CHAIN, "entry")
    elif head is None or head[0] < last or not _is_sealed(head, key):
        yield Flaw(DamagedPart.HEAD, "head", last)
    elif head[0] > last:
        yield _entries_gone(last + 1, head[0])


def _is_sealed(head: tuple[int, str, bytes], key: bytes | None) -> bool:
    """Whether it is, as far as can be said."""
    return key is None or hmac.compare_digest(head[2], sealed(key, head[0], head[1]))


def _entries_gone(first: int, last: int) -> Flaw:
    what = str(first) if first == last else f"{first}–{last}"
    return Flaw(DamagedPart.ENTRY, what, first)


def _keys_named(
    connection: sqlite3.Connection, keys: Sequence[bytes]
) -> dict[int, tuple[bytes | None, str, str | None]]:
    """The keys that the chain was keyed by, by the record that says so: None for one that is not at
    hand, the name, and what the one before says of it.
    """
    known = {key_id(each): each for each in keys}
    rows = connection.execute("SELECT number, key, vouch FROM keyed")
    return {number: (known.get(name), name, vouch) for number, name, vouch in rows}
