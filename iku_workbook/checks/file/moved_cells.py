"""Detects moved cells (rows inserted or deleted, a block dragged), and moves them back.

They are found by the locked texts, which stand elsewhere than in the reference form: one cause, one
finding, however many cells went along.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from iku_workbook.cell_addresses import a1
from iku_workbook.checks.file.reference_form import (
    Key,
    ReferenceForm,
    ReferenceSheet,
    altered_constants,
    in_unit_words,
    same_constant,
)
from iku_workbook.findings import Finding
from iku_workbook.unseen import is_blank
from iku_workbook.workbook.reading.surroundings import NOTHING_AROUND
from iku_workbook.workbook.reading.workbook import Sheet, Workbook

_FARTHEST = 3  # rows or columns that somebody inserts or deletes at once
_MOST = 0.8  # of what differs must stand where a move would have put it
_BLOCK = 3  # locked cells from which a block is told from a text that was copied
_PLACES = 4  # where a text occurs once more, that are tried

StandsAt = Callable[[Key, Key], bool]
"""Whether what was issued at the first place stands at the second."""


class Move(Protocol):
    """One movement of cells, which can be undone, with the data of its finding."""

    @property
    def code(self) -> str:
        """The code of the movement's finding."""
        ...

    @property
    def cell(self) -> str:
        """The address of the first cell concerned."""
        ...

    @property
    def count(self) -> int:
        """How many rows, columns or cells moved."""
        ...

    def came_from(self, key: Key) -> Key:
        """Where the returned sheet has what is read for the issued form's cell at ``key``."""
        ...

    def undone(self, sheet: Sheet) -> Sheet:
        """The sheet with the movement undone: every cell where the issued form has it."""
        ...


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows (or columns) inserted (``by`` > 0) or deleted (``by`` < 0) before ``first``."""

    first: int
    by: int
    rows: bool

    @property
    def code(self) -> str:
        """The code for rows or columns, inserted or deleted."""
        codes = (("LOCK-013", "LOCK-014"), ("LOCK-015", "LOCK-016"))
        return codes[not self.rows][self.by < 0]

    @property
    def cell(self) -> str:
        """The address of the first cell of the first line."""
        return a1(self.first, 1) if self.rows else a1(1, self.first)

    @property
    def count(self) -> int:
        """How many lines were inserted or deleted."""
        return abs(self.by)

    def now_at(self, key: Key) -> Key:
        """Where the returned sheet has the cell that the issued form has at ``key``."""
        row, column = key
        if self.rows:
            return (row + self.by, column) if row >= self.first else key
        return (row, column + self.by) if column >= self.first else key

    def came_from(self, key: Key) -> Key:
        """Where the returned sheet has it: all cells behind the lines have moved."""
        return self.now_at(key)

    def deleted(self, key: Key) -> bool:
        """Whether the cell that the issued form has at ``key`` was deleted."""
        return self.first <= key[0 if self.rows else 1] < self.first - self.by

    def undone(self, sheet: Sheet) -> Sheet:
        """The sheet without inserted lines; deleted ones are blank."""
        from_there = {}
        backwards = Lines(self.first, -self.by, self.rows)
        for key, cell in sheet.cells.items():
            axis = key[0 if self.rows else 1]
            if axis < self.first:
                from_there[key] = cell
            elif axis >= self.first + max(self.by, 0):
                from_there[backwards.now_at(key)] = cell
        return replace(sheet, cells=from_there)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of cells dragged elsewhere: ``first`` to ``last`` of the issued form."""

    first: Key
    last: Key
    down: int
    right: int

    code = "LOCK-019"

    @property
    def cell(self) -> str:
        """The address of the block's first cell in the issued form."""
        return a1(*self.first)

    @property
    def count(self) -> int:
        """How many cells the block has."""
        return len(list(self._keys()))

    def now_at(self, key: Key) -> Key:
        """Where the returned sheet has the cell that the issued form has at ``key``."""
        return key[0] + self.down, key[1] + self.right

    def came_from(self, key: Key) -> Key:
        """Where the returned sheet has it: what is outside of the block has not moved."""
        within = all(
            first <= at <= last for first, at, last in zip(self.first, key, self.last, strict=True)
        )
        return self.now_at(key) if within else key

    def undone(self, sheet: Sheet) -> Sheet:
        """The sheet with the block dragged back; cells that it overwrote are blank."""
        keys = set(self._keys())
        cells = {key: cell for key, cell in sheet.cells.items() if key not in keys}
        for key in keys:
            cell = sheet.cells.get(self.now_at(key))
            if cell is not None:
                cells[key] = cell
                if self.now_at(key) not in keys:
                    del cells[self.now_at(key)]
        return replace(sheet, cells=cells)

    def _keys(self) -> Iterator[Key]:
        for row in range(self.first[0], self.last[0] + 1):
            for column in range(self.first[1], self.last[1] + 1):
                yield row, column


