"""Whether what may be entered into a form's inputs is what it was when the form was issued."""

from __future__ import annotations

from functools import lru_cache

from iku_workbook.checks.file.formula_equality import same_formula
from iku_workbook.checks.file.reference_form import IssuedSheet, Key
from iku_workbook.workbook.reading.data_validation import DataValidation


# The same program saves the same rules a thousand times.
@lru_cache(maxsize=256)
def other_rules(found: tuple[DataValidation, ...], sheet: IssuedSheet) -> tuple[Key, ...]:
    """The cells whose rule is gone or another one.

    Programs split rules and their areas, one for each cell at the most; more than that are none of
    a program's making, and are not looked through.
    """
    issued = sheet.validations
    if sum(1 + rule.cells.count(" ") for rule in found) > 2 * len(issued):
        return tuple(issued)
    rules: dict[Key, DataValidation] = {}
    for rule in found:
        for first, left, last, right in rule.areas():
            for row, column in issued:
                if first <= row <= last and left <= column <= right:
                    rules[row, column] = rule
    return tuple(key for key, rule in issued.items() if not _same(rules.get(key), rule))


def _same(found: DataValidation | None, issued: DataValidation) -> bool:
    return (
        found is not None
        and (found.kind, found.operator) == (issued.kind, issued.operator)
        and all(map(same_formula, found.formulas, issued.formulas))
    )
