"""Compares a workbook cell by cell with the one that was written, whatever program saved it since.

Programs respell formulas and number formats, and keep 15 digits of a number: none of that is a
difference. Nor is the order of rows on a sheet that may be sorted, nor what a reader chooses in
the cells that are his.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from iku_workbook.campaign.compare_charts import compare_charts
from iku_workbook.campaign.compare_surroundings import compare_surroundings
from iku_workbook.campaign.difference import Change, Difference
from iku_workbook.cell_addresses import a1
from iku_workbook.checks.file.drawn_texts import is_readable
from iku_workbook.checks.file.formula_equality import same_formula, tokens
from iku_workbook.checks.file.number_formats import shows_otherwise
from iku_workbook.workbook.reading.cells import Cell
from iku_workbook.workbook.reading.workbook import Sheet, Workbook

_DIGITS = 12  # significant ones, of what is computed in each program's own order
_NOTHING = Cell(None, None, True, False)
_PAIRED = 200  # rows of which each is held against each
_LONGEST = 60  # characters of a text that is named
# The first row in which a formula looks for its own, and the sheet.
_PLACE = re.compile(r"MATCH\([^,()]+,'?([^'!(),]+)'?!\$?[A-Z]+\$?([0-9]+):").search


Rows = Mapping[int, Mapping[int, Cell]]


def compare(written: Workbook, found: Workbook) -> list[Difference]:
    """Every place in which a workbook is not what was written: causes first, then what follows."""
    theirs = {each.name: each for each in found.sheets}
    known = {each.name for each in written.sheets}
    pairs = [(each, theirs[each.name]) for each in written.sheets if each.name in theirs]
    moved = {sheet.name: _moved(_rows(sheet), _rows(other)) for sheet, other in pairs}
    orders = {each.name: moved[each.name] for each, _ in pairs if not each.protected}
    differences = [Difference(Change.SHEET_GONE, name) for name in known - theirs.keys()]
    for sheet, other in pairs:
        differences += _sheet(sheet, other, moved[sheet.name], orders)
        differences += compare_surroundings(sheet, other, (written, found))
        differences += compare_charts(sheet, other)
    differences += [Difference(Change.SHEET_ADDED, name) for name in theirs if name not in known]
    if written.date1904 != found.date1904:
        differences.append(Difference(Change.CALENDAR, written.sheets[0].name))
    links = {each.target for each in written.links}
    differences += [
        Difference(Change.LINK, each.sheet, each.cell, "", each.target)
        for each in found.links
        if each.target not in links
    ]
    return sorted(differences, key=_follows)


def _follows(each: Difference) -> int:
    """How probably it only follows from another: a row that is gone moves what refers to others."""
    if each.change is Change.RESULT:
        return 2
    respelt = each.change is Change.FORMULA and each.after.startswith("=")
    return int(respelt or each.change in {Change.ROW_MOVED, Change.FORMAT})


def _sheet(
    written: Sheet, found: Sheet, moved: Mapping[int, int], orders: Mapping[str, Mapping[int, int]]
) -> Iterator[Difference]:
    """The differences of a sheet, whose rows ``moved``; ``orders`` is that of those that may be
    sorted.
    """
    if written.state != found.state:
        yield Difference(Change.SHEET_HIDDEN, written.name, "", written.state, found.state)
    ours, theirs = _rows(written), _rows(found)
    reader = _Reader.of(written, found, orders)
    for row, now in moved.items():
        if row != now and not (written.name in orders and _is_computed(ours[row])):
            yield Difference(Change.ROW_MOVED, written.name, str(now), str(row))
    taken = set(moved.values())
    left = [row for row in ours if row not in moved]
    over = [row for row in theirs if row not in taken]
    pairs = _pairs(ours, theirs, left, over)
    for row in left:
        if row in pairs:
            yield from _row(written.name, (row, pairs[row]), ours[row], theirs[pairs[row]], reader)
        else:
            yield Difference(Change.ROW_GONE, written.name, str(row), _named(ours[row]))
    matched = set(pairs.values())
    for row in over:
        if row not in matched:
            yield Difference(Change.ROW_ADDED, written.name, str(row), "", _named(theirs[row]))


def _is_computed(cells: Mapping[int, Cell]) -> bool:
    """Whether it is one of the rows that may be sorted, and not a heading: each has its check."""
    return any(each.formula is not None for each in cells.values())


class _Reader(NamedTuple):
    """What a reader may have done to a workbook that is no alteration.

    free    the cells of a sheet that are his
    chose   whether he has put something there
    orders  where the rows of each sheet that may be sorted stand now
    """

    free: frozenset[tuple[int, int]]
    chose: bool
    orders: Mapping[str, Mapping[int, int]]

    @classmethod
    def of(cls, written: Sheet, found: Sheet, orders: Mapping[str, Mapping[int, int]]) -> _Reader:
        cells = written.cells.items()
        free = {key for key, each in cells if written.protected and not each.locked}
        chose = any(
            _plain(written.cells[key].value) != _plain(found.cells.get(key, _NOTHING).value)
            for key in free
        )
        has_sorted = any(row != now for order in orders.values() for row, now in order.items())
        return cls(frozenset(free), chose or bool(free and has_sorted), orders)

    def explains(self, was: Cell, is_: Cell) -> bool:
        """Whether a result is another because of what he chose, or of where a row now stands."""
        place = _PLACE(was.formula or "")
        if self.chose or place is None:
            return self.chose
        order, first = self.orders.get(place[1], {}), int(place[2]) - 1
        before, after = was.value, is_.value
        if not (isinstance(before, float) and isinstance(after, float)):
            return False
        return order.get(first + int(before)) == first + int(after)


def _rows(sheet: Sheet) -> dict[int, dict[int, Cell]]:
    """The cells that say anything, by row and column."""
    found: dict[int, dict[int, Cell]] = defaultdict(dict)
    for (row, column), cell in sorted(sheet.cells.items()):
        if cell.formula is not None or cell.value not in (None, ""):
            found[row][column] = cell
    return found


def _moved(ours: Rows, theirs: Rows) -> dict[int, int]:
    """The rows that are there as they were, and where they stand now."""
    known = {row: _signature(row, cells) for row, cells in ours.items()}
    at: dict[object, list[int]] = defaultdict(list)
    found: dict[int, int] = {}
    for row, cells in theirs.items():
        signature = _signature(row, cells)
        if known.get(row) == signature:
            found[row] = row
        else:
            at[signature].append(row)
    for row, signature in known.items():
        if row not in found and at.get(signature):
            found[row] = at[signature].pop(0)
    return found


def _signature(row: int, cells: Mapping[int, Cell]) -> tuple[object, ...]:
    return tuple(
        (
            column,
            _plain(each.value),
            each.formula and tokens(_here(each.formula, row)),
            *_seen(each),
        )
        for column, each in cells.items()
    )


def _spelt(formula: str | None, row: int) -> tuple[object, ...] | None:
    """A formula as all programs have it, with its own row called so."""
    return tokens(_here(formula, row)) if formula is not None else None


def _seen(cell: Cell) -> tuple[str, bool]:
    """The number format, and whether the cell's colours and size let anybody see what it shows."""
    look = cell.look
    return look.number_format, is_readable(look.ink, look.paper, look.size)


