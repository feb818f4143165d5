"""Rules that join several cells, evaluated over many submissions at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np

from iku_workbook.bounds import in_words
from iku_workbook.calculations import PREVIOUS
from iku_workbook.checks.batch.submissions import Found, Mask, Submissions
from iku_workbook.definition.model import PLACEHOLDER, Rule
from iku_workbook.findings import Severity
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.parse import parse
from iku_workbook.formula.tree import Node, names
from iku_workbook.layout import Place, RegisterColumn, RegisterTable
from iku_workbook.messages import Phrase, catalogue


def check_rules(submissions: Submissions) -> Iterator[Found]:
    """Each broken rule.

    A rule is not asked where an input that it reads was refused already, or where a calculation
    that it reads is blank: one cause, one finding.
    """
    for rule in submissions.layout.definition.rules:
        tree = parse(rule.check)
        broken = np.flatnonzero(_broken(submissions, tree)).tolist()
        for submission in broken:
            yield _found(submissions, rule, tree, submission)


def _broken(submissions: Submissions, tree: Node) -> Mask:
    scope = submissions.inputs | submissions.results
    if any(name not in scope for name in names(tree)):
        return np.zeros(submissions.size, dtype=bool)
    broken = evaluate(tree, scope, submissions.size).false
    for name in names(tree):
        if name in submissions.results:
            broken &= ~submissions.blank(name)
    reads = submissions.reads(tree)
    for submission, refused in submissions.refused:
        if refused in reads:
            broken[submission] = False
    return np.asarray(broken)


def _found(submissions: Submissions, rule: Rule, tree: Node, submission: int) -> Found:
    read = _first_read(submissions, tree, submission)
    say = catalogue(submissions.layout.definition.language)

    def shown(name: str) -> str:
        value = submissions.value(name, submission)
        if value in (None, ""):
            return "-"
        field = submissions.layout.fields.get(name.removeprefix(PREVIOUS), (None,))[0]
        return in_words(field, value, say) if field else say.show(value)

    message = PLACEHOLDER.sub(lambda match: shown(match[1]), rule.message)
    return submissions.find(
        submission,
        "RULE-001",
        read.place,
        read.name,
        rule=rule.id,
        message=message,
        behind=_behind(submissions, tree, read.place, submission),
        figures=_figures(submissions, tree, submission),
        own_severity=Severity(rule.severity.value),
    )


def _behind(
    submissions: Submissions, tree: Node, first: Place | None, submission: int
) -> Phrase | None:
    """All that a rule reads, which has to be looked at together: cells, and of a list its columns
    by name, from the row on where to begin.
    """
    if first is None:
        return None
    layout, reads = submissions.layout, submissions.reads(tree)
    cells = {place for name, (_, place) in layout.fields.items() if name in reads}
    cells |= {first} if first.sheet == layout.entry else set()
    named = [place.address for place in sorted(cells, key=lambda place: (place.row, place.column))]
    parts: list[Phrase] = []
    if named:
        parts = [Phrase("report.where-cells", {"cells": _listed(named)})]
    for table in layout.tables:
        read = [each for each in table.columns if f"{table.register.id}.{each.field.id}" in reads]
        if read:
            columns = _listed([each.field.label for each in read])
            row = str(_first_row(submissions, table, read, submission))
            about = {"columns": columns, "row": row, "sheet": table.sheet}
            key = "where-columns" if table.sheet == first.sheet else "where-columns-of"
            parts.append(Phrase(f"report.{key}", about))
    return reduce(_and, parts) if parts else None


def _first_row(
    submissions: Submissions,
    table: RegisterTable,
    columns: Sequence[RegisterColumn],
    submission: int,
) -> int:
    """Where to begin in columns of a list: in the first filled row in which one of them is blank,
    or else in the first filled one.
    """
    events = submissions.contents[submission].events[table.register.id]
    blank = (
        each.row
        for each in events
        if any(each.values.get(column.field.id) is None for column in columns)
    )
    filled = (each.row for each in events)
    return next(blank, next(filled, table.first))


def _listed(texts: Sequence[str]) -> Phrase | str:
    """Texts as they are said after each other: "C6, C7 dan C9"."""
    *others, last = texts
    return Phrase("report.cells", {"others": ", ".join(others), "last": last}) if others else last


def _and(one: Phrase, other: Phrase) -> Phrase:
    return Phrase("report.where-both", {"one": one, "other": other})


def _figures(submissions: Submissions, tree: Node, submission: int) -> str:
    """A hash of all that a rule reads: findings with the same one are about the same figures."""
    inputs = submissions.layout.calculations.inputs(names(tree))
    whole = {name if name.startswith(PREVIOUS) else name.partition(".")[0] for name in inputs}
    read = [(name, submissions.value(name, submission)) for name in sorted(whole)]
    return hashlib.sha256(repr(read).encode()).hexdigest()


class _Read(NamedTuple):
    """An input that a rule reads, and where it stands; None where it has no cell."""

    place: Place | None
    name: str | None


def _first_read(submissions: Submissions, tree: Node, submission: int) -> _Read:
    """The first cell that a rule names: an input, one of a register's column, or what was accepted
    before.
    """
    layout, reads = submissions.layout, submissions.reads(tree)
    named = [*names(tree), *sorted(reads)]
    for name in named:
        if name in layout.fields:
            return _Read(layout.fields[name].place, name)
    for name in named:
        place = _in_register(submissions, name, submission)
        if place is not None:
            return _Read(place, name)
    earlier = [name.removeprefix(PREVIOUS) for name in names(tree)]
    cells = (_Read(layout.previous[name], name) for name in earlier if name in layout.previous)
    return next(cells, _Read(None, None))


def _in_register(submissions: Submissions, name: str, submission: int) -> Place | None:
    """Where to look in a register's column: its first blank cell in a row that is filled in, or
    else its first cell; None for what is no such column.
    """
    for table in submissions.layout.tables:
        for field, column in table.columns:
            if name == f"{table.register.id}.{field.id}":
                events = submissions.contents[submission].events[table.register.id]
                blank = (each.row for each in events if each.values.get(field.id) is None)
                return Place(table.sheet, next(blank, table.first), column)
    return None
