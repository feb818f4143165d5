"""Works out shared formulas: written once, at a first cell, and moved along to every other.

ECMA-376 part 1, 18.3.1.40: relative references move by the distance between the two cells, those
marked ``$`` stay. Texts, quoted sheet names, structured references, numbers and names of functions
are no references, however much they look like one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from iku_workbook.cell_addresses import COLUMNS, ROWS, column_letters
from iku_workbook.workbook.reading.addresses import column_number

_TOKEN = re.compile(
    r"""
      "[^"]*"                                            # text; a doubled quote is two of these
    | '[^']*'                                            # a quoted sheet name
    | \#[A-Z0-9/_]+[!?]?                                 # an error
    | \[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]          # a structured reference, another workbook
    | [\w.]+:[\w.]+!                                     # a span of sheets
    | (?<![\w.$])(?P<rows>\$?[0-9]+:\$?[0-9]+)(?![\w.(])
    | (?<![\w.$])(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})(?![\w.($!])
    | (?P<cell>\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6})(?![\w.(!\[\\?])
    | [\w.\\?$]+                                         # a number, a name, a function
    """,
    re.VERBOSE,
)
_CELL = re.compile(r"(\$?)([A-Za-z]+)(\$?)([0-9]+)").fullmatch


class _Reference(NamedTuple):
    """A column, a row, or both (a cell); 0 where it has none. Fixed ones do not move."""

    column_fixed: bool
    column: int
    row_fixed: bool
    row: int


class SharedFormula:
    """A shared formula, split once into fixed text and relative references."""

    def __init__(self, text: str, row: int, column: int) -> None:
        self._row = row
        self._column = column
        self._pieces = _cut(text)

    def at(self, row: int, column: int) -> str:
        """The formula of the cell (row, column); a reference off the sheet is ``#REF!``."""
        down, right = row - self._row, column - self._column
        return "".join(
            piece if isinstance(piece, str) else _moved(piece, down, right)
            for piece in self._pieces
        )


def _cut(text: str) -> list[str | _Reference]:
    pieces: list[str | _Reference] = []
    kept = 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        references = _references(token[0], kind) if kind else None
        if references is None:
            continue
        pieces.append(text[kept : token.start()])
        pieces.append(references[0])
        for reference in references[1:]:
            pieces += [":", reference]
        kept = token.end()
    pieces.append(text[kept:])
    return pieces


def _references(text: str, kind: str) -> list[_Reference] | None:
    """The references of a token; None where it lies outside any sheet and so is a name."""
    try:
        if kind == "cell":
            return [_cell(text)]
        ends = text.split(":")
        if kind == "rows":
            return [_Reference(False, 0, end[0] == "$", _row(end.lstrip("$"))) for end in ends]
        return [_Reference(end[0] == "$", column_number(end.lstrip("$")), False, 0) for end in ends]
    except ValueError:
        return None


def _cell(text: str) -> _Reference:
    found = _CELL(text)
    if found is None:
        raise ValueError(text)
    return _Reference(found[1] == "$", column_number(found[2]), found[3] == "$", _row(found[4]))


def _row(text: str) -> int:
    row = int(text) if len(text) <= 7 else 0
    if not 1 <= row <= ROWS:
        raise ValueError(text)
    return row


def _moved(reference: _Reference, down: int, right: int) -> str:
    column_fixed, column, row_fixed, row = reference
    text = ""
    if column:
        column = column if column_fixed else column + right
        if not 1 <= column <= COLUMNS:
            return "#REF!"
        text = ("$" if column_fixed else "") + column_letters(column)
    if row:
        row = row if row_fixed else row + down
        if not 1 <= row <= ROWS:
            return "#REF!"
        text += ("$" if row_fixed else "") + str(row)
    return text