class InPlace(NamedTuple):
    """The workbook with moved cells back where the issued form has them.

    moves     how they had moved, by the name of the sheet
    altered   the locked cells that say something else, of every sheet before they were moved back
    findings  one for each of them
    """

    workbook: Workbook
    moves: Mapping[str, Move]
    altered: Mapping[str, Sequence[Key]]
    findings: list[Finding]


def undo_moves(
    workbook: Workbook, reference: ReferenceForm, words: Mapping[str, str], file: str
) -> InPlace:
    """Detect and undo moves, sheet by sheet; ``words`` replace the form's tokens."""
    sheets, moves, findings = [], dict[str, Move](), []
    altered: dict[str, Sequence[Key]] = {}
    for sheet in workbook.sheets:
        issued, move, only = reference.sheets.get(sheet.name), None, workbook.values_only
        if issued is not None:
            wrong = altered_constants(sheet.cells, issued, words, values_only=only)
            move = _move(sheet, issued, wrong, words, values_only=only)
            altered[sheet.name] = wrong
        if move is not None:
            moves[sheet.name] = move
            data = {"count": move.count}
            findings.append(Finding(move.code, file, sheet.name, move.cell, data=data))
            sheet = replace(move.undone(sheet), around=NOTHING_AROUND)
        sheets.append(sheet)
    if moves:
        workbook = replace(workbook, sheets=tuple(sheets))
    return InPlace(workbook, moves, altered, findings)


def _move(
    sheet: Sheet,
    issued: ReferenceSheet,
    wrong: Collection[Key],
    words: Mapping[str, str],
    *,
    values_only: bool,
) -> Move | None:
    """What moved the sheet's locked texts; None where nothing did."""

    def stands_at(key: Key, there: Key) -> bool:
        constant = in_unit_words(issued.constants[key], words)
        return same_constant(sheet.cells.get(there), constant, values_only=values_only)

    if len(wrong) < 2:
        return None
    return _lines(wrong, stands_at) or _block(sheet, issued, wrong, stands_at)


def _lines(wrong: Collection[Key], stands_at: StandsAt) -> Lines | None:
    steps = [step for far in range(1, _FARTHEST + 1) for step in (far, -far)]
    for rows in (True, False):
        first = min(key[0 if rows else 1] for key in wrong)
        for by in steps:
            move = Lines(first, by, rows)
            left = [key for key in wrong if not move.deleted(key)]
            there = sum(stands_at(key, move.now_at(key)) for key in left)
            if there >= 2 and there >= _MOST * len(left):
                return move
    return None


def _block(
    sheet: Sheet, issued: ReferenceSheet, wrong: Collection[Key], stands_at: StandsAt
) -> Block | None:
    start = min(wrong)
    elsewhere = [
        key for key in sheet.cells if key not in issued.constants and stands_at(start, key)
    ]
    for place in elsewhere[:_PLACES]:
        down, right = place[0] - start[0], place[1] - start[1]
        gone = [key for key in wrong if stands_at(key, (key[0] + down, key[1] + right))]
        if len(gone) < _BLOCK or len(gone) < _MOST * len(wrong):
            continue
        # Formulas of the guidance that went along, and then the inputs beside them.
        for key in issued.formulas:
            cell = sheet.cells.get(key)
            to = sheet.cells.get((key[0] + down, key[1] + right))
            if (cell is None or cell.formula is None) and to is not None and to.formula:
                gone.append(key)
        rows, columns = ([key[axis] for key in gone] for axis in (0, 1))
        block = Block((min(rows), min(columns)), (max(rows), max(columns)), down, right)
        return _with_inputs(block, sheet)
    return None


def _with_inputs(block: Block, sheet: Sheet) -> Block:
    """The block and the column beside it that was emptied and stands beside it there."""
    wider = replace(block, last=(block.last[0], block.last[1] + 1))
    beside = [(row, wider.last[1]) for row in range(block.first[0], block.last[0] + 1)]
    here = any(_says(sheet, key) for key in beside)
    there = any(_says(sheet, wider.now_at(key)) for key in beside)
    return wider if there and not here else block


def _says(sheet: Sheet, key: Key) -> bool:
    cell = sheet.cells.get(key)
    return cell is not None and (not is_blank(cell.value) or bool(cell.formula))
