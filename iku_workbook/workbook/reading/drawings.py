"""Reads what lies over a sheet's cells: pictures, shapes with or without text, charts.

ECMA-376 part 1, 20.5.2: a drawing is anchored to two cells, to one with a size, or to a point. What
it covers depends on how high and wide the sheet's cells are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from lxml import etree

from iku_workbook.cell_addresses import COLUMNS, ROWS
from iku_workbook.workbook.reading.markup import parse_any, remembered, whole
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
    anchors = _anchors(part, package.read(part), package.tree)
    found = (_timed(package, anchor, grid) for anchor in anchors[:_MOST])
    return (*((_OVER_ALL,) if len(anchors) > _MOST else ()), *found)


class _Anchor(NamedTuple):
    """Where a drawing that hides something begins and ends: each a row and a column counted from 1
    and how far beyond it, or, for an end without a cell, None and how far beyond the beginning.
    """

    is_chart: bool
    top: tuple[float, float]
    left: tuple[float, float]
    bottom: tuple[float | None, float]
    right: tuple[float | None, float]


@remembered
def _anchors(part: str, data: bytes, limit: int) -> tuple[_Anchor, ...]:
    root = parse_any(part, data, limit)
    anchors = root.iter("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor")
    hiding = (_anchor(each) for each in anchors if _hides(each))
    return tuple(islice(hiding, _MOST + 1))


def _anchor(anchor: etree._Element) -> _Anchor:
    is_chart = next(anchor.iter("{*}graphicFrame"), None) is not None
    start, end, size = (anchor.find(f"{{*}}{name}") for name in ("from", "to", "ext"))
    if start is None:
        start = anchor.find("{*}pos")
        top, left = (1.0, _number(start, "y")), (1.0, _number(start, "x"))
    else:
        top, left = _marked(start, "row"), _marked(start, "col")
    if end is None:
        return _Anchor(
            is_chart, top, left, (None, _number(size, "cy")), (None, _number(size, "cx"))
        )
    return _Anchor(is_chart, top, left, _marked(end, "row"), _marked(end, "col"))


def _timed(package: Package, anchor: _Anchor, grid: Grid) -> Drawing:
    package.meter.tick()
    top, left = _beyond(*anchor.top, grid.row), _beyond(*anchor.left, grid.column)
    (below, down), (beside, across) = anchor.bottom, anchor.right
    bottom = _beyond(top if below is None else below, down, grid.row)
    right = _beyond(left if beside is None else beside, across, grid.column)
    return Drawing(anchor.is_chart, top, left, bottom, right)


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


def _marked(marker: etree._Element, axis: str) -> tuple[float, float]:
    """The row or column of a marker, counted from 1, and how far beyond it."""
    number = whole((marker.findtext(f"{{*}}{axis}") or "").strip())
    return 1.0 + (number or 0), _float(marker.findtext(f"{{*}}{axis}Off"))


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
