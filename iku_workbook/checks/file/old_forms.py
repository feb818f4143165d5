"""Old forms, issued from an earlier definition: read for the fields of the current one.

Each current field is looked for where the old form has it, by its id or one that it had (``was``):
a cell is read as what the field is today, whatever it was then. Today's rules and results follow;
findings name the cells of the file that came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from iku_workbook.calculations import PREVIOUS, Calculations
from iku_workbook.cell_addresses import position
from iku_workbook.changes import choices_of_today, former_id, names_of_today
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Field
from iku_workbook.findings import Finding
from iku_workbook.formula.tree import names
from iku_workbook.layout import Layout, Place, RegisterColumn, RegisterTable

_REQUIRED, _NOT_ASKED = "VALUE-001", "VALUE-015"


@dataclass(frozen=True, slots=True)
class Differences:
    """Labels of the questions that are new, gone or changed since an old form was issued."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.changed)

    def finding(self, file: str, form: str) -> Finding:
        """FORM-022, or FORM-023 where only wording or targets changed.

        ``form`` is the digest of the definition that the form was issued from: by it the cells are
        known that its values were read from.
        """
        if not self:
            return Finding("FORM-023", file, data={"form": form})
        data = {name: ", ".join(getattr(self, name)) or "-" for name in self.__slots__}
        return Finding("FORM-022", file, data={**data, "form": form})


def differences(old: Layout, current: Layout) -> Differences:
    """What changed between an old form and the current one of its unit."""
    then, now = _questions(old, current.definition), _questions(current, current.definition)
    return Differences(
        new=tuple(label for name, (label, _) in now.items() if name not in then),
        gone=tuple(label for name, (label, _) in then.items() if name not in now),
        changed=tuple(
            label for name, (label, what) in now.items() if name in then and then[name][1] != what
        ),
    )


def input_layout(old: Layout, current: Layout) -> Layout:
    """The current fields at the cells where an old form has them; those that it lacks left out.

    Of the computed cells those are in it whose formula and inputs are still the same.
    """
    same = _unchanged(old, current)
    fields = {
        former_id(name, field.was, old.fields): field for name, (field, _) in current.fields.items()
    }
    rows = [
        replace(each, shows=fields[each.shows.id]) if isinstance(each.shows, Field) else each
        for each in old.entry_rows
        if not isinstance(each.shows, Field) or each.shows.id in fields
    ]
    kept = [each for each in current.calculations if each.name in same]
    return replace(
        old,
        definition=current.definition,
        entry_rows=tuple(rows),
        tables=tuple(_tables(old, current)),
        calculations=Calculations(tuple(kept)),
    )


def placed(finding: Finding, layout: Layout) -> Finding:
    """A finding with sheet and cell of its field in another layout of the same form.

    Without a place there, sheet and cell are None.
    """
    place = _place(finding, layout)
    if place is None:
        return replace(finding, sheet=None, cell=None)
    return replace(finding, sheet=place.sheet, cell=place.address)


def on_old_form(findings: Iterable[Finding], input_layout: Layout) -> Iterator[Finding]:
    """Findings about the current fields, at the cells of an old form.

    What is required now and was not asked is said once (VALUE-015), however many rows lack it.
    """
    missing: set[str | None] = set()
    for each in findings:
        found = placed(each, input_layout)
        if each.code == _REQUIRED and found.cell is None:
            if each.field in missing:
                continue
            missing.add(each.field)
            found = replace(found, code=_NOT_ASKED)
        yield found


def on_current_form(finding: Finding, layout: Layout) -> Finding:
    """Undoes :func:`on_old_form`: the finding at the cells of the current form's layout.

    What has no cell there (an altered text, a formula that is no more) keeps none.
    """
    if finding.code == _NOT_ASKED:
        finding = replace(finding, code=_REQUIRED)
    return placed(finding, layout)


def _place(finding: Finding, layout: Layout) -> Place | None:
    name = finding.field
    if name is None:
        return None
    if name in layout.fields:
        return layout.fields[name].place
    if name in layout.confirmations:
        return layout.confirmations[name].place
    if name.startswith(PREVIOUS):
        return layout.previous.get(name.removeprefix(PREVIOUS))
    if name in layout.computed:
        return layout.computed[name].place
    for table in layout.tables:
        row, column = position(finding.cell) if finding.cell else (table.first, 1)
        if name == table.register.id:
            return table.nihil if row < table.first else Place(table.sheet, row, column)
        for field, own in table.columns:
            if name == f"{table.register.id}.{field.id}":
                return Place(table.sheet, row, own)
    return None


def _questions(layout: Layout, now: Definition) -> Mapping[str, tuple[str, object]]:
    """Each field's and each column's label, and all of it that decides what is accepted.

    By the names that they have in the definition of now.
    """
    ids = names_of_today(now)
    found: dict[str, tuple[str, object]] = {}
    for name, (field, _) in layout.fields.items():
        found[ids.get(name, name)] = (field.label, _what(field, layout, now))
    for table in layout.tables:
        of = table.register
        for column, _ in table.columns:
            label, name = f"{of.label}: {column.label}", f"{of.id}.{column.id}"
            found[ids.get(name, name)] = (label, (_what(column, layout, now), of.rows))
    return found


def _what(field: Field, layout: Layout, now: Definition) -> tuple[object, ...]:
    choices = choices_of_today(field, layout.definition, now)
    bounds = (field.minimum, field.maximum)
    return (field.type, choices, bounds, field.required, field.unit_of_measure, field.over_time)


def _unchanged(old: Layout, current: Layout) -> frozenset[str]:
    """The computed values that an old form computes as they are computed now."""
    then, now = _questions(old, current.definition), _questions(current, current.definition)
    alike = {name for name in now if name in then and then[name][1] == now[name][1]}
    same: set[str] = set()
    for computed in current.calculations:  # each after those that it reads
        former = old.computed.get(computed.name)
        inputs = {each.removeprefix(PREVIOUS) for each in computed.reads}
        reads = {each for each in names(computed.tree) if each in current.computed}
        alike_too = inputs <= alike and reads <= same
        if alike_too and former is not None and former.computed.formula == computed.formula:
            same.add(computed.name)
    return frozenset(same)


def _tables(old: Layout, current: Layout) -> Iterator[RegisterTable]:
    known = {table.register.id: table.register for table in old.tables}
    now = {
        former_id(table.register.id, table.register.was, known): table.register
        for table in current.tables
    }
    for table in old.tables:
        if table.register.id not in now:
            continue
        register = now[table.register.id]
        columns = {field.id: column for field, column in table.columns}
        yield replace(
            table,
            register=register,
            last=min(table.last, table.first + register.rows - 1),
            columns=tuple(
                RegisterColumn(field, columns[old_id])
                for field in register.fields
                if (old_id := former_id(field.id, field.was, columns)) in columns
            ),
        )
