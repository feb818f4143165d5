"""The input cells of a form, each by the name that a person can type.

A field's cell is named by its id: ``datang``. A register's is named by its line, counted from 1,
and its column: ``kegiatan[3].tanggal``; where "nothing to report" is answered, ``nihil.kegiatan``;
where what was brought forward is confirmed, ``confirm.group.`` and the first field that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from iku_workbook.definition.model import Field
from iku_workbook.layout import NIHIL, Layout, Place, RegisterTable

IN_REGISTER = re.compile(
    r"(?P<register>[^\[\].]+)\[(?P<row>[1-9][0-9]{0,3})\]\.(?P<field>[^\[\].]+)"
)
"""The name of a register's cell."""


@dataclass(frozen=True, slots=True)
class InputCell:
    """One input cell.

    name   as a person types it
    id     of the field, ``register.field``, or of the register whose answer it is: as findings
           name it
    field  None where it is a register's answer, or one to what was brought forward
    row    the line of its register, counted from 1; None outside of one
    label  what is asked
    """

    name: str
    id: str
    field: Field | None
    row: int | None
    place: Place
    label: str


def input_cell(layout: Layout, name: str) -> InputCell | None:
    """The cell of a name; None where the form has none of it."""
    if name in layout.fields:
        field, place = layout.fields[name]
        return InputCell(name, name, field, None, place, field.label)
    if name in layout.confirmations:
        return _confirmation(layout, name)
    parts = IN_REGISTER.fullmatch(name)
    for table in layout.tables:
        if name == NIHIL + table.register.id:
            return _answer(table)
        if parts and parts["register"] == table.register.id:
            return _in_register(table, int(parts["row"]), parts["field"])
    return None


def input_cell_at(layout: Layout, place: Place) -> InputCell | None:
    """The input cell that stands at a place; None where none does."""
    for name, (field, own) in layout.fields.items():
        if own == place:
            return InputCell(name, name, field, None, place, field.label)
    for name, group in layout.confirmations.items():
        if group.place == place:
            return _confirmation(layout, name)
    for table in layout.tables:
        if place == table.nihil:
            return _answer(table)
        for field, column in table.columns:
            if place.sheet == table.sheet and place.column == column:
                return _in_register(table, place.row - table.first + 1, field.id)
    return None


def names_of_inputs(layout: Layout) -> Iterator[str]:
    """The names of all, of a register's lines the first."""
    yield from layout.fields
    yield from layout.confirmations
    for table in layout.tables:
        yield NIHIL + table.register.id
        yield from (f"{table.register.id}[1].{field.id}" for field, _ in table.columns)


def _confirmation(layout: Layout, name: str) -> InputCell:
    group = layout.confirmations[name]
    return InputCell(name, name, None, None, group.place, group.heading)


def _answer(table: RegisterTable) -> InputCell:
    of = table.register
    return InputCell(NIHIL + of.id, of.id, None, None, table.nihil, of.label)


def _in_register(table: RegisterTable, row: int, field_id: str) -> InputCell | None:
    of, columns = table.register.id, {field.id: (field, at) for field, at in table.columns}
    if field_id not in columns or not 1 <= row <= table.last - table.first + 1:
        return None
    field, column = columns[field_id]
    place = Place(table.sheet, table.first + row - 1, column)
    return InputCell(f"{of}[{row}].{field_id}", f"{of}.{field_id}", field, row, place, field.label)
