"""Findings in which inputs have the names that people know, and no longer their ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from iku_workbook.definition import Definition
from iku_workbook.findings import Changes, Finding
from iku_workbook.input_cells import IN_REGISTER
from iku_workbook.layout import CONFIRM, NIHIL
from iku_workbook.safe_text import short


def labelled(finding: Finding, definition: Definition) -> Finding:
    """The finding, whose changes name inputs by their labels; what the definition does not have
    keeps its id.
    """
    changes = finding.data.get("changes")
    if not isinstance(changes, Changes):
        return finding
    labels = _labels(definition)
    named = tuple(replace(each, name=_label(each.name, labels)) for each in changes.named)
    return replace(finding, data={**finding.data, "changes": replace(changes, named=named)})


def naming(definition: Definition) -> Callable[[str], str]:
    """What people call an input, by its name: ``kegiatan[3].tanggal`` is the date in line 3."""
    labels = _labels(definition)
    return lambda name: _label(name, labels)


def _label(name: str, labels: dict[str, str]) -> str:
    parts = IN_REGISTER.fullmatch(name)
    if parts is None:
        of_whole = name.removeprefix(NIHIL)
        return short(labels.get(of_whole, of_whole))
    of, row, field = parts["register"], parts["row"], parts["field"]
    return short(f"{labels.get(of, of)} {row}, {labels.get(f'{of}.{field}', field)}")


def _labels(definition: Definition) -> dict[str, str]:
    found = {each.id: each.label for each in definition.fields}
    found |= {CONFIRM + each.id: each.group or each.label for each in definition.fields}
    for of in definition.registers:
        found |= {of.id: of.label} | {f"{of.id}.{each.id}": each.label for each in of.fields}
    return found
