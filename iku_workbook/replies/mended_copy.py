"""Makes the mended workbook: a unit's form anew, with its values and what the office corrected.

As the corrected copy it is built from the definition, the layout and the identity, never from the
stranger's file; unlike it, nothing is marked in it: it is received as the unit's return.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from iku_workbook.checks.file.entries import Entries
from iku_workbook.checks.file.extract import reading_finding
from iku_workbook.checks.file.interpret import interpret
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.read_form import ReturnedForm, read_form
from iku_workbook.checks.received import Content
from iku_workbook.codes import CODES
from iku_workbook.errors import OperatorError, unknown
from iku_workbook.findings import Finding
from iku_workbook.input_cells import InputCell, input_cell, names_of_inputs
from iku_workbook.inputs import Scalar, Values
from iku_workbook.layout import Layout
from iku_workbook.messages import Catalogue, Message, catalogue
from iku_workbook.registry.records import MendedCell
from iku_workbook.replies.corrected_copy import ENTRIES_ELSEWHERE, words_of_today
from iku_workbook.replies.mending import mendable
from iku_workbook.returns import Return
from iku_workbook.unseen import is_blank
from iku_workbook.workbook.fill import fill
from iku_workbook.workbook.issue import Form
from iku_workbook.workbook.reading.workbook import Cell
from iku_workbook.workbook.writing.form import build_form

_Rows = list[dict[str, Scalar]]


class NotMended(OperatorError):
    """What was typed in place of a village's entries would be wrong itself: one finding a cell, by
    the name of the cell.
    """

    def __init__(self, findings: Mapping[str, Finding]) -> None:
        super().__init__("mend-not-valid", count=len(findings))
        self.findings = findings

    def messages(self, say: Catalogue) -> Iterator[Message]:
        """What is wrong with each."""
        for name, finding in self.findings.items():
            message = say.finding(finding)
            yield replace(message, text=f"{name}: {message.text}")


@dataclass(frozen=True, slots=True)
class MendedCopy:
    """A mended workbook, what was corrected in it, and the cells, on the form that it is."""

    data: bytes
    cells: tuple[MendedCell, ...]
    places: Mapping[str, InputCell]


def mended_copy(
    data: bytes, returned: Return, forms: Forms, texts: Mapping[str, str]
) -> MendedCopy:
    """The return with other values in some of its input cells: ``texts`` by the cells' names, as
    somebody types them.

    ``data`` are its bytes as received, ``forms`` what they were checked against. OperatorError for
    a cell that is none, is computed, or that no finding asks about, where nothing would change, and
    where the form has entries that stand in no cell of it; NotMended where a text is no value.
    """
    form = read_form(returned.file, data, forms).returned
    if form is None:
        raise OperatorError("nothing-to-mend", number=str(returned.number))
    entries = Entries(form.workbook, form.form)
    if any(each.code == ENTRIES_ELSEWHERE for each in returned.findings) or any(entries.below()):
        raise OperatorError("mend-in-the-file", number=str(returned.number))
    if not texts and not any(CODES[each.code].restored for each in returned.findings):
        raise OperatorError("mend-no-cell")
    cells = _chosen(form, returned, texts)
    new = _understood(form, cells, texts)
    old = {cell.name: entries.at(cell.place, cell.field) for cell in cells}
    changed = [cell for cell in cells if old[cell.name] != new[cell.name]]
    if len(changed) < len(cells):
        same = next(cell for cell in cells if cell not in changed)
        raise OperatorError("mend-changes-nothing", name=same.name)
    current = form.form.current_layout
    values = _with(entries.values(), changed, new)
    built = Form.prepare(build_form(current, form.form.period))
    issued = built.issue(words_of_today(form.form, forms))
    made = fill(issued, current, values, form.content.previous)
    _demand_nothing_else_changed(form, made, forms, new)
    places = {cell.name: input_cell(current, cell.name) for cell in changed}
    return MendedCopy(
        made,
        tuple(_recorded(cell, places[cell.name], old, new) for cell in changed),
        {name: cell for name, cell in places.items() if cell is not None},
    )


def _chosen(form: ReturnedForm, returned: Return, texts: Mapping[str, str]) -> list[InputCell]:
    """The cells that are named, each of which a finding asks about."""
    layout = form.form.input_layout
    asked = mendable(returned.findings, layout)
    for name in texts:
        if name in form.form.current_layout.computed:
            raise OperatorError("mend-computed", name=name)
        if input_cell(layout, name) is None:
            raise unknown("no-field", name, [*asked, *names_of_inputs(layout)])
        if name not in asked:
            known = ", ".join(asked) or "–"
            raise OperatorError("mend-not-asked", name=name, known=known)
    return [cell for name, cell in asked.items() if name in texts]


def _understood(
    form: ReturnedForm, cells: Sequence[InputCell], texts: Mapping[str, str]
) -> dict[str, Scalar]:
    """What each text says, by the checks' own reading; NotMended where one says nothing."""
    definition = form.form.current_layout.definition
    nihil = catalogue(definition.language)("form.nihil")
    found: dict[str, Scalar] = {}
    wrong: dict[str, Finding] = {}
    for cell in cells:
        text, field = texts[cell.name].strip(), cell.field
        if field is None or is_blank(text):
            found[cell.name] = None if is_blank(text) else text
            continue
        choices = definition.codelists[field.codelist] if field.codelist else ()
        typed = Cell(text, None, locked=False, is_date=False)
        reading = interpret(typed, field, choices, nihil=nihil)
        found[cell.name] = reading.value
        if reading.value is None:
            about = reading_finding(reading, field, cell.id, form.form.period, text)
            wrong[cell.name] = replace(about, cell=cell.place.address, sheet=cell.place.sheet)
    if wrong:
        raise NotMended(wrong)
    return found


