"""Tells which cells of a sheet are not as they were issued, whatever their values.

Formulas, locks and looks stand in a row's text beside its values: a row that a program writes alike
in a thousand returns is held against the form once, and what was found is remembered with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from iku_workbook.checks.file.formula_equality import same_formula
from iku_workbook.checks.file.reference_form import Key, ReferenceSheet
from iku_workbook.workbook.reading.row_shapes import Cells, Shape
from iku_workbook.workbook.reading.styles import Look
from iku_workbook.workbook.reading.workbook import Cell, Sheet


class Differences(NamedTuple):
    """Cells that are not as issued, of a row or a sheet.

    formulas  of the guidance, that are gone or others
    unlocked  that were locked and no longer are
    looks     that look otherwise
    beyond    where the form has nothing and something may stand in them
    """

    formulas: tuple[Key, ...] = ()
    unlocked: tuple[Key, ...] = ()
    looks: tuple[Key, ...] = ()
    beyond: tuple[Key, ...] = ()


_NONE = Differences()


class _Row(NamedTuple):
    """What was issued in a row: formulas of the guidance, cells that are locked, looks."""

    formulas: list[tuple[Key, str]]
    locked: list[Key]
    looks: list[tuple[Key, Look]]


def differences(sheet: Sheet, issued: ReferenceSheet) -> Differences:
    """The cells of a sheet that are not as issued, those of a row after those of another."""
    cells = sheet.cells
    if not isinstance(cells, Cells):
        return _of_all([], cells, cells, issued)
    only = cells.only
    if only is None:
        return _of_all(cells.shapes, cells, (key for key, _ in cells.apart()), issued)
    of_sheet = _of_all, issued
    if of_sheet not in only.said:
        only.said[of_sheet] = _of_all([only], only.cells, (), issued)
    said: Differences = only.said[of_sheet]
    return said


def _of_all(
    shapes: Sequence[Shape], cells: Mapping[Key, Cell], apart: Iterable[Key], issued: ReferenceSheet
) -> Differences:
    """The same of a sheet with rows of these shapes; ``apart`` are the cells of its other rows."""
    rows, known = _rows(issued), {row for shape in shapes for row in shape.heights}
    found = [_of_shape(part, issued) for shape in shapes for part in shape.parts or (shape,)]
    found.append(_of_row(None, cells, apart, issued))
    found += [_of_row(rows[row], cells, (), issued) for row in rows.keys() - known]
    parts = zip(*found, strict=True)
    return Differences(*(tuple(key for each in part for key in each) for part in parts))


def _of_shape(shape: Shape, issued: ReferenceSheet) -> Differences:
    """The same of the row of a shape, held against the form once."""
    if issued not in shape.said:
        row, filled = _rows(issued).get(shape.row), {slot.place for slot in shape.slots}
        own = [key for key, cell in shape.cells.items() if key in filled or cell.formula]
        shape.said[issued] = _of_row(row, shape.cells, own, issued)
    said: Differences = shape.said[issued]
    return said


def _of_row(
    then: _Row | None, cells: Mapping[Key, Cell], own: Iterable[Key], issued: ReferenceSheet
) -> Differences:
    """The same of one row; ``own`` are its cells that may stand where the form has nothing."""
    formulas, locked, looks = then or _Row([], [], [])
    found = Differences(
        tuple(key for key, formula in formulas if not _has(cells.get(key), formula)),
        tuple(key for key in locked if key in cells and not cells[key].locked),
        tuple(key for key, look in looks if key in cells and cells[key].look != look),
        tuple(key for key in own if key not in issued.known),
    )
    return _NONE if found == _NONE else found


def _has(cell: Cell | None, formula: str) -> bool:
    found = cell.formula if cell is not None else None
    return found == formula or (found is not None and same_formula(found, formula))


@lru_cache(maxsize=512)
def _rows(issued: ReferenceSheet) -> Mapping[int, _Row]:
    """What was issued, row by row."""
    rows = {
        row: _Row([], [], []) for row, _ in (*issued.looks, *issued.constants, *issued.formulas)
    }
    for key, formula in issued.formulas.items():
        rows[key[0]].formulas.append((key, formula))
    for locked in (issued.constants, issued.formulas):
        for key in locked:
            rows[key[0]].locked.append(key)
    for key, look in issued.looks.items():
        rows[key[0]].looks.append((key, look))
    return rows
