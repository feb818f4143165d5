"""Takes the values out of the text of a sheet's rows, and puts them back.

What stands between ``<v>`` and ``</v>`` is each return's own; what stands around is the same in a
thousand of them, as one program saves them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from iku_workbook.workbook.reading.fast_rows import UncommonMarkup

_BEGIN, _STOP = "<v>", "</v>"
EMPTY = _BEGIN + _STOP
"""A value of which nothing but its place is left."""
_VALUE = re.compile(f"{_BEGIN}([^<]*){_STOP}").split


def split(content: str) -> tuple[str, list[str]]:
    """The rows of a ``sheetData`` without their values, and all those in order; UncommonMarkup."""
    pieces = _VALUE(content)
    values = pieces[1::2]
    if content.count(_BEGIN) != len(values):
        raise UncommonMarkup
    return EMPTY.join(pieces[::2]), values


def with_values(row: str, values: Sequence[str]) -> str:
    """The text of a row of which all around its values and they are given."""
    first, *pieces = row.split(EMPTY)
    both = zip(values, pieces, strict=True)
    return first + "".join(f"{_BEGIN}{value}{_STOP}{piece}" for value, piece in both)


def in_pieces(content: str) -> list[str]:
    """A ``sheetData`` cut where its values begin, as :meth:`Around.values` takes it."""
    return content.split(_BEGIN)


class Around:
    """What stands around the values of a sheet, by which the same is told without a search."""

    __slots__ = ("_after", "_first", "_length")

    def __init__(self, text: str) -> None:
        self._first, *after = text.split(EMPTY)
        self._after = [_STOP + each for each in after]
        self._length = len(text) - len(EMPTY) * len(after)

    def values(self, content: str, pieces: Sequence[str]) -> list[str] | None:
        """The values of a sheet that says the same around as many of them; None for any other."""
        first, *rest = pieces
        values = list(map(str.removesuffix, rest, self._after))
        # All that stands around is there exactly where nothing else is left beside the values.
        left = "".join(values)
        around = len(content) - len(left) - len(EMPTY) * len(values)
        alike = first == self._first and around == self._length and "<" not in left
        return values if alike else None
