"""Takes a received file apart into parts that compress well, and puts it together to the byte.

A workbook is a zip archive, whose parts are deflated: nearly the same XML in every return, and yet
no two alike. What made a part is deflated with zlib (LibreOffice, Gnumeric, openpyxl, SheetJS,
Google Sheets), and comes to the same bytes when it is deflated once more at the same level, is kept
inflated; all else (Excel has a deflate of its own) is kept as it stands, as is any other file.

Those bytes are the classic zlib's. A computer may have another (zlib-ng, in Python for Windows),
which deflates otherwise: there nothing is taken apart, and what was taken apart elsewhere is put
together by a deflate of our own (:mod:`.deflate`), slowly.

``taken apart``: how many parts are inflated; of each how many bytes stand before it, its inflated
size, and the level; then all of them in order, and what stands after the last.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from iku_workbook.registry.deflate import deflate

_ZIP, _LOCAL, _LOCAL_SIZE = b"PK", b"PK\x03\x04", 30
KNOWN = {
    6: "10d1e6d471b8698b2090410f049a0ad370cf704ed345695f406785078555a94a",
    9: "b63fd00a5d264428e6c7078b4907dd4c0b9e426a73b15b8943041a9618f22ff8",
    1: "886f3c89921639b96465fe45e968d41095254b57e1ea8fc0f2a2e84bbb92b233",
}
"""The levels of zlib that are tried (the default, and what programs offer as best and as fast), and
SHA-256 of what the classic one makes of :func:`probe`."""

_COUNT, _PART = struct.Struct("<I"), struct.Struct("<IIB")
INFLATED = 8 << 20
"""Bytes of all inflated parts together, at the most: a form has a fortieth of it."""

_PARTS = 1_000
_OFTEN = 64 << 10  # bytes of a part that other returns may have too: it is tried twice for all
_LITTLE = 8 << 10  # bytes of a part of which more are remembered
_MET = 1 << 14  # parts of which it is known that they came before
_IN_VAIN = 3  # parts that no level brings forth: then another program's deflate made the file

Buffer = bytes | memoryview
"""Bytes, or a view of some."""


class _Part(NamedTuple):
    """An inflated part: where it stands in the file, deflated."""

    begin: int
    end: int
    level: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Apart:
    """A file taken apart.

    content  all of it
    names    of the inflated parts: what another file of the same program has too
    """

    content: bytes
    names: tuple[str, ...]


class Damaged(Exception):
    """Bytes that are no file taken apart, or that come to another one than they should."""


def take_apart(data: bytes) -> Apart:
    """A file's bytes taken apart: proved to come to the same bytes when they are put together.

    In one piece where this computer's zlib is another than the one they were proved with.
    """
    if not zlib_is_classic():
        return in_one_piece(data)
    found = list(_inflated(data))
    pieces, at = [_COUNT.pack(len(found))], 0
    for _, part in found:
        pieces.append(_PART.pack(part.begin - at, len(part.content), part.level))
        at = part.end
    at = 0
    for _, part in found:
        pieces += (data[at : part.begin], part.content)
        at = part.end
    apart = b"".join((*pieces, data[at:]))
    known = iter([data[part.begin : part.end] for _, part in found])
    if put_together(apart, lambda content, level: next(known)) != data:
        raise AssertionError("a file that was taken apart comes to another one")
    return Apart(apart, tuple(name for name, _ in found))


def in_one_piece(data: bytes) -> Apart:
    """A file's bytes as they stand, of which nothing is inflated."""
    return Apart(_COUNT.pack(0) + data, ())


@lru_cache(1)
def zlib_is_classic() -> bool:
    """Whether this computer's zlib deflates as the classic one, which any other can repeat."""
    content = probe()
    made = {each: hashlib.sha256(_by_zlib(content, each)).hexdigest() for each in KNOWN}
    return made == KNOWN


