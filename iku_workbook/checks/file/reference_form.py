"""The reference form: the form as issued, built anew, which returns are compared with.

It is built anew from its definition, once for each kind of unit and period, and read by the same
reader that reads what comes back. A unit's own words stand in it as tokens.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile

from iku_workbook.checks.file.formula_equality import same_text
from iku_workbook.layout import Layout
from iku_workbook.periods import Period
from iku_workbook.workbook.reading.budget import Budget, Size
from iku_workbook.workbook.reading.data_validation import DataValidation
from iku_workbook.workbook.reading.rich_texts import RichText
from iku_workbook.workbook.reading.styles import Look
from iku_workbook.workbook.reading.surroundings import Surroundings
from iku_workbook.workbook.reading.workbook import Cell, Sheet, Workbook, read

Key = tuple[int, int]
Constant = float | str | bool
_NEARLY = 1e-12  # relative: more digits than programs keep
_MARK = "\ue000"  # with which a token begins
_PROGRAMS, _PARTS = 4, 32  # that save a form's labels alike; in which such a label is drawn
_TOKEN = re.compile("\ue000([a-z_0-9]+)\ue001")
_FIGURE = re.compile("\ue000((?:figure|bar)_[0-9]+)\ue001")
_NUMBER = re.compile(r"-?[0-9.]+(?:E[+-][0-9]+)?")


@dataclass(frozen=True, slots=True, eq=False)  # known by itself: there is one of each
class ReferenceSheet:
    """One sheet of the reference form.

    constants    locked cells with a text or a number
    formulas     locked cells with a formula of the guidance, without its ``=``
    validations  what may be entered, by cell
    known        every cell in which something stands or may be written
    inputs       the cells for entries, and the name of each: ``field``, ``register.field``
    looks        how each cell looks
    around       what stands around the cells
    """

    constants: Mapping[Key, Constant]
    formulas: Mapping[Key, str]
    validations: Mapping[Key, DataValidation]
    known: frozenset[Key]
    inputs: Mapping[Key, str]
    looks: Mapping[Key, Look]
    around: Surroundings


@dataclass(frozen=True, slots=True)
class ReferenceForm:
    """The form as issued to units of one kind for one period, with tokens, and its size."""

    sheets: Mapping[str, ReferenceSheet]
    size: Size


# A program that stays meets the same forms again and again; so many are kept, oldest out first.
_AT_MOST = 64
_made: dict[tuple[str, str, str], ReferenceForm] = {}


def reference_form(layout: Layout, period: Period) -> ReferenceForm:
    """The form of this layout and period, built and read; once in a process.

    The same digest, kind and period always give the same form.
    """
    key = (layout.definition.digest, layout.kind, period.code)
    if key not in _made:
        while len(_made) >= _AT_MOST:
            del _made[next(iter(_made))]
        _made[key] = _built(layout, period)
    return _made[key]


def _built(layout: Layout, period: Period) -> ReferenceForm:
    from iku_workbook.workbook.writing.form import build_form

    data = build_form(layout, period, computed=False)
    form = read(data, Budget.of_ours())
    sheets = {sheet.name: _sheet(sheet, layout) for sheet in form.sheets}
    return ReferenceForm(sheets, _size(data, form))


def in_unit_words(constant: Constant, words: Mapping[str, str]) -> Constant:
    """A constant of the reference form with its tokens replaced by the unit's texts, or by the
    figure of its own target.
    """
    figure = _FIGURE.fullmatch(constant) if isinstance(constant, str) else None
    if figure is not None:
        text = words[figure[1]]
        return float(text) if _NUMBER.fullmatch(text) else text
    if isinstance(constant, str) and _MARK in constant:
        return _TOKEN.sub(lambda found: words[found[1]], constant)
    return constant


def altered_constants(
    cells: Mapping[Key, Cell],
    issued: ReferenceSheet,
    words: Mapping[str, str],
    *,
    values_only: bool,
) -> list[Key]:
    """The locked cells that say something else than was issued, in the unit's own words."""
    constants, known = issued.constants, _known(issued)
    plain = list(map(cells.get, known.plain))
    alike = plain in known.found
    others = [
        key
        for key in (known.worded if alike else constants)
        if (cell := cells.get(key)) is None
        or cell.value != constants[key]
        or cell.formula is not None
    ]
    if not alike and not {*known.plain} & {*others} and all(map(_is_small, plain)):
        known.found.append(plain)
    return [
        key
        for key in others
        if not same_constant(
            cells.get(key), in_unit_words(constants[key], words), values_only=values_only
        )
    ]


class _Known(NamedTuple):
    """The constants of a sheet without words of a unit, and those with such; ``found`` are cells
    in the places of the former that said what was issued: the same again need not be looked at.
    """

    plain: Sequence[Key]
    worded: Sequence[Key]
    found: deque[list[Cell | None]]


@lru_cache(maxsize=512)
def _known(issued: ReferenceSheet) -> _Known:
    worded = [
        key for key, each in issued.constants.items() if isinstance(each, str) and _MARK in each
    ]
    plain = [key for key in issued.constants if key not in {*worded}]
    return _Known(plain, worded, deque(maxlen=_PROGRAMS))


def _is_small(cell: Cell | None) -> bool:
    """Whether little stands in a cell that is remembered: of its text's parts there may be many."""
    value = cell.value if cell is not None else None
    return not isinstance(value, RichText) or len(value.parts) <= _PARTS


def same_constant(cell: Cell | None, constant: Constant, *, values_only: bool) -> bool:
    """Whether a cell holds a constant, in the unit's own words, however its program stores it.

    Where nothing but values was read (``values_only``), a formula proves nothing.
    """
    if constant == "":  # a figure that there is not
        return cell is None or cell.value in (None, "")
    if cell is None or (cell.formula is not None and not values_only):
        return False
    value = cell.value
    if isinstance(constant, str):
        return isinstance(value, str) and same_text(value, constant)
    return isinstance(value, int | float) and abs(value - constant) <= _NEARLY * abs(constant)


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


def _sheet(sheet: Sheet, layout: Layout) -> ReferenceSheet:
    places = [*layout.previous.values(), *layout.identity.values()]
    places += [place for _, place in layout.computed.values()]
    apart = {(place.row, place.column) for place in places if place.sheet == sheet.name}
    held = {key: cell for key, cell in sheet.cells.items() if cell.locked and key not in apart}
    return ReferenceSheet(
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
        inputs=_inputs(sheet.name, layout),
        looks={key: cell.look for key, cell in sheet.cells.items()},
        around=sheet.around,
    )


def _inputs(sheet: str, layout: Layout) -> Mapping[Key, str]:
    found = {
        (place.row, place.column): name
        for name, (_, place) in layout.fields.items()
        if place.sheet == sheet
    }
    found |= {
        (group.place.row, group.place.column): name
        for name, group in layout.confirmations.items()
        if group.place.sheet == sheet
    }
    for table in (each for each in layout.tables if each.sheet == sheet):
        found[table.nihil.row, table.nihil.column] = table.register.id
        for field, column in table.columns:
            for row in range(table.first, table.last + 1):
                found[row, column] = f"{table.register.id}.{field.id}"
    return found
