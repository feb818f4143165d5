"""What stands in the input cells of a returned form, as it was typed.

The copies that go back, and the page that shows a return, are made of it: of the values that stand
in the form's own cells, and of nothing else that a stranger's file holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from iku_workbook.checks.file.interpret import interpret
from iku_workbook.checks.file.recognise import RecognisedForm
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.inputs import Scalar, Values
from iku_workbook.layout import NIHIL, Place, RegisterTable
from iku_workbook.numbers import figures
from iku_workbook.safe_text import short
from iku_workbook.serials import day_of
from iku_workbook.unseen import is_blank, unmarked
from iku_workbook.workbook.reading.workbook import Cell, Workbook

_CELL_LIMIT = 32_767  # characters: Excel's own


class Entries:
    """What stands in a return's inputs, as it was typed: right or wrong, and never a formula."""

    def __init__(self, workbook: Workbook, form: RecognisedForm) -> None:
        self.layout, self.date1904 = form.input_layout, workbook.date1904
        self.tables = {table.register.id: table for table in form.current_layout.tables}
        self.sheets = {sheet.name: sheet.cells for sheet in workbook.sheets}
        self.asked = tuple(form.current_layout.confirmations)

    def values(self) -> Values:
        """Every input's value; a register's rows on the lines where they stood."""
        found: dict[str, Scalar | Sequence[Mapping[str, Scalar]]] = {
            name: self.at(place, field) for name, (field, place) in self.layout.fields.items()
        }
        found |= dict.fromkeys(self.asked)  # a group of today's form alone: nobody has confirmed it
        for name, group in self.layout.confirmations.items():
            chosen = self.at(group.place, None)
            found[name] = None if chosen is None else str(chosen)
        for table in self.layout.tables:
            of = table.register.id
            nihil = self.at(table.nihil, None)
            found[NIHIL + of] = None if nihil is None else str(nihil)
            rows = [self._row(table, row) for row in range(table.first, table.last + 1)]
            while rows and not any(value is not None for value in rows[-1].values()):
                rows.pop()
            found[of] = rows or None
        return found

    def below(self) -> Iterator[tuple[Place, Scalar]]:
        """What stands in a register's columns below its last row, fit to be written."""
        for table in self.layout.tables:
            fields = {column: field for field, column in table.columns}
            current = self.tables[table.register.id]
            columns = {field.id: column for field, column in current.columns}
            for row, column in sorted(self.sheets[table.sheet]):
                if row > table.last and column in fields:
                    value = self.at(Place(table.sheet, row, column), fields[column])
                    place = Place(current.sheet, row, columns[fields[column].id])
                    yield place, short(value) if isinstance(value, str) else value

    def _row(self, table: RegisterTable, row: int) -> dict[str, Scalar]:
        return {
            field.id: self.at(Place(table.sheet, row, column), field)
            for field, column in table.columns
        }

    def at(self, place: Place, field: Field | None) -> Scalar:
        """What stands in one cell; ``field`` is None where it is a register's answer."""
        cell = self.sheets[place.sheet].get((place.row, place.column))
        return None if cell is None else typed(cell, field, date1904=self.date1904)


def typed(cell: Cell, field: Field | None, *, date1904: bool) -> Scalar:
    """A cell's content as a value that can be put back.

    A number that turned into a date goes back as the date's text, and one that may be either of two
    percentages as its own: as a number it would be taken for what was meant.
    """
    value = cell.value
    if value is None:
        return f"={cell.formula}"[:_CELL_LIMIT] if cell.formula else None
    if isinstance(value, ExcelError):
        return value.value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return None if is_blank(value) else unmarked(value)[:_CELL_LIMIT]
    day = day_of(value, date1904=date1904)
    if field is not None and field.type.record.holds is Holds.DATE:
        return day or value
    if cell.is_date:
        return day.strftime("%d/%m/%Y") if day else figures(value)
    if field is not None and field.type.record.percent:
        meant = interpret(cell, field).value
        return figures(value) if meant is None else meant
    # In a cell for texts a program shows a long number as a power of ten.
    return figures(value) if field is not None and field.type.record.is_words else value
