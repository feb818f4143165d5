"""Fingerprints of rows: what each said when it was written, and whether it still does.

Three hidden columns after a row's own: its texts joined, its numbers weighted and summed, both as
they were, and a formula that holds the row against them. It shows the row's number among those of
its sheet while nothing has changed, else 0. Whoever sorts takes them along; a row that is there
twice, or is gone, leaves a sum of the numbers that is another one. The functions are those of every
spreadsheet program: characters are compared, not coded, since codes differ from program to program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TypeGuard

from iku_workbook.addresses import column_letters
from iku_workbook.master.cell_markup import Cell
from iku_workbook.master.context import MasterContext
from iku_workbook.master.references import FingerprintedRows
from iku_workbook.master.sheet import MasterSheet

if TYPE_CHECKING:
    from iku_workbook.formula.values import Value

COLUMNS = 3
"""How many columns a fingerprint has: texts, numbers, and whether both still are."""

_KEYS = ("proof_texts", "proof_numbers", "proof_row")
_BETWEEN = "|"
_JOIN = f'&"{_BETWEEN}"&'
_WIDTH = 12
_MOST_TEXTS = 500  # joined in a row: a formula has 8,192 characters
_LONGEST = 32_000  # UTF-16 units of a row's texts together: a cell has 32,767
_GIVEN, _COMPUTED = 1e-13, 1e-12  # of the sum: programs keep 15 digits, and add in their own order
_LEAST = 1e-9
_ROW, _TOLERANCE = "\x00", "\x01"  # no formula holds them
_NUMBER = (int, float)  # asked of every cell: a union would be made each time


class Fingerprints:
    """The fingerprints of one sheet, whose rows have columns 1 to ``width`` of their own.

    ``fixed`` rows stand where they were written; others may be sorted. What the ``free`` column
    says may change.
    """

    def __init__(
        self,
        master: MasterContext,
        sheet: MasterSheet,
        width: int,
        *,
        fixed: bool = False,
        free: int | None = None,
    ) -> None:
        self.master, self.sheet, self.width = master, sheet, width
        self.fixed, self.free = fixed, free
        self.rows = master.fingerprinted[sheet.get_name()] = FingerprintedRows(
            sheet.get_name(), self.end
        )
        self.tests: dict[tuple[object, ...], str] = {}
        hidden = {"hidden": True, "level": 1}
        sheet.set_column(width, width + COLUMNS - 1, _WIDTH, None, hidden)

    def head(self, row: int) -> None:
        """Their headings, in the row of the others."""
        for column, title in enumerate(titles(self.master), start=self.width + 1):
            self.master.text(self.sheet, (row, column), title, "header")

    @property
    def end(self) -> int:
        """The last column, theirs included."""
        return self.width + COLUMNS

    def add(self, row: int) -> None:
        """The fingerprint of a row that has just been written."""
        number = self.rows.add(row)
        cells = _shown(self.sheet.table[row - 1])
        if self.free is not None:
            del cells[self.free]
        joined = _joined(cells)
        total, tolerance, numbers = _weighed(cells)
        filled = sum(each.live or each.value is not None for each in cells.values())
        logical = tuple(
            at for at, each in cells.items() if each.value is True or each.value is False
        )
        shape = (tuple(joined), logical, numbers, filled)
        if shape not in self.tests:
            self.tests[shape] = self._tests(*shape)
        tests = self.tests[shape].replace(_ROW, str(row)).replace(_TOLERANCE, f"{tolerance:.0E}")
        formula = f"IFERROR(IF(AND({tests}),{number},0),0)"
        stated = _BETWEEN.join([str(cells[column].value) for column in joined])
        self.master.text(self.sheet, (row, self.width + 1), stated, "digest")
        self.master.number(self.sheet, (row, self.width + 2), total, "pale", "General")
        self.master.formula(self.sheet, (row, self.end), formula, number, "pale", "0")

    def _tests(
        self, joined: Sequence[int], logical: Sequence[int], numbers: int, filled: int
    ) -> str:
        """What a row's formula asks, with marks for its number and for the tolerance: the same of
        all rows that have texts, numbers and logical values in the same columns.
        """
        runs = [f"{_at(first)}:{_at(last)}" for first, last in self._runs(logical)]
        now = _JOIN.join(map(_at, joined)) or '""'
        # To ONLYOFFICE a text that looks like a number is one, unless it is asked.
        weighed = "+".join(f"SUMPRODUCT(--ISNUMBER({each}),{each},COLUMN({each}))" for each in runs)
        return ",".join(
            [
                f"EXACT({now},{_at(self.width + 1)})",
                f"ABS({weighed}-{_at(self.width + 2)})<={_TOLERANCE}",
                f"COUNT({','.join(runs)})={numbers}",
                f"COUNTA({_at(1)}:{_at(self.width)})={filled + (self.free is not None)}",
                *([f"ROW()={_ROW}"] if self.fixed else ()),
            ]
        )

    def _runs(self, logical: Sequence[int]) -> Iterator[tuple[int, int]]:
        """The row, without cells that are true or false: to some programs these are numbers."""
        left_out = {*logical, self.free}
        for is_out, columns in groupby(range(1, self.width + 1), left_out.__contains__):
            if not is_out:
                run = [*columns]
                yield run[0], run[-1]


def titles(master: MasterContext) -> list[str]:
    """The headings of a fingerprint's columns."""
    return [master.say(f"results.{key}") for key in _KEYS]


def _at(column: int) -> str:
    """A cell of the row that is asked."""
    return f"{column_letters(column)}{_ROW}"


def _shown(table: Mapping[int, object]) -> dict[int, Cell]:
    """What has been written into the cells of a row, by column from 1."""
    return {
        column + 1: cell if isinstance(cell, Cell) else Cell(_constant(cell), False, "")
        for column, cell in sorted(table.items())
    }


def _constant(cell: object) -> Value:
    """What XlsxWriter itself has been given, for a text with a link or of several looks."""
    for name in ("raw_string", "string", "number"):
        if hasattr(cell, name):
            value: Value = getattr(cell, name)
            return value
    return None


def _joined(cells: Mapping[int, Cell]) -> list[int]:
    """The columns whose texts are compared: all, as long as a cell holds them together."""
    found: list[int] = []
    size = 0
    for column, (value, _, _) in cells.items():
        if not isinstance(value, str) or not value:
            continue
        units = len(value) if value.isascii() else len(value.encode("utf-16-le")) // 2
        size += units + len(_BETWEEN)
        if size > _LONGEST or len(found) == _MOST_TEXTS:
            break
        found.append(column)
    return found


def _weighed(cells: Mapping[int, Cell]) -> tuple[float, float, int]:
    """The numbers of a row, each times its column, together; what programs may differ by; how many
    numbers there are.
    """
    numbers = [
        (column * value, live) for column, (value, live, _) in cells.items() if _is_number(value)
    ]
    size = sum([abs(number) for number, _ in numbers])
    part = _COMPUTED if any(live for _, live in numbers) else _GIVEN
    total = sum([number for number, _ in numbers])
    return total, max(_LEAST, size * part), len(numbers)


def _is_number(value: Value) -> TypeGuard[float]:
    return isinstance(value, _NUMBER) and not isinstance(value, bool)
