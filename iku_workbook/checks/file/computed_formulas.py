"""The formulas of the computed cells against those that were issued."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from iku_workbook.findings import Finding
from iku_workbook.formula.errors import FormulaError
from iku_workbook.formula.parse import parse
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.layout import Layout
from iku_workbook.workbook.reading.workbook import Cell, Workbook

if TYPE_CHECKING:
    from iku_workbook.checks.file.read_form import ReturnedForm

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


def altered_formulas(workbook: Workbook, layout: Layout) -> dict[str, str | None]:
    """The computed values whose formula is not the one issued; what stands there, None for none.

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


def check_formulas(returned: ReturnedForm) -> Iterator[Finding]:
    """Each computed cell whose formula is gone or another one.

    A formula that is gone from a sheet whose cells were moved went along with them.
    """
    cells = stated(returned.layout, returned.workbook)
    for name, formula in returned.altered.items():
        computed, place = returned.layout.computed[name]
        if formula is None and place.sheet in returned.moved:
            continue
        cell = cells.get(name)
        yield returned.finding(
            "LOCK-001" if formula is None else "LOCK-002",
            place.sheet,
            [(place.row, place.column)],
            field=name,
            expected="=" + computed.formula,
            found="=" + formula if formula is not None else (cell.value if cell else None),
        )


@lru_cache(maxsize=4096)
def _respelled(formula: str) -> str | None:
    """The formula as we would write it, None where it is none of the language's."""
    plain = _RESPELT.sub(lambda found: found["text"] or found["value"] or "", formula)
    try:
        return to_excel(parse(plain, internal=True))
    except FormulaError:
        return None
