"""Turns the raw rows of a worksheet into cells: value, formula, locked or not, date or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from iku_workbook.addresses import COLUMNS, ROWS, a1
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.workbook.reading.budget import Meter, Unreadable, nowhere
from iku_workbook.workbook.reading.cell_values import error, iso_serial, logical, number
from iku_workbook.workbook.reading.colours import Colours
from iku_workbook.workbook.reading.fast_rows import RawRow
from iku_workbook.workbook.reading.markup import is_true
from iku_workbook.workbook.reading.rich_texts import Part
from iku_workbook.workbook.reading.shared_formulas import SharedFormula
from iku_workbook.workbook.reading.styles import PLAIN, Look, Style, Styles
from iku_workbook.workbook.reading.texts import decoded

Value = float | str | bool | ExcelError | None
Drawn = str | tuple[str, tuple[Part, ...]]


class Cell(NamedTuple):
    """A cell's value; ``formula`` without its ``=``, shared ones written out.

    ``is_quoted``: it was typed behind an apostrophe, which makes a text of anything.
    """

    value: Value
    formula: str | None
    locked: bool
    is_date: bool
    is_percent: bool = False
    look: Look = PLAIN.look
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """What all sheets refer to: shared texts, styles, the date system, and the budget's meter;
    ``drawn`` are the texts again, with their parts where they are drawn in several.
    """

    strings: Mapping[str, str]
    drawn: Mapping[str, Drawn]
    styles: Styles
    date1904: bool
    meter: Meter


# Half the price of Cell(...), in the innermost line of every validation.
_new = tuple.__new__
_TICKS = 16  # rows from one look at the clock to the next
# Rows that are remembered, and the cells of one and the characters of its texts.
_ROWS, _WIDEST, _LONGEST = 2_048, 64, 2_048
# Types whose text stands in the cell itself: without one, it is the empty text.
_OWN_TEXT = frozenset({"str", "inlineStr"})


class SheetReader:
    """Turns the rows of one sheet into cells.

    cells    by row and column
    heights  of the rows that state one, in points; 0 for a hidden one
    """

    def __init__(self, sheet: str, shared: Shared) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}
        self.heights: dict[int, float] = {}
        self._sheet = sheet
        self._shared = shared
        self._row = 0
        self._rows: set[int] = set()
        self._room = shared.meter.cells_left
        self._masters: dict[str, SharedFormula] = {}
        self._orphans: list[tuple[tuple[int, int], str]] = []

    @property
    def colours(self) -> Colours:
        """The colours that texts refer to."""
        return self._shared.styles.colours

    def read(self, rows: Iterable[RawRow]) -> dict[tuple[int, int], Cell]:
        """Every cell by its (row, column); beside them ``heights`` of the rows that state one."""
        for raw in rows:
            row = self._begin_row(raw.stated)
            known = _known(raw, self._shared)
            if known is None:
                row = self._read_row(raw, row)
            else:
                self.cells.update(known)
            if raw.height is not None:
                self.heights[row] = raw.height
        self._finish()
        return self.cells

    def _read_row(self, raw: RawRow, row: int) -> int:
        """Read the cells of a row, one after the other; the row's number as they tell it."""
        cells, look, column = self.cells, self._shared.styles.cells.get, 0
        for place, style_number, kind, text, formula, attributes in raw.cells:
            if place is not None and place[0] != row:
                row = self._adopted(place, raw.stated)
            key = place or self._next(row, column)
            column = key[1]
            if key in cells:
                raise self._wrong("FILE-031", key)
            value = self._value(kind, text, key) if text or kind != "n" else None
            shown = self._formula(formula, attributes, key) if formula or attributes else None
            cells[key] = _cell(value, shown, kind, look(style_number, PLAIN))
        return row

    def _finish(self) -> None:
        """Write out the shared formulas whose first cell stood after them."""
        self._shared.meter.cells(len(self.cells) + len(self._rows))
        for key, group in self._orphans:
            master = self._masters.get(group)
            if master is None:
                raise self._wrong("FILE-033", key, found=group)
            formula = self._shared.meter.formula(master.at(*key))
            self.cells[key] = self.cells[key]._replace(formula=formula)

    def _begin_row(self, stated: str | None) -> int:
        row = self._row + 1 if stated is None else _row_number(stated)
        if not 1 <= row <= ROWS:
            raise nowhere(self._sheet, stated or row)
        if row in self._rows:
            raise self._wrong("FILE-031", (row, 1))
        if len(self._rows) % _TICKS == 0:
            self._shared.meter.tick()
        if len(self.cells) + len(self._rows) > self._room:
            raise self._shared.meter.too_many_cells()
        self._rows.add(row)
        self._row = row
        return row

    def _next(self, row: int, column: int) -> tuple[int, int]:
        """Where a cell stands that does not say so: next to the one before it."""
        if column == COLUMNS:
            raise nowhere(self._sheet, a1(row, column + 1))
        return row, column + 1

    def _adopted(self, place: tuple[int, int], stated: str | None) -> int:
        """The row of a cell in a row that states no number of its own."""
        if stated is not None:
            raise nowhere(self._sheet, a1(*place))
        self._row = row = place[0]
        if row in self._rows:
            raise self._wrong("FILE-031", (row, 1))
        self._rows.add(row)
        return row

    def _value(self, kind: str, text: str, key: tuple[int, int]) -> Value:
        """The value of a cell; Unreadable FILE-028, FILE-030, FILE-033 where there is none."""
        shared = self._shared
        try:
            if kind == "str":
                self._bounded(text, key)
            return _value(kind, text, shared.strings, date1904=shared.date1904)
        except (ValueError, KeyError):
            code = "FILE-030" if kind == "n" else "FILE-033"
            raise self._wrong(code, key, found=text[:40]) from None

    def _formula(
        self, text: str, attributes: Mapping[str, str], key: tuple[int, int]
    ) -> str | None:
        """The formula that the cell shows; array formulas as they stand at their first cell."""
        kind = attributes.get("t")
        if kind == "shared":
            group = attributes.get("si", "")
            if text:
                self._masters[group] = SharedFormula(self._bounded(text, key), *key)
            elif group in self._masters:
                return self._shared.meter.formula(self._masters[group].at(*key))
            else:
                self._orphans.append((key, group))
        elif kind == "dataTable":
            return _data_table(attributes)
        return self._bounded(text, key) or None

    def _bounded(self, text: str, key: tuple[int, int]) -> str:
        limit = self._shared.meter.budget.text
        if len(text) > limit:
            raise self._wrong("FILE-028", key, limit=limit)
        return text

    def _wrong(self, code: str, key: tuple[int, int], **data: object) -> Unreadable:
        return Unreadable(code, {"sheet": self._sheet, "cell": a1(*key), **data})


