"""What was issued: every locked cell, name and sheet of a form, as it was handed out.

The form is built anew from its definition, once for each kind of unit and period, and read by the
same reader that reads what comes back. A unit's own words stand in it as tokens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from iku_workbook.layout import Layout
from iku_workbook.periods import Period
from iku_workbook.workbook.reading.budget import Budget, Size
from iku_workbook.workbook.reading.data_validation import DataValidation
from iku_workbook.workbook.reading.workbook import Sheet, Workbook, read

Key = tuple[int, int]
Constant = float | str | bool
_TOKEN = re.compile("\ue000([a-z_]+)\ue001")


@dataclass(frozen=True, slots=True, eq=False)  # known by itself: there is one of each
class IssuedSheet:
    """One sheet as it was handed out.

    constants  locked cells with a text or a number
    formulas   locked cells with a formula of the guidance, without its ``=``
    validations  what may be entered, by cell
    known      every cell in which something stands or may be written
    """

    constants: Mapping[Key, Constant]
    formulas: Mapping[Key, str]
    validations: Mapping[Key, DataValidation]
    known: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Issued:
    """The form of one kind of unit for one period, and how large it is."""

    sheets: Mapping[str, IssuedSheet]
    size: Size


def issued(layout: Layout, period: Period) -> Issued:
    """The form as it was handed out."""
    from iku_workbook.workbook.writing.form import build_form

    data = build_form(layout, period)
    form = read(data, Budget.of_ours())
    sheets = {sheet.name: _sheet(sheet, layout) for sheet in form.sheets}
    return Issued(sheets, _size(data, form))


def said(constant: Constant, words: Mapping[str, str]) -> Constant:
    """What a constant says in one unit's workbook."""
    if isinstance(constant, str) and "\ue000" in constant:
        return _TOKEN.sub(lambda found: words[found[1]], constant)
    return constant


def _size(data: bytes, form: Workbook) -> Size:
    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
    cells = [cell for sheet in form.sheets for cell in sheet.cells.values()]
    rows = sum(len({row for row, _ in sheet.cells}) for sheet in form.sheets)
    return Size(
        entries=len(parts),
        sheets=len(form.sheets),
        cells=len(cells) + rows,
        inflated=sum(part.file_size for part in parts),
        formulas=sum(len(cell.formula or "") for cell in cells),
    )


def _sheet(sheet: Sheet, layout: Layout) -> IssuedSheet:
    places = [*layout.previous.values(), *layout.identity.values()]
    places += [place for _, place in layout.computed.values()]
    apart = {(place.row, place.column) for place in places if place.sheet == sheet.name}
    held = {key: cell for key, cell in sheet.cells.items() if cell.locked and key not in apart}
    return IssuedSheet(
        constants={
            key: cell.value
            for key, cell in held.items()
            if cell.formula is None
            and isinstance(cell.value, str | float | int)
            and cell.value != ""
        },
        formulas={key: cell.formula for key, cell in held.items() if cell.formula is not None},
        validations={
            (row, column): rule
            for rule in sheet.validations
            for first, left, last, right in rule.areas()
            for row in range(first, last + 1)
            for column in range(left, right + 1)
        },
        known=frozenset(
            key
            for key, cell in sheet.cells.items()
            if key not in held or cell.formula is not None or cell.value not in (None, "")
        ),
    )
