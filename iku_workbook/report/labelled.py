"""Findings in which inputs have the names that people know, and no longer their ids."""

from __future__ import annotations

from dataclasses import replace

from iku_workbook.definition import Definition
from iku_workbook.findings import Change, Changes, Finding
from iku_workbook.input_cells import IN_REGISTER
from iku_workbook.layout import NIHIL
from iku_workbook.safe_text import short


def labelled(finding: Finding, definition: Definition) -> Finding:
    """The finding, whose changes name inputs by their labels; what the definition does not have
    keeps its id.
    """
    changes = finding.data.get("changes")
    if not isinstance(changes, Changes):
        return finding
    labels = _labels(definition)
    named = tuple(replace(each, name=_label(each, labels)) for each in changes.named)
    return replace(finding, data={**finding.data, "changes": replace(changes, named=named)})


def _label(change: Change, labels: dict[str, str]) -> str:
    parts = IN_REGISTER.fullmatch(change.name)
    if parts is None:
        name = change.name.removeprefix(NIHIL)
        return short(labels.get(name, name))
    of, row, field = parts["register"], parts["row"], parts["field"]
    return short(f"{labels.get(of, of)} {row}, {labels.get(f'{of}.{field}', field)}")


def _labels(definition: Definition) -> dict[str, str]:
    found = {each.id: each.label for each in definition.fields}
    for of in definition.registers:
        found |= {of.id: of.label} | {f"{of.id}.{each.id}": each.label for each in of.fields}
    return found