def probe() -> bytes:
    """Bytes on which implementations differ: cells, and what repeats near, far and not at all."""
    cells = [
        b'<c r="%c%d" s="%d"><v>%d</v></c>' % (65 + n % 26, n // 26, n * 7 % 11, n * n * 31 % 9973)
        for n in range(1500)
    ]
    noise = [hashlib.sha256(b"%d" % n).digest() for n in range(500)]
    return b"".join((*cells, *noise, *cells[::-3]))


def deflated(content: Buffer, level: int) -> bytes:
    """A part as the classic zlib deflates it at a level, whatever zlib this computer has."""
    return _by_zlib(content, level) if zlib_is_classic() else deflate(bytes(content), level)


def _by_zlib(content: Buffer, level: int) -> bytes:
    deflating = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflating.compress(content) + deflating.flush()


def put_together(apart: bytes, pack: Callable[[Buffer, int], bytes] = deflated) -> bytes:
    """The file that was taken apart; Damaged where these bytes are none."""
    whole, pieces = memoryview(apart), list[Buffer]()  # of which no piece is copied on its way
    try:
        (count,) = _COUNT.unpack_from(apart)
        at = _COUNT.size + count * _PART.size
        parts = list(_PART.iter_unpack(whole[_COUNT.size : at]))
        for before, size, level in parts:
            pieces.append(whole[at : at + before])
            at += before
            pieces.append(pack(whole[at : at + size], level))
            at += size
    except (struct.error, ValueError) as error:  # also of zlib, for a level that there is not
        raise Damaged from error
    if at > len(apart) or len(parts) != count:
        raise Damaged
    return b"".join((*pieces, whole[at:]))


def _inflated(data: bytes) -> Iterator[tuple[str, _Part]]:
    """The parts of a zip archive that can be deflated to the same bytes, in their order."""
    levels, in_vain, room, last = list(KNOWN), 0, INFLATED, 0
    for member in _members(data):
        place = _place(data, member)
        if member.file_size > room or place is None or place[0] < last:
            continue
        last = place[1]
        prove = _often if member.file_size <= _OFTEN else _proved
        room -= member.file_size
        found = prove(data[slice(*place)], member.file_size, tuple(levels))
        if found is None:
            in_vain += 1
            if in_vain == _IN_VAIN:
                return
            continue
        level, content = found
        levels.sort(key=lambda each: each != level)
        yield member.filename, _Part(*place, level, content)


def _members(data: bytes) -> Sequence[zipfile.ZipInfo]:
    """The deflated parts that an archive's directory lists; none where it cannot be read."""
    if not data.startswith(_ZIP):
        return ()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            listed = archive.infolist()[:_PARTS]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error):
        return ()
    found = (each for each in listed if each.compress_type == zipfile.ZIP_DEFLATED)
    return sorted(found, key=lambda each: each.header_offset)


def _place(data: bytes, member: zipfile.ZipInfo) -> tuple[int, int] | None:
    """Where a part's deflated bytes begin and end."""
    header = data[member.header_offset : member.header_offset + _LOCAL_SIZE]
    if len(header) < _LOCAL_SIZE or not header.startswith(_LOCAL):
        return None
    begin = member.header_offset + _LOCAL_SIZE + sum(struct.unpack_from("<HH", header, 26))
    end = begin + member.compress_size
    return (begin, end) if end <= len(data) else None


def _proved(packed: bytes, size: int, levels: tuple[int, ...]) -> tuple[int, bytes] | None:
    """The level at which a part of so many bytes was deflated, and the part; None for none."""
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflating.decompress(packed, size + 1)
    except zlib.error:
        return None
    if len(content) != size or not inflating.eof or inflating.unused_data:
        return None
    found = (level for level in levels if deflated(content, level) == packed)
    level = next(found, None)
    return None if level is None else (level, content)


def _often(packed: bytes, size: int, levels: tuple[int, ...]) -> tuple[int, bytes] | None:
    """The same of a part that other returns may have too: of one that comes again it is remembered.
    What comes once, as a village's own sheets, takes the place of nothing that comes with each.
    """
    if (met := hash(packed)) in _met:
        return (_again if size > _LITTLE else _little_again)(packed, size, levels)
    if len(_met) == _MET:
        _met.clear()
    _met.add(met)
    return _proved(packed, size, levels)


# Those that come with each return are little, and what is larger takes the place of none of them.
_again, _little_again = lru_cache(128)(_proved), lru_cache(512)(_proved)
_met: set[int] = set()
