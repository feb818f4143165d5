"""definition.md#reconciliations: compares a quantity as two kinds of unit report it.

A kantor counts what its villages count too. Both are added up over the year so far, for each unit
that stands above others, and compared once every unit concerned has reported its part; till then
it is said whose part is lacking.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Reconciliation, Unit
from iku_workbook.results.accumulate import Status
from iku_workbook.results.indicators import Results
from iku_workbook.results.levels import below
from iku_workbook.results.over_units import total
from iku_workbook.results.presence import stays
from iku_workbook.results.still_open import Reads, movable


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One comparison, of what an indicator over the same units would be computed from.

    above        the unit whose own and lower units are compared; None for the whole list
    left, right  the two sums so far; None where nobody has reported anything
    lacking      the units that a return is still expected from
    agrees       whether they are equal, within the tolerance; None while one is lacking
    """

    reconciliation: Reconciliation
    above: Unit | None
    left: float | None
    right: float | None
    lacking: tuple[Unit, ...]
    agrees: bool | None


class _Share(NamedTuple):
    """What one unit adds to a side: nothing yet, or not all of it, where it ``lacks`` a return."""

    unit: Unit
    value: float | None
    lacks: bool


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
        left, right = (_shares(results, side.of) for side in (each.left, each.right))
        for above, codes in groups:
            compared.append(_compare(each, above, _within(left, codes), _within(right, codes)))
    return tuple(compared)


def _shares(results: Results, name: str) -> list[_Share]:
    """What every unit that reports a field or calculation comes to so far."""
    found = []
    for evaluation in results.evaluations:
        if name in evaluation.layout.fields:
            values = [unit.values.get(name) for unit in evaluation.units]
        elif name in evaluation.computed:
            values = list(evaluation.computed[name])
        else:
            continue
        reads = Reads.by(evaluation, [name])
        for index, (unit, value) in enumerate(zip(evaluation.units, values, strict=True)):
            absent = unit.status is Status.ABSENT
            if absent and not stays(evaluation.layout, name):
                continue
            known = float(value) if isinstance(value, int | float) else None
            open_ = movable(evaluation, index, unit, reads, results.period)
            lacks = bool(open_) or (known is None and not absent)
            found.append(_Share(unit.unit, known, lacks))
    return found


def _within(shares: Iterable[_Share], codes: Container[str]) -> list[_Share]:
    return [share for share in shares if share.unit.code in codes]


def _compare(
    reconciliation: Reconciliation, above: Unit | None, left: list[_Share], right: list[_Share]
) -> Reconciled:
    sums = [total(share.value for share in side) for side in (left, right)]
    lacking = tuple(
        {share.unit.code: share.unit for share in (*left, *right) if share.lacks}.values()
    )
    agrees = None
    if not lacking and sums[0] is not None and sums[1] is not None:
        agrees = abs(sums[0] - sums[1]) <= reconciliation.tolerance
    return Reconciled(reconciliation, above, sums[0], sums[1], lacking, agrees)
