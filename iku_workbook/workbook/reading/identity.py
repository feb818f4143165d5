"""Reads the identity of a returned workbook (unit, period, definition), which it holds three times.

What it consists of is in ``workbook.seal``. Programs that save a form may lose one of the three.
"""

from __future__ import annotations

from iku_workbook.layout import HIDDEN_SHEET, IDENTITY, SEAL_NAME
from iku_workbook.workbook.reading.workbook import Workbook
from iku_workbook.workbook.seal import PROPERTY, Identity, parse


def identities(workbook: Workbook) -> list[tuple[Identity, str]]:
    """The different identities found: in cells, in a property, in a defined name."""
    found = [
        _in_cells(workbook),
        parse(workbook.properties.get(PROPERTY, "")),
        parse(workbook.names.get(SEAL_NAME, "").lstrip("=").strip('"')),
    ]
    return list(dict.fromkeys(each for each in found if each is not None))


def _in_cells(workbook: Workbook) -> tuple[Identity, str] | None:
    sheet = next((sheet for sheet in workbook.sheets if sheet.name == HIDDEN_SHEET), None)
    if sheet is None:
        return None
    cells = (sheet.cells.get((row, 2)) for row in range(1, len(IDENTITY) + 1))
    texts = [str(cell.value) if cell and cell.value is not None else "" for cell in cells]
    return (Identity(*texts[:-1]), texts[-1]) if all(texts) else None
