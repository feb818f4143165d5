"""Turns the raw rows of a worksheet into cells: value, formula, locked or not, date or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from iku_workbook.addresses import COLUMNS, ROWS, a1
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.workbook.reading.budget import Meter, Unreadable, nowhere
from iku_workbook.workbook.reading.cell_values import error, iso_serial, logical, number
from iku_workbook.workbook.reading.fast_rows import RawRow
from iku_workbook.workbook.reading.markup import is_true
from iku_workbook.workbook.reading.shared_formulas import SharedFormula
from iku_workbook.workbook.reading.styles import PLAIN, Look, Style
from iku_workbook.workbook.reading.texts import decoded

Value = float | str | bool | ExcelError | None


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
    """What all sheets refer to: shared texts, styles, the date system, and the budget's meter."""

    strings: Mapping[str, str]
    styles: Mapping[str, Style]
    date1904: bool
    meter: Meter


# Half the price of Cell(...), in the innermost line of every validation.
_new = tuple.__new__
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

    def read(self, rows: Iterable[RawRow]) -> dict[tuple[int, int], Cell]:
        """Every cell by its (row, column); beside them ``heights`` of the rows that state one."""
        cells, look = self.cells, self._shared.styles.get
        for stated, height, raws in rows:
            row, column = self._begin_row(stated), 0
            for place, style_number, kind, text, formula, attributes in raws:
                if place is not None and place[0] != row:
                    row = self._adopted(place, stated)
                key = place or self._next(row, column)
                column = key[1]
                if key in cells:
                    raise self._wrong("FILE-031", key)
                style = look(style_number, PLAIN)
                value = self._value(kind, text, key) if text or kind != "n" else None
                shown = self._formula(formula, attributes, key) if formula or attributes else None
                is_date = style[1] or kind == "d"
                cells[key] = _new(
                    Cell, (value, shown, style[0], is_date, style[2], style[3], style[4])
                )
            if height is not None:
                self.heights[row] = height
        self._finish()
        return cells

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
        """The value of a cell, by its type (ECMA-376 part 1, 18.18.11)."""
        if not text:
            return "" if kind in _OWN_TEXT else None
        try:
            if kind == "n":
                return number(text)
            if kind == "s":
                return self._shared.strings[text]
            return self._rare(kind, text, key)
        except (ValueError, KeyError):
            code = "FILE-030" if kind == "n" else "FILE-033"
            raise self._wrong(code, key, found=text[:40]) from None

    def _rare(self, kind: str, text: str, key: tuple[int, int]) -> Value:
        if kind == "inlineStr":
            return text
        if kind == "str":
            return decoded(self._bounded(text, key))
        if kind == "b":
            return logical(text)
        if kind == "e":
            return error(text)
        if kind == "d":
            return iso_serial(text, self._shared.date1904)
        raise ValueError(kind)

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


def _row_number(text: str) -> int:
    """A row's number, in ASCII digits; 0 for anything else."""
    return int(text) if len(text) <= 7 and text.isascii() and text.isdigit() else 0


def _data_table(attributes: Mapping[str, str]) -> str:
    """A what-if table as Excel shows it: ``TABLE(row input, column input)``."""
    first, second = attributes.get("r1", ""), attributes.get("r2", "")
    if is_true(attributes.get("dt2D")):
        return f"TABLE({first},{second})"
    return f"TABLE({first},)" if is_true(attributes.get("dtr")) else f"TABLE(,{first})"
