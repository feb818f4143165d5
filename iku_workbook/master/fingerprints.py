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
from typing import TYPE_CHECKING, NamedTuple

from iku_workbook.cell_addresses import a1, column_letters
from iku_workbook.master.cell_markup import Cell, escaped, known_formula
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
_ROW, _TOLERANCE, _NUMBERED = "\x00", "\x01", "\x02"  # no formula holds them
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
        said = _Said.of(self.sheet.table[row - 1], self.free)
        total, tolerance = _weighed(said.weighed, live=said.live)
        shape = (tuple(said.joined), tuple(said.logical), len(said.weighed), said.filled)
        if shape not in self.tests:
            tests = self._tests(*shape)
            self.tests[shape] = escaped(f"IFERROR(IF(AND({tests}),{_NUMBERED},0),0)")
        formula = self.tests[shape].replace(_ROW, str(row)).replace(_NUMBERED, str(number))
        formula = formula.replace(_TOLERANCE, f"{tolerance:.0E}")
        stated = _BETWEEN.join(said.texts)
        self.master.text(self.sheet, (row, self.width + 1), stated, "digest")
        self.master.number(self.sheet, (row, self.width + 2), total, "pale", "General")
        style = self.master.styles("pale", "0")._get_xf_index()
        cell = known_formula(a1(row, self.end), style, formula, number, number)
        self.sheet.put(row - 1, self.end - 1, cell)

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


class _Said(NamedTuple):
    """What the cells of a row say, column by column from 1, in the order of the columns.

    joined, texts  the columns whose texts are compared, all as long as a cell holds them together;
                   and these texts
    logical        the columns that are true or false
    weighed        each number, times its column
    live           whether a formula computes one of these numbers
    filled         how many cells say anything
    """

    joined: list[int]
    texts: list[str]
    logical: list[int]
    weighed: list[float]
    live: bool
    filled: int

    @classmethod
    def of(cls, table: Mapping[int, object], free: int | None) -> _Said:
        """Of the cells that have been written into a row, but for the ``free`` column."""
        joined, texts, logical, weighed = list[int](), list[str](), list[int](), list[float]()
        size, filled, any_live = 0, 0, False
        for at in sorted(table):
            cell, column = table[at], at + 1
            if column == free:
                continue
            value, live = cell[:2] if type(cell) is Cell else (_constant(cell), False)
            filled += live or value is not None
            if value is True or value is False:
                logical.append(column)
            elif isinstance(value, _NUMBER):
                weighed.append(column * value)
                any_live = any_live or live
            elif isinstance(value, str) and value and size <= _LONGEST:
                units = len(value) if value.isascii() else len(value.encode("utf-16-le")) // 2
                size += units + len(_BETWEEN)
                if size > _LONGEST or len(joined) == _MOST_TEXTS:
                    size = _LONGEST + 1
                else:
                    joined.append(column)
                    texts.append(str(value))
        return cls(joined, texts, logical, weighed, any_live, filled)


def _constant(cell: object) -> Value:
    """What XlsxWriter itself has been given, for a text with a link or of several looks."""
    for name in ("raw_string", "string", "number"):
        if hasattr(cell, name):
            value: Value = getattr(cell, name)
            return value
    return None


def _weighed(numbers: Sequence[float], *, live: bool) -> tuple[float, float]:
    """The numbers of a row, each times its column, together; what programs may differ by."""
    size = sum([abs(number) for number in numbers])
    return sum(numbers), max(_LEAST, size * (_COMPUTED if live else _GIVEN))
