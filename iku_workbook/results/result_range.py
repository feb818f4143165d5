"""The range in which a result can end, where limits bound what missing returns may say.

Every unit that can still move a result is given each extreme answer in turn: the least and the
greatest number that a field accepts, each word of a list, a register empty or full; and the
thresholds that a formula names. Answers that break a rule of severity error are left out. What the
units then come to, without trying every combination of them, is found by ``extremes.py``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import NamedTuple

import numpy as np

from iku_workbook.bounds import bounds
from iku_workbook.calculations import PREVIOUS, asked, part_names
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field, Indicator, OverTime, RuleSeverity
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.parse import parse
from iku_workbook.formula.tree import Node, Number, names, walk
from iku_workbook.formula.values import Column, Kind
from iku_workbook.inputs import Row, Scalar, Values, columns
from iku_workbook.layout import Layout, RegisterTable
from iku_workbook.periods import PERIOD, Period
from iku_workbook.results.accumulate import UnitYear, rows, scalar
from iku_workbook.results.each_period import EachPeriod, together
from iku_workbook.results.evaluate import Evaluation
from iku_workbook.results.extremes import Options, extremes
from iku_workbook.results.over_units import UnitParts
from iku_workbook.results.presence import counting
from iku_workbook.results.still_open import OpenCases

Answer = Scalar | list[dict[str, Scalar]]

_COMBINATIONS = 5_000  # of extreme answers; where there are more, no range is given
_AT_ONCE = 2_000  # accumulated answers in memory


class Range(NamedTuple):
    """The least and the greatest value that a provisional result can still come to."""

    least: float
    greatest: float


def result_range(
    indicator: Indicator,
    concerned: Sequence[tuple[Evaluation, OpenCases]],
    settled: Sequence[UnitParts],
    period: Period,
) -> Range | None:
    """The range of an indicator's value; None where something that can still come has no bounds.

    ``concerned`` holds the units by kind, with all that each of those may come to that can still
    move the indicator; ``settled`` the parts of all others.
    """
    spread: list[Options] = []
    for evaluation, movable in concerned:
        form = _Form(evaluation.layout, indicator, period)
        if movable and form.reads_previous:
            return None
        found = form.spread(movable)
        if found is None:
            return None
        spread += found
    least, greatest = extremes(indicator, spread, settled)
    return Range(least, greatest) if least is not None and greatest is not None else None


class _Form:
    """What units of one kind can still say about one indicator."""

    def __init__(self, layout: Layout, indicator: Indicator, period: Period) -> None:
        self.layout, self.period = layout, period
        self.parts = part_names(indicator)
        self.reads = layout.calculations.inputs(self.parts)
        self.checks = [
            parse(rule.check)
            for rule in layout.definition.rules
            # What holds in one period need not in another that is owed as well.
            if rule.severity is RuleSeverity.ERROR and PERIOD not in rule.check
        ]
        self._computed = [name for name in self.parts if name in layout.computed]
        self.tables = {table.register.id: table for table in layout.tables}
        self.asked = {
            name: {each.code for each in period.year_to_date if asked(question, each)}
            for name, question in layout.questions.items()
        }
        self.thresholds = sorted(self._thresholds())
        self.known: dict[frozenset[str], list[dict[str, Answer]]] = {}

    @property
    def reads_previous(self) -> bool:
        """Whether it reads the period before, whose values this one's bounds do not bound."""
        return any(name.startswith(PREVIOUS) for name in self.reads)

    def spread(self, movable: OpenCases) -> list[Options] | None:
        """What each unit's parts may come to; None where something has no bounds."""
        alike: dict[tuple[frozenset[str], tuple[bool, ...]], list[tuple[int, UnitYear]]] = {}
        for index, cases in movable.items():
            for case in cases:
                there = tuple(map(case.year.unit.reports_in, self.period.year_to_date))
                alike.setdefault((case.inputs, there), []).append((index, case.year))
        found: dict[int, list[Options]] = {}
        for (inputs, _), years in alike.items():
            answers = self.answers(inputs)
            if not answers:
                return None
            years.sort(key=lambda each: not each[1].accepted)
            options = self._options_of([year for _, year in years], answers)
            for (index, _), each in zip(years, options, strict=True):
                found.setdefault(index, []).append(each)
        return [np.concatenate(each) for each in found.values()]

    def answers(self, inputs: frozenset[str]) -> list[dict[str, Answer]]:
        """The extreme answers for one period that break no rule; none where they have no bounds."""
        if inputs not in self.known:
            self.known[inputs] = self._allowed(self._extremes(inputs))
        return self.known[inputs]

    def _options_of(
        self, units: Sequence[UnitYear], answers: list[dict[str, Answer]]
    ) -> list[Options]:
        """What each unit may come to; all are there in the same periods, and who has said nothing
        yet stands last.
        """
        silent = [unit for unit in units if not unit.accepted]  # they are all alike
        different = [unit for unit in units if unit.accepted] + silent[:1]
        found: list[Options] = []
        for chunk in _chunks(different, max(1, _AT_ONCE // len(answers))):
            values = [self._accumulated(unit, answer) for unit in chunk for answer in answers]
            options = self._parts(values, self._own(chunk, answers))
            own = counting(self.layout, self._computed, chunk[0])
            options[:, [name not in own for name in self.parts]] = np.nan
            found += np.split(options, len(chunk))
        return found + found[-1:] * (len(silent) - 1)

    def _thresholds(self) -> set[float]:
        return {
            node.value
            for each in self.layout.calculations.behind(self.parts)
            for node in walk(each.tree)
            if isinstance(node, Number)
        }

    def _extremes(self, inputs: frozenset[str]) -> list[dict[str, Answer]]:
        choices: dict[str, Sequence[Answer]] = {}
        for name in sorted(inputs):
            if name in self.tables:
                choices[name] = self._registers(self.tables[name])
            else:
                choices[name] = self._options(self.layout.fields[name][0], in_register=False)
        if np.prod([float(len(each)) for each in choices.values()]) > _COMBINATIONS:
            return []
        return [dict(zip(choices, each, strict=True)) for each in product(*choices.values())]

    def _registers(self, table: RegisterTable) -> Sequence[Answer]:
        """Empty, or full of one event; each kind of event in turn, told apart by what is read."""
        read = self.reads.union(*map(self._read_by, self.checks))
        fields = [
            each for each in table.register.fields if f"{table.register.id}.{each.id}" in read
        ]
        options = [self._options(field, in_register=True) for field in fields]
        if not 0 < np.prod([float(len(each)) for each in options]) <= _COMBINATIONS:
            return []
        ids = [field.id for field in fields]
        events = (dict(zip(ids, each, strict=True)) for each in product(*options))
        return [[], *([event] * table.register.rows for event in events)]

    def _options(self, field: Field, *, in_register: bool) -> Sequence[Scalar]:
        values = self._values(field, in_register=in_register)
        return values if field.required is True or not values else [*values, None]

    def _values(self, field: Field, *, in_register: bool) -> Sequence[Scalar]:
        if field.type.record.holds is Holds.CHOICE:
            return list(self.layout.definition.codelists[str(field.codelist)])
        limits = bounds(field, self.period, in_register=in_register)
        if limits is None:
            return ["-"]  # some text: what it says moves no figure
        if not (limits.least_stated and limits.greatest_stated):
            return []
        if isinstance(limits.least, datetime.date) or isinstance(limits.greatest, datetime.date):
            return list(dict.fromkeys((limits.least, limits.greatest)))
        points_of = field.type.record.points
        thresholds = [points_of(each) for each in self.thresholds]
        between = [each for each in thresholds if limits.least < each < limits.greatest]
        points = [limits.least, *between, limits.greatest]
        middles = [(low + high) / 2 for low, high in pairwise(points)] if between else []
        whole = field.type.record.whole
        return sorted({round(each) if whole else each for each in (*points, *middles)})

    def _allowed(self, answers: list[dict[str, Answer]]) -> list[dict[str, Answer]]:
        """Those that break no rule of severity error."""
        inputs = frozenset(answers[0]) if answers else frozenset[str]()
        checks = [
            each
            for each in self.checks
            if {name.partition(".")[0] for name in self._read_by(each)} <= inputs
        ]
        if not answers or not checks:
            return answers
        size = len(answers)
        scope = columns(
            self.layout, answers, only=frozenset[str]().union(*map(self._read_by, checks))
        )
        computed = [name for each in checks for name in names(each)]
        scope |= self.layout.calculations.evaluate(scope, size, computed)
        broken = [evaluate(check, scope, size).false for check in checks]
        fine = ~np.logical_or.reduce(broken)
        return [each for each, keep in zip(answers, fine.tolist(), strict=True) if keep]

    def _read_by(self, check: Node) -> frozenset[str]:
        """The inputs that a rule reads."""
        return self.layout.calculations.inputs(names(check))

    def _accumulated(self, unit: UnitYear, answer: Mapping[str, Answer]) -> Values:
        """What a unit has reported so far, and the same answer in every period that it owes."""
        values: dict[str, Scalar | Sequence[Row]] = dict(unit.values)
        periods = {each.code for each in self.period.year_to_date if unit.unit.reports_in(each)}
        for name, value in answer.items():
            owed = len((self.asked[name] & periods) - unit.accepted.keys())
            if isinstance(value, list):
                values[name] = [*rows(unit.values.get(name)), *value * owed]
            elif self.layout.fields[name][0].over_time is OverTime.SUM:
                so_far = scalar(unit.values.get(name))
                known = so_far is not None or value is not None
                values[name] = _amount(so_far) + owed * _amount(value) if known else None
            elif value is not None:
                values[name] = self._measured(unit, name, value, owed)
        return values

    def _measured(self, unit: UnitYear, name: str, value: Scalar, owed: int) -> Scalar:
        """A state is what is said last; a measure is taken of all that is said."""
        way = self.layout.fields[name][0].over_time
        if way is OverTime.LATEST or not isinstance(value, int | float):
            return value
        said = (scalar(each.values.get(name)) for each in unit.accepted.values())
        known = [each for each in said if isinstance(each, int | float)]
        return way.of([*known, *[value] * owed])

    def _own(
        self, units: Sequence[UnitYear], answers: Sequence[Mapping[str, Answer]]
    ) -> dict[str, Column]:
        """What parts that are computed from each period's own values may come to, in the order of
        the units, and of the answers of each of them; every period that it owes has the same.
        """
        known = EachPeriod.of(self.layout, units, self.period, self.parts)
        said = known.answered(self.layout, answers)
        return {
            name: Column.of(
                [
                    together(way, known.with_answer(name, unit, at, answer))
                    for at, unit in enumerate(units)
                    for answer in said[name]
                ]
            )
            for name, way in known.ways.items()
        }

    def _parts(self, values: Sequence[Values], own: Mapping[str, Column]) -> Options:
        periods = len(self.period.year_to_date)
        inputs = columns(self.layout, values, periods=periods, only=self.reads, period=self.period)
        inputs |= own
        results = self.layout.calculations.evaluate(inputs, len(values), self.parts)
        return np.column_stack([_numbers(results.get(name), len(values)) for name in self.parts])


def _chunks(units: Sequence[UnitYear], size: int) -> Iterator[Sequence[UnitYear]]:
    return (units[start : start + size] for start in range(0, len(units), size))


def _amount(value: Scalar) -> float:
    return value if isinstance(value, int | float) else 0


def _numbers(column: Column | None, size: int) -> Options:
    """A part of every answer; NaN where it is blank."""
    if column is None:
        return np.full(size, np.nan)
    counts = (column.kind == Kind.NUMBER) | (column.kind == Kind.LOGICAL)
    return np.where(counts, column.number, np.nan)
