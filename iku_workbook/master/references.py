"""Positions on the master's sheets, and the references that formulas use for them.

Rows and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from iku_workbook.cell_addresses import a1, absolute, column_letters
from iku_workbook.definition.model import Register
from iku_workbook.inputs import Row
from iku_workbook.periods import IN_FORMULAS, Period
from iku_workbook.results.accumulate import Status, UnitYear
from iku_workbook.returns import Return
from iku_workbook.sheet_names import quoted

HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
COMPUTATION_FIRST_ROW = 7  # three rows of headings: the group, the name, how it came about
RESULTS_HEADER_ROW = 7
NUMBER, UNIT_CODE, UNIT_NAME = 1, 2, 3  # the first columns of the data and the computation sheet
OWN = "own:"
"""Before a name: its value of one period by itself. No id holds a colon."""

REGISTER_KEY_COLUMNS = 3  # of a register's sheet: code, name, period


def below_each_other(sheet: str, column: int, first: int, last: int) -> str:
    """A reference to a part of a column on some sheet."""
    return f"{quoted(sheet)}!{absolute(first, column)}:{absolute(last, column)}"


@dataclass(frozen=True, slots=True)
class DataRow:
    """One row of the data sheet: a unit in a period, with the return that its status is of.

    form  which of the sheet's forms tells the cells of its values, from 1; None where nobody can
    """

    year: UnitYear
    period: str
    status: Status
    received: Return | None
    form: int | None = None


@dataclass(frozen=True, slots=True)
class DataSheet:
    """Every accepted value as it was received, a row a unit and period.

    Rows are found by the number in their first column, never by where they stand, so that a person
    may sort them: a formula first looks where the row was written, and only then for its number.
    That costs no search in a sheet as it was written, for any number of rows.

    heads    columns that say whose row it is, and where its values come from
    columns  by field id, which may be any word
    earlier  the numbers of the rows of the year before, by unit; they follow those of the year
    forms    for each form on which values came, the cell of each field in its workbooks; a row of
             the sheet each, above the headings
    """

    name: str
    heads: Mapping[str, int]
    columns: Mapping[str, int]
    rows: tuple[DataRow, ...]
    earlier: Mapping[str, int]
    forms: tuple[Mapping[str, str], ...] = ()

    @property
    def header(self) -> int:
        """The row of the headings."""
        return HEADER_ROW + len(self.forms)

    @property
    def first(self) -> int:
        """The first row of the data."""
        return self.header + 1

    @property
    def last(self) -> int:
        """The last row of the data, an empty one if there are none."""
        return self.header + max(1, len(self.rows))

    def whole(self, column: int) -> str:
        """A reference to one column of all rows."""
        return below_each_other(self.name, column, self.first, self.last)

    def cells(self, form: int, column: str = "A") -> str:
        """A reference to the row of a form, from a column's letters to the last column."""
        row = HEADER_ROW + form - 1
        last = column_letters(len(self.heads) + len(self.columns))
        return f"{quoted(self.name)}!${column}${row}:${last}${row}"

    def position(self, number: str) -> str:
        """A formula: the position of the row with this number (a cell or a constant)."""
        known = self.whole(NUMBER)
        return f"IF(INDEX({known},{number})={number},{number},MATCH({number},{known},0))"

    def value(self, column: int, position: str) -> str:
        """A formula: the value of a column in the row at a position."""
        return f"INDEX({self.whole(column)},{position})"

    @property
    def table(self) -> str:
        """A reference to the whole table."""
        return table(self.whole(NUMBER), self.whole(len(self.heads) + len(self.columns)))


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row of a register's sheet; blank where it only keeps a unit's block in shape.

    receipt  the number of the return that it came in, ``cells`` where it stands in its workbook
    """

    year: UnitYear
    period: str
    values: Row
    receipt: int | None = None
    cells: str = ""


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """All rows of one register, those of a unit together, in the order of time.

    They are not to be sorted: a formula reads a unit's block, whatever functions a definition uses.
    ``blocks`` gives the first and last row of a unit's year up to a period. ``sources`` are the
    columns after the fields' that say where a row comes from.
    """

    name: str
    register: Register
    rows: tuple[RegisterRow, ...]
    blocks: Mapping[tuple[str, str], tuple[int, int]]
    sources: Mapping[str, int]

    def cells(self, unit: str, period: str, field: str) -> str:
        """A reference to a unit's cells in one column, from the start of the year to a period."""
        return below_each_other(self.name, self._column(field), *self.blocks[unit, period])

    def own_cells(self, unit: str, period: Period, field: str) -> str:
        """A reference to a unit's cells in one column, of the rows of a period by itself."""
        first, last = self.blocks[unit, period.code]
        earlier = self.blocks.get((unit, period.previous.code))
        first = first if earlier is None else earlier[1] + 1
        return below_each_other(self.name, self._column(field), first, last)

    def _column(self, field: str) -> int:
        return REGISTER_KEY_COLUMNS + 1 + [each.id for each in self.register.fields].index(field)


