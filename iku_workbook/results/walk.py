"""The way from one unit's figure down to the cells of its workbooks: what ``iku show`` tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from iku_workbook.calculations import PREVIOUS, Role, asked, part_labels, parts_of, result_name
from iku_workbook.checks.batch.confirmed import confirmed
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Field, Indicator, Register, ResultOf, Target, Unit
from iku_workbook.errors import unknown
from iku_workbook.formula.values import Value
from iku_workbook.inputs import Row, Scalar
from iku_workbook.periods import Period
from iku_workbook.registry.journal import RecordKind
from iku_workbook.results.accumulate import UnitYear, rows, scalar
from iku_workbook.results.each_period import ways_of
from iku_workbook.results.evaluate import Evaluation
from iku_workbook.results.over_units import PART, UnitParts, number, own_values
from iku_workbook.results.unit_goals import UnitGoal
from iku_workbook.results.year import Year
from iku_workbook.returns import Return

REGISTER, BEFORE, OWN = "register", "before", "own"


@dataclass(frozen=True, slots=True)
class ReturnedValue:
    """What one return said to a question.

    value  of a register its filled rows
    cells  where that stands in its workbook: one for a field, one a row of a register; none where
           nobody can tell
    by     who took the return in; None where no registry knows
    counts of a state, whether it is the value that holds; of all else true
    confirmed  it was brought forward from an earlier return, and said to be still so
    """

    period: str
    value: Scalar | Sequence[Row]
    returned: Return
    cells: tuple[str, ...]
    by: str | None
    counts: bool = True
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """A field or register of one unit over the year, and what each return said to it.

    how    ``sum``, ``latest`` … over the year so far, ``register``, ``before`` for the value
           of the previous period, or ``own`` where each period's own is read
    value  what that comes to; of a register how many rows; of ``own`` what this period says
    """

    name: str
    asked: Field | Register
    how: str
    value: Scalar
    sources: tuple[ReturnedValue, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One formula on the way: a calculation, or a part of an indicator.

    whole    what it comes to over all units, of a numerator or a denominator
    periods  what it comes to in each period by itself, where it is computed period by period, by
             the period's code
    each     how these become the value; ``period`` where only this period's counts
    """

    name: str
    label: str
    formula: str
    value: Value
    whole: float | None = None
    periods: Mapping[str, Value] = field(default_factory=dict)
    each: str | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """The way down from a figure of one unit, for the year up to a period.

    value   the figure; of an indicator that of this unit alone, and ``whole`` that of all units
    steps   the formulas that it is computed with, each after what it reads; of an indicator the
            last ones are its numerator and denominator, or its value and what that weighs
    inputs  what the formulas read
    targets what the result is shown beside; ``goal`` the unit's own target, if units have them
    missing the periods up to this one of which no return of the unit is accepted
    with_value  how many units' values ``whole`` is of, where it is no quotient
    """

    unit: Unit
    period: Period
    name: str
    label: str
    value: Scalar | Value
    steps: tuple[Step, ...]
    inputs: tuple[Input, ...]
    whole: float | None = None
    indicator: Indicator | None = None
    targets: tuple[Target | None, ...] = ()
    missing: tuple[Period, ...] = ()
    with_value: int | None = None
    goal: UnitGoal | None = None


def walk(year: Year, unit: Unit, name: str) -> Walk:
    """The way down from a field, a register, a calculation or an indicator, by its id or code.

    OperatorError for a name that the unit's form has not.
    """
    walker = _Walker(year, unit)
    accepted = walker.own.accepted
    missing = (each for each in year.period.year_to_date if each.code not in accepted)
    return replace(walker.walk(name), missing=tuple(missing))


