"""Compares the formulas of computed cells with those of the issued form."""

from __future__ import annotations

import re
from functools import lru_cache

from iku_workbook.formula.errors import FormulaError
from iku_workbook.formula.parse import parse
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.layout import Layout
from iku_workbook.workbook.reading.workbook import Cell, Workbook

# LibreOffice saves TRUE and FALSE as functions, others mark functions as newer than they are;
# within a text all stays.
_RESPELT = re.compile(
    r'(?P<text>"[^"]*")|\b(?P<value>TRUE|FALSE)\(\)|\b_xlfn\.(?=[A-Z])', re.IGNORECASE
)


def stated(layout: Layout, workbook: Workbook) -> dict[str, Cell]:
    """The computed cells as the returned workbook has them, by defined name."""
    sheets = {sheet.name: sheet.cells for sheet in workbook.sheets}
    cells = {
        name: sheets[place.sheet].get((place.row, place.column))
        for name, (_, place) in layout.computed.items()
    }
    return {name: cell for name, cell in cells.items() if cell is not None}


def altered_formulas(workbook: Workbook, layout: Layout) -> dict[str, str | None]:
    """Computed cells whose formula was changed, with the new one (None: no formula).

    What programs respell when they save (spaces, case, brackets) is no change. Where nothing but
    values was read, nothing can be said.
    """
    if workbook.values_only:
        return {}
    cells = stated(layout, workbook)
    altered = {}
    for name, (computed, _) in layout.computed.items():
        cell = cells.get(name)
        formula = cell.formula if cell else None
        if formula is None or computed.formula not in (formula, _respelled(formula)):
            altered[name] = formula
    return altered


@lru_cache(maxsize=4096)
def _respelled(formula: str) -> str | None:
    """The formula as we would write it, None where it is none of the language's."""
    plain = _RESPELT.sub(lambda found: found["text"] or found["value"] or "", formula)
    try:
        return to_excel(parse(plain, internal=True))
    except FormulaError:
        return None
