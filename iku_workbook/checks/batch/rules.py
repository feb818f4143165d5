"""Rules that join several cells, evaluated over a whole group."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from iku_workbook.calculations import PREVIOUS
from iku_workbook.checks.batch.submissions import Group, Mask
from iku_workbook.definition.model import PLACEHOLDER, Rule
from iku_workbook.findings import Finding, Severity
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.parse import parse
from iku_workbook.formula.tree import Node, names
from iku_workbook.layout import Place
from iku_workbook.messages import catalogue


def check_rules(group: Group, refused: Collection[tuple[int, str]]) -> list[tuple[int, Finding]]:
    """Each broken rule, with the submission that breaks it.

    A rule is not asked where an input that it reads was refused already (``refused`` holds
    submission and name), or where a calculation that it reads is blank: one cause, one finding.
    """
    findings: list[tuple[int, Finding]] = []
    for rule in group.layout.definition.rules:
        tree = parse(rule.check)
        broken = np.flatnonzero(_broken(group, tree, refused)).tolist()
        if broken:
            place = _place(group, tree)
            findings += [(each, _finding(group, rule, place, each)) for each in broken]
    return findings


def _broken(group: Group, tree: Node, refused: Collection[tuple[int, str]]) -> Mask:
    scope = group.inputs | group.results
    if any(name not in scope for name in names(tree)):
        return np.zeros(group.size, dtype=bool)
    broken = evaluate(tree, scope, group.size).false
    for name in names(tree):
        if name in group.results:
            broken &= ~group.blank(name)
    reads = group.reads(tree)
    for submission, name in refused:
        if name in reads:
            broken[submission] = False
    return np.asarray(broken)


def _finding(
    group: Group, rule: Rule, place: tuple[Place, str] | tuple[None, None], submission: int
) -> Finding:
    say = catalogue(group.layout.definition.language)

    def shown(name: str) -> str:
        value = group.value(name, submission)
        return say.show(value) if value not in (None, "") else "-"

    message = PLACEHOLDER.sub(lambda match: shown(match[1]), rule.message)
    cell, field = place
    return Finding(
        "RULE-001",
        group.files[submission],
        cell.sheet if cell else None,
        cell.address if cell else None,
        field,
        data={"rule": rule.id, "message": message},
        own_severity=Severity(rule.severity.value),
    )


def _place(group: Group, tree: Node) -> tuple[Place, str] | tuple[None, None]:
    """The first cell that a rule reads: an input, the head of a register's column, or what was
    accepted before.
    """
    layout, reads = group.layout, group.reads(tree)
    for name in [*names(tree), *sorted(reads)]:
        if name in layout.fields:
            return layout.fields[name][1], name
    for table in layout.tables:
        for field, column in table.columns:
            if f"{table.register.id}.{field.id}" in reads:
                return Place(table.sheet, table.first, column), f"{table.register.id}.{field.id}"
    earlier = [name.removeprefix(PREVIOUS) for name in names(tree)]
    return next(
        ((layout.previous[name], name) for name in earlier if name in layout.previous), (None, None)
    )
