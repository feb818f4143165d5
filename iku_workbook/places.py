"""Cells of a workbook by sheet, row and column, and what stands in them; all count from 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from iku_workbook.calculations import Computed
from iku_workbook.cell_addresses import a1, absolute
from iku_workbook.definition.model import Field
from iku_workbook.sheet_names import quoted


@dataclass(frozen=True, slots=True)
class Place:
    """The position of one cell: sheet, and row and column from 1."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """The cell's A1 address: ``C7``."""
        return a1(self.row, self.column)

    @property
    def reference(self) -> str:
        """The cell as a defined name points to it: ``Isian!$C$7``."""
        return f"{quoted(self.sheet)}!{absolute(self.row, self.column)}"


@dataclass(frozen=True, slots=True)
class Span:
    """Cells of one column, from the first row to the last."""

    sheet: str
    column: int
    first: int
    last: int

    @property
    def reference(self) -> str:
        """The cells as a defined name points to them: ``Kegiatan!$B$5:$B$44``."""
        ends = absolute(self.first, self.column), absolute(self.last, self.column)
        return f"{quoted(self.sheet)}!{':'.join(ends)}"


class InputCell(NamedTuple):
    """A field, and the cell that it is typed into."""

    field: Field
    place: Place


class Confirmation(NamedTuple):
    """Where a group is said to be still as it was brought forward, and its fields that were."""

    heading: str
    place: Place
    fields: tuple[str, ...]


class ComputedCell(NamedTuple):
    """A calculation or an indicator's result, and its locked cell."""

    computed: Computed
    place: Place


class RegisterColumn(NamedTuple):
    """A register's field, and the number of its column."""

    field: Field
    column: int
