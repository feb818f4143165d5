"""Compares everything that a village must not change with the reference form.

Locked texts, formulas, sheets and their protection, entry rules (data validation), defined names.
On a sheet whose cells were moved back that is the one finding: its locked cells are not compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from iku_workbook.cell_addresses import a1
from iku_workbook.checks.file.as_issued import differences
from iku_workbook.checks.file.computed_formulas import stated
from iku_workbook.checks.file.formula_equality import same_formula
from iku_workbook.checks.file.read_form import ReturnedForm
from iku_workbook.checks.file.reference_form import (
    Key,
    ReferenceSheet,
    in_unit_words,
)
from iku_workbook.findings import Finding
from iku_workbook.layout import CORRECTION, HIDDEN_SHEET, Layout
from iku_workbook.unseen import is_blank, seen
from iku_workbook.workbook.reading.data_validation import DataValidation
from iku_workbook.workbook.reading.workbook import Cell, Remark, Sheet

_ABSOLUTE = re.compile(r"\$[A-Za-z]+\$[0-9]+").fullmatch
_LONGEST_RULES = 1_000  # characters of an entry rule, taken together; Excel's list has 255
_READ = 20_000  # characters of remarks on a sheet: no person writes more
_MANY = 10  # altered cells of one sheet from which they are one finding


def check_protection(returned: ReturnedForm) -> Iterator[Finding]:
    """Warn where sheet protection or data validation was lost or changed.

    Protection is courtesy, never security: other programs lose it when they save.
    """
    layout = returned.layout
    if returned.workbook.values_only:
        yield returned.finding("FILE-039")
        return
    with_inputs = {place.sheet for _, place in layout.fields.values()}
    with_inputs |= {table.sheet for table in layout.tables}
    for sheet in returned.workbook.sheets:
        if sheet.name not in layout.sheets:
            continue
        hidden = sheet.name == HIDDEN_SHEET
        if hidden and sheet.state == "visible":
            yield returned.finding("LOCK-005", sheet.name)
        if not sheet.protected and not hidden:
            yield returned.finding("LOCK-003", sheet.name)
        if not hidden and sheet.state != "visible":
            yield returned.finding("LOCK-018", sheet.name)
        if sheet.name in with_inputs and not sheet.validations:
            yield returned.finding("LOCK-004", sheet.name)


def check_sheets(returned: ReturnedForm) -> Iterator[Finding]:
    """The form's sheets in another order, the hidden one gone, and sheets that are none of ours."""
    layout, sheets = returned.layout, returned.workbook.sheets
    ours = [sheet.name for sheet in sheets if sheet.name in layout.sheets]
    if ours != [name for name in layout.sheets if name in ours]:
        yield returned.finding("FORM-012")
    if HIDDEN_SHEET not in ours:
        yield returned.finding("FORM-013")
    told = {copy.name for copy in returned.copies if copy.differing}
    for sheet in sheets:
        if sheet.name not in {*returned.reference.sheets, *told, layout.corrections}:
            yield returned.finding("FORM-011", sheet.name)
    for copy in (each for each in returned.copies if each.differing):
        yield returned.finding(
            "LOCK-035" if copy.alone else "LOCK-036",
            copy.original,
            copy.differing,
            copy=copy.name,
            count=len(copy.differing),
        )


def check_names(returned: ReturnedForm) -> Iterator[Finding]:
    """Defined names that point to other cells; a program may lose one, but never moves it.

    A sheet may have a name for itself, which its formulas then read in place of the form's: a copy
    of a sheet has, and no cell of the form reads those. A name that is not absolute points
    elsewhere from every cell. Names go along with cells that are moved: then they say nothing.
    """
    if returned.moves:
        return
    workbook, issued = returned.workbook, returned.layout.names
    anew = {name for name, each in returned.dragged.items() if each.filled_anew}
    ours = {name.casefold(): name for name in issued}
    sheets = {*returned.reference.sheets, ""}
    own = ((each.name, each.reference) for each in workbook.own_names if each.sheet in sheets)
    told: set[str] = set()
    for name, stands in (*workbook.names.items(), *own):
        named = ours.get(name.casefold())
        if named is None or named in anew or named in told:
            continue
        if not _same_reference(stands.lstrip("="), issued[named]):
            told.add(named)
            yield returned.finding("LOCK-011", field=named, expected=issued[named], found=stands)


