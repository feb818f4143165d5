"""Tells in which cells of its workbook the values of a return stand.

What was recorded of a return tells it: which form it was, and which rows were left empty. A file
whose cells had moved, and one that an earlier version examined, is read once more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from iku_workbook import __version__
from iku_workbook.checks.file.blank_rows import filled_rows
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.read_form import ReturnedForm, read_form
from iku_workbook.codes import MOVED, OLD_FORM
from iku_workbook.inputs import Values
from iku_workbook.layout import Layout
from iku_workbook.periods import Period, PeriodError
from iku_workbook.returns import Return
from iku_workbook.source_cells import SourceCells, event_cells, field_cells
from iku_workbook.workbook.reading.budget import Unreadable

ReadAgain = Callable[[Return], bytes]
"""The bytes of a return; Unreadable where they are not kept any more."""


@dataclass(frozen=True)
class CellFinder:
    """Finds the cells of returns among the forms that are known; each layout is made once.

    read_again  gives the bytes of a return
    """

    forms: Forms
    read_again: ReadAgain
    _fields: dict[int, Mapping[str, str]] = field(default_factory=dict)

    def cells(self, returned: Return) -> SourceCells | None:
        """The cells of a return's values; None where nobody can tell."""
        found = self._recorded(returned) if _says_enough(returned) else None
        return found or self.read(returned)

    def read(self, returned: Return) -> SourceCells | None:
        """The same, from the return's bytes, whatever was recorded of it."""
        try:
            form = read_form(returned.file, self.read_again(returned), self.forms).returned
        except Unreadable:
            return None
        return _of_form(form) if form is not None else None

    def _recorded(self, returned: Return) -> SourceCells | None:
        layout = self._layout(returned)
        if layout is None:
            return None
        fields = self._fields.setdefault(id(layout), field_cells(layout))
        events = {}
        for table in layout.tables:
            count = _filled(returned.values, table.register.id)
            rows = filled_rows(returned.findings, table, count)
            events[table.register.id] = event_cells(table, rows)
        return SourceCells(fields, events)

    def _layout(self, returned: Return) -> Layout | None:
        """Today's fields at the cells of the form that the return is on."""
        forms = self.forms
        issued = forms.definition(_form_of(returned) or forms.current.digest)
        code = returned.unit or ""
        then, now = (forms.unit(each, code) if each else None for each in (issued, forms.current))
        if issued is None or then is None or now is None:
            return None
        try:
            period = Period.parse(returned.period or "", issued.cadence)
        except PeriodError:
            return None
        return forms.input_layout(issued, (then.kind, now.kind), period)


def _says_enough(returned: Return) -> bool:
    """Whether what was recorded of it tells the cells."""
    return returned.program in {None, __version__} and not any(
        each.code in MOVED for each in returned.findings
    )


def _form_of(returned: Return) -> str | None:
    """The digest of the definition that its form was issued from."""
    noted = (each.data.get("form") for each in returned.findings if each.code in OLD_FORM)
    digest = next(noted, None)
    return str(digest) if digest else returned.definition


def _filled(values: Values, register: str) -> int:
    rows = values.get(register)
    return len(rows) if isinstance(rows, list | tuple) else 0


def _of_form(form: ReturnedForm) -> SourceCells:
    layout, content = form.form.input_layout, form.content
    events = {
        table.register.id: event_cells(
            table, [each.row for each in content.events[table.register.id]], form.came_from
        )
        for table in layout.tables
    }
    return SourceCells(field_cells(layout, form.came_from), events)
