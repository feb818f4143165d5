"""The formula that takes the values of several units together, over their cells."""

from __future__ import annotations

from iku_workbook.calculations import Role, result_name
from iku_workbook.definition.indicators import Indicator, OverUnits, UnitValue
from iku_workbook.master.references import ComputationSheet

_FUNCTIONS = {
    OverUnits.SUM: "SUM",
    OverUnits.MEAN: "AVERAGE",
    OverUnits.MINIMUM: "MIN",
    OverUnits.MAXIMUM: "MAX",
}


def over_units(
    indicator: Indicator,
    value: UnitValue,
    computation: ComputationSheet,
    number: int,
    block: tuple[int, int] | None = None,
) -> str | None:
    """Over the units of a period, or a block of them; None where no unit can compute it."""
    cells = {
        role: computation.units(computation.columns[name], number, block)
        for role in (Role.VALUE, Role.WEIGHT)
        if (name := result_name(indicator.code, role)) in computation.columns
    }
    if Role.VALUE not in cells:
        return None
    values = cells[Role.VALUE]
    if value.weight is None:
        return f'IF(COUNT({values})=0,"",{_FUNCTIONS[value.over_units]}({values}))'
    if Role.WEIGHT not in cells:
        return None
    weights = cells[Role.WEIGHT]
    # A blank is a text here, which SUMPRODUCT takes for 0 where its ranges stand apart.
    whole = f"SUMPRODUCT(--ISNUMBER({values}),{weights})"
    return f'IF({whole}=0,"",SUMPRODUCT({values},{weights})/{whole})'