def _with(values: Values, cells: Sequence[InputCell], new: Mapping[str, Scalar]) -> Values:
    """A return's entries with other values in these cells."""
    found: dict[str, Any] = dict(values)
    for cell in cells:
        register, _, column = cell.id.partition(".")
        if cell.field is None:
            found[cell.name] = new[cell.name]
        elif cell.row is None:
            found[cell.id] = new[cell.name]
        else:
            rows: _Rows = [dict(row) for row in found[register] or ()]
            rows += [{} for _ in range(cell.row - len(rows))]
            rows[cell.row - 1][column] = new[cell.name]
            found[register] = rows
    return found


def _recorded(
    cell: InputCell,
    place: InputCell | None,
    old: Mapping[str, Scalar],
    new: Mapping[str, Scalar],
) -> MendedCell:
    at = (place or cell).place
    address = f"{at.sheet}!{at.address}"
    return MendedCell(cell.id, cell.row, address, old[cell.name], new[cell.name])


def _demand_nothing_else_changed(
    form: ReturnedForm, made: bytes, forms: Forms, new: Mapping[str, Scalar]
) -> None:
    """OperatorError where the copy says anything else than the return, but for what was mended."""
    again = read_form(form.file, made, forms).returned
    assert again is not None
    before = _by_cell(form.content, form.form.input_layout)
    after = _by_cell(again.content, again.form.input_layout)
    other = {name for name in before | after if before.get(name) != after.get(name)}
    if other - set(new):
        raise OperatorError("mend-in-the-file", number=form.file)


def _by_cell(content: Content, layout: Layout) -> dict[str, Scalar]:
    """All that was read of a return, by the names of the cells."""
    found: dict[str, Scalar] = {**content.values}
    found |= {name: said or None for name, said in content.confirmed.items()}
    for table in layout.tables:
        of = table.register.id
        for event in content.events[of]:
            line = event.row - table.first + 1
            found |= {f"{of}[{line}].{field}": value for field, value in event.values.items()}
    return {name: value for name, value in found.items() if value is not None}