# By a row, the texts and the styles that it refers to, and the date system.
_Key = tuple[RawRow, tuple[Drawn, ...], object, bool]
_remembered: dict[_Key, Mapping[tuple[int, int], Cell]] = {}


def _known(row: RawRow, shared: Shared) -> Mapping[tuple[int, int], Cell] | None:
    """The cells of a row that nothing else changes, made once for all workbooks that have it; None
    for any other row, and where a cell cannot be read.
    """
    if row.refers is None or shared.meter.budget.text < _LONGEST:
        return None
    try:
        texts = tuple(map(shared.drawn.__getitem__, row.refers))
        key = row, texts, shared.styles.mark, shared.date1904
        known = _remembered.get(key)
        if known is None:
            known = _made(row, shared)
            size = sum(len(shared.strings[each]) for each in row.refers)
            if len(row.cells) <= _WIDEST and size <= _LONGEST:
                if len(_remembered) >= _ROWS:
                    _remembered.clear()
                _remembered[key] = known
    except (ValueError, KeyError):
        return None
    return known


def _made(row: RawRow, shared: Shared) -> Mapping[tuple[int, int], Cell]:
    look, strings = shared.styles.cells.get, shared.strings
    cells: dict[tuple[int, int], Cell] = {}
    for place, style_number, kind, text, formula, _ in row.cells:
        assert place is not None, "a row that refers to texts alone has its cells' addresses"
        style = look(style_number, PLAIN)
        if text or formula or kind != "n":
            value = _value(kind, text, strings, date1904=shared.date1904)
            cells[place] = _cell(value, formula or None, kind, style)
        else:
            cells[place] = _blank(style)
    return cells


def _cell(value: Value, formula: str | None, kind: str, style: Style) -> Cell:
    locked, is_date, is_percent, look, is_quoted = style
    fields = value, formula, locked, is_date or kind == "d", is_percent, look, is_quoted
    return _new(Cell, fields)


@lru_cache(maxsize=1024)
def _blank(style: Style) -> Cell:
    """A cell in which nothing stands: half of those of a form."""
    return _cell(None, None, "n", style)


def _value(kind: str, text: str, strings: Mapping[str, str], *, date1904: bool) -> Value:
    """The value of a cell, by its type (ECMA-376 part 1, 18.18.11); ValueError or KeyError."""
    if not text:
        return "" if kind in _OWN_TEXT else None
    if kind == "n":
        return number(text)
    if kind == "s":
        return strings[text]
    if kind == "inlineStr":
        return text
    if kind == "str":
        return decoded(text)
    if kind == "b":
        return logical(text)
    if kind == "e":
        return error(text)
    if kind == "d":
        return iso_serial(text, date1904)
    raise ValueError(kind)


def _row_number(text: str) -> int:
    """A row's number, in ASCII digits; 0 for anything else."""
    return int(text) if len(text) <= 7 and text.isascii() and text.isdigit() else 0


def _data_table(attributes: Mapping[str, str]) -> str:
    """A what-if table as Excel shows it: ``TABLE(row input, column input)``."""
    first, second = attributes.get("r1", ""), attributes.get("r2", "")
    if is_true(attributes.get("dt2D")):
        return f"TABLE({first},{second})"
    return f"TABLE({first},)" if is_true(attributes.get("dtr")) else f"TABLE(,{first})"
