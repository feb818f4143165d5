"""Evaluates every formula of every unit over its accumulated values: the second of four steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from iku_workbook.calculations import PREVIOUS, Computed, asked
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Field, OverTime
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.parse import parse
from iku_workbook.formula.tree import names
from iku_workbook.formula.values import Column, Kind, Value
from iku_workbook.inputs import columns
from iku_workbook.layout import Layout, layout
from iku_workbook.periods import Period
from iku_workbook.results.accumulate import UnitYear, as_said
from iku_workbook.results.compact import Figures
from iku_workbook.results.each_period import EachPeriod, fitted, seen
from iku_workbook.results.presence import Counting

# Units evaluated together: what they said is then still decoded since it was accumulated or asked
# before (registry/encoded.py remembers as many texts), and a column stays small in memory.
_TOGETHER = 1000


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The units of one kind and all that is computed for each.

    computed  values by defined name, in the order of ``units``; None where blank
    own       what the period by itself comes to, of parts that each period's own values are
              computed from and of what they read
    unfilled  for each state, whether a unit owes a value that it has not given
    """

    layout: Layout
    units: tuple[UnitYear, ...]
    computed: Mapping[str, Sequence[Value]]
    own: Mapping[str, Sequence[Value]]
    unfilled: Mapping[str, Sequence[bool]]

    def formula(self, name: str) -> Computed:
        """The formula behind a computed value."""
        return self.layout.computed[name][0]


def evaluate_units(
    definition: Definition, units: Sequence[UnitYear], period: Period
) -> tuple[Evaluation, ...]:
    """The units kind by kind, for the year up to a period."""
    by_kind: dict[str, list[UnitYear]] = {}
    for each in units:
        by_kind.setdefault(each.unit.kind, []).append(each)
    return tuple(_evaluated(layout(definition, kind), by_kind[kind], period) for kind in by_kind)


def _evaluated(form: Layout, units: list[UnitYear], period: Period) -> Evaluation:
    computed = {each.name: Figures() for each in form.calculations}
    found = _Found(computed, {}, {each.id: [] for each in _states(form)})
    waiting = iter(units)
    while chunk := list(islice(waiting, max(1, _TOGETHER // period.number))):
        _add(form, chunk, period, found)
    return Evaluation(form, tuple(units), *found)


class _Found(NamedTuple):
    """What an evaluation holds, while it is computed for some of the units after others."""

    computed: dict[str, Figures]
    own: dict[str, Figures]
    unfilled: dict[str, list[bool]]


def _add(form: Layout, units: list[UnitYear], period: Period, found: _Found) -> None:
    """Append what is computed for some of the units."""
    counting = Counting(form)
    values = [each.so_far.read().values for each in units]
    before = [as_said(each.previous.values) if each.previous else {} for each in units]
    each_period = EachPeriod.of(form, units, period)
    fits = fitted(form, values, period.number)
    inputs = columns(fits, values, before, only=_read(form), period=period)
    inputs |= each_period.so_far(len(units))
    results = form.calculations.evaluate(inputs, len(units))
    for each in form.calculations:
        counts = counting.of(each, units, period)
        pairs = zip(results[each.name].objects(), counts, strict=True)
        found.computed[each.name].extend([seen(value) if it else None for value, it in pairs])
    for name, own in each_period.own().items():
        found.own.setdefault(name, Figures()).extend(own)
    scope = inputs | results
    for field in _states(form):
        so_far = any(asked(field, each) for each in period.year_to_date)
        found.unfilled[field.id] += (
            _owed(field, scope, len(units)) if so_far else [False] * len(units)
        )


def _read(form: Layout) -> frozenset[str]:
    """All that is asked of the inputs: what formulas read, states, and what makes these owed."""
    states = _states(form)
    owed = (parse(each.required) for each in states if isinstance(each.required, str))
    return frozenset(
        [
            *form.calculations.inputs(each.name for each in form.calculations),
            *(each.id for each in states),
            *(name for tree in owed for name in names(tree)),
        ]
    )


def _states(form: Layout) -> list[Field]:
    fields = (field for field, _ in form.fields.values())
    return [field for field in fields if field.over_time is OverTime.LATEST]


def _owed(field: Field, scope: Mapping[str, Column], size: int) -> list[bool]:
    """Where a required value is blank; what makes it required is read as the form reads it."""
    blank = scope[field.id].kind == Kind.BLANK
    if isinstance(field.required, bool):
        required = Column.constant(field.required, size)
    else:
        required = evaluate(parse(field.required), scope, size)
    return [bool(each) for each in blank & required.true]


def reads_previous(form: Layout) -> frozenset[str]:
    """The fields whose value of the previous period some formula reads."""
    read = {name for each in form.calculations for name in each.reads}
    return frozenset(name[len(PREVIOUS) :] for name in read if name.startswith(PREVIOUS))
