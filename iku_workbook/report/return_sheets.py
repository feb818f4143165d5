"""A return's own sheets as tables: what was typed in each input, and how it was understood.

They are made of what was read and of our own layout, never of the file's markup: a sheet that looks
otherwise in the file is here as it was issued. Long registers come in blocks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from iku_workbook.bounds import in_words
from iku_workbook.brought_forward import asks
from iku_workbook.cell_addresses import column_letters, position
from iku_workbook.checks.file.interpret import interpret
from iku_workbook.checks.file.read_form import ReturnedForm
from iku_workbook.definition.model import Calculation, Field
from iku_workbook.findings import Finding
from iku_workbook.form_words import form_words
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.inputs import Values, columns
from iku_workbook.layout import EntryRow, Place, RegisterTable
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.results.rounding import rounded
from iku_workbook.safe_text import short
from iku_workbook.unseen import is_blank
from iku_workbook.workbook.reading.workbook import Cell

COMPUTED = 4
"""Decimals of a computed value that says of none itself."""
BLOCK = 100
"""Rows of a register that are shown together."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell, in words that are safe to show.

    id          tells it from all others of the return: ``1-C7``
    name        of an input, as it is typed to mend it; None of a computed one
    typed       what stands in it
    understood  how that was read, where it is not read as it stands; None where it is
    unread      something stands in it that is no value
    previous    what was accepted for the period before; None where there is nothing to say
    last        what the return said that this one is compared with; None likewise
    findings    the places of those that name it, in the return's own order
    """

    id: str
    name: str | None
    label: str
    address: str
    typed: str
    understood: str | None = None
    unread: bool = False
    previous: str | None = None
    last: str | None = None
    findings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row: its number in the sheet, what stands at its head, and its cells.

    A row without cells is the heading of those that follow.
    """

    row: int
    head: str
    cells: tuple[ShownCell, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """One sheet, or a block of it.

    heads       over the cells of each row, with the letter of the column; none over the one value
                of a row of the entry sheet
    answer      of a register, the cell where "nothing to report" is answered
    block       which one it is, counted from 1, of ``blocks``
    rows_in_all the rows of all blocks
    """

    number: int
    name: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[ShownRow, ...]
    answer: ShownCell | None = None
    block: int = 1
    blocks: int = 1
    rows_in_all: int = 0

    @property
    def is_register(self) -> bool:
        """Whether each row is an event."""
        return self.answer is not None


@dataclass(frozen=True)  # without slots: cached properties need a place to stay
class ReturnSheets:
    """The sheets of one return that hold inputs.

    form      the return, as it was read
    findings  all that were found in it, in their own order
    previous  what was accepted from the unit for the period before, where that may be compared
    last      the values of the return that this one is compared with; None where there is none
    """

    form: ReturnedForm
    findings: Sequence[Finding]
    previous: Values
    last: Values | None
    say: Catalogue

    @property
    def names(self) -> tuple[str, ...]:
        """The sheets in their order."""
        layout = self.form.form.input_layout
        return (layout.entry, *(table.sheet for table in layout.tables))

    @property
    def nihil(self) -> str:
        """The word by which a register says that there was nothing to report."""
        return catalogue(self.form.form.input_layout.definition.language)("form.nihil")

    def sheet(self, number: int, block: int = 1) -> ShownSheet:
        """A sheet by its number in ``names``, counted from 1, and of a long one a block."""
        layout = self.form.form.input_layout
        if number == 1:
            return ShownSheet(1, layout.entry, (), tuple(self._entry_rows()))
        table = layout.tables[number - 2]
        rows = self._rows_of[table.register.id]
        blocks = max(1, -(-len(rows) // BLOCK))
        block = min(max(block, 1), blocks)
        own = rows[(block - 1) * BLOCK : block * BLOCK]
        shown = tuple(self._event(number, table, row) for row in own)
        heads = tuple(
            (column_letters(column), short(field.label)) for field, column in table.columns
        )
        answer = self._answer(number, table)
        return ShownSheet(number, table.sheet, heads, shown, answer, block, blocks, len(rows))

    def place_of(self, finding: Finding) -> tuple[int, int, str] | None:
        """The number of its sheet, the block and the cell's id; None where no table shows it."""
        if finding.sheet not in self.names or not finding.cell:
            return None
        number, (row, column) = self.names.index(finding.sheet) + 1, position(finding.cell)
        if number == 1:
            known = (row, column) in self._entry_cells
            return (1, 1, self._id(1, finding.cell)) if known else None
        table = self.form.form.input_layout.tables[number - 2]
        if (row, column) == (table.nihil.row, table.nihil.column):
            return number, 1, self._id(number, finding.cell)
        rows = self._rows_of[table.register.id]
        if row not in rows or column not in {each.column for each in table.columns}:
            return None
        return number, rows.index(row) // BLOCK + 1, self._id(number, finding.cell)

    def id_of(self, place: Place) -> str:
        """The id of the cell at a place of one of these sheets."""
        return self._id(self.names.index(place.sheet) + 1, place.address)

    def cut(self, finding: Finding) -> ShownSheet | None:
        """The row that a finding names, with those above and below it; of a register its first
        column and the one concerned: what a narrow screen has room for.
        """
        at = self.place_of(finding)
        if at is None:
            return None
        whole = self.sheet(at[0], at[1])
        if whole.answer is not None and whole.answer.id == at[2]:
            return ShownSheet(whole.number, whole.name, (), (), whole.answer)
        rows = [each for each in whole.rows if each.cells]
        middle, column = next(
            (number, place)
            for number, row in enumerate(rows)
            for place, cell in enumerate(row.cells)
            if cell.id == at[2]
        )
        kept = sorted({0, column})
        near = [
            ShownRow(row.row, row.head, tuple(row.cells[each] for each in kept))
            for row in rows[max(0, middle - 1) : middle + 2]
        ]
        heads = tuple(whole.heads[each] for each in kept) if whole.heads else ()
        return ShownSheet(whole.number, whole.name, heads, tuple(near))

    @cached_property
    def _found_at(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        found: dict[tuple[str, str], tuple[int, ...]] = {}
        for place, each in enumerate(self.findings):
            if each.sheet and each.cell:
                key = (each.sheet, each.cell)
                found[key] = (*found.get(key, ()), place)
        return found

    @cached_property
    def _rows_of(self) -> Mapping[str, Sequence[int]]:
        """The rows of each register in which something stands, or that a finding names."""
        found: dict[str, Sequence[int]] = {}
        for table in self.form.form.input_layout.tables:
            rows = {event.row for event in self.form.content.events[table.register.id]}
            named = (position(cell) for sheet, cell in self._found_at if sheet == table.sheet)
            rows |= {row for row, _ in named if table.first <= row <= table.last}
            found[table.register.id] = sorted(rows)
        return found

    @cached_property
    def _entry_cells(self) -> frozenset[tuple[int, int]]:
        layout = self.form.form.input_layout
        places = [place for _, place in layout.fields.values()]
        places += [each.place for each in layout.computed.values()]
        places += [each.place for each in layout.confirmations.values()]
        return frozenset((each.row, each.column) for each in places if each.sheet == layout.entry)

    @cached_property
    def _computed(self) -> Mapping[str, object]:
        """The calculations, as they come to now."""
        layout, content = self.form.form.input_layout, self.form.content
        before = {**content.previous, **self.previous}
        inputs = columns(layout, [content.all_values()], [before], period=content.period)
        results = layout.calculations.evaluate(inputs, 1)
        return {name: column.objects()[0] for name, column in results.items()}

    def _entry_rows(self) -> Iterator[ShownRow]:
        layout = self.form.form.input_layout
        fields = {id(field): name for name, (field, _) in layout.fields.items()}
        for each in layout.entry_rows:
            if isinstance(each.shows, str):
                yield ShownRow(each.row, short(each.shows))
                yield from self._confirmation(each.row)
            elif isinstance(each.shows, Field):
                name = fields[id(each.shows)]
                cell = self._field(name, each.shows)
                yield ShownRow(each.row, cell.label, (cell,))
            elif each.shows.id in layout.computed:
                yield self._calculation(each, each.shows)

    def _confirmation(self, row: int) -> Iterator[ShownRow]:
        """What was answered to the question whether a group is still as it was brought forward."""
        layout = self.form.form.input_layout
        for name, group in layout.confirmations.items():
            label = form_words(layout.definition)("form.confirm_title")
            if group.place.row == row and asks(group, self.form.content.previous):
                cell, address = self._cell(group.place), group.place.address
                typed = "" if cell is None else self._typed(cell)
                found = self._found_at.get((group.place.sheet, address), ())
                said = ShownCell(self._id(1, address), name, label, address, typed, findings=found)
                yield ShownRow(row, label, (said,))

    def _calculation(self, row: EntryRow, shows: Calculation) -> ShownRow:
        place = self.form.form.input_layout.computed[shows.id].place
        label, value = short(shows.label), self._computed.get(shows.id)
        cell = ShownCell(
            self._id(1, place.address),
            None,
            label,
            place.address,
            short(self.say.show(_rounded(value, shows.decimals))),
            findings=self._found_at.get((place.sheet, place.address), ()),
        )
        return ShownRow(row.row, label, (cell,))

    def _field(self, name: str, field: Field) -> ShownCell:
        place = self.form.form.input_layout.fields[name].place
        previous = self.previous.get(name, self.form.content.previous.get(name))
        last = None if self.last is None else self._words(field, self.last.get(name))
        return self._input(1, name, field, place, self._words(field, previous), last)

    def _event(self, number: int, table: RegisterTable, row: int) -> ShownRow:
        line, of = row - table.first + 1, table.register.id
        cells = tuple(
            self._input(number, f"{of}[{line}].{field.id}", field, Place(table.sheet, row, column))
            for field, column in table.columns
        )
        return ShownRow(row, str(line), cells)

    def _answer(self, number: int, table: RegisterTable) -> ShownCell:
        name, label = f"nihil.{table.register.id}", short(table.register.label)
        cell = self._cell(table.nihil)
        typed = "" if cell is None else self._typed(cell)
        address = table.nihil.address
        found = self._found_at.get((table.sheet, address), ())
        return ShownCell(self._id(number, address), name, label, address, typed, findings=found)

    def _input(
        self,
        number: int,
        name: str,
        field: Field,
        place: Place,
        previous: str | None = None,
        last: str | None = None,
    ) -> ShownCell:
        definition = self.form.form.input_layout.definition
        cell, typed, understood, unread = self._cell(place), "", None, False
        if cell is not None:
            choices = definition.codelists[field.codelist] if field.codelist else ()
            date1904 = self.form.workbook.date1904
            reading = interpret(cell, field, choices, date1904=date1904, nihil=self.nihil)
            plain = reading.code is None and cell.formula is None
            said = self._words(field, reading.value)
            typed = said or "" if plain else self._typed(cell)
            understood = None if plain or said == typed else said
            unread = reading.value is None and reading.code is not None
        return ShownCell(
            self._id(number, place.address),
            name,
            short(field.label),
            place.address,
            typed,
            understood,
            unread,
            previous,
            last,
            self._found_at.get((place.sheet, place.address), ()),
        )

    def _words(self, field: Field, value: object) -> str | None:
        return None if value is None else short(in_words(field, value, self.say))

    def _typed(self, cell: Cell) -> str:
        """What stands in a cell, as a person would say that it stands there."""
        value: object = cell.value.value if isinstance(cell.value, ExcelError) else cell.value
        text = str(value).upper() if isinstance(value, bool) else self.say.show(value)
        text = "" if is_blank(text) else text
        return short(f"={cell.formula} → {text}" if cell.formula is not None else text)

    def _cell(self, place: Place) -> Cell | None:
        return self._cells[place.sheet].get((place.row, place.column))

    @cached_property
    def _cells(self) -> Mapping[str, Mapping[tuple[int, int], Cell]]:
        return {sheet.name: sheet.cells for sheet in self.form.workbook.sheets}

    @staticmethod
    def _id(number: int, address: str) -> str:
        return f"{number}-{address}"


def _rounded(value: object, decimals: int | None) -> object:
    """A computed value with no more decimals than anybody reads."""
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    return rounded(value, COMPUTED if decimals is None else decimals)
