"""Turns the raw rows of a worksheet into cells: value, formula, locked or not, date or not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from iku_workbook.cell_addresses import COLUMNS, ROWS, a1
from iku_workbook.workbook.reading.budget import Unreadable, nowhere
from iku_workbook.workbook.reading.cells import Shared, Value, cell_of, value_of
from iku_workbook.workbook.reading.colours import Colours
from iku_workbook.workbook.reading.fast_rows import END, RawRow, rows_in
from iku_workbook.workbook.reading.markup import is_true
from iku_workbook.workbook.reading.row_shapes import Cells, Shape, shape_of, shape_of_sheet
from iku_workbook.workbook.reading.shared_formulas import SharedFormula
from iku_workbook.workbook.reading.styles import PLAIN
from iku_workbook.workbook.reading.values_apart import EMPTY, split, with_values

_TICKS = 16  # rows from one look at the clock to the next
_LEAST = 4_096  # characters of a text that any budget allows of which rows are remembered


class SheetReader:
    """Turns the rows of one sheet into cells.

    cells    by row and column
    heights  of the rows that state one, in points; 0 for a hidden one
    """

    def __init__(self, sheet: str, shared: Shared) -> None:
        self.cells = Cells()
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

    def read(self, rows: Iterable[RawRow]) -> Cells:
        """Every cell by its (row, column); beside them ``heights`` of the rows that state one."""
        for raw in rows:
            self._read_raw(raw)
        self._finish()
        return self.cells

    def read_common(self, content: bytes) -> Cells:
        """The same of a ``sheetData`` as common programs write it; UncommonMarkup."""
        may = self._shared.meter.budget.text >= _LEAST
        known = shape_of_sheet(content, self._shared.styles) if may else None
        if known is None or self._is_too_large(known[0]) or not self._put(*known):
            self._read_rows(*split(content), may=may)
        self._finish()
        return self.cells

    def _read_rows(self, content: str, values: list[str], *, may: bool) -> None:
        """Read the rows one by one; ``may`` some of them be remembered."""
        *rows, rest = content.split(END)
        begin = 0
        for text in rows:
            shape = shape_of(text, self._shared.styles) if may else None
            end = begin + (len(shape.slots) if shape else text.count(EMPTY))
            if shape is None or not self._put(shape, values[begin:end]):
                for raw in rows_in(with_values(text, values[begin:end]) + END):
                    self._read_raw(raw)
            begin = end
        for raw in rows_in(with_values(rest, values[begin:])) if rest else ():
            self._read_raw(raw)

    def _is_too_large(self, shape: Shape) -> bool:
        """Whether not all of it may be read: then it is found out row by row what there is to say
        before that.
        """
        return len(shape.cells) + len(shape.heights) > self._room

    def _put(self, shape: Shape, values: list[str]) -> bool:
        """Put rows among the others; whether their values, all that is new, were understood."""
        made = shape.filled(values, self._shared)
        if made is None:
            return False
        self._begin_all(shape.heights)
        self.heights.update(shape.stated)
        cells, (filled, rich) = self.cells, made
        cells.update(shape.cells)
        cells.update(filled)
        cells.shapes.append(shape)
        cells.known += len(shape.cells)
        if rich:
            cells.rich += rich
        return True

    def _read_raw(self, raw: RawRow) -> None:
        row = self._read_row(raw, self._begin_row(raw.stated))
        if raw.height is not None:
            self.heights[row] = raw.height

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
            cells[key] = cell_of(value, shown, kind, look(style_number, PLAIN))
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
        return self._begin(row)

    def _begin_all(self, rows: Collection[int]) -> None:
        """The same as :meth:`_begin` of each."""
        together = len(self.cells) + len(self._rows) + len(rows)
        if together > self._room or not self._rows.isdisjoint(rows):
            for row in rows:
                self._begin(row)
            return
        if len(self._rows) % _TICKS == 0:
            self._shared.meter.tick()
        self._rows.update(rows)
        self._row = max(rows, default=self._row)

    def _begin(self, row: int) -> int:
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
            return value_of(kind, text, shared.strings, date1904=shared.date1904)
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


def _row_number(text: str) -> int:
    """A row's number, in ASCII digits; 0 for anything else."""
    return int(text) if len(text) <= 7 and text.isascii() and text.isdigit() else 0


def _data_table(attributes: Mapping[str, str]) -> str:
    """A what-if table as Excel shows it: ``TABLE(row input, column input)``."""
    first, second = attributes.get("r1", ""), attributes.get("r2", "")
    if is_true(attributes.get("dt2D")):
        return f"TABLE({first},{second})"
    return f"TABLE({first},)" if is_true(attributes.get("dtr")) else f"TABLE(,{first})"