def _pairs(ours: Rows, theirs: Rows, left: list[int], over: list[int]) -> dict[int, int]:
    """Which row that is left over is which, altered: the one that has most of its values, of equal
    ones the one in its place.
    """
    if max(len(left), len(over)) > _PAIRED:
        rest = set(over)
        return {row: row for row in left if row in rest}
    ours_say, theirs_say = (
        {row: {*map(_said, rows[row].items())} for row in some}
        for rows, some in ((ours, left), (theirs, over))
    )
    alike = sorted(
        (-len(was & is_), row != now, row, now)
        for row, was in ours_say.items()
        for now, is_ in theirs_say.items()
        if row == now or 2 * len(was & is_) >= len(was)
    )
    found: dict[int, int] = {}
    for _, _, row, now in alike:
        if row not in found and now not in found.values():
            found[row] = now
    return found


def _said(cell: tuple[int, Cell]) -> tuple[int, object]:
    return cell[0], _plain(cell[1].value)


def _row(
    sheet: str,
    rows: tuple[int, int],
    ours: Mapping[int, Cell],
    theirs: Mapping[int, Cell],
    reader: _Reader,
) -> Iterator[Difference]:
    for column in sorted({*ours, *theirs}):
        was, is_ = ours.get(column, _NOTHING), theirs.get(column, _NOTHING)
        change = _change(was, is_, rows)
        if (rows[0], column) in reader.free or change is None:
            continue
        if change is not Change.RESULT or not reader.explains(was, is_):
            before, after = _texts(change, was, is_)
            yield Difference(change, sheet, a1(rows[1], column), before, after)


def _change(was: Cell, is_: Cell, rows: tuple[int, int]) -> Change | None:
    if (was.formula is None) != (is_.formula is None):
        return Change.FORMULA
    if was.formula is not None and is_.formula is not None:
        if not same_formula(_here(was.formula, rows[0]), _here(is_.formula, rows[1])):
            return Change.FORMULA
        if is_.value is not None and _plain(was.value) != _plain(is_.value):
            return Change.RESULT
    elif _plain(was.value) != _plain(is_.value):
        return Change.VALUE
    (then, seen), (now, sees) = _seen(was), _seen(is_)
    if seen and not sees and (is_.formula is not None or is_.value not in (None, "")):
        return Change.UNSEEN
    return Change.FORMAT if shows_otherwise(was.value, now, then) is not None else None


def _texts(change: Change, was: Cell, is_: Cell) -> tuple[str, str]:
    if change is Change.FORMAT:
        return was.look.number_format, is_.look.number_format
    if change is Change.FORMULA:
        return _shown(was), _shown(is_)
    return _text(was.value), _text(is_.value)


def _shown(cell: Cell) -> str:
    return _cut(f"={cell.formula}") if cell.formula is not None else _text(cell.value)


def _text(value: object) -> str:
    if value is None:
        return ""
    return _cut(f"{value:.15g}" if isinstance(value, float) else str(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _named(cells: Mapping[int, Cell]) -> str:
    """The first that a row says, to know it by."""
    said = [_text(each.value) for each in cells.values() if each.value not in (None, "")]
    return _cut(" · ".join(said[:3]))


def _plain(value: object) -> object:
    """A value as all programs have it."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n") or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(f"{value:.{_DIGITS}g}")
    return value


def _here(formula: str, row: int) -> str:
    """A formula with its own row called so, wherever it stands."""
    return re.sub(
        rf"(?<![\w.!:$])(\$?[A-Z]{{1,3}})\$?{row}(:\$?[A-Z]{{1,3}})?(?(2)\$?{row})(?!\d)",
        lambda own: f"{own[1]}#" + (f"{own[2]}#" if own[2] else ""),
        formula,
    )
