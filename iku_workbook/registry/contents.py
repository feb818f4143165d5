"""What the registry keeps of a received file's bytes, and gives back to the byte.

A file is kept as it is taken apart (:mod:`.compact`), compressed with zstd against a dictionary:
what an earlier file of the same parts is made of. Of a return only what its village typed remains.
"""

from __future__ import annotations

import hashlib
import logging
import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from iku_workbook.hidden import HIDDEN
from iku_workbook.registry.compact import (
    INFLATED,
    Apart,
    Damaged,
    in_one_piece,
    put_together,
    take_apart,
    zlib_is_classic,
)
from iku_workbook.registry.database import RegistryError
from iku_workbook.registry.dictionaries import (
    FILES,
    LARGEST,
    Dictionaries,
    Dictionary,
    Packed,
    decompressed,
    in_database,
)
from iku_workbook.registry.records import DecisionKind, Incoming
from iku_workbook.workbook.reading.budget import Budget

_LOG = logging.getLogger(__name__)
AT_ONCE = 2  # files taken apart side by side: zlib lets other threads run
_PIECE = 1 << 20
_SEVERAL = 8  # dictionaries, by their hashes, that a process has at hand
_at_hand: dict[str, bytes] = {}

PLAIN, ZSTD, NONE = "plain", "zstd", "none"

LARGEST_RETURN = Budget().file
"""Bytes of the largest file that could be a return: the checks read no larger one."""

QUOTA = 512 << 20
"""Bytes of all larger files that are kept whole; of further ones hash, size and first bytes are."""

_SAMPLE = 64 << 10  # first bytes: enough to tell what a file is

_CONTENT = """
    SELECT file.rowid, file.sha256, encoding, dictionary.sha256, dictionary
    FROM file LEFT JOIN dictionary ON dictionary.number = file.dictionary
"""


class Gone(Exception):
    """A file of which nothing but hash, size and record is kept."""