@dataclass(frozen=True, slots=True)
class ComputationSheet:
    """A row a unit and period: its year up to that period, and all that is computed from it.

    The rows of one period stand together, in the order of ``codes``, so that a result is the sum of
    one range. They bear the numbers of the data sheet.

    heads    columns that say whose row it is, and where its values come from
    columns  by field id, ``previous.field``, register id and the defined names of computed values;
             with ``OWN`` before it what a period by itself says or comes to
    first    the number of the first period that has rows
    """

    name: str
    heads: Mapping[str, int]
    columns: Mapping[str, int]
    order: Mapping[str, int]
    first: int = 1

    def has(self, number: int) -> bool:
        """Whether the ``number``-th period has rows."""
        return number >= self.first

    def row(self, unit: str, number: int) -> int:
        """The row of a unit's year up to its ``number``-th period."""
        return COMPUTATION_FIRST_ROW + self._before(number) + self.order[unit]

    def _before(self, number: int) -> int:
        """How many rows stand before those of a period."""
        return (number - self.first) * len(self.order)

    def cell(self, unit: str, number: int, column: int) -> str:
        """A reference within the sheet; the column stays where it is copied."""
        return "$" + a1(self.row(unit, number), column)

    def units(self, column: int, number: int, block: tuple[int, int] | None = None) -> str:
        """A reference to one column of a period's rows, or of a block of them."""
        start, stop = block or (0, len(self.order))
        first = COMPUTATION_FIRST_ROW + self._before(number)
        return below_each_other(self.name, column, first + start, first + stop - 1)

    def whole(self, column: int, periods: int) -> str:
        """A reference to one column of all rows."""
        last = COMPUTATION_FIRST_ROW + self._before(periods + 1) - 1
        return below_each_other(self.name, column, COMPUTATION_FIRST_ROW, last)

    def table(self, periods: int) -> str:
        """A reference to the whole table."""
        last = len(self.heads) + len(self.columns)
        return table(self.whole(NUMBER, periods), self.whole(last, periods))


@dataclass(frozen=True, slots=True)
class AchievementSheet:
    """A row an indicator and period of the year; ``scale`` is the first row of the scale of words.

    columns  by what they show
    """

    name: str
    columns: Mapping[str, int]
    codes: Mapping[str, int]
    periods: int
    scale: int

    def row(self, code: str, number: int) -> int:
        """The row of an indicator in a period of the year."""
        return FIRST_ROW + self.codes[code] * self.periods + number - 1

    @property
    def last(self) -> int:
        """The last row of the table."""
        return FIRST_ROW + len(self.codes) * self.periods - 1

    def cell(self, code: str, number: int, key: str) -> str:
        """A reference to a figure from another sheet."""
        return f"{quoted(self.name)}!{absolute(self.row(code, number), self.columns[key])}"

    def of_year(self, code: str, key: str) -> str:
        """A reference to a column over an indicator's periods of the year."""
        rows = self.row(code, 1), self.row(code, self.periods)
        return below_each_other(self.name, self.columns[key], *rows)

    def whole(self, key: str) -> str:
        """A reference to a column over all indicators."""
        return below_each_other(self.name, self.columns[key], FIRST_ROW, self.last)