class _Walker:
    """The year of one unit, and what is computed from it."""

    def __init__(self, year: Year, unit: Unit) -> None:
        self.year, self.definition = year, year.definition
        self.evaluation, self.own = _of_unit(year.results.evaluations, unit)
        self.whose, self.ways = (self.own.unit, year.period), ways_of(year.definition)
        self.asked: dict[str, Field | Register] = {each.id: each for each in year.definition.fields}
        self.asked |= {each.id: each for each in year.definition.registers}
        self.by = {
            entry.receipt: entry.by
            for trail in year.trails
            for entry in trail.entries
            if entry.kind is RecordKind.RECEIPT
        }

    def walk(self, name: str) -> Walk:
        definition, layout = self.definition, self.evaluation.layout
        codes = {each.code.casefold(): each for each in definition.indicators}
        if name.casefold() in codes:
            return self._of_indicator(codes[name.casefold()])
        if name in {each.id for each in definition.calculations} & set(layout.computed):
            return self._of_formula(name)
        known = [*layout.fields, *(table.register.id for table in layout.tables)]
        if name not in known:
            calculations = (each.id for each in definition.calculations)
            raise unknown("no-figure", name, [*known, *calculations, *_codes(definition)])
        one = self._input(name)
        return Walk(*self.whose, name, one.asked.label, one.value, (), (one,))

    def _of_formula(self, name: str) -> Walk:
        steps, inputs = tuple(self._steps({name})), tuple(self._inputs({name}))
        return Walk(*self.whose, name, steps[-1].label, steps[-1].value, steps, inputs)

    def _of_indicator(self, indicator: Indicator) -> Walk:
        names = {role: result_name(indicator.code, role) for role in parts_of(indicator)}
        own = {name for name in names.values() if name in self.evaluation.computed}
        found = self.year.results.indicators[indicator.code]
        whole = {Role.NUMERATOR: found.numerator, Role.DENOMINATOR: found.denominator}
        steps = [each for each in self._steps(own) if each.name not in own]
        parts, labels = dict[str, float | None](), part_labels(self.definition, indicator)
        for role, part in parts_of(indicator).items():
            if (name := names[role]) in own:
                value = self._computed(name)
                parts[PART[role]] = number(value)
                step = Step(name, labels[role], part.formula, value, whole.get(role))
                steps.append(self._by_period(step) if name in self.ways else step)
        [figure] = own_values(indicator, [UnitParts(**parts)])
        return Walk(
            *self.whose,
            indicator.code,
            indicator.name,
            figure,
            tuple(steps),
            tuple(self._inputs(own)),
            found.value,
            indicator,
            found.targets,
            with_value=found.with_value,
            goal=found.goals.get(self.own.unit.code),
        )

    def _steps(self, names: set[str]) -> Iterator[Step]:
        labels = {each.id: (each.label, each.formula) for each in self.definition.calculations}
        calculations = self.evaluation.layout.calculations
        year = {each.name for each in calculations.behind(names - self.ways.keys())}
        for each in calculations.behind(names):
            if each.name not in labels:
                continue
            step = Step(each.name, *labels[each.name], self._computed(each.name))
            yield step if each.name in year else self._by_period(step)

    def _by_period(self, step: Step) -> Step:
        """A step that is computed from each period's own values."""
        periods, at = self.year.periods, self.evaluation.units.index(self.own)
        found = {
            each.period.code: evaluation.own[step.name][at]
            for each in periods
            for evaluation in each.evaluations
            if evaluation.layout.kind == self.evaluation.layout.kind
        }
        if step.name not in self.ways:
            return replace(step, value=found[self.year.period.code], periods=found)
        way = self.ways[step.name]
        return replace(step, periods=found, each=way.value if way else ResultOf.PERIOD.value)

    def _computed(self, name: str) -> Value:
        return self.evaluation.computed[name][self.evaluation.units.index(self.own)]

    def _inputs(self, names: set[str]) -> Iterator[Input]:
        """What these formulas read, in the order of the definition."""
        calculations = self.evaluation.layout.calculations
        reads = calculations.inputs(names)
        year = calculations.inputs(names - self.ways.keys())
        heads = {each.partition(".")[0] for each in reads if not each.startswith(PREVIOUS)}
        for each in self.definition.fields:
            if each.id in reads:
                yield self._input(each.id, own=each.id not in year)
            if PREVIOUS + each.id in reads:
                yield self._before(each)
        for register in self.definition.registers:
            if register.id in heads:
                yield self._input(register.id)

    def _input(self, name: str, *, own: bool = False) -> Input:
        found = self.asked[name]
        accepted = {
            code: each
            for code, each in self.own.accepted.items()
            if asked(found, Period.parse(code)) or each.values.get(name) is not None
        }
        if isinstance(found, Register):
            said = {code: rows(each.values.get(name)) for code, each in accepted.items()}
            sources = [self._source(code, accepted[code], name, said[code]) for code in said]
            count = sum(map(len, said.values()))
            return Input(name, found, REGISTER, count, tuple(sources))
        holds = None if own else self.own.sources.get(name)
        sources = [
            self._source(
                code, each, name, scalar(each.values.get(name)), counts=holds in {None, code}
            )
            for code, each in accepted.items()
        ]
        if own:
            last = accepted.get(self.year.period.code)
            value = scalar(last.values.get(name)) if last else None
            return Input(name, found, OWN, value, tuple(sources))
        value = scalar(self.own.values.get(name))
        return Input(name, found, str(found.over_time), value, tuple(sources))

    def _before(self, field: Field) -> Input:
        before = self.own.previous
        value = scalar(before.values.get(field.id)) if before else None
        code = self.year.period.previous.code
        sources = [self._source(code, before, field.id, value)] if before else []
        return Input(PREVIOUS + field.id, field, BEFORE, value, tuple(sources))

    def _source(
        self,
        period: str,
        returned: Return,
        name: str,
        value: Scalar | Sequence[Row],
        *,
        counts: bool = True,
    ) -> ReturnedValue:
        cells = self.year.sources.get(returned.sha256)
        places: tuple[str, ...] = ()
        if cells is not None and name in cells.fields:
            places = (cells.fields[name],)
        elif cells is not None:
            places = cells.events.get(name, ())
        by, same = self.by.get(returned.number), name in confirmed(returned.findings)
        return ReturnedValue(period, value, returned, places, by, counts, same)


def _of_unit(evaluations: Sequence[Evaluation], unit: Unit) -> tuple[Evaluation, UnitYear]:
    return next(
        (each, own) for each in evaluations for own in each.units if own.unit.code == unit.code
    )


def _codes(definition: Definition) -> list[str]:
    return [each.code for each in definition.indicators]
