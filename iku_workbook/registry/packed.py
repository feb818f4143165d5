"""Texts of which a whole country's are kept, and few are read at a time: packed together, so many
at once. Alike as they are, they take a tenth of their room then, and one takes a few microseconds.
"""

from __future__ import annotations

import zlib
from array import array
from functools import lru_cache
from itertools import accumulate, pairwise

_TOGETHER = 128  # texts: what 64 returns say, and what they come to
_AT_ONCE = 64  # packs that are open: of as many returns as are decoded (encoded.py)
_QUICKLY = 1  # zlib's level: the next ones take longer than they save
_STRANGE = "surrogatepass"  # another program may have written what is no text


class Pack:
    """Some texts, which go into it one after the other."""

    __slots__ = ("_ends", "_packed", "_texts")

    def __init__(self) -> None:
        self._texts: list[str] | None = []
        self._packed, self._ends = b"", array("L")

    def put(self, text: str) -> tuple[int, bool]:
        """Put one in, and give its place, and whether the pack is full now."""
        assert self._texts is not None, "a full pack"
        self._texts.append(text)
        place, full = len(self._texts) - 1, len(self._texts) == _TOGETHER
        if full:
            self._ends.extend(accumulate(map(len, self._texts)))
            self._packed = zlib.compress("".join(self._texts).encode("utf-8", _STRANGE), _QUICKLY)
            self._texts = None
        return place, full

    def text(self, place: int) -> str:
        """The text in a place."""
        return (self._texts if self._texts is not None else _opened(self))[place]

    def texts(self) -> list[str]:
        """All that a full pack holds."""
        whole = zlib.decompress(self._packed).decode("utf-8", _STRANGE)
        return [whole[begin:end] for begin, end in pairwise((0, *self._ends))]


class Shelf:
    """Where texts are put, pack after pack."""

    def __init__(self) -> None:
        self._pack = Pack()

    def put(self, text: str) -> tuple[Pack, int]:
        """Put one there: its pack, and its place in that."""
        pack = self._pack
        place, full = pack.put(text)
        if full:
            self._pack = Pack()
        return pack, place


@lru_cache(_AT_ONCE)
def _opened(pack: Pack) -> list[str]:
    return pack.texts()
