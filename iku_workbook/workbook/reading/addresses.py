"""Parses cell addresses of a returned workbook: refuses those off the sheet, remembers the rest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from iku_workbook import cell_addresses


class Area(NamedTuple):
    """A rectangle of cells, counted from 1, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, key: tuple[int, int]) -> bool:
        """Whether the cell (row, column) lies within."""
        return self.top <= key[0] <= self.bottom and self.left <= key[1] <= self.right


EVERYWHERE = Area(1, 1, cell_addresses.ROWS, cell_addresses.COLUMNS)


def areas(text: str) -> Iterator[Area]:
    """Each area of a list such as ``C5:C9 D1`` that a sheet has, of whole columns (``C:D``) and
    rows too, whichever corner is named first.
    """
    for area in text.replace("$", "").split():
        first, _, last = area.partition(":")
        if first.isalpha() and last.isalpha():
            first, last = f"{first}1", f"{last}{cell_addresses.ROWS}"
        elif first.isdigit() and last.isdigit():
            first, last = (
                f"A{first}",
                f"{cell_addresses.column_letters(cell_addresses.COLUMNS)}{last}",
            )
        try:
            (top, left), (bottom, right) = position(first), position(last or first)
        except ValueError:
            continue
        yield Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


# The same form comes back a thousand times, with the same few hundred addresses.
@lru_cache(maxsize=16_384)
def position(address: str) -> tuple[int, int]:
    """The (row, column) of ``E7``; ValueError where no sheet has such a cell."""
    row, column = cell_addresses.position(address)
    if "$" in address or row > cell_addresses.ROWS or column > cell_addresses.COLUMNS:
        raise ValueError(f"{address!r} is not a cell of a sheet")
    return row, column


def column_number(letters: str) -> int:
    """The number of a column's letters, in either case; ValueError beyond the sheet."""
    return position(f"{letters}1")[1]