class Shelf:
    """Puts files into a database, in a transaction that is open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._dictionaries = Dictionaries(partial(dictionary_of, connection))
        self._numbers: dict[str, int] = {}

    def put(self, each: Incoming, apart: Apart | Packed | None) -> str | None:
        """Keep a file, ``apart`` where that was done; the hash of how it is kept, where not plain.

        One that is there already, as another program took its receipt away, stays as it stands;
        RegistryError where that comes to other bytes.
        The bytes of a large one are written piece by piece: they take little memory. Of what is
        larger than any return, and beyond the quota of such, only the first bytes are kept.
        """
        there = _CONTENT + "WHERE file.sha256 = ?"
        if (kept := self._connection.execute(there, (each.sha256,)).fetchone()) is not None:
            return _as_it_stands(self._connection, *kept)
        if each.size > LARGEST_RETURN and each.size > quota_left(self._connection):
            return self._put_sample(each)
        if apart is None:
            self._put_plain(each)
            return None
        packed = self._dictionaries.packed(apart) if isinstance(apart, Apart) else apart
        number, sha256 = None, None
        if packed.against is not None:
            number, sha256 = self._number_of(packed.against), packed.against.sha256
        if packed.following is not None:
            self._number_of(packed.following)
        row = (each.sha256, packed.content, each.size, ZSTD, number)
        self._connection.execute("INSERT INTO file VALUES (?, ?, ?, ?, ?)", row)
        return stored(ZSTD, sha256, packed.content)

    def _put_plain(self, each: Incoming) -> None:
        empty = f"INSERT INTO file VALUES (?, zeroblob(?), ?, '{PLAIN}', NULL)"
        row = self._connection.execute(empty, (each.sha256, each.size, each.size)).lastrowid
        assert row is not None
        with self._connection.blobopen("file", "content", row) as blob:
            for piece in each.pieces:
                blob.write(piece)

    def _put_sample(self, each: Incoming) -> str:
        sample = b""
        for piece in each.pieces:  # to the end: they tell whether the file stays as it is
            sample += piece[: _SAMPLE - len(sample)]
        row = (each.sha256, sample, each.size, NONE, None)
        self._connection.execute("INSERT INTO file VALUES (?, ?, ?, ?, ?)", row)
        return stored(NONE, None, sample)

    def _number_of(self, dictionary: Dictionary) -> int:
        """Its number in the database, where it is put if it is not there."""
        if dictionary.number:
            return dictionary.number
        if dictionary.sha256 not in self._numbers:
            row = (dictionary.kind, dictionary.sha256, in_database(dictionary.content))
            same = "(likeness, sha256, content) = (?, ?, ?)"
            there = self._connection.execute(f"SELECT number FROM dictionary WHERE {same}", row)
            into = "INSERT INTO dictionary (likeness, sha256, content) VALUES (?, ?, ?)"
            number = next((number for (number,) in there), None)
            self._numbers[dictionary.sha256] = (
                number or self._connection.execute(into, row).lastrowid or 0
            )
        return self._numbers[dictionary.sha256]


def dictionary_of(connection: sqlite3.Connection, kind: str) -> Dictionary | None:
    """The dictionary that the next file of a kind hangs on, as long as few enough do, with the one
    that follows; None where there is none, or the last one is damaged.
    """
    rows = connection.execute(
        "SELECT number, sha256, (SELECT count(*) FROM file WHERE dictionary = number) AS files"
        " FROM dictionary WHERE likeness = ? ORDER BY number DESC LIMIT 2",
        (kind,),
    ).fetchall()
    try:
        found = [
            Dictionary(kind, _content_of(connection, number, sha256), sha256, number, files)
            for number, sha256, files in rows
        ]
    except Damaged:
        return None
    if len(found) > 1 and not found[0].files and found[1].files < FILES:
        found[1].following = found[0]
        return found[1]
    return found[0] if found else None


def taken_apart(
    files: Iterable[Incoming], wanted: Callable[[Incoming], bool]
) -> Iterator[tuple[Incoming, Apart | Packed | None]]:
    """Files in their order, those that are ``wanted`` taken apart where they are at hand whole."""
    waiting: list[tuple[Incoming, Future[Apart] | None]] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for each in files:
            at_hand = isinstance(each.pieces, Sequence) and each.size <= LARGEST - INFLATED
            here = at_hand and each.apart is None and wanted(each)
            waiting.append((each, pool.submit(_taken_apart, each) if here else None))
            if len(waiting) > 2 * AT_ONCE:
                first, done = waiting.pop(0)
                yield first, done.result() if done else first.apart
        for first, done in waiting:
            yield first, done.result() if done else first.apart


def _taken_apart(each: Incoming) -> Apart:
    """Whatever a file is, it is kept."""
    data = b"".join(each.pieces)
    try:
        return take_apart(data)
    except Exception as error:
        _LOG.error("%r, SHA-256 %s", each.name, each.sha256, exc_info=error)
        return in_one_piece(data)


def quota_left(connection: sqlite3.Connection) -> int:
    """Bytes of files larger than any return that will still be kept whole."""
    [(kept,)] = connection.execute(
        "SELECT coalesce(sum(length(content)), 0) FROM file"
        f" WHERE length(content) > ? AND encoding = '{PLAIN}'",
        (LARGEST_RETURN,),
    )
    return max(0, QUOTA - int(kept))


def let_go(connection: sqlite3.Connection, receipt: int) -> None:
    """Let the content of a receipt's file go, in a transaction that is open; its hash stays."""
    connection.execute(
        "UPDATE file SET size = coalesce(size, length(content)), content = x'',"
        f" encoding = '{NONE}', dictionary = NULL"
        " WHERE sha256 = (SELECT sha256 FROM receipt WHERE number = ?)",
        (receipt,),
    )
    unused = "SELECT dictionary FROM file WHERE dictionary IS NOT NULL"
    connection.execute(f"DELETE FROM dictionary WHERE number NOT IN ({unused})")


def content_of(connection: sqlite3.Connection, receipt: int, most: int) -> bytes:
    """The bytes of a receipt's file, at most so many of them.

    Gone where they are not kept; RegistryError where what is kept comes to other bytes.
    """
    where = "JOIN receipt ON receipt.sha256 = file.sha256 WHERE receipt.number = ?"
    kept = connection.execute(_CONTENT + where, (receipt,)).fetchone()
    if kept is None:
        raise RegistryError("registry-damaged", file=f"{HIDDEN}, {receipt}", why="receipt")
    row, sha256, encoding, known, number = kept
    if encoding == NONE:
        raise Gone
    with connection.blobopen("file", "content", row, readonly=True) as blob:
        content = blob.read(most if encoding == PLAIN else LARGEST)
    if encoding == PLAIN:
        return content
    try:
        dictionary = None if number is None else _content_of(connection, number, known)
        return _as_received(content, dictionary, sha256)[:most]
    except Damaged as error:
        raise RegistryError("registry-damaged", file=f"{HIDDEN}, {sha256}", why="file") from error


