"""What a village must not change: the formulas of the computed cells, as they were issued."""

from __future__ import annotations

import re
from functools import lru_cache

from iku_workbook.findings import Finding
from iku_workbook.formula.errors import FormulaError
from iku_workbook.formula.parse import parse
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.layout import HIDDEN_SHEET, Layout
from iku_workbook.workbook.reading.workbook import Cell, Workbook

# LibreOffice saves TRUE and FALSE as functions, others mark functions as newer than they are;
# within a text all stays.
_RESPELT = re.compile(
    r'(?P<text>"[^"]*")|\b(?P<value>TRUE|FALSE)\(\)|\b_xlfn\.(?=[A-Z])', re.IGNORECASE
)


def stated(layout: Layout, workbook: Workbook) -> dict[str, Cell]:
    """Each computed cell as it stands, by defined name; those that are not there are left out."""
    sheets = {sheet.name: sheet.cells for sheet in workbook.sheets}
    cells = {
        name: sheets[place.sheet].get((place.row, place.column))
        for name, (_, place) in layout.computed.items()
    }
    return {name: cell for name, cell in cells.items() if cell is not None}


def altered(workbook: Workbook, layout: Layout, file: str) -> tuple[frozenset[str], list[Finding]]:
    """The computed values whose formula is not the one issued, and a finding for each.

    What programs respell when they save (spaces, case, brackets) is no change. Where nothing but
    values was read, nothing can be said.
    """
    changed: set[str] = set()
    findings: list[Finding] = []
    if workbook.values_only:
        return frozenset(), findings
    stands = stated(layout, workbook)
    for name, (computed, place) in layout.computed.items():
        cell = stands.get(name)
        formula = cell.formula if cell else None
        if formula is not None and computed.formula in (formula, _respelled(formula)):
            continue
        changed.add(name)
        findings.append(
            Finding(
                "LOCK-001" if formula is None else "LOCK-002",
                file,
                place.sheet,
                place.address,
                name,
                "=" + computed.formula,
                "=" + formula if formula is not None else (cell.value if cell else None),
            )
        )
    return frozenset(changed), findings


def protection(workbook: Workbook, layout: Layout, file: str) -> list[Finding]:
    """Warnings where a program dropped what guides the person who fills the form in.

    Protection is courtesy, never security: other programs lose it when they save.
    """
    if workbook.values_only:
        return [Finding("FILE-039", file)]
    findings = []
    asking = {place.sheet for _, place in layout.fields.values()}
    asking |= {table.sheet for table in layout.tables}
    for sheet in workbook.sheets:
        if sheet.name not in layout.sheets:
            continue
        if sheet.name == HIDDEN_SHEET and sheet.state == "visible":
            findings.append(Finding("LOCK-005", file, sheet.name))
        if not sheet.protected and sheet.name != HIDDEN_SHEET:
            findings.append(Finding("LOCK-003", file, sheet.name))
        if sheet.name != HIDDEN_SHEET and sheet.state != "visible":
            findings.append(Finding("LOCK-018", file, sheet.name))
        if sheet.name in asking and not sheet.rules:
            findings.append(Finding("LOCK-004", file, sheet.name))
    return findings


@lru_cache(maxsize=4096)
def _respelled(formula: str) -> str | None:
    """The formula as we would write it, None where it is none of the language's."""
    plain = _RESPELT.sub(lambda found: found["text"] or found["value"] or "", formula)
    try:
        return to_excel(parse(plain, internal=True))
    except FormulaError:
        return None
