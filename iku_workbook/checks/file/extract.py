"""Extracts a recognised form's values: inputs converted to values, computed cells as shown."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from iku_workbook.bounds import Bounds, asks, bounds, worded
from iku_workbook.brought_forward import carries
from iku_workbook.calculations import PREVIOUS
from iku_workbook.checks.file.blank_rows import blank_rows
from iku_workbook.checks.file.computed_formulas import stated
from iku_workbook.checks.file.doubtful_dates import DateCell, doubts, told_by_form
from iku_workbook.checks.file.interpret import Reading, interpret
from iku_workbook.checks.file.recognise import RecognisedForm
from iku_workbook.checks.file.repeated_rows import repeated
from iku_workbook.checks.received import Content, EventRow
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field
from iku_workbook.findings import Finding
from iku_workbook.inputs import Scalar
from iku_workbook.layout import VALUE, Place, RegisterTable
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.unseen import is_blank, marks, seen
from iku_workbook.workbook.reading.workbook import Cell, Sheet, Workbook


def extract(
    workbook: Workbook,
    form: RecognisedForm,
    file: str,
    *,
    shifted: Container[str],
    dragged: Iterable[str],
    altered: frozenset[str],
    elsewhere: frozenset[str] = frozenset(),
) -> tuple[Content, list[Finding]]:
    """The values of a returned form, and the findings about single input cells.

    ``workbook`` has every cell in its place. ``shifted`` are the registers whose rows stood
    elsewhere when the program that saved them computed with them, ``dragged`` the inputs whose
    names stand for other cells, and ``altered`` the computed values whose formula is not the one
    issued. On the sheets named in ``elsewhere`` nothing is missed: that their entries stand in a
    copy is said once. Of an old form it is what it says of the current fields.
    """
    extractor = _Extractor(workbook, form, file, elsewhere)
    extractor.reread.update(dragged)
    content = extractor.content(shifted, altered)
    return content, extractor.findings


class _Extractor:
    """One workbook's content, collected with the findings about its cells."""

    def __init__(
        self, workbook: Workbook, form: RecognisedForm, file: str, elsewhere: frozenset[str]
    ) -> None:
        self.workbook, self.form, self.file = workbook, form, file
        self.elsewhere = elsewhere
        self.layout = form.input_layout
        self.sheets = {sheet.name: sheet for sheet in workbook.sheets}
        self.nihil = catalogue(form.layout.definition.language)("form.nihil")
        self.findings: list[Finding] = []
        self.unreadable: set[str] = set()
        self.reread: set[str] = set()
        self.marks: dict[tuple[str, int], str] = {}
        self.dates: list[DateCell] = []

    def content(self, shifted: Container[str], altered: frozenset[str]) -> Content:
        """The content; what there is to say of it is among the findings afterwards."""
        layout, current = self.layout, self.form.current_layout
        values, previous = (dict[str, Scalar].fromkeys(current.fields) for _ in range(2))
        for name, (field, place) in layout.fields.items():
            values[name] = self._input(field, place)
            previous[name] = self._previous(field, layout.previous[name])
        events: dict[str, tuple[EventRow, ...]] = {
            table.register.id: () for table in current.tables
        }
        events |= {table.register.id: tuple(self._events(table)) for table in layout.tables}
        nihil = frozenset(
            table.register.id for table in layout.tables if self._nihil(table, events)
        )
        self.findings += self._doubts(previous)
        self._look_at_rows(events, shifted)
        return Content(
            unit=self.form.current_unit,
            period=self.form.period,
            form=self.form.layout.definition.digest,
            digest=current.definition.digest,
            values=values,
            previous=previous,
            events=events,
            nihil=nihil,
            unreadable=frozenset(self.unreadable),
            reread=frozenset(self.reread),
            marks=self.marks,
            stated=stated(layout, self.workbook),
            signed=self._signed(),
            altered=altered,
            confirmed=self._confirmed(),
        )

    def _look_at_rows(
        self, events: Mapping[str, Sequence[EventRow]], shifted: Container[str]
    ) -> None:
        """What there is to say of a register's rows, and which of them stood elsewhere."""
        for table in self.layout.tables:
            of = table.register.id
            for look in (repeated, blank_rows):
                self.findings += look(self.file, table, events[of])
            if of in shifted:
                self.reread |= {f"{of}.{field.id}" for field, _ in table.columns}

    def _confirmed(self) -> dict[str, str]:
        """What was answered where something was brought forward; nothing is "" too."""
        if not carries(self.form.period):
            return {}
        answers = {}
        for name, (_, place, _) in self.layout.confirmations.items():
            cell = self.sheets[place.sheet].cells.get((place.row, place.column))
            answers[name] = seen(str(cell.value)) if cell and cell.value is not None else ""
        return answers

    def _signed(self) -> dict[str, Cell]:
        """The results on the page to sign, at the cells where the form was issued with them; not
        what an .xls has as 0, which may be a formula's empty text.
        """
        issued = self.form.layout
        cells = self.sheets[issued.approval].cells
        found = {
            name: cells.get((row, VALUE))
            for name, row in issued.approval_rows.items()
            if name in self.layout.computed
        }
        unsure = {0.0} if self.workbook.values_only else set()
        return {name: cell for name, cell in found.items() if cell and cell.value not in unsure}

    def _doubts(self, previous: Mapping[str, Scalar]) -> Iterator[Finding]:
        """What there is to ask about dates, but for those that are the last period's."""
        typed = [each for each in self.dates if each.day != previous.get(each.name)]
        clue = told_by_form(self.workbook, self.form.layout)
        return doubts(self.file, self.form.period, typed, clue)

    def _input(self, field: Field, place: Place) -> Scalar:
        sheet, key = self.sheets[place.sheet], (place.row, place.column)
        cell = sheet.cells.get(key)
        value = self._read(cell, field, field.id, place).value if cell is not None else None
        if value is None and (place.sheet in self.elsewhere or _is_merged_away(sheet, key)):
            self.unreadable.add(field.id)
        return value

    def _previous(self, field: Field, place: Place) -> Scalar:
        """The value of the previous period, as it was written beside the input."""
        cell = self.sheets[place.sheet].cells.get((place.row, place.column))
        choices = self._choices(field)
        reading = interpret(cell, field, choices) if cell is not None else Reading(None)
        if cell is not None and reading.value is None and reading.code:
            found = cell.value if cell.value is not None else f"={cell.formula}"
            self._find("LOCK-037", PREVIOUS + field.id, place, found=found, label=field.label)
        return reading.value

    def _events(self, table: RegisterTable) -> Iterator[EventRow]:
        sheet = self.sheets[table.sheet]
        [issued] = (each for each in self.form.layout.tables if each.sheet == table.sheet)
        for row in _filled_rows(sheet, table, issued.last):
            if row > table.last:
                place = Place(table.sheet, row, table.columns[0][1])
                self._find("VALUE-011", table.register.id, place, last=table.last)
                return
            event = self._event(table, sheet, row)
            if event is not None:
                yield event

    def _nihil(self, table: RegisterTable, events: Mapping[str, Sequence[EventRow]]) -> bool:
        """Whether the register was answered "nihil"; another answer, or none, is a finding."""
        place, of = table.nihil, table.register.id
        cell = self.sheets[place.sheet].cells.get((place.row, place.column))
        answer = seen(str(cell.value)) if cell and cell.value is not None else ""
        word, label = self.nihil, table.register.label
        if answer and answer.casefold() != word.casefold():
            self._find("VALUE-005", of, place, expected=word, found=answer, label=label)
        elif answer and events[of]:
            self._find("VALUE-014", of, place, found=answer, label=label)
        elif not answer and not events[of] and place.sheet not in self.elsewhere:
            self._find("VALUE-013", of, place, expected=word, label=label)
        return bool(answer) and not events[of]

    def _event(self, table: RegisterTable, sheet: Sheet, row: int) -> EventRow | None:
        values: dict[str, Scalar] = {field.id: None for field in table.register.fields}
        unreadable = set()
        for field, column in table.columns:
            cell = sheet.cells.get((row, column))
            if (cell is None or not cell.value) and _is_merged_away(sheet, (row, column)):
                unreadable.add(field.id)
            if cell is None:
                continue
            name = f"{table.register.id}.{field.id}"
            reading = self._read(cell, field, name, Place(table.sheet, row, column))
            values[field.id] = reading.value
            if reading.value is None and reading.code:
                unreadable.add(field.id)
        if unreadable or any(value is not None for value in values.values()):
            return EventRow(row, values, frozenset(unreadable))
        return None

    def _choices(self, field: Field) -> Sequence[str]:
        return self.layout.definition.codelists[field.codelist] if field.codelist else ()

    def _read(self, cell: Cell, field: Field, name: str, place: Place) -> Reading:
        choices = self._choices(field)
        reading = interpret(cell, field, choices, date1904=self.workbook.date1904, nihil=self.nihil)
        # The program that saved the cell computed with another value than was read from it.
        if field.type.record.to_cell(reading.value) != cell.value:
            self.reread.add(name)
        if isinstance(cell.value, str) and (unseen := marks(cell.value)):
            self.marks[name, place.row if "." in name else 0] = unseen
        if field.type.record.holds is Holds.DATE and isinstance(reading.value, datetime.date):
            self.dates.append(DateCell(name, field, place, cell, reading.value))
        if reading.code:
            if reading.value is None:
                self.unreadable.add(name)
            self._find_reading(reading, cell, field, name, place)
        elif cell.formula is not None and reading.value is not None:
            self._find("VALUE-012", name, place, found="=" + cell.formula)
        return reading

    def _find_reading(
        self, reading: Reading, cell: Cell, field: Field, name: str, place: Place
    ) -> None:
        found = cell.value if cell.value is not None else f"={cell.formula}"
        about = reading_finding(reading, field, name, self.form.period, found)
        self.findings.append(replace(about, file=self.file, sheet=place.sheet, cell=place.address))

    def _find(
        self,
        code: str,
        name: str,
        place: Place,
        *,
        expected: object = None,
        found: object = None,
        **data: object,
    ) -> None:
        self.findings.append(
            Finding(
                code,
                self.file,
                place.sheet,
                place.address,
                name,
                expected,
                found,
                data,
            )
        )