def _as_it_stands(
    connection: sqlite3.Connection,
    row: int,
    sha256: str,
    encoding: str,
    known: str | None,
    number: int | None,
) -> str | None:
    """The hash of how a file is kept, where not plain, once it is proved to come to its bytes."""
    with connection.blobopen("file", "content", row, readonly=True) as blob:
        content = blob.read()
    try:
        if encoding == PLAIN and hashlib.sha256(content).hexdigest() != sha256:
            raise Damaged
        if encoding == ZSTD:
            dictionary = None if number is None else _content_of(connection, number, str(known))
            _as_received(content, dictionary, sha256)
    except Damaged as error:
        raise RegistryError("registry-damaged", file=f"{HIDDEN}, {sha256}", why="file") from error
    return None if encoding == PLAIN else stored(encoding, known, content)


def _as_received(content: bytes, dictionary: bytes | None, sha256: str) -> bytes:
    """The file that is kept taken apart; Damaged where it comes to another one."""
    data = put_together(decompressed(content, dictionary))
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Damaged
    return data


def sample() -> int:
    """How many files are put together where not all are: that takes half a second at the most."""
    return 50 if zlib_is_classic() else 2


class Check:
    """Tells whether files are kept as they were; what hangs on a damaged dictionary is not.

    That how a file is kept is as it was proved once is asked of all of them; some, others at each
    time, are put together too, and all with ``full``.
    """

    def __init__(self, connection: sqlite3.Connection, *, full: bool = False) -> None:
        self._connection = connection
        apart = connection.execute(f"SELECT rowid FROM file WHERE encoding = '{ZSTD}'")
        rows = [row for (row,) in apart]
        chosen = rows if full else random.sample(rows, min(len(rows), sample()))
        self._put_together = set(chosen)
        dictionaries = connection.execute("SELECT number, sha256 FROM dictionary").fetchall()
        self._damaged = {each for each in dictionaries if not self._comes_to(*each)}

    def is_whole(self, row: int) -> bool:
        """Whether a file that was received is kept as it was then, or was let go by a person."""
        [(_, sha256, encoding, known, number)] = self._connection.execute(
            f"{_CONTENT} WHERE file.rowid = ?", (row,)
        )
        if encoding == PLAIN:
            return bool(self._hashed(row) == sha256)
        proof, content, pruned = self._connection.execute(
            "SELECT stored, content, EXISTS (SELECT 1 FROM decision"
            f" WHERE receipt = receipt.number AND what = '{DecisionKind.PRUNE}')"
            " FROM receipt JOIN file USING (sha256) WHERE file.rowid = ?",
            (row,),
        ).fetchone()
        if encoding == NONE and pruned:
            return not content
        if stored(encoding, known, content) != proof or (number, known) in self._damaged:
            return False
        if row in self._put_together:
            try:
                dictionary = number and _content_of(self._connection, number, known)
                _as_received(content, dictionary, sha256)
            except Damaged:
                return False
        return True

    def _comes_to(self, number: int, sha256: str) -> bool:
        _at_hand.pop(sha256, None)
        try:
            return bool(_content_of(self._connection, number, sha256))
        except Damaged:
            return False

    def _hashed(self, row: int) -> str:
        digest = hashlib.sha256()
        with self._connection.blobopen("file", "content", row, readonly=True) as blob:
            while piece := blob.read(_PIECE):
                digest.update(piece)
        return digest.hexdigest()


def stored(encoding: str, dictionary: str | None, content: bytes) -> str:
    """The hash of how a file is kept: what was proved once to come to the file needs no more."""
    return hashlib.sha256(f"{encoding} {dictionary}\n".encode() + content).hexdigest()


def _content_of(connection: sqlite3.Connection, number: int, sha256: str) -> bytes:
    """What a dictionary consists of; Damaged where that is something else."""
    if sha256 not in _at_hand:
        where = "WHERE number = ? AND sha256 = ?"
        row = connection.execute(f"SELECT content FROM dictionary {where}", (number, sha256))
        content = b"".join(decompressed(each, None) for (each,) in row)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Damaged
        if len(_at_hand) == _SEVERAL:
            _at_hand.clear()
        _at_hand[sha256] = content
    return _at_hand[sha256]
