"""Remembers rows without their values: what a program writes of a form's row but for what stands in
its cells is the same in a thousand returns, and is understood once.

A row's *shape* is its text with nothing between ``<v>`` and ``</v>``. Of it, the styles and nothing
else follow the cells' places, formulas, locks and looks; each value is then decoded for itself, or
found among those that stood in the same place before. What is remembered is the outcome of a pure
function of its key, so no file can make another say anything else; and it is bounded by its size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from iku_workbook.addresses import ROWS
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

_BEGIN, _STOP = "<v>", "</v>"
EMPTY = _BEGIN + _STOP
"""A value of which nothing but its place is left."""
_LONGEST = 4_096  # characters of a row that is remembered, and of a value
_PARTS = 32  # in which a text is drawn that is remembered
_EACH = 8  # values that are remembered of one place
_CELL = 400  # bytes that a cell takes, more or less, with its place and its value's entry
_BYTES = 24 << 20  # that are remembered
_KINDS = frozenset({"n", "s", "str", "b", "e"})  # whose values nothing but themselves decides


class _Slot:
    """A place of a row in which a value stands, and the cells that it made before."""

    __slots__ = ("_formula", "_kind", "_style", "memory", "place", "refers")

    def __init__(self, raw: RawCell, styles: Styles) -> None:
        place, number, self._kind, _, formula, _ = raw
        assert place is not None, "a row that is remembered has its cells' addresses"
        self.place, self._formula = place, formula or None
        self._style = styles.cells.get(number, PLAIN)
        self.refers = self._kind == "s"
        self.memory: dict[Drawn, Cell] = {}

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
        size = len(cell.value) if isinstance(cell.value, str) else 0
        parts = len(drawn[1]) if isinstance(drawn, tuple) else 0
        if size <= _LONGEST and parts <= _PARTS:
            if len(self.memory) >= _EACH:
                self.memory.clear()
            self.memory[drawn] = cell
            _memory.took(_CELL * (1 + parts) + 4 * size)
        return cell


@dataclass(frozen=True, slots=True, eq=False)  # known by itself: shapes written alike are one
class RowShape:
    """A row, and those without cells that stand before it, as far as their values do not matter.

    row      its number
    heights  the rows and their heights in points where they state one (0 if hidden), in order
    cells    its cells in order; in place of those that a value changes one without it
    said     what was found out about those, by whoever asked
    """

    row: int
    heights: tuple[tuple[int, float | None], ...]
    cells: Mapping[Key, Cell]
    slots: tuple[_Slot, ...]
    said: dict[object, Any] = field(default_factory=dict)

    def filled(
        self, values: Sequence[str], shared: Shared
    ) -> tuple[Mapping[Key, Cell], Sequence[Key]] | None:
        """The cells in which these values stand, and those of them whose text is drawn in several
        parts; None where a value is not understood.
        """
        drawn, made, rich = shared.drawn, dict[Key, Cell](), list[Key]()
        try:
            for slot, text in zip(self.slots, values, strict=True):
                written: Drawn = drawn[text] if slot.refers else text
                if type(written) is tuple:
                    rich.append(slot.place)
                cell = slot.memory.get(written)
                made[slot.place] = slot.holding(text, written, shared) if cell is None else cell
        except (ValueError, KeyError, UncommonMarkup):
            return None
        return made, rich


class Cells(dict[Key, Cell]):
    """The cells of a sheet as they were read, by (row, column) counted from 1; a copy that somebody
    changes is a plain ``dict``.

    shapes  of the rows that are understood but for their values, by row
    rich    those of their cells whose text is drawn in several parts
    known   how many cells those rows have
    """

    __slots__ = ("known", "rich", "shapes")

    def __init__(self) -> None:
        super().__init__()
        self.shapes: dict[int, RowShape] = {}
        self.rich: list[Key] = []
        self.known = 0

    def apart(self) -> Iterator[tuple[Key, Cell]]:
        """The cells of the other rows."""
        if self.known == len(self):
            return iter(())
        return (each for each in self.items() if each[0][0] not in self.shapes)


class _Memory:
    """The shapes that are remembered, by their text and the styles; all are forgotten once they and
    the values of their places have grown too large.
    """

    def __init__(self) -> None:
        self.shapes: dict[tuple[str, object], RowShape | None] = {}
        self._left = _BYTES

    def took(self, size: int) -> None:
        """Count so many bytes; forget all where they are too many."""
        self._left -= size
        if self._left < 0:
            self.clear()

    def clear(self) -> None:
        """Forget all."""
        for shape in list(self.shapes.values()):
            for slot in shape.slots if shape else ():
                slot.memory.clear()
        self.shapes.clear()
        self._left = _BYTES

    def shape(self, text: str, styles: Styles) -> RowShape | None:
        """The shape with this text; None for one that is not remembered; UncommonMarkup."""
        key = text, styles.mark
        try:
            return self.shapes[key]
        except KeyError:
            pass
        if len(text) > _LONGEST:
            return None
        found = _shape(text, styles)
        self.took(_CELL * (1 + (len(found.cells) if found else 0)) + 4 * len(text))
        self.shapes[key] = found
        return found


_memory = _Memory()


def remembered() -> Mapping[tuple[str, object], RowShape | None]:
    """The shapes that are remembered."""
    return _memory.shapes


def forget() -> None:
    """Forget all shapes and values."""
    _memory.clear()


def shape_of(text: str, styles: Styles) -> RowShape | None:
    """The shape that a row's text has without its values, in a workbook with these styles; None
    where its cells depend on anything else. UncommonMarkup.
    """
    return _memory.shape(text, styles)


def _shape(text: str, styles: Styles) -> RowShape | None:
    *before, row = rows_in(text + END)
    heights = tuple((_number(each), each.height) for each in (*before, row))
    if any(each.cells for each in before) or not _is_plain(row):
        return None
    if not all(1 <= number <= ROWS for number, _ in heights):
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
    return RowShape(heights[-1][0], heights, cells, tuple(slots))


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


def split(content: str) -> tuple[list[str], str, list[str]]:
    """The shapes of the rows of a ``sheetData``, what stands after the last of them, and all their
    values in order; UncommonMarkup.
    """
    first, *pieces = content.split(_BEGIN)
    around, values = [first], []
    for piece in pieces:
        value, _, after = piece.partition(_STOP)
        if "<" in value or len(value) == len(piece):
            raise UncommonMarkup
        values.append(value)
        around.append(after)
    *rows, rest = EMPTY.join(around).split(END)
    return rows, rest, values


def with_values(row: str, values: Sequence[str]) -> str:
    """The text of a row of which its shape and its values are given."""
    first, *pieces = row.split(EMPTY)
    both = zip(values, pieces, strict=True)
    return first + "".join(f"{_BEGIN}{value}{_STOP}{piece}" for value, piece in both)
