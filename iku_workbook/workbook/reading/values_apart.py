"""Takes the values out of the text of a sheet's rows, and puts them back.

What stands between ``<v>`` and ``</v>`` is each return's own; what stands around is the same in a
thousand of them, as one program saves them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from iku_workbook.workbook.reading.fast_rows import UncommonMarkup, as_text

_BEGIN, _STOP, _LESS = b"<v>", b"</v>", b"<"  # a value has none of the last
_EMPTY = _BEGIN + _STOP
EMPTY = _EMPTY.decode()
"""A value of which nothing but its place is left."""
_BEGINS = re.compile(_BEGIN).split  # in a third of the time of bytes.split


def split(content: bytes) -> tuple[str, list[str]]:
    """The rows of a ``sheetData`` without their values, and all those in order; UncommonMarkup."""
    first, *pieces = in_pieces(content)
    found = [piece.partition(_STOP) for piece in pieces]
    values = _LESS.join(value for value, _, _ in found)
    if values.count(_LESS) != max(len(found) - 1, 0) or not all(stop for _, stop, _ in found):
        raise UncommonMarkup
    text = as_text(_EMPTY.join((first, *(after for _, _, after in found))))
    return text, as_text(values).split("<") if found else []


def with_values(row: str, values: Sequence[str]) -> str:
    """The text of a row of which all around its values and they are given."""
    first, *pieces = row.split(EMPTY)
    both = zip(values, pieces, strict=True)
    return first + "".join(f"<v>{value}</v>{piece}" for value, piece in both)


def in_pieces(content: bytes) -> list[bytes]:
    """A ``sheetData`` cut where its values begin, as :meth:`Around.values` takes it."""
    return _BEGINS(content)


class Around:
    """What stands around the values of a sheet, by which the same is told without a search."""

    __slots__ = ("_after", "_first", "_length")

    def __init__(self, text: str) -> None:
        self._first, *after = text.encode().split(_EMPTY)
        self._after = [_STOP + each for each in after]
        self._length = len(self._first) + sum(map(len, self._after)) + len(_BEGIN) * len(after)

    def values(self, content: bytes, pieces: Sequence[bytes]) -> list[str] | None:
        """The values of a sheet that says the same around as many of them; None for any other.
        UncommonMarkup.
        """
        first, *rest = pieces
        values = list(map(bytes.removesuffix, rest, self._after))
        # All that stands around is there exactly where nothing else is left beside the values.
        between, joints = _LESS.join(values), max(len(values) - 1, 0)
        left = len(between) - joints
        alike = first == self._first and len(content) == self._length + left
        if not (alike and between.count(_LESS) == joints):
            return None
        return as_text(between).split("<") if values else []
