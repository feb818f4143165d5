"""IronCalc as a second judge of arithmetic: the spreadsheet engine of ``ironcalc`` (PyPI), in Rust.

It opens workbooks and computes in this process, a form in about a millisecond. Where it is known to
differ from Excel is told by tests/formula/ironcalcs_ways.py.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import ironcalc

from iku_workbook.cell_addresses import position

Value = float | str | None
_COUNTED = "SUMPRODUCT(--ISNUMBER("
_PIECE = re.compile(r"""'[^']*'|"[^"]*"|.""", re.DOTALL)


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


def lacks(formula: str) -> bool:
    """Whether a formula holds a range from one computed corner to another, which IronCalc 0.9 does
    not know.
    """
    return "):INDEX(" in formula


class _Book:
    def __init__(self, path: Path) -> None:
        self.model = ironcalc.load_from_xlsx(str(path))
        names = [each["name"] for each in self.model.get_worksheets_properties()]
        self.sheets = {name: number for number, name in enumerate(names)}
        for cell in self.model.get_all_cells():
            formula = self.model.get_cell_formula(*cell) or ""
            if _COUNTED in formula:
                self.model.update_cell_with_formula(*cell, in_other_words(formula))

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


def in_other_words(formula: str) -> str:
    """The formula without an ISNUMBER over a range, which IronCalc 0.9 asks of it as a whole:
    SUMPRODUCT passes over what is no number by itself, and SUMIF counts with what is one.
    """
    before, found, rest = formula.partition(_COUNTED)
    if not found:
        return formula
    counted, rest = _split("(" + rest)
    others, rest = _split("(" + rest.removeprefix(","))
    of = counted[0].removeprefix("@")
    said = f'SUMIF({of},">=-1E+300",{others[0]})'
    if of in others:
        said = f"SUMPRODUCT({','.join(others)})"
    return before + said + in_other_words(rest)


def _split(text: str) -> tuple[list[str], str]:
    """The arguments in the brackets with which a text begins, and what follows them."""
    depth, arguments = 0, [""]
    for piece in _PIECE.finditer(text):
        said = piece[0]
        depth += (said == "(") - (said == ")")
        if not depth:
            return arguments, text[piece.end() :]
        if said == "," and depth == 1:
            arguments.append("")
        elif (said, depth, arguments) != ("(", 1, [""]):
            arguments[-1] += said
    raise ValueError(f"brackets that are not closed: {text}")
