"""Findings in which inputs and periods have the names that people know, and no longer their ids."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from iku_workbook.definition import Definition
from iku_workbook.findings import Change, Changes, Finding
from iku_workbook.input_cells import IN_REGISTER
from iku_workbook.layout import NIHIL
from iku_workbook.periods import Period, PeriodError, name_of
from iku_workbook.safe_text import short


def labelled(finding: Finding, definition: Definition) -> Finding:
    """The finding, whose changes name inputs by their labels, and which names its period; what the
    definition does not have keeps its id.
    """
    changes, period = finding.data.get("changes"), finding.data.get("period")
    data = dict(finding.data)
    if isinstance(changes, Changes):
        labels = _labels(definition)
        named = tuple(replace(each, name=_label(each, labels)) for each in changes.named)
        data["changes"] = replace(changes, named=named)
    if isinstance(period, str):
        with suppress(PeriodError):
            data["period"] = name_of(Period.parse(period))
    return finding if data == finding.data else replace(finding, data=data)


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