def reading_finding(
    reading: Reading, field: Field, name: str, period: Period, found: object
) -> Finding:
    """What there is to say of how an input was read, without its place; ``found`` stands there."""
    limits = bounds(field, period, in_register="." in name)
    about = {
        "label": field.label,
        "understood": worded(field, reading.value),
        "readings": tuple(worded(field, each) for each in reading.readings),
        "nothing": _nothing(field, limits),
    }
    wanted = asks(field, limits, period)
    return Finding(reading.code or "", field=name, expected=wanted, found=found, data=about)


def _nothing(field: Field, limits: Bounds | None) -> str:
    """What to do where there is nothing to report: ``zero`` of a number, ``blank`` of any other
    that may be, nothing to be said where neither is allowed.
    """
    if field.type.record.is_number and limits is not None:
        return "zero" if limits.allow(0) else ""
    return "" if field.required is True else "blank"


def _is_merged_away(sheet: Sheet, key: tuple[int, int]) -> bool:
    """Whether a cell lies within merged ones, of which another keeps the entry."""
    return any(area.holds(key) and key != (area.top, area.left) for area in sheet.around.merges)


def _filled_rows(sheet: Sheet, table: RegisterTable, last: int) -> list[int]:
    """The rows below the heads in which something stands in an input, and below the form's ``last``
    row beside where the rows' numbers end.
    """
    inputs = {column for _, column in table.columns}
    filled = {
        row
        for (row, column), cell in sheet.cells.items()
        if (column in inputs or (column > 1 and row > last))
        and (cell.formula or cell.value not in (None, ""))
        # Within the table a blank is read too: the program may have counted it.
        and (row <= table.last or cell.formula or not is_blank(cell.value))
    }
    return sorted(row for row in filled if row >= table.first)
