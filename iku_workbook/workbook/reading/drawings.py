"""Reads what lies over a sheet's cells: pictures, shapes with or without text, charts.

ECMA-376 part 1, 20.5.2: a drawing is anchored to two cells, to one with a size, or to a point. What
it covers depends on how high and wide the sheet's cells are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from iku_workbook.addresses import COLUMNS, ROWS
from iku_workbook.workbook.reading.budget import at_most
from iku_workbook.workbook.reading.markup import parse_any, whole
from iku_workbook.workbook.reading.package import Package

_POINT, _PIXEL = 12_700, 9_525  # in English Metric Units
_FARTHEST = 5_000  # rows or columns that a drawing is followed over
_MOST = 1_000  # drawings of a sheet that are looked at
_SEEN = 0.35  # of a cell's height and width that must be covered to hide what it says


class Drawing(NamedTuple):
    """A drawing and what it covers, in rows and columns counted from 1.0: the middle of row 7 is
    7.5.
    """

    is_chart: bool
    top: float
    left: float
    bottom: float
    right: float

    def covers(self, key: tuple[int, int]) -> bool:
        """Whether so much of a cell is covered that what stands in it may not be seen."""
        row, column = key
        down = min(self.bottom, row + 1) - max(self.top, row)
        across = min(self.right, column + 1) - max(self.left, column)
        return down >= _SEEN and across >= _SEEN


_OVER_ALL = Drawing(False, 1.0, 1.0, ROWS + 1.0, COLUMNS + 1.0)


@dataclass(frozen=True, slots=True)
class Grid:
    """How high the rows of a sheet are, and how wide its columns.

    heights  in points, of rows that say so; 0 where hidden
    widths   first and last column, and their width in characters; 0 where hidden
    """

    heights: Mapping[int, float]
    widths: tuple[tuple[int, int, float], ...]
    height: float = 15.0
    width: float = 9.14

    def height_of(self, row: int) -> float:
        """The height of a row in points, 0 where it is hidden."""
        return self.heights.get(row, self.height)

    def width_of(self, column: int) -> float:
        """The width of a column in characters, 0 where it is hidden."""
        own = (width for first, last, width in self.widths if first <= column <= last)
        return next(own, self.width)

    def row(self, number: int) -> float:
        """The height of a row in English Metric Units."""
        return self.height_of(number) * _POINT

    def column(self, number: int) -> float:
        """The width of a column in English Metric Units, in the font of an issued form."""
        return self.width_of(number) * 7 * _PIXEL


NO_GRID = Grid({}, ())
"""The grid of a sheet without cells."""


def drawings(package: Package, part: str, grid: Grid) -> tuple[Drawing, ...]:
    """What lies over the cells of a sheet with this grid, a thousand drawings at the most and one
    over all cells for the rest. Unreadable FILE-029 out of time.
    """
    root = parse_any(part, package.read(part), package.tree)
    anchors = root.iter("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor")
    found = (_timed(package, anchor, grid) for anchor in anchors)
    return at_most(_MOST, (each for each in found if each is not None), _OVER_ALL)


def _timed(package: Package, anchor: etree._Element, grid: Grid) -> Drawing | None:
    package.meter.tick()
    return _drawing(anchor, grid)


def _drawing(anchor: etree._Element, grid: Grid) -> Drawing | None:
    if not _hides(anchor):
        return None
    is_chart = next(anchor.iter("{*}graphicFrame"), None) is not None
    start, end, size = (anchor.find(f"{{*}}{name}") for name in ("from", "to", "ext"))
    if start is None:
        start = anchor.find("{*}pos")
        top = _beyond(1.0, _number(start, "y"), grid.row)
        left = _beyond(1.0, _number(start, "x"), grid.column)
    else:
        top = _beyond(_place(start, "row"), _offset(start, "row"), grid.row)
        left = _beyond(_place(start, "col"), _offset(start, "col"), grid.column)
    if end is None:
        bottom = _beyond(top, _number(size, "cy"), grid.row)
        right = _beyond(left, _number(size, "cx"), grid.column)
    else:
        bottom = _beyond(_place(end, "row"), _offset(end, "row"), grid.row)
        right = _beyond(_place(end, "col"), _offset(end, "col"), grid.column)
    return Drawing(is_chart, top, left, bottom, right)


def _hides(anchor: etree._Element) -> bool:
    """Whether a drawing hides what is beneath: a line, and a frame without a filling, do not."""
    solid = anchor.iter("{*}pic", "{*}graphicFrame", "{*}grpSp", "{*}contentPart")
    if next(solid, None) is not None:
        return True
    for shape in anchor.iter("{*}sp"):
        filled = shape.find("{*}spPr/{*}noFill") is None
        if filled or any((text.text or "").strip() for text in shape.iter("{*}t")):
            return True
    return False


def _place(marker: etree._Element, axis: str) -> float:
    """The row or column of a marker, counted from 1."""
    number = whole((marker.findtext(f"{{*}}{axis}") or "").strip())
    return 1.0 + (number or 0)


def _offset(marker: etree._Element, axis: str) -> float:
    return _float(marker.findtext(f"{{*}}{axis}Off"))


def _number(element: etree._Element | None, name: str) -> float:
    return 0.0 if element is None else _float(element.get(name))


def _float(text: str | None) -> float:
    number = whole((text or "").strip())
    return float(number or 0)


def _beyond(start: float, length: float, size: Callable[[int], float]) -> float:
    """The place so far beyond another one, both in rows or columns."""
    at = start
    while length > 0 and at < start + _FARTHEST:
        whole_size = size(int(at))
        room = whole_size * (int(at) + 1 - at)
        if length < room:
            return at + length / whole_size
        length -= room
        at = float(int(at) + 1)
    return at
