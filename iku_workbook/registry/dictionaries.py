"""Compresses files of one kind with zstd, each against what an earlier one of them is made of.

What is compressed against a dictionary is proved to come to the same again before it is kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import zstandard

from iku_workbook.registry.compact import Apart, Damaged

FILES = 256
"""That hang on one dictionary: where a disk damages it, others are whole."""

LARGEST = 64 << 20
"""Bytes of anything taken apart."""

_LEVEL = 3
_KINDS = 16  # of files whose dictionaries are at hand: odd archives are all of their own kinds
_SHARED = 1 << 20  # bytes of a file taken apart that may be a dictionary, and has one
_NUMBER = re.compile(r"\d+")


class Dictionary:
    """What files of a ``kind`` are compressed against: its ``number`` in a registry, where it is in
    one, how many ``files`` hang on it, and the ``following`` one. An empty one knows nothing.
    """

    def __init__(
        self, kind: str, content: bytes, sha256: str, number: int = 0, files: int = 0
    ) -> None:
        self.kind, self.content, self.sha256 = kind, content, sha256
        self.number, self.files = number, files
        self.following: Dictionary | None = None
        known = _as_dictionary(content) if content else None
        if known is not None:
            known.precompute_compress(level=_LEVEL)
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL, dict_data=known)
        self._decompressor = zstandard.ZstdDecompressor(dict_data=known)

    def compressed(self, content: bytes) -> bytes:
        """Compressed, and proved to come to the same again."""
        packed = self._compressor.compress(content)
        if self._decompressor.decompress(packed) != content:
            raise AssertionError("what zstd compressed comes to something else")
        return packed

    def decompressed(self, packed: bytes) -> bytes:
        """What was compressed by it."""
        return self._decompressor.decompress(packed)


_NO_DICTIONARY = Dictionary("", b"", "")


@dataclass(frozen=True, slots=True)
class Packed:
    """A file taken apart, compressed.

    content    proved to come to the same again
    names      as those of :class:`.Apart`
    against    the dictionary; None where it has none
    following  the dictionary that follows on that, where this file is what it is made of
    """

    content: bytes
    names: tuple[str, ...]
    against: Dictionary | None
    following: Dictionary | None = None


class Dictionaries:
    """Gives files their dictionaries, in their order; ``known`` gives the last one of a kind.

    The first file of a kind is its dictionary. What the next is made of is known when half of the
    files hang on one: whoever compresses files ahead of their turn can have it before it is needed.
    """

    def __init__(self, known: Callable[[str], Dictionary | None]) -> None:
        self._known = known
        self._current: dict[str, Dictionary] = {}

    def packed(self, apart: Apart | Packed) -> Packed:
        """A file, compressed against the dictionary that it hangs on; so it may be already."""
        kind = kind_of(apart)
        if kind is None:
            return Packed(_NO_DICTIONARY.compressed(_whole(apart)), apart.names, None)
        current = self._current.pop(kind, None) or self._known(kind)
        if current is not None and current.files >= FILES:
            current = current.following
        current = current or _made_of(kind, apart)
        current.files += 1
        self._current[kind] = current  # the last to be forgotten
        if len(self._current) > _KINDS:
            del self._current[next(iter(self._current))]
        if not isinstance(apart, Packed) or apart.against is not current:
            apart = Packed(current.compressed(_whole(apart)), apart.names, current)
        if current.following is None and current.files >= FILES // 2:
            current.following = _made_of(kind, apart)
            return replace(apart, following=current.following)
        return apart

    def __contains__(self, kind: str) -> bool:
        return kind in self._current

    def expected(self, more: int) -> Iterator[str]:
        """The hash of the dictionary of each kind on which a file of it will hang after so many
        others: as if all of those were of that kind too.
        """
        for each in self._current.values():
            last = each.following if each.files + more >= FILES else each
            if last is not None:
                yield last.sha256


def kind_of(apart: Apart | Packed) -> str | None:
    """The same for files of one program: it numbers sheets, pictures and charts, each file anew.
    None for what has no dictionary: nothing of it is inflated, or too much.
    """
    if not apart.names or (isinstance(apart, Apart) and len(apart.content) > _SHARED):
        return None
    kinds = sorted({_NUMBER.sub("", each) for each in apart.names})
    return hashlib.sha256("\n".join(kinds).encode("utf-8", "replace")).hexdigest()


def in_database(content: bytes) -> bytes:
    """What a dictionary consists of, as a registry keeps it."""
    return _NO_DICTIONARY.compressed(content)


def _made_of(kind: str, apart: Apart | Packed) -> Dictionary:
    content = _whole(apart)
    return Dictionary(kind, content, hashlib.sha256(content).hexdigest())


def _whole(apart: Apart | Packed) -> bytes:
    if isinstance(apart, Apart):
        return apart.content
    return (apart.against or _NO_DICTIONARY).decompressed(apart.content)


def decompressed(content: bytes, dictionary: bytes | None) -> bytes:
    """What was compressed; Damaged for anything else, and for what would fill the memory."""
    try:
        if zstandard.frame_content_size(content) > LARGEST:
            raise Damaged
        known = _as_dictionary(dictionary) if dictionary is not None else None
        return zstandard.ZstdDecompressor(dict_data=known).decompress(content)
    except zstandard.ZstdError as error:
        raise Damaged from error


def _as_dictionary(content: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(content, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
