"""Parses cell addresses of a returned workbook: refuses those off the sheet, remembers the rest."""

from __future__ import annotations

from functools import lru_cache

from iku_workbook import addresses


# The same form comes back a thousand times, with the same few hundred addresses.
@lru_cache(maxsize=16_384)
def position(address: str) -> tuple[int, int]:
    """The (row, column) of ``E7``; ValueError where no sheet has such a cell."""
    row, column = addresses.position(address)
    if "$" in address or row > addresses.ROWS or column > addresses.COLUMNS:
        raise ValueError(f"{address!r} is not a cell of a sheet")
    return row, column


def column_number(letters: str) -> int:
    """The number of a column's letters, in either case; ValueError beyond the sheet."""
    return position(f"{letters}1")[1]