def _same_reference(found: str, issued: str) -> bool:
    """Whether a name stands for the same cells wherever it is used: absolute ones alone do."""
    if found == issued:
        return _issued_absolute(issued)
    return same_formula(found, issued) and _is_absolute(found)


def _is_absolute(reference: str) -> bool:
    return all(map(_ABSOLUTE, reference.rpartition("!")[2].split(":")))


_issued_absolute = lru_cache(maxsize=512)(_is_absolute)


def check_dragged(returned: ReturnedForm) -> Iterator[Finding]:
    """Inputs that were dragged elsewhere and filled in anew: their entries are beyond doubt."""
    for name, (field, place, stands, filled_anew) in returned.dragged.items():
        if filled_anew and not returned.moves:
            yield returned.finding(
                "LOCK-022",
                place.sheet,
                [(place.row, place.column)],
                field=name,
                expected=returned.layout.names[name],
                found=stands,
                label=field.label,
            )


def check_locked_cells(returned: ReturnedForm) -> Iterator[Finding]:
    """Locked cells, unlocked cells, entry rules and notes, sheet by sheet."""
    values_only = returned.workbook.values_only
    for sheet, issued in returned.sheets_as_issued():
        yield from _constants(returned, sheet, issued)
        other = differences(sheet, issued)
        if not values_only:
            # The guidance's formulas follow cells that were moved on other sheets.
            if other.formulas and not returned.moves:
                wrong = other.formulas
                yield returned.finding("LOCK-006", sheet.name, wrong, count=len(wrong))
            if other.unlocked:
                unlocked = other.unlocked
                yield returned.finding("LOCK-012", sheet.name, unlocked, count=len(unlocked))
            yield from _entry_rules(returned, sheet, issued)
        yield from _notes(returned, sheet, other.beyond)


def check_remarks(returned: ReturnedForm) -> Iterator[Finding]:
    """What people wrote into notes and comments, sheet by sheet: nobody reads it otherwise."""
    for sheet in returned.workbook.sheets:
        said = remarks_of(returned, sheet)
        if said:
            texts = [f"{a1(*each.key)}: {seen(each.text)}" for each in said]
            cells = [each.key for each in said]
            found = " / ".join(texts)[:_READ]
            yield returned.finding("LOCK-021", sheet.name, cells, found=found, count=len(said))


def remarks_of(returned: ReturnedForm, sheet: Sheet) -> list[Remark]:
    """What the unit remarked on the cells of a sheet, without what the office had in a copy."""
    return [
        each
        for each in sheet.remarks
        if not is_blank(each.text) and not _is_ours(each, sheet, returned.layout)
    ]


def _is_ours(remark: Remark, sheet: Sheet, layout: Layout) -> bool:
    """Whether it is the office's own, which in a corrected copy stands beside the row as well."""
    columns = {table.sheet: table.correction_column for table in layout.tables}
    column = columns.get(sheet.name, CORRECTION)
    beside = sheet.cells.get((remark.key[0], column))
    own = beside.value if beside is not None else None
    return isinstance(own, str) and _closed(remark.text) in _closed(own)


def _closed(text: str) -> str:
    """A text without its spaces and line breaks, which programs change."""
    return "".join(seen(text).split())


def check_formulas(returned: ReturnedForm) -> Iterator[Finding]:
    """Each computed cell whose formula is gone or another one.

    A formula that is gone from a sheet whose cells were moved went along with them.
    """
    cells = stated(returned.layout, returned.workbook)
    for name, formula in returned.altered.items():
        computed, place = returned.layout.computed[name]
        if formula is None and place.sheet in returned.moves:
            continue
        cell = cells.get(name)
        yield returned.finding(
            "LOCK-001" if formula is None else "LOCK-002",
            place.sheet,
            [(place.row, place.column)],
            field=name,
            expected="=" + computed.formula,
            found="=" + formula if formula is not None else (cell.value if cell else None),
        )


