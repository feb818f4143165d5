"""Reads a returned form: recognises it, moves its cells back into place, extracts its values.

The checks of a file read it so (:mod:`.examine`), and so does the copy that goes back
(:mod:`iku_workbook.replies.corrected_copy`): a figure that stands beside its cell is checked, and
put into the copy, as what it was meant for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from iku_workbook.cell_addresses import a1
from iku_workbook.checks.file.computed_formulas import altered_formulas
from iku_workbook.checks.file.copied_sheets import CopiedSheet, copied_sheets
from iku_workbook.checks.file.dragged_inputs import DraggedInput, dragged_inputs
from iku_workbook.checks.file.extract import extract
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.moved_cells import Move, undo_moves
from iku_workbook.checks.file.recognise import RecognisedForm, recognise
from iku_workbook.checks.file.reference_form import (
    Key,
    ReferenceForm,
    ReferenceSheet,
    reference_form,
)
from iku_workbook.checks.file.shifted_rows import straighten_rows
from iku_workbook.checks.received import Content
from iku_workbook.findings import Finding
from iku_workbook.layout import Layout, Place
from iku_workbook.workbook.reading.other_formats import opened
from iku_workbook.workbook.reading.workbook import Sheet, Workbook
from iku_workbook.workbook.seal import Identity


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """A returned form of ours, beside the reference form that it is held against.

    workbook   as it came, but with shifted rows and moved cells back in their places
    moves      how cells had moved that were moved back, by the name of their sheet
    shifted    how many columns beside its own a row of a register had stood, by sheet and row
    dragged    the inputs that were dragged elsewhere, by name
    copies     copies of the form's sheets that stand beside them, from which nothing is read
    locked     the locked cells of the other sheets that say something else, by the sheet's name
    altered    the computed values whose formula is not the one issued, and the formula that stands
               in its place: None where there is none
    content    what it says
    findings   what reading it found: shifted rows, moved cells, entries that could not be read
    """

    file: str
    form: RecognisedForm
    reference: ReferenceForm
    workbook: Workbook
    moves: Mapping[str, Move]
    shifted: Mapping[tuple[str, int], int]
    dragged: Mapping[str, DraggedInput]
    copies: tuple[CopiedSheet, ...]
    locked: Mapping[str, Sequence[Key]]
    altered: Mapping[str, str | None]
    content: Content
    findings: tuple[Finding, ...]

    @property
    def layout(self) -> Layout:
        """The layout that the form was issued with."""
        return self.form.layout

    def sheets_as_issued(self) -> Iterator[tuple[Sheet, ReferenceSheet]]:
        """The form's sheets whose cells stand where they did, each beside the one issued."""
        for sheet in self.workbook.sheets:
            issued = self.reference.sheets.get(sheet.name)
            if issued is not None and sheet.name not in self.moves:
                yield sheet, issued

    def came_from(self, place: Place) -> Place:
        """Where the workbook, as it came, has what is read at a place of the form."""
        move, key = self.moves.get(place.sheet), (place.row, place.column)
        row, column = move.came_from(key) if move else key
        return Place(place.sheet, row, column + self.shifted.get((place.sheet, row), 0))

    def finding(
        self,
        code: str,
        sheet: str | None = None,
        cells: Iterable[Key] = (),
        *,
        field: str | None = None,
        expected: object = None,
        found: object = None,
        **data: object,
    ) -> Finding:
        """A finding about this file, at the first of ``cells``."""
        first = min(cells, default=None)
        cell = a1(*first) if first else None
        return Finding(code, self.file, sheet, cell, field, expected, found, data)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file as it was read.

    identity  what the workbook claims to be; None where it carries no identity, or several
    returned  the form, None where the file is no form of ours
    findings  what there is to say of its identity and seal
    """

    identity: Identity | None
    returned: ReturnedForm | None
    findings: tuple[Finding, ...]


def read_form(file: str, data: bytes, forms: Forms) -> ReadFile:
    """Read one file's bytes and recognise its form among ``forms``.

    Raises Unreadable where the bytes are no workbook that may be opened.
    """
    workbook = forms.within_budget(partial(opened, data))
    identity, form, findings = recognise(workbook, forms, file)
    returned = _in_place(workbook, form, forms, file) if form else None
    return ReadFile(identity, returned, tuple(findings))


def _in_place(workbook: Workbook, form: RecognisedForm, forms: Forms, file: str) -> ReturnedForm:
    reference, words = reference_form(form.layout, form.period), form.words
    straight = straighten_rows(workbook, form.input_layout, reference, words, file)
    in_place = undo_moves(straight.workbook, reference, words, file)
    copies = copied_sheets(in_place.workbook, reference, words)
    altered = altered_formulas(in_place.workbook, form.layout)
    # Where cells were moved, what the formulas that read them came to says nothing any more.
    unsure = form.layout.computed if in_place.moves else altered
    dragged = dragged_inputs(in_place.workbook, form.layout)
    content, about_cells = extract(
        in_place.workbook,
        form,
        file,
        shifted=straight.registers,
        dragged=dragged,
        altered=frozenset(unsure),
        elsewhere=frozenset(copy.original for copy in copies if copy.alone),
    )
    findings = (*straight.findings, *in_place.findings, *about_cells)
    return ReturnedForm(
        file,
        form,
        reference,
        in_place.workbook,
        in_place.moves,
        straight.columns,
        dragged,
        copies,
        in_place.altered,
        altered,
        content,
        findings,
    )
