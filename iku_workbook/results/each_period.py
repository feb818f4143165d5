"""What is computed from each period's own values, before it is taken together over the year.

A part of an indicator that says ``each_period`` is evaluated once for every period, with that
period's own values alone, and what comes of it becomes the year so far as that key says. Of an
indicator with ``result: period`` only the values of the period asked for count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from iku_workbook.calculations import parts_of, result_name
from iku_workbook.definition import Definition
from iku_workbook.definition.model import OverTime, ResultOf
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.tree import names
from iku_workbook.formula.values import Column, Value
from iku_workbook.inputs import Values, columns
from iku_workbook.layout import Layout
from iku_workbook.periods import IN_FORMULAS, Period
from iku_workbook.results.accumulate import UnitYear, rows
from iku_workbook.results.blanks import sees_blanks

Ways = Mapping[str, OverTime | None]
"""By the defined name of a part: how its periods are taken together; None where only one counts."""


def ways_of(definition: Definition) -> Ways:
    """The parts that are computed from each period's own values."""
    return {
        result_name(indicator.code, role): part.each_period
        for indicator in definition.indicators
        for role, part in parts_of(indicator).items()
        if part.each_period is not None or indicator.result is ResultOf.PERIOD
    }


@dataclass(frozen=True, slots=True)
class EachPeriod:
    """What units of one kind come to, period by period.

    periods  those of the year so far
    ways     of the parts that these units have
    values   by defined name, of these parts and of the calculations that they read: a list for each
             period, in the order of the units; None where blank
    """

    periods: tuple[Period, ...]
    ways: Ways
    values: Mapping[str, Sequence[Sequence[Value]]]

    @classmethod
    def of(
        cls,
        form: Layout,
        units: Sequence[UnitYear],
        period: Period,
        only: Iterable[str] | None = None,
    ) -> EachPeriod:
        """Evaluate them, or ``only`` some; nothing, where no part is computed period by period."""
        periods = period.year_to_date
        known = form.calculations.names
        known = known if only is None else known.intersection(only)
        ways = {name: way for name, way in ways_of(form.definition).items() if name in known}
        found: dict[str, list[list[Value]]] = {}
        for each in periods if ways else ():
            for name, values in _of_period(form, units, each, ways).items():
                found.setdefault(name, []).append(values)
        return cls(periods, ways, found)

    def own(self) -> Mapping[str, Sequence[Value]]:
        """What the last period by itself comes to."""
        return {name: of_periods[-1] for name, of_periods in self.values.items()}

    def part(self, name: str, unit: int) -> list[float | None]:
        """A part of one unit, period by period."""
        return [_number(of_period[unit]) for of_period in self.values[name]]

    def answered(
        self, form: Layout, answers: Sequence[Values]
    ) -> Mapping[str, list[list[float | None]]]:
        """Each part as it would be with these answers of a unit: for each of them a list over the
        periods.
        """
        behind = form.calculations.behind(self.ways)
        dated = any(name in IN_FORMULAS for each in behind for name in names(each.tree))
        evaluated = [
            _evaluated(form, answers, self.ways, each)
            for each in (self.periods if dated else self.periods[-1:])
        ]
        evaluated *= 1 if dated else len(self.periods)  # the same in each of them
        return {
            name: [[_number(each[name][at]) for each in evaluated] for at, _ in enumerate(answers)]
            for name in self.ways
        }

    def with_answer(
        self, name: str, unit: UnitYear, at: int, answer: Sequence[float | None]
    ) -> list[float | None]:
        """A part of the ``at``-th unit period by period, with ``answer`` for each that it owes."""
        return [
            value if period.code in unit.accepted or not unit.unit.reports_in(period) else owed
            for period, value, owed in zip(self.periods, self.part(name, at), answer, strict=True)
        ]

    def so_far(self, size: int) -> dict[str, Column]:
        """Each part of the ``size`` units for the year so far."""
        return {
            name: Column.of([together(way, self.part(name, unit)) for unit in range(size)])
            for name, way in self.ways.items()
        }


def together(way: OverTime | None, given: Sequence[float | None]) -> float | None:
    """A part's values of the year's periods as one: the last one's own where ``way`` is None."""
    return given[-1] if way is None else way.of(given)


def telling(ways: Ways, name: str, period: Period) -> Callable[[UnitYear], bool]:
    """Tells of units whether they have a return that counts for a computed value: where only one
    period does, one for that period.
    """
    code = period.code
    if name in ways and ways[name] is None:
        return lambda year: code in year.accepted
    return lambda year: bool(year.accepted)


def fitted(form: Layout, values: Sequence[Values], periods: int) -> Layout:
    """The layout with registers as long as the formulas ask: a year's sheets are mostly empty."""
    tables = []
    for table in form.tables:
        register = table.register
        length = register.rows * periods
        if not sees_blanks(form, register):
            length = max([1, *(len(rows(each.get(register.id))) for each in values)])
        tables.append(replace(table, register=register.model_copy(update={"rows": length})))
    return replace(form, tables=tuple(tables))


def _of_period(
    form: Layout, units: Sequence[UnitYear], period: Period, ways: Ways
) -> dict[str, list[Value]]:
    accepted = [each.accepted.get(period.code) for each in units]
    there = [each.unit.reports_in(period) for each in units]
    found = _evaluated(form, [each.values if each else {} for each in accepted], ways, period)
    for name, values in found.items():
        known = accepted if form.computed[name][0].reads else there
        found[name] = [value if each else None for value, each in zip(values, known, strict=True)]
    return found


def _evaluated(
    form: Layout, values: Sequence[Values], ways: Ways, period: Period
) -> dict[str, list[Value]]:
    """These parts, and the calculations that they read, over the values of single periods."""
    reads = form.calculations.inputs(ways)
    inputs = columns(fitted(form, values, 1), values, only=reads, period=period)
    results = form.calculations.evaluate(inputs, len(values), ways)
    return {name: [seen(each) for each in column.objects()] for name, column in results.items()}


def seen(value: Value) -> Value:
    """A computed value as a person sees it: an empty text, like an error, is a blank."""
    return None if value == "" or isinstance(value, ExcelError) else value


def _number(value: Value) -> float | None:
    """A text counts as little as in SUM."""
    if not isinstance(value, int | float):
        return None
    return int(value) if float(value).is_integer() else float(value)
