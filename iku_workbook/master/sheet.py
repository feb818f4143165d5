"""A worksheet of XlsxWriter that stores what it is given, and holds a table of any length."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from iku_workbook.cell_addresses import a1
from iku_workbook.master import cell_markup
from iku_workbook.master.cell_markup import Cell
from iku_workbook.master.cell_text import cell_text

if TYPE_CHECKING:
    from iku_workbook.formula.values import Value

_STYLE = "TableStyleLight1"
_NAME_LIMIT = 255  # characters of a column's name
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read it as one character


class MasterSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """One worksheet of the master, written by XlsxWriter; its plain cells by ``cell_markup``."""

    def write_string(self, row: int, column: int, text: str, look: Format) -> None:
        """A text that a cell can hold; rows and columns count from 0, as for all below."""
        place = a1(row + 1, column + 1)
        self.put(row, column, cell_markup.text(place, look._get_xf_index(), text))

    def write_blank(self, row: int, column: int, _: None, look: Format) -> None:
        """An empty cell that keeps its looks."""
        place = a1(row + 1, column + 1)
        self.put(row, column, cell_markup.blank(place, look._get_xf_index()))

    def write_number(self, row: int, column: int, value: float, look: Format) -> None:
        """A number that is finite."""
        place = a1(row + 1, column + 1)
        self.put(row, column, cell_markup.number(place, look._get_xf_index(), value))

    def write_datetime(self, row: int, column: int, at: datetime.date, look: Format) -> None:
        """A date, or a time without a zone, as the number that a date's format shows."""
        self.write_number(row, column, self._convert_date_time(at), look)

    def write_formula(
        self, row: int, column: int, formula: str, look: Format, value: Value
    ) -> None:
        """A formula, and the value that it has; none of those that newer programs spill."""
        place, style = a1(row + 1, column + 1), look._get_xf_index()
        self.put(row, column, cell_markup.formula(place, style, formula.removeprefix("="), value))

    previous_row: int

    def put_row(self, row: int, cells: Sequence[Cell]) -> None:
        """The first cells of a row, which counts from 0, whose markup is made."""
        if row > self.previous_row:
            self._write_single_row(row)
        self.table[row].update(enumerate(cells))

    def put(self, row: int, column: int, cell: Cell) -> None:
        """One cell whose markup is made; rows and columns count from 0."""
        if row > self.previous_row:
            self._write_single_row(row)
        self.table[row][column] = cell

    def _write_single_row(self, current_row_num: int = 0) -> None:
        """The row that has been left, to the disk; nothing of it stays in memory."""
        row, cells = self.previous_row, self.table[self.previous_row]
        if not cells:
            super()._write_single_row(current_row_num)
            return
        columns = sorted(cells)
        self._check_dimensions(row, columns[0])
        self._check_dimensions(row, columns[-1])
        self._write_row(row, None, self.row_info.pop(row, None))
        found = [cells[column] for column in columns]
        if {*map(type, found)} == {Cell}:
            self.fh.write("".join([each.markup for each in found]))
            columns = []
        for plain, group in groupby(columns, lambda column: type(cells[column]) is Cell):
            if plain:
                self.fh.write("".join([cells[column].markup for column in group]))
            else:
                for column in group:
                    self._write_cell(row, column, cells[column])
        self.fh.write("</row>")
        self.table.clear()
        self.previous_row = current_row_num

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """The formula as it is.

        XlsxWriter marks functions newer than Excel 2010 wherever it finds their names, in texts and
        in names of sheets too. No formula here has such a function.
        """
        return formula.removeprefix("=")

    def declare_table(self, name: str, header: int, last: int, columns: Sequence[str]) -> None:
        """Make an Excel table of rows that are written cell by cell, whose header is ``header``.

        XlsxWriter's own ``add_table`` writes the header itself, which it cannot where rows go to
        disk as they are written.
        """
        whole = f"{a1(header, 1)}:{a1(last, len(columns))}"
        self.tables.append(
            {
                "name": name,
                "range": whole,
                "a_range": whole,
                "autofilter": whole,
                "header_row_count": 1,
                "totals_row_shown": False,
                "columns": [
                    {"id": number, "name": title} for number, title in enumerate(columns, start=1)
                ],
                "style": _STYLE,
                "show_first_col": False,
                "show_last_col": False,
                "show_row_stripes": False,
                "show_col_stripes": False,
                "description": None,
                "title": None,
            }
        )


def table_columns(titles: Sequence[str]) -> list[str]:
    """The titles as a table can have them: short, on one line, no two alike."""
    found: list[str] = []
    used: set[str] = set()
    for title in titles:
        plain = _ESCAPED.sub("＿", " ".join(cell_text(title).split()))
        number = 1
        ending = ""
        while (plain[: _NAME_LIMIT - len(ending)] + ending).casefold() in used:
            number += 1
            ending = f" ({number})"
        found.append(plain[: _NAME_LIMIT - len(ending)] + ending)
        used.add(found[-1].casefold())
    return found
