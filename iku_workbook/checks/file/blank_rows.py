"""Notes the rows of a register that were left empty between filled ones.

The values of a return are kept as its filled rows alone: with this note beside them it is known in
which row of the workbook each stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from iku_workbook.checks.received import EventRow
from iku_workbook.findings import Finding
from iku_workbook.layout import Place, RegisterTable
from iku_workbook.source_cells import without_gaps

BLANK_ROWS = "VALUE-025"
_NAMED = 12  # empty rows that the sentence names


def blank_rows(file: str, table: RegisterTable, events: Sequence[EventRow]) -> Iterator[Finding]:
    """A note where a register's filled rows do not follow one another from its first row on."""
    filled = [each.row for each in events]
    if filled == list(without_gaps(table, len(filled))):
        return
    blank = sorted(set(range(table.first, filled[-1])) - set(filled))
    place = Place(table.sheet, blank[0], table.columns[0][1])
    named = ", ".join(map(str, blank[:_NAMED])) + (", …" if len(blank) > _NAMED else "")
    data = {"label": table.register.label, "count": len(blank), "rows": named, "filled": filled}
    yield Finding(BLANK_ROWS, file, place.sheet, place.address, table.register.id, data=data)


def filled_rows(findings: Iterable[Finding], table: RegisterTable, count: int) -> Sequence[int]:
    """The sheet rows of so many filled rows of a register, by what was noted of them."""
    for each in findings:
        if each.code == BLANK_ROWS and each.field == table.register.id:
            noted = each.data.get("filled")
            if isinstance(noted, list | tuple) and len(noted) == count:
                return [int(row) for row in noted]
    return without_gaps(table, count)
