"""Fingerprints of rows: what each said when it was written, and whether it still does.

Three hidden columns after a row's own: its texts joined, its numbers weighted and summed, both as
they were, and a formula that holds the row against them. It shows the row's number among those of
its sheet while nothing has changed, else 0. Whoever sorts takes them along; a row that is there
twice, or is gone, leaves a sum of the numbers that is another one. The functions are those of every
spreadsheet program: characters are compared, not coded, since codes differ from program to program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from iku_workbook.addresses import a1
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
_NUMBER = (int, float)  # asked of every cell: a union would be made each time


class _Cell(NamedTuple):
    """What a cell shows; ``live`` where a formula computes it."""

    value: Value
    live: bool


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
        texts, numbers, check = self.width + 1, self.width + 2, self.end
        joined = _joined(cells)
        total, tolerance = _weighed(cells)
        now = _JOIN.join(a1(row, column) for column in joined) or '""'
        tests = [
            f"EXACT({now},{a1(row, texts)})",
            f"ABS({self._sum(row, cells)}-{a1(row, numbers)})<={tolerance:.0E}",
            *self._counts(row, cells),
            *([f"ROW()={row}"] if self.fixed else ()),
        ]
        formula = f"IFERROR(IF(AND({','.join(tests)}),{number},0),0)"
        stated = _BETWEEN.join(str(cells[column].value) for column in joined)
        self.master.text(self.sheet, (row, texts), stated, "digest")
        self.master.number(self.sheet, (row, numbers), total, "pale", "General")
        self.master.formula(self.sheet, (row, check), formula, number, "pale", "0")

    def _sum(self, row: int, cells: Mapping[int, _Cell]) -> str:
        # To ONLYOFFICE a text that looks like a number is one, unless it is asked.
        return "+".join(
            f"SUMPRODUCT(--ISNUMBER({each}),{each},COLUMN({each}))"
            for each in self._ranges(row, cells)
        )

    def _counts(self, row: int, cells: Mapping[int, _Cell]) -> Iterator[str]:
        """How many numbers there are, and how many cells that are not empty."""
        ranges = ",".join(self._ranges(row, cells))
        yield f"COUNT({ranges})={sum(_is_number(each.value) for each in cells.values())}"
        whole = f"{a1(row, 1)}:{a1(row, self.width)}"
        filled = sum(each.live or each.value is not None for each in cells.values())
        filled += self.free is not None
        yield f"COUNTA({whole})={filled}"

    def _ranges(self, row: int, cells: Mapping[int, _Cell]) -> list[str]:
        """The row, without cells that are true or false: to some programs these are numbers."""
        left_out = {column for column, each in cells.items() if isinstance(each.value, bool)}
        runs = groupby(
            range(1, self.width + 1), lambda column: column in left_out or column == self.free
        )
        kept = [[*columns] for is_out, columns in runs if not is_out]
        return [f"{a1(row, each[0])}:{a1(row, each[-1])}" for each in kept]


def titles(master: MasterContext) -> list[str]:
    """The headings of a fingerprint's columns."""
    return [master.say(f"results.{key}") for key in _KEYS]


def _shown(table: Mapping[int, object]) -> dict[int, _Cell]:
    """What XlsxWriter has been given for the cells of a row, by column from 1."""
    found = {}
    for column, cell in sorted(table.items()):
        live = hasattr(cell, "formula")
        value = getattr(cell, "value", None) if live else _constant(cell)
        found[column + 1] = _Cell(value, live)
    return found


def _constant(cell: object) -> Value:
    for name in ("raw_string", "string", "number"):
        if hasattr(cell, name):
            value: Value = getattr(cell, name)
            return value
    return None


def _joined(cells: Mapping[int, _Cell]) -> list[int]:
    """The columns whose texts are compared: all, as long as a cell holds them together."""
    found: list[int] = []
    size = 0
    for column, (value, _) in cells.items():
        if not isinstance(value, str) or not value:
            continue
        size += len(value.encode("utf-16-le")) // 2 + len(_BETWEEN)
        if size > _LONGEST or len(found) == _MOST_TEXTS:
            break
        found.append(column)
    return found


def _weighed(cells: Mapping[int, _Cell]) -> tuple[float, float]:
    """The numbers of a row, each times its column, together; and what programs may differ by."""
    numbers = [
        (column * value, live) for column, (value, live) in cells.items() if _is_number(value)
    ]
    size = sum(abs(number) for number, _ in numbers)
    part = _COMPUTED if any(live for _, live in numbers) else _GIVEN
    return sum(number for number, _ in numbers), max(_LEAST, size * part)


def _is_number(value: Value) -> TypeGuard[float]:
    return isinstance(value, _NUMBER) and not isinstance(value, bool)
