"""Checks what a person cannot see: hidden rows and columns, merged cells, cells under drawings.

Entries are counted where they stand, seen or not, and that they are not seen is said; a figure of
the page to sign must be seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from iku_workbook.cell_addresses import a1, column_letters
from iku_workbook.checks.file.read_form import ReturnedForm
from iku_workbook.checks.file.reference_form import Key, ReferenceSheet
from iku_workbook.findings import Finding
from iku_workbook.layout import HIDDEN_SHEET
from iku_workbook.workbook.reading.addresses import Area, areas
from iku_workbook.workbook.reading.drawings import Drawing, Grid
from iku_workbook.workbook.reading.workbook import Sheet

_LEAST, _NARROWEST = 2.0, 0.5  # points and characters: less is as good as hidden
_NAMED = 6  # rows or columns that a finding names
_MANY = 200  # areas that are printed


def check_hidden(returned: ReturnedForm) -> Iterator[Finding]:
    """Entries that are hidden, merged or covered, and figures of the page to sign that are."""
    if returned.workbook.values_only:
        return
    for sheet, issued in returned.sheets_as_issued():
        if sheet.name == HIDDEN_SHEET:
            continue
        yield from _hidden_lines(returned, sheet, issued)
        yield from _covered(returned, sheet, issued)
        yield from _merged(returned, sheet, issued)
        if sheet.name == returned.layout.approval:
            yield from _unseen_figures(returned, sheet, issued)


def _hidden_lines(
    returned: ReturnedForm, sheet: Sheet, issued: ReferenceSheet
) -> Iterator[Finding]:
    """Rows and columns that hold entries and are hidden, by hand or by a filter."""
    now, then = sheet.around.grid, issued.around.grid
    if not _hides_any(now):
        return
    filled = _filled(sheet, issued)
    hidden = [key for key in filled if _is_hidden(now, key) and not _is_hidden(then, key)]
    if not hidden:
        return
    rows = sorted({row for row, _ in hidden if _is_hidden_row(now, row)})
    columns = sorted({column for row, column in hidden if row not in rows})
    named = [*map(str, rows), *map(column_letters, columns)]
    lines = ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else "")
    yield returned.finding("LOCK-027", sheet.name, hidden, lines=lines, count=len(hidden))


def _covered(returned: ReturnedForm, sheet: Sheet, issued: ReferenceSheet) -> Iterator[Finding]:
    """Entries under a picture, a shape or a chart."""
    over = _foreign_drawings(sheet, issued)
    filled = _filled(sheet, issued) if over else []
    covered = [key for key in filled if any(drawing.covers(key) for drawing in over)]
    if covered:
        yield returned.finding("LOCK-029", sheet.name, covered, count=len(covered))


def _merged(returned: ReturnedForm, sheet: Sheet, issued: ReferenceSheet) -> Iterator[Finding]:
    """Merged cells that the form has not: an error over two entries, of which one alone is left."""
    for area in _foreign_merges(sheet, issued):
        inputs = [key for key in issued.inputs if area.holds(key)]
        first = (area.top, area.left)
        where = f"{a1(*first)}:{a1(area.bottom, area.right)}"
        if len(inputs) > 1 or (inputs and inputs[0] != first):
            field = issued.inputs[inputs[0]]
            yield returned.finding("LOCK-031", sheet.name, [first], field=field, area=where)
        else:
            yield returned.finding("LOCK-032", sheet.name, [first], area=where)


def _unseen_figures(
    returned: ReturnedForm, sheet: Sheet, issued: ReferenceSheet
) -> Iterator[Finding]:
    """Figures of the page to sign that its reader does not see."""
    now, then = sheet.around.grid, issued.around.grid
    over, merges = _foreign_drawings(sheet, issued), _foreign_merges(sheet, issued)
    printed = _print_areas(returned, sheet)
    if not (over or merges or printed or _hides_any(now)):
        return
    unseen = [
        key
        for key in issued.formulas
        if (_is_hidden(now, key) and not _is_hidden(then, key))
        or any(drawing.covers(key) for drawing in over)
        or any(area.holds(key) and key != (area.top, area.left) for area in merges)
        or (printed and not any(area.holds(key) for area in printed))
    ]
    if unseen:
        yield returned.finding("LOCK-030", sheet.name, unseen, count=len(unseen))


def _print_areas(returned: ReturnedForm, sheet: Sheet) -> list[Area]:
    """What alone is printed of a sheet; empty where all of it is."""
    own = (name for name in returned.workbook.own_names if name.sheet == sheet.name)
    return [
        area
        for name in own
        if name.name.casefold() == "_xlnm.print_area"
        for reference in name.reference.split(",")[:_MANY]
        for area in areas(reference.rpartition("!")[2])
    ]


def _foreign_merges(sheet: Sheet, issued: ReferenceSheet) -> list[Area]:
    """Merged cells that the form has not, over cells that it has."""
    ours = set(issued.around.merges)
    found = [area for area in sheet.around.merges if area not in ours and area[:2] != area[2:]]
    return [area for area in found if any(map(area.holds, issued.known))]


def _foreign_drawings(sheet: Sheet, issued: ReferenceSheet) -> list[Drawing]:
    """What lies over the cells and is no chart of the form's, wherever a program has put it."""
    charts = sum(drawing.is_chart for drawing in issued.around.drawings)
    found = []
    for drawing in sheet.around.drawings:
        if drawing.is_chart and charts:
            charts -= 1
        else:
            found.append(drawing)
    return found


def _hides_any(grid: Grid) -> bool:
    heights, widths = grid.heights.values(), (width for _, _, width in grid.widths)
    return (
        min(heights, default=grid.height) < _LEAST
        or grid.height < _LEAST
        or any(width < _NARROWEST for width in (*widths, grid.width))
    )


def _is_hidden(grid: Grid, key: Key) -> bool:
    return _is_hidden_row(grid, key[0]) or grid.width_of(key[1]) < _NARROWEST


def _is_hidden_row(grid: Grid, row: int) -> bool:
    return grid.height_of(row) < _LEAST


def _filled(sheet: Sheet, issued: ReferenceSheet) -> list[Key]:
    """The cells for entries in which something stands."""
    return [key for key in issued.inputs if _says(sheet, key)]


def _says(sheet: Sheet, key: Key) -> bool:
    cell = sheet.cells.get(key)
    return cell is not None and (bool(cell.formula) or str(cell.value or "").strip() != "")