def _constants(returned: ReturnedForm, sheet: Sheet, issued: ReferenceSheet) -> Iterator[Finding]:
    """Locked texts and numbers that say something else."""
    words, wrong = returned.form.words, returned.locked[sheet.name]
    if not wrong:
        return
    hidden = sheet.name == HIDDEN_SHEET
    as_one = hidden or len(wrong) > _MANY
    code = "LOCK-008" if hidden else "LOCK-010" if as_one else "LOCK-007"
    for key in [min(wrong)] if as_one else sorted(wrong):
        yield returned.finding(
            code,
            sheet.name,
            [key],
            expected=in_unit_words(issued.constants[key], words),
            found=_shown(sheet.cells.get(key)),
            count=len(wrong) if as_one else 1,
        )


def _entry_rules(returned: ReturnedForm, sheet: Sheet, issued: ReferenceSheet) -> Iterator[Finding]:
    """Other lists and rules for entering data; that all are lost is said elsewhere."""
    dragged = {(each.place.row, each.place.column) for each in returned.dragged.values()}
    rules: Iterable[Key] = ()
    if _are_too_many(sheet.validations, issued):
        rules = issued.validations
    elif sheet.validations:
        rules = _altered_rules(sheet.validations, issued)
    # A rule goes along with its cell.
    altered = [key for key in rules if key not in dragged]
    if altered:
        yield returned.finding("LOCK-017", sheet.name, altered, count=len(altered))


def _notes(returned: ReturnedForm, sheet: Sheet, beyond: Iterable[Key]) -> Iterator[Finding]:
    """What was written where the form has nothing."""
    free = _free(returned.layout, sheet.name)
    notes = [key for key in beyond if _says(sheet.cells[key]) and not free(key)]
    if notes:
        found = sheet.cells[min(notes)].value
        yield returned.finding("LOCK-009", sheet.name, notes, found=found, count=len(notes))


def _free(layout: Layout, sheet: str) -> Callable[[Key], bool]:
    """Where something may stand beside the form: remarks, rows with their own check."""
    for table in layout.tables:
        if table.sheet == sheet:
            remarks, last = table.correction_column, table.last
            return lambda key: key[1] == remarks or key[0] > last
    return lambda key: sheet == layout.entry and key[1] == CORRECTION


def _shown(cell: Cell | None) -> object:
    if cell is None:
        return None
    return f"={cell.formula}" if cell.formula else cell.value


def _says(cell: Cell) -> bool:
    return bool(cell.formula) or not is_blank(cell.value)


def _are_too_many(found: tuple[DataValidation, ...], sheet: ReferenceSheet) -> bool:
    """Whether rules are none of a program's making: programs split them and their areas, one for
    each cell at the most. Those are not looked through, nor remembered.
    """
    areas = sum(max(1, len(rule.cells.split())) for rule in found)
    length = sum(len(text) for rule in found for text in (rule.cells, *rule.formulas))
    return areas > 2 * len(sheet.validations) or length > _LONGEST_RULES * (1 + areas)


# The same program saves the same rules a thousand times.
@lru_cache(maxsize=256)
def _altered_rules(found: tuple[DataValidation, ...], sheet: ReferenceSheet) -> tuple[Key, ...]:
    """The cells whose rule is gone or another one."""
    issued = sheet.validations
    rules: dict[Key, DataValidation] = {}
    for rule in found:
        for first, left, last, right in rule.areas():
            for row, column in issued:
                if first <= row <= last and left <= column <= right:
                    rules[row, column] = rule
    return tuple(key for key, rule in issued.items() if not _same_rule(rules.get(key), rule))


def _same_rule(found: DataValidation | None, issued: DataValidation) -> bool:
    return (
        found is not None
        and (found.kind, found.operator) == (issued.kind, issued.operator)
        and all(map(same_formula, found.formulas, issued.formulas))
    )
