"""Names: each becomes a defined name of the workbook, one that every program must take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from iku_workbook.definition.lint_context import PREVIOUS, Subject
from iku_workbook.definition.locations import Path
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.formula.functions import FUNCTIONS
from iku_workbook.formula.parse import is_cell_address

LONGEST = 200  # characters; Excel takes 255, and messages and prefixes need room
RESULTS = ("pembilang", "penyebut", "nilai")
"""What follows an indicator's code in the defined names of its results."""

# Excel's other way of writing addresses: R, C, R1, R1C1, RC.
_ROW_COLUMN = re.compile(r"r[0-9]*(c[0-9]*)?|c[0-9]*", re.IGNORECASE)
_RESERVED = frozenset({"true", "false", "previous", "nihil"})


def check_names(subject: Subject) -> Iterator[Mistake]:
    """Ids that no workbook can hold as a name, or that two things share."""
    yield from _legality(subject)
    yield from _workbook_names(subject)
    for index, register in enumerate(subject.definition.registers):
        ids: list[tuple[str, Path]] = [
            (field.id, ("registers", index, "fields", at, "id"))
            for at, field in enumerate(register.fields)
        ]
        yield from _duplicates(subject, ids)
    rules = subject.definition.rules
    yield from _duplicates(
        subject, [(rule.id, ("rules", at, "id")) for at, rule in enumerate(rules)]
    )


def result_names(code: str) -> tuple[str, ...]:
    """The defined names of an indicator's results: ``IKU-1`` gives ``IKU_1_pembilang`` …"""
    return tuple(f"{code.replace('-', '_')}_{result}" for result in RESULTS)


def _legality(subject: Subject) -> Iterator[Mistake]:
    for id, name, path in _ids(subject):
        in_register = "fields" in path[1:]  # such an id never stands alone, so it may be DATE
        if is_cell_address(id) or _ROW_COLUMN.fullmatch(id):
            yield subject.source.mistake("id-like-cell", path, {"id": id})
        elif id.lower() in _RESERVED:
            yield subject.source.mistake("id-reserved", path, {"id": id})
        elif id.upper() in FUNCTIONS and not in_register:
            yield subject.source.mistake("id-is-function", path, {"id": id})
        elif len(name) > LONGEST:
            yield subject.source.mistake("id-too-long", path, {"limit": LONGEST})


def _ids(subject: Subject) -> Iterator[tuple[str, str, Path]]:
    """Each id, the longest name that it is part of, and its place."""
    definition = subject.definition
    for at, field in enumerate(definition.fields):
        yield field.id, PREVIOUS + field.id, ("fields", at, "id")
    for at, register in enumerate(definition.registers):
        yield register.id, register.id, ("registers", at, "id")
        for inner, column in enumerate(register.fields):
            path: Path = ("registers", at, "fields", inner, "id")
            yield column.id, f"{register.id}.{column.id}", path
    for at, calculation in enumerate(definition.calculations):
        yield calculation.id, calculation.id, ("calculations", at, "id")


def _workbook_names(subject: Subject) -> Iterator[Mistake]:
    """Fields, registers, calculations and results stand in one list of names."""
    definition = subject.definition
    names: list[tuple[str, Path]] = []
    for key in ("fields", "registers", "calculations"):
        records = getattr(definition, key)
        names += [(record.id, (key, at, "id")) for at, record in enumerate(records)]
    for at, indicator in enumerate(definition.indicators):
        names += [(name, ("indicators", at, "code")) for name in result_names(indicator.code)]
    yield from _duplicates(subject, names)


def _duplicates(subject: Subject, names: list[tuple[str, Path]]) -> Iterator[Mistake]:
    """Names that differ by case alone are one name to a spreadsheet; one mistake a place."""
    first: dict[str, Path] = {}
    reported: set[Path] = set()
    for name, path in names:
        other = first.setdefault(name.lower(), path)
        if other != path and path not in reported:
            reported.add(path)
            line = str(subject.source.locate(other)[0])
            code = "result-name-taken" if path[0] == "indicators" else "duplicate-id"
            yield subject.source.mistake(code, path, {"name": name, "first": line})
