"""Rows of a register that were pasted one column off: told as that, and read as they were meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from iku_workbook.addresses import a1
from iku_workbook.checks.file.interpret import interpret
from iku_workbook.checks.file.reference_form import Issued, IssuedSheet, Key, said
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field
from iku_workbook.findings import Finding
from iku_workbook.layout import Layout, Table
from iku_workbook.workbook.reading.workbook import Cell, Sheet, Workbook

CODES = {1: "VALUE-016", -1: "VALUE-017"}
_TELLING = 2  # cells of a row from which one column tells another


def straightened(
    workbook: Workbook, layout: Layout, issued: Issued, words: Mapping[str, str], file: str
) -> tuple[Workbook, list[Finding]]:
    """The workbook with such rows in their columns, and a finding for each register and direction.

    ``layout`` holds today's fields at the places of the form.
    """
    tables = {table.sheet: table for table in layout.tables}
    sheets, findings = [], []
    for sheet in workbook.sheets:
        table, theirs = tables.get(sheet.name), issued.sheets.get(sheet.name)
        if table is not None and theirs is not None:
            straight = _Straight(table, layout, sheet, theirs, words, workbook)
            odd = straight.odd()
            for by in CODES if odd else ():
                rows = [row for row in odd if straight.is_off(row, by)]
                if rows:
                    findings.append(straight.finding(rows, by, file))
                    straight.move(rows, by)
            sheet = replace(sheet, cells=straight.cells)
        sheets.append(sheet)
    return (replace(workbook, sheets=tuple(sheets)) if findings else workbook), findings


class _Straight:
    """One register's sheet, row by row."""

    def __init__(
        self,
        table: Table,
        layout: Layout,
        sheet: Sheet,
        issued: IssuedSheet,
        words: Mapping[str, str],
        workbook: Workbook,
    ) -> None:
        self.table, self.issued, self.words = table, issued, words
        self.lists = layout.definition.codelists
        self.date1904, self.values_only = workbook.date1904, workbook.values_only
        self.cells = dict(sheet.cells)

    def odd(self) -> list[int]:
        """The filled rows that do not make sense as they stand."""
        own = self.table.columns
        inputs = {column for _, column in own}
        filled = {
            row
            for (row, column), cell in self.cells.items()
            if column in inputs and cell.value not in (None, "")
        }
        return [
            row
            for row in sorted(filled)
            if self.table.first <= row <= self.table.last
            and not all(self._fits(field, self._typed(row, column)) for field, column in own)
        ]

    def finding(self, rows: list[int], by: int, file: str) -> Finding:
        """One finding for all of them, at the first cell that was pasted."""
        row, register = rows[0], self.table.register
        column = min(key for _, key in self.table.columns) + by
        filled = [each for each in self._span(by) if self._typed(row, each) is not None]
        cell = a1(row, min(filled, default=column))
        data = {"label": register.label, "count": len(rows)}
        sheet = self.table.sheet
        return Finding(CODES[by], file, sheet, cell, register.id, data=data)

    def move(self, rows: list[int], by: int) -> None:
        """Put what was pasted where it belongs, and what it covered back in its place."""
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

    def is_off(self, row: int, by: int) -> bool:
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
        reading = interpret(cell, field, choices, date1904=self.date1904)
        if reading.value is None:
            return reading.code is None and not field.required
        return not choices or reading.value in choices

    def _typed(self, row: int, column: int) -> Cell | None:
        """What a person put into a cell; None where it is as it was issued, or empty."""
        key = (row, column)
        cell = self.cells.get(key)
        if cell is None or cell.value in (None, ""):
            return None
        if key in self.issued.formulas:
            return cell if cell.formula is None and not self.values_only else None
        own = self.issued.constants.get(key)
        return None if own is not None and cell.value == said(own, self.words) else cell

    def _restore(self, key: Key) -> None:
        """What was issued in a cell, or nothing."""
        self.cells.pop(key, None)
        if key in self.issued.constants:
            self.cells[key] = Cell(said(self.issued.constants[key], self.words), None, True, False)
        elif key in self.issued.formulas:
            self.cells[key] = Cell(None, self.issued.formulas[key], True, False)
