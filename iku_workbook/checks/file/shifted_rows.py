"""Detects register rows pasted one column off, and moves their values back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from iku_workbook.cell_addresses import a1
from iku_workbook.checks.file.interpret import interpret
from iku_workbook.checks.file.reference_form import (
    Key,
    ReferenceForm,
    ReferenceSheet,
    in_unit_words,
)
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field
from iku_workbook.findings import Finding
from iku_workbook.layout import Layout, RegisterTable
from iku_workbook.unseen import is_blank
from iku_workbook.workbook.reading.workbook import Cell, Sheet, Workbook

_CODES = {1: "VALUE-016", -1: "VALUE-017"}
_TELLING = 2  # cells of a row from which one column tells another


class Straightened(NamedTuple):
    """The workbook with shifted rows in their columns.

    registers  the ids of the registers that had such rows
    columns    how many columns beside its own each such row had stood, by sheet and row
    findings   one for each register and direction
    """

    workbook: Workbook
    registers: frozenset[str]
    columns: Mapping[tuple[str, int], int]
    findings: list[Finding]


def straighten_rows(
    workbook: Workbook,
    layout: Layout,
    reference: ReferenceForm,
    words: Mapping[str, str],
    file: str,
) -> Straightened:
    """Put every row of a register that makes sense one column beside its own into its columns.

    ``layout`` holds today's fields at the places of the form; ``words`` are the unit's own.
    """
    tables = {table.sheet: table for table in layout.tables}
    sheets, findings, registers = [], [], set()
    columns: dict[tuple[str, int], int] = {}
    for sheet in workbook.sheets:
        table, issued = tables.get(sheet.name), reference.sheets.get(sheet.name)
        if table is not None and issued is not None:
            rows = _RegisterRows(table, layout, sheet, issued, words, workbook)
            odd = rows.without_sense()
            for by in _CODES if odd else ():
                shifted = [row for row in odd if rows.is_shifted(row, by)]
                if shifted:
                    registers.add(table.register.id)
                    findings.append(rows.finding(shifted, by, file))
                    rows.move(shifted, by)
                    columns |= {(sheet.name, row): by for row in shifted}
            if rows.cells is not sheet.cells:
                sheet = replace(sheet, cells=rows.cells)
        sheets.append(sheet)
    if findings:
        workbook = replace(workbook, sheets=tuple(sheets))
    return Straightened(workbook, frozenset(registers), columns, findings)


class _RegisterRows:
    """One register's sheet, row by row."""

    def __init__(
        self,
        table: RegisterTable,
        layout: Layout,
        sheet: Sheet,
        reference: ReferenceSheet,
        words: Mapping[str, str],
        workbook: Workbook,
    ) -> None:
        self.table, self.reference, self.words = table, reference, words
        self.lists = layout.definition.codelists
        self.date1904, self.values_only = workbook.date1904, workbook.values_only
        self.cells = sheet.cells

    def without_sense(self) -> list[int]:
        """The filled rows that do not make sense as they stand."""
        own = self.table.columns
        columns = [column for _, column in own]
        return [
            row
            for row in range(self.table.first, self.table.last + 1)
            if any(self._holds(row, column) for column in columns)
            and not all(self._fits(field, self._typed(row, column)) for field, column in own)
        ]

    def _holds(self, row: int, column: int) -> bool:
        cell = self.cells.get((row, column))
        return cell is not None and cell.value is not None and not is_blank(cell.value)

    def finding(self, rows: list[int], by: int, file: str) -> Finding:
        """One finding for all of them, at the first cell that was pasted."""
        row, register = rows[0], self.table.register
        column = min(key for _, key in self.table.columns) + by
        filled = [each for each in self._span(by) if self._typed(row, each) is not None]
        cell = a1(row, min(filled, default=column))
        data = {"label": register.label, "count": len(rows)}
        sheet = self.table.sheet
        return Finding(_CODES[by], file, sheet, cell, register.id, data=data)

    def move(self, rows: list[int], by: int) -> None:
        """Put what was pasted where it belongs, and what it covered back in its place."""
        self.cells = dict(self.cells)
        for row in rows:
            there = {column: self._typed(row, column + by) for _, column in self.table.columns}
            for column in self._span(by):
                self._restore((row, column))
            for column, cell in there.items():
                if cell is not None:
                    self.cells[row, column] = cell

    def _span(self, by: int) -> list[int]:
        """The columns that a pasted row covers, and those where it should be."""
        own = [column for _, column in self.table.columns]
        return sorted({*own, *(column + by for column in own)})

    def is_shifted(self, row: int, by: int) -> bool:
        """Whether a row makes sense ``by`` columns beside its own."""
        there = [(field, self._typed(row, column + by)) for field, column in self.table.columns]
        # The column that a pasted row left free.
        ends = [column for _, column in self.table.columns]
        if self._typed(row, ends[0] if by > 0 else ends[-1]) is not None:
            return False
        filled = [(field, cell) for field, cell in there if cell is not None]
        return (
            len(filled) >= _TELLING
            and any(field.type.record.holds is not Holds.TEXT for field, _ in filled)
            and all(self._fits(field, cell) for field, cell in there)
        )

    def _fits(self, field: Field, cell: Cell | None) -> bool:
        if cell is None:
            return not field.required
        choices = self.lists[field.codelist] if field.codelist else ()
        if type(cell.value) is str and not choices and field.type.record.is_words:
            return True  # any text that is no blank one
        reading = interpret(cell, field, choices, date1904=self.date1904)
        if reading.value is None:
            return reading.code is None and not field.required
        return not choices or reading.value in choices

    def _typed(self, row: int, column: int) -> Cell | None:
        """What a person put into a cell; None where it is as it was issued, or empty."""
        key = (row, column)
        cell = self.cells.get(key)
        if cell is None or is_blank(cell.value):
            return None
        if key in self.reference.formulas:
            return cell if cell.formula is None and not self.values_only else None
        own = self.reference.constants.get(key)
        return None if own is not None and cell.value == in_unit_words(own, self.words) else cell

    def _restore(self, key: Key) -> None:
        """What was issued in a cell, or nothing."""
        self.cells.pop(key, None)
        if key in self.reference.constants:
            self.cells[key] = Cell(
                in_unit_words(self.reference.constants[key], self.words), None, True, False
            )
        elif key in self.reference.formulas:
            self.cells[key] = Cell(None, self.reference.formulas[key], True, False)
