"""What the parts of the chain sheet share: the first selection, and references to it."""

from __future__ import annotations

from dataclasses import dataclass

from iku_workbook.calculations import PREVIOUS
from iku_workbook.cell_addresses import absolute
from iku_workbook.formula.values import Value
from iku_workbook.inputs import Values
from iku_workbook.master.chain.lists_sheet import Lists
from iku_workbook.master.chain.steps import Share, Step
from iku_workbook.master.context import MasterContext
from iku_workbook.master.layout import by_code
from iku_workbook.master.references import OWN
from iku_workbook.results.accumulate import Status, UnitYear, scalar
from iku_workbook.results.evaluate import Evaluation
from iku_workbook.results.presence import Counting

UNIT, INDICATOR, PERIOD, WHERE = 5, 6, 7, 8  # rows of what is chosen, and of where that stands
CHOICE, ORDER = 3, 4  # columns: what is chosen, and the how-manieth of all choices it is
HEADER = 10
FIRST = HEADER + 1
STEP_WIDTHS = {"number": 7.0, "step": 17.0, "label": 50.0, "how": 52.0}
BLANK = "–"
"""What stands for a cell in which nothing stands."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain sheet of one master; ``unit`` is the index of the unit selected at first."""

    master: MasterContext
    lists: Lists
    unit: int
    cached: CachedValues

    @classmethod
    def of(cls, master: MasterContext, lists: Lists) -> Chain:
        """A unit that has returned is chosen at first, if there is one."""
        years = by_code(master.results)
        accepted = (
            index
            for index, code in enumerate(master.units.codes)
            if years[code].status is Status.ACCEPTED
        )
        unit = next(accepted, 0)
        return cls(master, lists, unit, CachedValues.of(master, master.units.codes[unit]))

    @property
    def periods(self) -> int:
        """How many periods there are to choose from: the last is chosen at first."""
        return len(self.master.periods)

    @property
    def value_column(self) -> int:
        """The column of each step's value of the year so far, after those of the periods."""
        return len(STEP_WIDTHS) + self.periods + 1

    @property
    def looks_column(self) -> int:
        """The hidden column of each step's looks, after the links and the cells of each form."""
        return self.value_column + 2 + len(self.master.layout.data.forms)

    @property
    def share_column(self) -> int:
        """The hidden column of what a step shows of each period, of a part of the indicator."""
        return self.looks_column + 1

    @property
    def last_step(self) -> int:
        """The last row of the steps."""
        return FIRST + self.lists.most - 1

    def chosen(self, row: int) -> str:
        """The cell with the number of a row's choice; ``WHERE``: of the row that all select."""
        return absolute(row, ORDER)

    def unless_empty(self, formula: str) -> str:
        """The formula, or nothing while nothing is chosen."""
        return f'IF({self.chosen(WHERE)}="","",{formula})'

    def once_begun(self, number: int, formula: str) -> str:
        """The formula, or nothing where the chosen year ends before its ``number``-th period."""
        return self.unless_empty(f'IF({self.chosen(PERIOD)}<{number},"",{formula})')

    def place(self, number: int) -> str:
        """A formula: the row of the chosen unit and a period among those of the computation."""
        return f"{(number - 1) * len(self.master.units.codes)}+{self.chosen(UNIT)}"

    @property
    def position(self) -> str:
        """A formula: the selected row's position on the data sheet."""
        computation = self.master.layout.computation
        whole = computation.whole(computation.heads["position"], self.periods)
        return f"INDEX({whole},{self.chosen(WHERE)})"

    def of_achievement(self, key: str) -> str:
        """A formula: a figure over all units, of the indicator and period that are chosen."""
        return self.of_period(key, self.chosen(PERIOD))

    def of_period(self, key: str, number: int | str) -> str:
        """The same of a period: its number, or the cell in which that stands."""
        layout = self.master.layout.achievement
        order = f"({self.chosen(INDICATOR)}-1)*{layout.periods}+{number}"
        return f"INDEX({layout.whole(key)},{order})"


@dataclass(frozen=True, slots=True)
class CachedValues:
    """The values of the unit and period selected at first, cached beneath the formulas."""

    master: MasterContext
    year: UnitYear
    evaluation: Evaluation
    index: int

    @classmethod
    def of(cls, master: MasterContext, code: str) -> CachedValues:
        """The cached values of the unit with this code."""
        year = by_code(master.results)[code]
        (evaluation,) = (each for each in master.results.evaluations if year in each.units)
        return cls(master, year, evaluation, evaluation.units.index(year))

    def received(self, field: str, number: int) -> Value:
        """A field as it was received for a period of the year."""
        accepted = self.year.accepted.get(self.master.periods[number - 1].period.code)
        if accepted is None or field not in self.evaluation.layout.fields:
            return BLANK
        return self._cell(field, accepted.values)

    def value(self, name: str) -> Value:
        """A column of the computation sheet."""
        if name.startswith(OWN):
            return self._alone(name.removeprefix(OWN))
        if name in self.evaluation.computed:
            counting, computed = Counting(self.evaluation.layout), self.evaluation.formula(name)
            if not counting.has(computed, self.year, self.master.results.period):
                return BLANK
            return self.evaluation.computed[name][self.index]
        for sheet in self.master.layout.registers:
            if sheet.register.id == name:
                block = sheet.blocks.get((self.year.unit.code, self.master.results.period.code))
                return float(block[0]) if block else BLANK
        field = name.removeprefix(PREVIOUS)
        if field not in self.evaluation.layout.fields:
            return BLANK
        if name.startswith(PREVIOUS):
            before = self.year.previous
            return self._cell(field, before.values if before else {})
        return self._cell(field, self.year.values)

    def _alone(self, name: str) -> Value:
        """The same of the period by itself."""
        if name not in self.evaluation.own:
            return self.received(name, self.master.results.period.number)
        value = self.evaluation.own[name][self.index]
        told = self.master.results.period.code in self.year.accepted
        return value if told or not self.evaluation.formula(name).reads else BLANK

    def share(self, step: Step, number: int) -> Value:
        """What a part of the indicator came to at a period's end, or what the period added."""
        if step.share is Share.NONE:
            return None
        then = self._computed(step.name, number)
        if not isinstance(then, int | float):
            return BLANK
        earlier = self._computed(step.name, number - 1) if number > 1 else None
        if step.share is Share.ADDED and isinstance(earlier, int | float):
            return then - earlier
        return then

    def _computed(self, name: str, number: int) -> Value:
        for each in self.master.periods[number - 1].evaluations:
            if each.layout.kind != self.evaluation.layout.kind:
                continue
            computed = each.own if name.startswith(OWN) else each.computed
            if name.removeprefix(OWN) in computed:
                return computed[name.removeprefix(OWN)][self.index]
        return None

    def _cell(self, field: str, values: Values) -> Value:
        record = self.evaluation.layout.fields[field][0].type.record
        value = record.to_cell(scalar(values.get(field)))
        return BLANK if value is None else value
