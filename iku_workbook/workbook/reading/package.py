"""Unpacks the parts of a workbook's zip archive (its *package*), one by one, within the budget."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping
from functools import lru_cache
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from iku_workbook.workbook.reading.budget import Meter, Unreadable

_LOCAL_HEADER = b"PK\x03\x04"
_UTF8_NAME = 0x800
_SMALL = 1 << 16  # bytes of a part that is remembered, packed and unpacked
_MOST_ONCE = 4_096  # small parts that came once
_MARKUP = (".xml", ".rels", ".vml")


class Package:
    """The parts of a guarded archive, found by name without regard to case (OPC, 6.2.2.3)."""

    def __init__(self, data: bytes, entries: Mapping[str, ZipInfo], meter: Meter) -> None:
        self._data = data
        self._read: set[str] = set()
        self._entries = entries
        self.meter = meter

    @property
    def tree(self) -> int:
        """Bytes that the tree of one part may take."""
        return self.meter.budget.tree

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def names(self) -> Collection[str]:
        """The names of all parts, in lower case."""
        return self._entries.keys()

    def unread(self) -> list[str]:
        """The names of the XML parts that nothing has looked into."""
        return [name for name in self._entries if name not in self._read and name.endswith(_MARKUP)]

    def read(self, name: str) -> bytes:
        """A part's bytes, as long as its entry declares and intact.

        Unreadable: FILE-013 damaged, FILE-019 larger than the budget, FILE-020 longer than
        declared, FILE-025 not there, FILE-029 out of time.
        """
        self.meter.tick()
        entry = self._entries.get(name.lower())
        if entry is None:
            raise Unreadable("FILE-025", {"part": name})
        self._read.add(name.lower())
        if entry.file_size > self.meter.left_to_inflate():
            raise Unreadable("FILE-019", {"part": name})
        packed = self._packed(entry)
        declared = entry.compress_type, entry.file_size, entry.CRC
        small = max(len(packed), entry.file_size) <= _SMALL
        if small and _came_before(declared):
            content = _small(packed.tobytes(), *declared)
        else:
            content = _content(packed, *declared)
        if content is None:
            raise _damaged(entry)
        if len(content) > entry.file_size:
            raise Unreadable("FILE-020", {"part": entry.filename})
        self.meter.inflated(len(content))
        return content

    def _packed(self, entry: ZipInfo) -> memoryview:
        """The entry's packed bytes; its own header must name the same part as the directory."""
        start = entry.header_offset
        header = self._data[start : start + 30]
        if len(header) < 30 or header[:4] != _LOCAL_HEADER:
            raise _damaged(entry)
        name_end = start + 30 + int.from_bytes(header[26:28], "little")
        own_name = self._data[start + 30 : name_end]
        name = entry.orig_filename
        utf8 = entry.flag_bits & _UTF8_NAME or name.isascii()
        if own_name != name.encode("utf-8" if utf8 else "cp437"):
            raise _damaged(entry)
        first = name_end + int.from_bytes(header[28:30], "little")
        return memoryview(self._data)[first : first + entry.compress_size]


def _content(packed: bytes | memoryview, method: int, size: int, checksum: int) -> bytes | None:
    """The bytes that were packed, one more than declared where there are more; None where they are
    fewer, or other ones. No more than that ever comes into being.
    """
    if method == ZIP_STORED:
        content = bytes(packed)
    elif method == ZIP_DEFLATED:
        try:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size + 1)
        except zlib.error:
            return None
    else:
        return None
    if len(content) > size:
        return content
    return content if len(content) == size and zlib.crc32(content) == checksum else None


# Styles, relations and drawings are the same in a thousand returns, packed too.
_small = lru_cache(maxsize=128)(_content)


_once: set[tuple[int, int, int]] = set()


def _came_before(declared: tuple[int, int, int]) -> bool:
    """Whether a part that declares the same has come before: only then is it worth remembering."""
    if declared in _once:
        return True
    if len(_once) >= _MOST_ONCE:
        _once.clear()
    _once.add(declared)
    return False


def _damaged(entry: ZipInfo) -> Unreadable:
    return Unreadable("FILE-013", {"part": entry.filename})
