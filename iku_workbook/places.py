"""Cells of a workbook by sheet, row and column; rows and columns count from 1."""

from __future__ import annotations

from dataclasses import dataclass

from iku_workbook.addresses import a1, absolute
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
