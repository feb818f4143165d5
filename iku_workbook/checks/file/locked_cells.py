"""What was touched that must not be: every locked cell, name and sheet against what was issued.

Locked formulas of computed values have a check of their own
(:mod:`iku_workbook.checks.file.computed_formulas`).
Rows or columns that were inserted or deleted are one finding, and are moved back, so that the
values behind them can still be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from iku_workbook.addresses import a1
from iku_workbook.checks.file.data_validation import other_rules
from iku_workbook.checks.file.formula_equality import same_formula, same_text
from iku_workbook.checks.file.moved_cells import Move, found_move
from iku_workbook.checks.file.reference_form import Constant, Issued, IssuedSheet, Key, said
from iku_workbook.findings import Finding
from iku_workbook.layout import CORRECTION, HIDDEN_SHEET, Layout
from iku_workbook.workbook.reading.workbook import Cell, Sheet, Workbook

_MANY = 10  # altered cells of one sheet from which they are one finding
_NEARLY = 1e-12  # relative: more digits than programs keep


def touched(
    workbook: Workbook, layout: Layout, issued: Issued, words: Mapping[str, str], file: str
) -> tuple[Workbook, list[Finding], frozenset[str]]:
    """The workbook with moved cells back in their places, what was altered, what sheets moved."""
    compare = _Comparison(layout, words, file, values_only=workbook.values_only)
    sheets, findings, moved = [], compare.order(workbook), set()
    for sheet in workbook.sheets:
        theirs = issued.sheets.get(sheet.name)
        if theirs is None:
            if sheet.name != layout.corrections:
                findings.append(compare.finding("FORM-011", sheet.name))
            sheets.append(sheet)
            continue
        move = compare.move(sheet, theirs)
        if move is not None:
            moved.add(sheet.name)
            findings.append(compare.moved(sheet, move))
            sheets.append(move.back(sheet))
        else:
            findings += compare.sheet(sheet, theirs)
            sheets.append(sheet)
    if moved:
        # Names and the guidance of other sheets went along with the cells that they point to.
        findings = [each for each in findings if each.code != "LOCK-006"]
    else:
        findings += compare.names(workbook)
    return replace(workbook, sheets=tuple(sheets)), findings, frozenset(moved)


@dataclass(frozen=True, slots=True)
class _Comparison:
    layout: Layout
    words: Mapping[str, str]
    file: str
    values_only: bool

    def order(self, workbook: Workbook) -> list[Finding]:
        """The form's sheets stand in another order, or the hidden one is gone."""
        ours = [sheet.name for sheet in workbook.sheets if sheet.name in self.layout.sheets]
        issued = [name for name in self.layout.sheets if name in ours]
        found = [] if ours == issued else [self.finding("FORM-012")]
        if HIDDEN_SHEET not in ours:
            found.append(self.finding("FORM-013"))
        return found

    def names(self, workbook: Workbook) -> Iterator[Finding]:
        """Names that point to other cells; a program may lose one, but never moves it.

        A sheet may have a name for itself, which its formulas then read in place of the form's.
        """
        ours = {name.casefold(): name for name in self.layout.names}
        own = ((ours.get(name.casefold()), reference) for name, reference in workbook.own_names)
        for name, stands in (*workbook.names.items(), *own):
            reference = self.layout.names.get(name or "")
            if reference is not None and not same_formula(stands.lstrip("="), reference):
                yield self.finding("LOCK-011", field=name, expected=reference, found=stands)

    def move(self, sheet: Sheet, issued: IssuedSheet) -> Move | None:
        """What moved the sheet's cells, None where nothing did."""
        wrong = [key for key in issued.constants if not self._is_issued(sheet, issued, key, key)]
        return found_move(sheet, issued, wrong, partial(self._is_issued, sheet, issued))

    def moved(self, sheet: Sheet, move: Move) -> Finding:
        """One finding for everything that stands elsewhere."""
        return self.finding(move.code, sheet.name, move.cell, count=move.count)

    def sheet(self, sheet: Sheet, issued: IssuedSheet) -> Iterator[Finding]:
        """What differs on a sheet that stands in its place."""
        wrong = [key for key in issued.constants if not self._is_issued(sheet, issued, key, key)]
        yield from self._constants(sheet, issued, wrong)
        if not self.values_only:
            yield from self._guidance(sheet, issued)
            yield from self._unlocked(sheet, issued)
            yield from self._rules(sheet, issued)
        yield from self._beside(sheet, issued)

    def _constants(self, sheet: Sheet, issued: IssuedSheet, wrong: list[Key]) -> Iterator[Finding]:
        if not wrong:
            return
        if sheet.name == HIDDEN_SHEET or len(wrong) > _MANY:
            code = "LOCK-008" if sheet.name == HIDDEN_SHEET else "LOCK-010"
            yield self._at(code, sheet, issued, min(wrong), count=len(wrong))
            return
        for key in sorted(wrong):
            yield self._at("LOCK-007", sheet, issued, key)

    def _guidance(self, sheet: Sheet, issued: IssuedSheet) -> Iterator[Finding]:
        """Formulas that only speak to the person who fills the form in: no figure hangs on them."""
        wrong = []
        for key, formula in issued.formulas.items():
            cell = sheet.cells.get(key)
            if cell is None or cell.formula is None or not same_formula(cell.formula, formula):
                wrong.append(key)
        if wrong:
            yield self.finding("LOCK-006", sheet.name, a1(*min(wrong)), count=len(wrong))

    def _unlocked(self, sheet: Sheet, issued: IssuedSheet) -> Iterator[Finding]:
        """Cells that were locked and no longer are."""
        cells = sheet.cells
        held = [
            key
            for kept in (issued.constants, issued.formulas)
            for key in kept
            if key in cells and not cells[key].locked
        ]
        if held:
            yield self.finding("LOCK-012", sheet.name, a1(*min(held)), count=len(held))

    def _rules(self, sheet: Sheet, issued: IssuedSheet) -> Iterator[Finding]:
        """Other lists and rules for entering data; that all are lost is said elsewhere."""
        if not sheet.rules:
            return
        altered = other_rules(sheet.rules, issued)
        if altered:
            yield self.finding("LOCK-017", sheet.name, a1(*min(altered)), count=len(altered))

    def _beside(self, sheet: Sheet, issued: IssuedSheet) -> Iterator[Finding]:
        """What was written where the form has nothing."""
        free = self._free(sheet.name)
        extra = [
            key
            for key in sheet.cells.keys() - issued.known
            if _says(sheet.cells[key]) and not free(key)
        ]
        if extra:
            first = min(extra)
            yield self.finding(
                "LOCK-009",
                sheet.name,
                a1(*first),
                found=sheet.cells[first].value,
                count=len(extra),
            )

    def _free(self, name: str) -> Callable[[Key], bool]:
        """Where something may stand beside the form: remarks, rows with their own check."""
        for table in self.layout.tables:
            if table.sheet == name:
                remarks, last = table.correction_column, table.last
                return lambda key: key[1] == remarks or key[0] > last
        return lambda key: name == self.layout.entry and key[1] == CORRECTION

    def _is_issued(self, sheet: Sheet, issued: IssuedSheet, key: Key, there: Key) -> bool:
        cell = sheet.cells.get(there)
        if cell is None or (cell.formula is not None and not self.values_only):
            return False
        return _same(cell.value, said(issued.constants[key], self.words))

    def _at(
        self,
        code: str,
        sheet: Sheet,
        issued: IssuedSheet,
        key: Key,
        count: int = 1,
    ) -> Finding:
        cell = sheet.cells.get(key)
        found = None if cell is None else f"={cell.formula}" if cell.formula else cell.value
        expected = said(issued.constants[key], self.words)
        return self.finding(code, sheet.name, a1(*key), expected=expected, found=found, count=count)

    def finding(
        self,
        code: str,
        sheet: str | None = None,
        cell: str | None = None,
        *,
        field: str | None = None,
        expected: object = None,
        found: object = None,
        **data: object,
    ) -> Finding:
        """A finding about this file."""
        return Finding(code, self.file, sheet, cell, field, expected, found, data)


def _same(value: object, issued: Constant) -> bool:
    if isinstance(issued, str):
        return isinstance(value, str) and same_text(value, issued)
    return isinstance(value, int | float) and abs(value - issued) <= _NEARLY * abs(issued)


def _says(cell: Cell) -> bool:
    return bool(cell.formula) or (cell.value is not None and str(cell.value).strip() != "")
