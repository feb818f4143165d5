"""One part of a zip archive that is as nearly all workbooks are, without an object for each part.

Those objects take most of the time that zipfile needs for an archive of which one part is asked.
Whatever is odd about an archive is left to zipfile: what is found here, it finds too.
"""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED

_END, _ENTRY, _LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_END_RECORD = struct.Struct("<4s4H2LH")
_ENTRY_RECORD = struct.Struct("<4s2x2H18xH6s10x")  # begins, version, flags, name's size, the rest
_OF_A_PART = struct.Struct("<10xH4x3L14xL")  # of the same: what is asked of one part alone
_LOCAL_RECORD = struct.Struct("<4s22x2H")
_VERSION = 63  # of the format, from which on zipfile reads none
_ORDINARY = 0x80E  # flags: how hard it was packed, sizes behind the part, a name in UTF-8


class NotPlain(ValueError):
    """Bytes that are no zip archive, or an odd one."""


class _Entry(NamedTuple):
    """A part as the archive's directory has it."""

    name: bytes
    method: int
    checksum: int
    packed: int
    size: int
    at: int


def part_of(data: bytes, name: bytes, most: int) -> bytes | None:
    """The first part of this name in lower case; nothing where it is damaged, None where there is
    none, or one of more than so many bytes, or packed in an unusual way. NotPlain.
    """
    entry, directory = _found(data, name)
    if entry is None or entry.size > most or entry.method not in {ZIP_STORED, ZIP_DEFLATED}:
        return None
    begin = entry.at + _LOCAL_RECORD.size
    if begin > directory:
        raise NotPlain
    begins, length, extra = _LOCAL_RECORD.unpack_from(data, entry.at)
    first = begin + length + extra
    if begins != _LOCAL or data[begin : begin + length] != entry.name:
        return b""
    if first + entry.packed > directory:
        raise NotPlain
    return _content(data[first : first + entry.packed], entry)


def _found(data: bytes, name: bytes) -> tuple[_Entry | None, int]:
    """The first entry of this name, and where the archive's directory begins."""
    end = len(data) - _END_RECORD.size
    if end < 0 or data.rfind(_END) != end:
        raise NotPlain
    _, *disks, here, count, length, begin, comment = _END_RECORD.unpack_from(data, end)
    if any(disks) or here != count or comment or begin + length != end:
        raise NotPlain
    found, names, at = None, [], begin
    for _ in range(count):
        if at + _ENTRY_RECORD.size > end:
            raise NotPlain
        begins, version, flags, length, rest = _ENTRY_RECORD.unpack_from(data, at)
        if begins != _ENTRY or version > _VERSION or flags & ~_ORDINARY or any(rest):
            raise NotPlain
        first, at = at, at + _ENTRY_RECORD.size + length
        own = data[at - length : at]
        names.append(own)
        if found is None and length == len(name) and own.lower() == name:
            found = _Entry(own, *_OF_A_PART.unpack_from(data, first))
    told = b"".join(names)
    if at != end or not told.isascii() or b"\0" in told:
        raise NotPlain
    return found, begin


def _content(packed: bytes, entry: _Entry) -> bytes:
    """The bytes that were packed, as many as the directory says and no more; none where they are
    other ones.
    """
    content = packed[: entry.size]
    if entry.method == ZIP_DEFLATED:
        try:
            unpack = zlib.decompressobj(-zlib.MAX_WBITS)
            content = unpack.decompress(packed, entry.size) if entry.size else b""
        except zlib.error:
            return b""
    return content if zlib.crc32(content) == entry.checksum else b""
