"""definition.md#reconciliations: compares a quantity as two kinds of unit report it.

A kantor counts what its villages count too. Both are added up over the year so far, for each unit
that stands above others, and compared once every unit concerned has reported its part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Reconciliation, Unit
from iku_workbook.results.indicators import Results, total
from iku_workbook.results.levels import below


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One comparison.

    above        the unit whose own and lower units are compared; None for the whole list
    left, right  the two sums; None where nobody has reported anything
    agrees       whether they are equal, within the tolerance; None until both are complete
    """

    reconciliation: Reconciliation
    above: Unit | None
    left: float | None
    right: float | None
    agrees: bool | None


def reconcile(definition: Definition, results: Results) -> tuple[Reconciled, ...]:
    """Every reconciliation, for every unit that stands above others, or for the whole list."""
    if not definition.reconciliations:
        return ()
    members = below(definition)
    groups: list[tuple[Unit | None, frozenset[str]]] = [
        (unit, members[unit.code]) for unit in definition.units if unit.code in members
    ]
    groups = groups or [(None, frozenset(unit.code for unit in definition.units))]
    compared = []
    for each in definition.reconciliations:
        left, right = (_reported(results, side.of) for side in (each.left, each.right))
        for above, codes in groups:
            compared.append(_compare(each, above, _within(left, codes), _within(right, codes)))
    return tuple(compared)


def _reported(results: Results, name: str) -> Mapping[str, float | None]:
    """By code, what every unit that reports a field or calculation comes to; None: not yet all."""
    found: dict[str, float | None] = {}
    periods = len(results.period.year_to_date)
    for evaluation in results.evaluations:
        if name in evaluation.layout.fields:
            values = [unit.values.get(name) for unit in evaluation.units]
        elif name in evaluation.computed:
            values = list(evaluation.computed[name])
        else:
            continue
        for unit, value in zip(evaluation.units, values, strict=True):
            complete = len(unit.accepted) == periods and isinstance(value, int | float)
            found[unit.unit.code] = float(value) if complete else None  # type: ignore[arg-type]
    return found


def _within(reported: Mapping[str, float | None], codes: Iterable[str]) -> list[float | None]:
    return [reported[code] for code in codes if code in reported]


def _compare(
    reconciliation: Reconciliation,
    above: Unit | None,
    left: list[float | None],
    right: list[float | None],
) -> Reconciled:
    sums = total(left), total(right)
    known = None not in left and None not in right
    agrees = None
    if known and sums[0] is not None and sums[1] is not None:
        agrees = abs(sums[0] - sums[1]) <= reconciliation.tolerance
    return Reconciled(reconciliation, above, *sums, agrees)
