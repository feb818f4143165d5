"""Remembers rows without their values: what a program writes of a form's row but for what stands in
its cells is the same in a thousand returns, and is understood once.

A row's *shape* is its text with nothing between ``<v>`` and ``</v>``. Of it, the styles and nothing
else follow the cells' places, formulas, locks and looks; each value is then decoded for itself, or
found among those that stood in the same place before. Of a sheet that has come before but for its
values, the rows are looked up all at once. What is remembered is the outcome of a pure
function of its key, so no file can make another say anything else; and it is bounded by its size.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from iku_workbook.cell_addresses import ROWS
from iku_workbook.workbook.reading.cells import (
    Cell,
    Drawn,
    Key,
    Shared,
    blank_cell,
    cell_of,
    value_of,
)
from iku_workbook.workbook.reading.fast_rows import (
    END,
    RawCell,
    RawRow,
    UncommonMarkup,
    common_text,
    rows_in,
)
from iku_workbook.workbook.reading.markup import whole
from iku_workbook.workbook.reading.styles import PLAIN, Styles
from iku_workbook.workbook.reading.values_apart import EMPTY, Around, in_pieces, split

_LONGEST = 4_096  # characters of a row that is remembered, and of a value
_PARTS = 32  # in which a text is drawn that is remembered
_EACH, _TRIED = 8, 64  # values that are remembered of one place, until so many others came
_CELL = 400  # bytes that a cell takes, more or less, with its place and its value's entry
_BYTES = 24 << 20  # of rows that are remembered
_BYTES_OF_SHEETS, _LARGEST_SHEET = 12 << 20, 1 << 20
_ENTRY = 120  # bytes that a cell takes once more in a sheet that is remembered
_MOST_ALIKE, _ONCE = 4, 4_096  # sheets that are compared with one; kinds of them that came once
_KINDS = frozenset({"n", "s", "str", "b", "e"})  # whose values nothing but themselves decides


class _Slot:
    """A place of a row in which a value stands, and the cells that it made before."""

    __slots__ = ("_formula", "_kind", "_others", "_style", "memory", "place", "refers")

    def __init__(self, raw: RawCell, styles: Styles) -> None:
        place, number, self._kind, _, formula, _ = raw
        assert place is not None, "a row that is remembered has its cells' addresses"
        self.place, self._formula = place, formula or None
        self._style = styles.cells.get(number, PLAIN)
        self.refers = self._kind == "s"
        self.memory: dict[Drawn, Cell] = {}
        self._others = 0  # that came while there was no room for them

    def holding(self, text: str, drawn: Drawn, shared: Shared) -> Cell:
        """The cell with a value as it is written; ValueError, KeyError or UncommonMarkup."""
        if len(text) > _LONGEST:
            raise ValueError(text)
        plain = common_text(text) if self._kind == "str" else text
        if not (plain or self._formula) and self._kind == "n":
            cell = blank_cell(self._style)
        else:
            value = value_of(self._kind, plain, shared.strings, date1904=False)
            cell = cell_of(value, self._formula, self._kind, self._style)
        if len(self.memory) < _EACH or self._has_long_been_full():
            size = len(cell.value) if isinstance(cell.value, str) else 0
            parts = len(drawn[1]) if isinstance(drawn, tuple) else 0
            if size <= _LONGEST and parts <= _PARTS:
                self.memory[drawn] = cell
                _memory.took(_CELL * (1 + parts) + 4 * size)
        return cell

    def _has_long_been_full(self) -> bool:
        """Whether so many others came that those which are remembered are forgotten."""
        self._others += 1
        if self._others < _TRIED:
            return False
        self._others = 0
        self.memory.clear()
        return True


@dataclass(frozen=True, slots=True, eq=False)  # known by itself: shapes written alike are one
class Shape:
    """Rows, one after the other, as far as their values do not matter.

    heights  the rows and their heights in points (0 if hidden), None where not stated
    cells    their cells in order; in place of those that a value changes one without it
    slots    the places of those values, in order
    parts    the rows one by one, where they are several
    said     what was found out about the cells, by whoever asked
    stated   the heights of the rows that state one
    """

    heights: dict[int, float | None]
    cells: Mapping[Key, Cell]
    slots: Sequence[_Slot]
    parts: Sequence[Shape] = ()
    said: dict[object, Any] = field(default_factory=dict)
    stated: Mapping[int, float] = field(init=False)
    _places: list[Key] = field(init=False)
    _refers: list[bool] = field(init=False)
    _memories: list[dict[Drawn, Cell]] = field(init=False)

    def __post_init__(self) -> None:
        put = partial(object.__setattr__, self)
        stated = {row: height for row, height in self.heights.items() if height is not None}
        put("stated", stated)
        put("_places", [slot.place for slot in self.slots])
        put("_refers", [slot.refers for slot in self.slots])
        put("_memories", [slot.memory for slot in self.slots])

    @classmethod
    def joined(cls, shapes: Sequence[Shape]) -> Shape | None:
        """Several as one; None where a row stands in two of them."""
        heights: dict[int, float | None] = {}
        cells: dict[Key, Cell] = {}
        slots: list[_Slot] = []
        rows = 0
        for shape in shapes:
            heights.update(shape.heights)
            cells.update(shape.cells)
            slots += shape.slots
            rows += len(shape.heights)
        if len(heights) < rows:
            return None
        return cls(heights, cells, slots, shapes)

    @property
    def row(self) -> int:
        """The number of the last row: that of the cells, where it is the only one with cells."""
        return next(reversed(self.heights))

    def filled(
        self, values: Sequence[str], shared: Shared
    ) -> tuple[Iterable[tuple[Key, Cell]], Sequence[Key]] | None:
        """The cells in which these values stand, and those of them whose text is drawn in several
        parts; None where a value is not understood.
        """
        drawn = shared.drawn
        try:
            pairs = zip(self._refers, values, strict=True)
            written = [drawn[text] if refers else text for refers, text in pairs]
            found = list(map(dict.get, self._memories, written))
            if not all(found):  # a cell is never empty
                for at, cell in enumerate(found):
                    if cell is None:
                        found[at] = self.slots[at].holding(values[at], written[at], shared)
        except (ValueError, KeyError, UncommonMarkup):
            return None
        made = list(zip(self._places, cast(list[Cell], found), strict=True))
        if not (shared.has_rich and tuple in set(map(type, written))):
            return made, ()
        both = zip(self._places, written, strict=True)
        return made, [at for at, each in both if type(each) is tuple]


class Cells(dict[Key, Cell]):
    """The cells of a sheet as they were read, by (row, column) counted from 1; a copy that somebody
    changes is a plain ``dict``.

    shapes  of the rows that are understood but for their values
    rich    those of their cells whose text is drawn in several parts
    known   how many cells those rows have
    """

    __slots__ = ("known", "rich", "shapes")

    def __init__(self) -> None:
        self.shapes: list[Shape] = []
        self.rich: list[Key] = []
        self.known = 0

    @property
    def only(self) -> Shape | None:
        """The one shape that all rows have together."""
        return self.shapes[0] if len(self.shapes) == 1 and self.known == len(self) else None

    def apart(self) -> Iterable[tuple[Key, Cell]]:
        """The cells of the other rows."""
        if self.known == len(self):
            return ()
        rows = {row for shape in self.shapes for row in shape.heights}
        return (each for each in self.items() if each[0][0] not in rows)


_Alike = tuple[int, object]
"""How many pieces values cut a sheet into, and the styles."""


class _Sheet:
    """A sheet that is remembered: what stands around its values, its shape, the bytes it takes."""

    __slots__ = ("around", "shape", "size")

    def __init__(self, text: str, shape: Shape) -> None:
        self.around, self.shape = Around(text), shape
        entries = len(shape.cells) + len(shape.slots) + len(shape.heights)
        self.size = 4 * len(text) + _ENTRY * entries


class _Memory:
    """The shapes that are remembered: of rows by their text and the styles, of whole sheets by the
    number of their values and the styles, as soon as one of the same rows comes again. Rows are
    all forgotten once they and the values of their places have grown too large, of sheets the
    oldest.
    """

    def __init__(self) -> None:
        self.rows: dict[tuple[str, object], Shape | None] = {}
        self.sheets: OrderedDict[_Alike, list[_Sheet]] = OrderedDict()
        self._once: set[int] = set()
        self._left, self._left_for_sheets = _BYTES, _BYTES_OF_SHEETS

    def took(self, size: int) -> None:
        """Count so many bytes; forget all where they are too many."""
        self._left -= size
        if self._left < 0:
            self.clear()

    def clear(self) -> None:
        """Forget all."""
        for shape in list(self.rows.values()):
            for slot in shape.slots if shape else ():
                slot.memory.clear()
        self.rows.clear()
        self.sheets.clear()
        self._once.clear()
        self._left, self._left_for_sheets = _BYTES, _BYTES_OF_SHEETS

    def row(self, text: str, styles: Styles) -> Shape | None:
        """The shape with this text; None for one that is not remembered; UncommonMarkup."""
        key = text, styles.mark
        try:
            return self.rows[key]
        except KeyError:
            pass
        if len(text) > _LONGEST:
            return None
        found = _shape(text, styles)
        self.took(_CELL * (1 + (len(found.cells) if found else 0)) + 4 * len(text))
        self.rows[key] = found
        return found

    def sheet(self, content: bytes, styles: Styles) -> tuple[Shape, list[str]] | None:
        """The shape of all rows of a ``sheetData``, and their values; None where there is a row
        whose shape is not remembered. UncommonMarkup.
        """
        pieces = in_pieces(content)
        key = len(pieces), styles.mark
        for known in self.sheets.get(key, ()):
            values = known.around.values(content, pieces)
            if values is not None:
                self.sheets.move_to_end(key)
                return known.shape, values
        text, values = split(content)
        shapes = self._shapes(text, styles)
        shape = Shape.joined(shapes) if shapes is not None else None
        if shapes is None or shape is None:
            return None
        if (once := hash((*key, *shapes))) in self._once:
            self._keep(key, _Sheet(text, shape))
        else:
            if len(self._once) >= _ONCE:
                self._once.clear()
            self._once.add(once)
        return shape, values

    def _shapes(self, text: str, styles: Styles) -> list[Shape] | None:
        """The shapes of all rows; None where there is one whose shape is not remembered."""
        *rows, rest = text.split(END)
        if rest:
            return None
        known, mark = self.rows.get, styles.mark
        shapes = []
        for row in rows:
            shape = known((row, mark))
            if shape is None:
                try:
                    shape = self.row(row, styles)
                except UncommonMarkup:
                    return None
                if shape is None:
                    return None
            shapes.append(shape)
        return shapes

    def _keep(self, key: _Alike, sheet: _Sheet) -> None:
        if sheet.size > _LARGEST_SHEET:
            return
        alike = self.sheets.setdefault(key, [])
        if len(alike) >= _MOST_ALIKE:
            self._left_for_sheets += alike.pop().size
        alike.insert(0, sheet)
        self._left_for_sheets -= sheet.size
        while self._left_for_sheets < 0:
            _, oldest = self.sheets.popitem(last=False)
            self._left_for_sheets += sum(each.size for each in oldest)


_memory = _Memory()


def remembered() -> Mapping[tuple[str, object], Shape | None]:
    """The shapes of rows that are remembered."""
    return _memory.rows


def forget() -> None:
    """Forget all shapes and values."""
    _memory.clear()


def shape_of(text: str, styles: Styles) -> Shape | None:
    """The shape that a row's text has without its values, in a workbook with these styles; None
    where its cells depend on anything else. UncommonMarkup.
    """
    return _memory.row(text, styles)


def shape_of_sheet(content: bytes, styles: Styles) -> tuple[Shape, list[str]] | None:
    """The same of all rows of a ``sheetData``, and their values; None too where one of them is not
    written as common programs do. UncommonMarkup.
    """
    return _memory.sheet(content, styles)


def _shape(text: str, styles: Styles) -> Shape | None:
    *before, row = rows_in(text + END)
    heights = [(_number(each), each.height) for each in (*before, row)]
    if any(each.cells for each in before) or not _is_plain(row):
        return None
    if not all(1 <= number <= ROWS for number, _ in heights) or _twice(heights):
        return None
    look, cells, slots = styles.cells.get, dict[Key, Cell](), []
    values = iter(text.split("<c ")[1:])
    for raw, written in zip(row.cells, values, strict=True):
        place, number, kind, _, formula, _ = raw
        assert place is not None, "a row that is remembered has its cells' addresses"
        style, has_value = look(number, PLAIN), EMPTY in written
        if has_value:
            slots.append(_Slot(raw, styles))
        if formula or kind != "n":
            empty = value_of(kind, "", {}, date1904=False)
            cells[place] = cell_of(empty, formula or None, kind, style)
        else:
            cells[place] = blank_cell(style)
    return Shape(dict(heights), cells, tuple(slots))


def _twice(heights: Sequence[tuple[int, float | None]]) -> bool:
    return len(dict(heights)) < len(heights)


def _is_plain(row: RawRow) -> bool:
    """Whether nothing but itself, the styles and shared texts says what a row's cells hold."""
    before = 0
    for place, _, kind, _, _, attributes in row.cells:
        if place is None or str(place[0]) != row.stated or place[1] <= before:
            return False
        if "t" in attributes or kind not in _KINDS:
            return False
        before = place[1]
    return True


def _number(row: RawRow) -> int:
    number = whole(row.stated) or 0
    return number if str(number) == row.stated else 0
