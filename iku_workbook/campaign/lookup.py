"""The periods and units that a command line names, held against the definition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iku_workbook.errors import OperatorError, unknown

if TYPE_CHECKING:
    from iku_workbook.definition import Definition
    from iku_workbook.definition.model import Unit
    from iku_workbook.periods import Period


def period_of(definition: Definition, code: str) -> Period:
    """The period of a code; PeriodError, or OperatorError for one of another year."""
    from iku_workbook.periods import Period, periods_of

    period = Period.parse(code, definition.cadence)
    if period.year != definition.year:
        known = ", ".join(each.code for each in periods_of(definition.year, definition.cadence))
        raise OperatorError("other-year", period=code, year=str(definition.year), known=known)
    return period


def chosen_units(definition: Definition, codes: Sequence[str]) -> list[Unit]:
    """The units of these codes, in the definition's order; all of them where none is named."""
    known = {unit.code: unit for unit in definition.reporting}
    for code in codes:
        if code not in known:
            raise unknown("no-unit", code, known)
    return [unit for unit in definition.reporting if not codes or unit.code in codes]