@dataclass(frozen=True, slots=True)
class StatusSheet:
    """Which units have returned: counts on top, then a row a unit, a column a period."""

    name: str
    first_period: int
    counts: Mapping[str, int]
    header: int

    def count(self, key: str, number: int) -> str:
        """A reference to a count of one period."""
        return f"{quoted(self.name)}!{absolute(self.counts[key], self.first_period + number - 1)}"


@dataclass(frozen=True, slots=True)
class MasterLayout:
    """Position of everything that formulas of the master refer to.

    names     of the sheets of every master, by key
    identity  the columns that identify a unit wherever it has a row
    """

    names: Mapping[str, str]
    identity: tuple[str, ...]
    achievement: AchievementSheet
    computation: ComputationSheet
    data: DataSheet
    registers: tuple[RegisterSheet, ...]
    status: StatusSheet

    def reference(self, unit: str, period: Period, name: str) -> str:
        """The reference for a name of a formula, in a unit's row of the computation sheet."""
        if name in self.computation.columns:
            return self.computation.cell(unit, period.number, self.computation.columns[name])
        sheet, field = self._column_of(name)
        return sheet.cells(unit, period.code, field)

    def own_reference(self, unit: str, period: Period, name: str) -> str:
        """The same for a formula over the values of that period by itself."""
        own = name if name in IN_FORMULAS else OWN + name
        if own in self.computation.columns:
            return self.computation.cell(unit, period.number, self.computation.columns[own])
        sheet, field = self._column_of(name)
        return sheet.own_cells(unit, period, field)

    def _column_of(self, name: str) -> tuple[RegisterSheet, str]:
        register, _, field = name.partition(".")
        (sheet,) = (each for each in self.registers if each.register.id == register)
        return sheet, field


@dataclass(slots=True)
class FingerprintedRows:
    """The rows of a sheet that have a fingerprint, ``count`` of them from ``first`` to ``last``.

    A cell in ``column`` shows a row's number among them while it is as it was, else 0.
    """

    sheet: str
    column: int
    count: int = 0
    first: int = 0
    last: int = 0

    def add(self, row: int) -> int:
        """Count a row; gives its number."""
        self.count, self.first, self.last = self.count + 1, self.first or row, row
        return self.count

    @property
    def _cells(self) -> str:
        return below_each_other(self.sheet, self.column, self.first, self.last)

    @property
    def changed(self) -> str:
        """A formula: how many rows are not as they were; one that is missing, or there twice,
        leaves other sums of the numbers and of their squares.
        """
        cells, count = self._cells, self.count
        squares = count * (count + 1) * (2 * count + 1) // 6
        same = (
            f"ROWS({cells})={self.last - self.first + 1}",
            f"COUNT({cells})={count}",
            f"SUM({cells})={count * (count + 1) // 2}",
            f"ABS(SUMSQ({cells})-{squares})<={max(0.5, squares * 1e-15):.1E}",
        )
        found = f'IF(AND({",".join(same)}),0,MAX(1,{count}-COUNTIF({cells},">0")))'
        return f"IFERROR({found},{count})"

    @property
    def place(self) -> str:
        """A formula: the first row that is not as it was; an error where each that is there is."""
        first = f"{quoted(self.sheet)}!{absolute(self.first, self.column)}"
        return f"(MATCH(0,{self._cells},0)+ROW({first})-1)"


def table(first: str, last: str) -> str:
    """A reference from the first of two columns of a sheet to the last."""
    return f"{first.partition(':')[0]}:{last.partition(':')[2]}"
