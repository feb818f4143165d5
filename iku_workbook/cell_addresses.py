"""Converts cell addresses (``C7``) to (row, column) and back; rows and columns count from 1."""

from __future__ import annotations

import re
from functools import cache

ROWS, COLUMNS = 1_048_576, 16_384
"""Of a sheet, since Excel 2007."""

_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@cache
def column_letters(column: int) -> str:
    """1 is ``A``, 27 is ``AA``."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def a1(row: int, column: int) -> str:
    """The A1 address of a cell, row and column counted from 1: (7, 3) is ``C7``."""
    return f"{column_letters(column)}{row}"


def absolute(row: int, column: int) -> str:
    """The absolute A1 address of a cell, counted from 1: (7, 3) is ``$C$7``."""
    return f"${column_letters(column)}${row}"


def position(address: str) -> tuple[int, int]:
    """``C7`` or ``$C$7`` is (7, 3); ValueError for anything else."""
    match = _A1.fullmatch(address)
    if not match:
        raise ValueError(f"{address!r} is not a cell")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column
