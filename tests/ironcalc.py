"""IronCalc as a second judge of arithmetic: the spreadsheet engine of ``ironcalc`` (PyPI), in Rust.

It opens workbooks and computes in this process, a form in about a millisecond. Where it is known to
differ from Excel is told by tests/formula/ironcalcs_ways.py.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import ironcalc

from iku_workbook.addresses import position

Value = float | str | None
# IronCalc 0.9 asks ISNUMBER of a range as a whole. SUMPRODUCT passes over texts anyway.
_NUMBERS_OF_A_ROW = re.compile(r"--ISNUMBER\(@?([^()]+)\),\1,")


def compute(
    path: Path, rounds: Iterable[Mapping[str, list[list[Value]]]], read: Iterable[str]
) -> list[list[list[list[Value]]]]:
    """As ``tests.libreoffice.Office.compute``: an error comes back as None, a truth as a number."""
    book = _Book(path)
    places, answers = [book.cells(place) for place in read], []
    for each in rounds:
        for place, rows in each.items():
            book.put(place, rows)
        book.model.evaluate()
        answers.append([[[book.shown(*cell) for cell in row] for row in rows] for rows in places])
    return answers


class _Book:
    def __init__(self, path: Path) -> None:
        self.model = ironcalc.load_from_xlsx(str(path))
        names = [each["name"] for each in self.model.get_worksheets_properties()]
        self.sheets = {name: number for number, name in enumerate(names)}
        for cell in self.model.get_all_cells():
            formula = self.model.get_cell_formula(*cell) or ""
            if "--ISNUMBER(" in formula:
                said = _NUMBERS_OF_A_ROW.sub(r"\1,", formula)
                self.model.update_cell_with_formula(*cell, said)

    def cells(self, place: str) -> list[list[tuple[int, int, int]]]:
        """Rows of sheet, row and column, of ``Sheet!A1`` or ``Sheet!A1:B2``."""
        sheet, _, addresses = place.rpartition("!")
        (top, left), (bottom, right) = (position(addresses.split(":")[at]) for at in (0, -1))
        return [
            [(self.sheets[sheet], row, column) for column in range(left, right + 1)]
            for row in range(top, bottom + 1)
        ]

    def put(self, place: str, rows: list[list[Value]]) -> None:
        for cells, values in zip(self.cells(place), rows, strict=True):
            for cell, value in zip(cells, values, strict=True):
                if value == "":
                    self.model.clear_cell_contents(*cell)
                elif isinstance(value, str):
                    self.model.update_cell_with_text(*cell, value)
                else:
                    self.model.update_cell_with_number(*cell, float(value))

    def shown(self, *cell: int) -> Value:
        if self.model.get_cell_type(*cell) == ironcalc.CellType.ErrorValue:
            return None
        value = self.model.get_cell_value(*cell)
        return float(value) if isinstance(value, bool) else "" if value is None else value
