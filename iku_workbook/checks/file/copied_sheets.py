"""Finds copies of the form's own sheets, and entries that were made in the copy instead.

Nothing is read from a copy: which of two sheets was meant, only who filled them in knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from iku_workbook.checks.file.reference_form import (
    Key,
    ReferenceForm,
    ReferenceSheet,
    in_unit_words,
    same_constant,
)
from iku_workbook.workbook.reading.workbook import Sheet, Workbook

_MOST = 0.8  # of a sheet's locked texts that stand at their places in its copy


@dataclass(frozen=True, slots=True)
class CopiedSheet:
    """A copy of one of the form's sheets inside the returned workbook.

    alone      whether entries stand in the copy, and none in the form's own sheet
    differing  the cells for entries that say something in the copy that the form's own does not
    """

    name: str
    original: str
    alone: bool
    differing: tuple[Key, ...]


def copied_sheets(
    workbook: Workbook, reference: ReferenceForm, words: Mapping[str, str]
) -> tuple[CopiedSheet, ...]:
    """The copies of sheets for entries, by the locked texts that they hold."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    asked = {
        name: each for name, each in reference.sheets.items() if each.inputs and name in sheets
    }
    found = []
    for sheet in workbook.sheets:
        if sheet.name in reference.sheets:
            continue
        original = next((of for of, each in asked.items() if _is_copy(sheet, each, words)), None)
        if original is not None:
            found.append(_compared(sheet, sheets[original], asked[original]))
    return tuple(found)


def _is_copy(sheet: Sheet, issued: ReferenceSheet, words: Mapping[str, str]) -> bool:
    alike = sum(
        same_constant(sheet.cells.get(key), in_unit_words(constant, words), values_only=False)
        for key, constant in issued.constants.items()
    )
    return alike >= _MOST * len(issued.constants) > 0


def _compared(copy: Sheet, original: Sheet, issued: ReferenceSheet) -> CopiedSheet:
    differing = [
        key
        for key in issued.inputs
        if _entry(copy, key) and _entry(copy, key) != _entry(original, key)
    ]
    alone = bool(differing) and not any(_entry(original, key) for key in issued.inputs)
    return CopiedSheet(copy.name, original.name, alone, tuple(sorted(differing)))


def _entry(sheet: Sheet, key: Key) -> str:
    """What stands in a cell, as text; empty where it is blank."""
    cell = sheet.cells.get(key)
    if cell is None or cell.value is None:
        return ""
    return str(cell.value).strip()
