"""The input cells of a saved form, read by python-calamine from any kind of file."""

import datetime
from pathlib import Path

from python_calamine import CalamineWorkbook

from iku_workbook.layout import Place
from tests.clients.material import LAYOUT


def inputs_of(path: Path) -> dict[Place, object]:
    """What stands in every input cell; empty ones are None."""
    book = CalamineWorkbook.from_path(str(path))
    sheets = {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in (LAYOUT.entry, *(table.sheet for table in LAYOUT.tables))
    }
    return {place: _at(sheets[place.sheet], place) for place in _places()}


def _places() -> list[Place]:
    places = [place for _, place in LAYOUT.fields.values()]
    for table in LAYOUT.tables:
        rows = range(table.first, table.last + 1)
        places.append(table.nihil)
        places += [Place(table.sheet, row, at) for _, at in table.columns for row in rows]
    return places


def _at(rows: list[list[object]], place: Place) -> object:
    try:
        value = rows[place.row - 1][place.column - 1]
    except IndexError:
        return None
    if isinstance(value, datetime.datetime):
        return value.date()
    return None if value == "" else value
