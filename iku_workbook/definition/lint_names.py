"""Checks the ids of a definition: each becomes a defined name of the workbook.

A defined name must be legal in every spreadsheet program, and stand for one thing only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from iku_workbook.definition.indicators import Indicator
from iku_workbook.definition.lint_context import PREVIOUS, LintContext
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.formula.functions import FUNCTIONS
from iku_workbook.formula.parse import is_cell_address
from iku_workbook.periods import IN_FORMULAS

LONGEST = 200  # characters; Excel takes 255, and messages and prefixes need room
RESULTS = ("pembilang", "penyebut", "nilai")
"""What follows an indicator's code in the defined names of its numerator, denominator, value."""
WEIGHT = "bobot"
"""The same of what its value weighs, where it does."""

# Excel's other way of writing addresses: R, C, R1, R1C1, RC.
_ROW_COLUMN = re.compile(r"r[0-9]*(c[0-9]*)?|c[0-9]*", re.IGNORECASE)
_RESERVED = frozenset({"true", "false", "previous", "nihil"})


def check_names(context: LintContext) -> Iterator[Mistake]:
    """Ids that cannot be a defined name, or that two things share."""
    yield from _legality(context)
    yield from _workbook_names(context)
    for index, register in enumerate(context.definition.registers):
        ids: list[tuple[str, KeyPath]] = [
            (field.id, ("registers", index, "fields", at, "id"))
            for at, field in enumerate(register.fields)
        ]
        yield from _duplicates(context, ids)
    rules = context.definition.rules
    yield from _duplicates(
        context, [(rule.id, ("rules", at, "id")) for at, rule in enumerate(rules)]
    )


def result_names(indicator: Indicator) -> tuple[str, ...]:
    """The defined names of an indicator's results: ``IKU-1`` gives ``IKU_1_pembilang`` …"""
    weighs = indicator.value is not None and indicator.value.weight is not None
    results = (*RESULTS, WEIGHT) if weighs else RESULTS
    return tuple(f"{indicator.code.replace('-', '_')}_{result}" for result in results)


def _legality(context: LintContext) -> Iterator[Mistake]:
    for id, name, path in _ids(context):
        in_register = "fields" in path[1:]  # such an id never stands alone, so it may be DATE
        if is_cell_address(id) or _ROW_COLUMN.fullmatch(id):
            yield context.locations.mistake("id-like-cell", path, {"id": id})
        elif id.lower() in _RESERVED or name in IN_FORMULAS:
            yield context.locations.mistake("id-reserved", path, {"id": id})
        elif id.upper() in FUNCTIONS and not in_register:
            yield context.locations.mistake("id-is-function", path, {"id": id})
        elif len(name) > LONGEST:
            yield context.locations.mistake("id-too-long", path, {"limit": LONGEST})


def _ids(context: LintContext) -> Iterator[tuple[str, str, KeyPath]]:
    """Each id, the longest name that it is part of, and its place."""
    definition = context.definition
    for at, field in enumerate(definition.fields):
        yield field.id, PREVIOUS + field.id, ("fields", at, "id")
    for at, register in enumerate(definition.registers):
        yield register.id, register.id, ("registers", at, "id")
        for inner, column in enumerate(register.fields):
            path: KeyPath = ("registers", at, "fields", inner, "id")
            yield column.id, f"{register.id}.{column.id}", path
    for at, calculation in enumerate(definition.calculations):
        yield calculation.id, calculation.id, ("calculations", at, "id")


def _workbook_names(context: LintContext) -> Iterator[Mistake]:
    """Fields, registers, calculations and results stand in one list of names."""
    definition = context.definition
    names: list[tuple[str, KeyPath]] = []
    for key in ("fields", "registers", "calculations"):
        records = getattr(definition, key)
        names += [(record.id, (key, at, "id")) for at, record in enumerate(records)]
    for at, indicator in enumerate(definition.indicators):
        names += [(name, ("indicators", at, "code")) for name in result_names(indicator)]
    yield from _duplicates(context, names)


def _duplicates(context: LintContext, names: list[tuple[str, KeyPath]]) -> Iterator[Mistake]:
    """Names that differ by case alone are one name to a spreadsheet; one mistake a place."""
    first: dict[str, KeyPath] = {}
    reported: set[KeyPath] = set()
    for name, path in names:
        other = first.setdefault(name.lower(), path)
        if other != path and path not in reported:
            reported.add(path)
            line = str(context.locations.locate(other)[0])
            code = "result-name-taken" if path[0] == "indicators" else "duplicate-id"
            yield context.locations.mistake(code, path, {"name": name, "first": line})
