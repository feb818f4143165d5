"""Reads workbooks in other formats (.xls, .xlsb, .ods): their values, nothing else.

python-calamine reads them, in a process of its own: native code over a stranger's bytes may hang,
eat memory or panic, and none of that may reach the batch.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from iku_workbook.formula.error_values import ExcelError
from iku_workbook.serials import serial
from iku_workbook.workbook.reading.budget import Budget, Unreadable
from iku_workbook.workbook.reading.workbook import Cell, Sheet, Workbook, read

FORMATS = {"FILE-004": ".xls", "FILE-005": ".xlsb", "FILE-006": ".ods"}
"""The codes by which the guard tells these formats, and what people call them."""

_SECONDS = 4
_MEMORY = 280 << 20
_ERRORS = {error.value: error for error in ExcelError}


def opened(data: bytes, budget: Budget) -> Workbook:
    """The workbook in any format that we can read; Unreadable for any other bytes."""
    try:
        return read(data, budget)
    except Unreadable as error:
        if error.code not in FORMATS:
            raise
        return read_values(data, error.code, budget)


def read_values(data: bytes, code: str, budget: Budget) -> Workbook:
    """The values in ``data``, which the guard knew by ``code``; Unreadable with it otherwise."""
    command = [sys.executable, "-m", __name__, str(budget.cells), str(budget.inflated)]
    try:
        child = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS)
        listed = json.loads(child.stdout) if child.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        listed = None
    if listed is None:
        raise Unreadable(code)
    sheets = tuple(_sheet(name, state, cells) for name, state, cells in listed)
    return Workbook(sheets, {}, {}, date1904=False, values_only=True)


def _sheet(name: str, state: str, cells: list[list[Any]]) -> Sheet:
    found = {}
    for row, column, value, is_date in cells:
        known = _ERRORS.get(value, value) if isinstance(value, str) else value
        # How a number is shown is not told: a percentage is taken to look as it was issued.
        found[row, column] = Cell(known, None, True, is_date, is_percent=not is_date)
    return Sheet(name, state, False, (), found)


def _tell(data: bytes, limit: int, most: int) -> None:
    """In the child: every sheet's filled cells as JSON on standard output; none beyond so many
    cells or characters.
    """
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(BytesIO(data))
    listed = []
    for about in book.sheets_metadata:
        rows = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
        cells = list(_cells(rows))
        limit -= len(cells)
        if limit < 0:
            sys.exit(1)
        shown = about.visible == SheetVisibleEnum.Visible
        listed.append([about.name, "visible" if shown else "hidden", cells])
    text = json.dumps(listed)
    if len(text) > most:
        sys.exit(1)
    sys.stdout.write(text)


def _cells(rows: list[list[Any]]) -> Iterator[tuple[int, int, object, bool]]:
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            if isinstance(value, datetime | date):
                yield row, column, serial(value), True
            elif isinstance(value, bool | str) and value != "":
                yield row, column, value, False
            elif isinstance(value, float | int):
                yield row, column, float(value), False


def _child() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # no such limits on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    _tell(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))


if __name__ == "__main__":
    _child()
