"""Tells inputs that were dragged elsewhere, by their defined names, which went along.

A spreadsheet program lets the name of a cell follow its content: after a drag it stands for the
cell beside, and none for the cell that was left. What is in the inputs is read by their places all
the same, so nothing is lost where each of them holds something again.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from iku_workbook.cell_addresses import position
from iku_workbook.checks.file.formula_equality import same_formula
from iku_workbook.definition.model import Field
from iku_workbook.layout import Layout, Place
from iku_workbook.unseen import is_blank
from iku_workbook.workbook.reading.workbook import Workbook

_COVERED = "#REF!"
_CELL = r"(\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6})"
_CELLS = re.compile(rf"{_CELL}(?::{_CELL})?")


class DraggedInput(NamedTuple):
    """An input whose name stands for other cells than issued.

    place         the first of its cells that the name has left
    stands        what the name stands for
    filled_anew   whether it stands for another input, or for none that was covered, and every cell
                  that it has left holds something
    """

    field: Field
    place: Place
    stands: str
    filled_anew: bool


def dragged_inputs(workbook: Workbook, layout: Layout) -> dict[str, DraggedInput]:
    """The inputs that were dragged, by name."""
    cells = {sheet.name: sheet.cells for sheet in workbook.sheets}
    found = {}
    for name, (field, places) in layout.inputs.items():
        stands = workbook.names.get(name)
        if stands is None or same_formula(stands.lstrip("="), layout.names[name]):
            continue
        left = [place for place in places if not _covers(stands, place)]
        holds = [cells[place.sheet].get((place.row, place.column)) for place in left]
        filled = all(cell is not None and not is_blank(cell.value) for cell in holds)
        every = (place for _, places in layout.inputs.values() for place in places)
        filled &= _COVERED in stands or any(_covers(stands, place) for place in every)
        found[name] = DraggedInput(field, (left or places)[0], stands, filled)
    return found


def _covers(reference: str, place: Place) -> bool:
    """Whether a reference, which may be anything, names this cell."""
    sheet, _, cells = reference.lstrip("=").rpartition("!")
    ends = _CELLS.fullmatch(cells)
    if ends is None or sheet.strip("'").replace("''", "'") != place.sheet:
        return False
    first, last = position(ends[1]), position(ends[2] or ends[1])
    return first[0] <= place.row <= last[0] and first[1] <= place.column <= last[1]
