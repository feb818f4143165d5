"""Where the values of a return stand in its workbook as it came: sheet and cell of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from iku_workbook.layout import Layout, Place, RegisterTable
from iku_workbook.sheet_names import quoted

NO_CELL = "–"
"""What stands for the cell of a question that a form did not ask."""

CameFrom = Callable[[Place], Place]
"""Where a cell that was moved back into its place stood in the workbook as it came."""


@dataclass(frozen=True, slots=True)
class SourceCells:
    """The cells of one return, as references within its workbook: ``Isian!C7``.

    fields  by field id; a field that its form did not ask has none
    events  by register id: for each filled row its cells in the order of the register's fields,
            ``Kegiatan!B7:F7``
    """

    fields: Mapping[str, str]
    events: Mapping[str, tuple[str, ...]]


def as_it_came(place: Place) -> Place:
    """Nothing was moved: every cell stands where the form has it."""
    return place


def field_cells(layout: Layout, came_from: CameFrom = as_it_came) -> dict[str, str]:
    """The cell of each field; of an old form ``layout`` has today's fields at its cells."""
    cells = {name: came_from(place) for name, (_, place) in layout.fields.items()}
    return {name: f"{quoted(at.sheet)}!{at.address}" for name, at in cells.items()}


def event_cells(
    table: RegisterTable, rows: Sequence[int], came_from: CameFrom = as_it_came
) -> tuple[str, ...]:
    """The cells of each of these rows of a register's sheet."""
    columns = {field.id: column for field, column in table.columns}
    own = [columns.get(field.id) for field in table.register.fields]
    return tuple(_reference(table.sheet, row, own, came_from) for row in rows)


def _reference(sheet: str, row: int, columns: Sequence[int | None], came_from: CameFrom) -> str:
    cells = [came_from(Place(sheet, row, each)) if each else None for each in columns]
    known = [each for each in cells if each is not None]
    if len(known) == len(cells) and _stand_together(known):
        written = known[0].address + (f":{known[-1].address}" if len(known) > 1 else "")
    else:
        written = ", ".join(each.address if each else NO_CELL for each in cells)
    return f"{quoted(sheet)}!{written}"


def _stand_together(cells: Sequence[Place]) -> bool:
    return all(
        (one.row, one.column + 1) == (other.row, other.column) for one, other in pairwise(cells)
    )


def without_gaps(table: RegisterTable, count: int) -> range:
    """The sheet rows of a register whose filled rows leave none empty between them."""
    return range(table.first, table.first + count)
