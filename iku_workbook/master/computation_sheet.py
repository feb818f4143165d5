"""The computation sheet: a row a unit and period, from values to its share of each indicator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import assert_never

from iku_workbook.calculations import PREVIOUS, Role
from iku_workbook.definition.field_types import Holds, decimals_format
from iku_workbook.definition.model import Field, OverTime
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.formula.tree import Node
from iku_workbook.formula.values import Value
from iku_workbook.inputs import serial_of
from iku_workbook.master.computation_columns import described, period_format
from iku_workbook.master.context import (
    MasterContext,
)
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.layout import by_code, last_row
from iku_workbook.master.references import COMPUTATION_FIRST_ROW, OWN
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.master.styles import STATUS_LOOKS
from iku_workbook.periods import IN_FORMULAS, Period, short_label
from iku_workbook.results.accumulate import UnitYear, scalar
from iku_workbook.results.each_period import ways_of
from iku_workbook.results.evaluate import Evaluation
from iku_workbook.results.indicators import Results
from iku_workbook.results.presence import Counting
from iku_workbook.workbook.writing.styles import computed_format

_MARK = "\x00"  # no formula holds it
_GROUPS, _HEADINGS, _HOW = (
    COMPUTATION_FIRST_ROW - 3,
    COMPUTATION_FIRST_ROW - 2,
    COMPUTATION_FIRST_ROW - 1,
)
_FROZEN = 3
_MEAN_DECIMALS = 2  # of whole numbers
_ADDED = {
    OverTime.SUM: "{before}+{received}",
    OverTime.LATEST: "{received}",
    OverTime.MINIMUM: "MIN({before},{received})",
    OverTime.MAXIMUM: "MAX({before},{received})",
}
_FUNCTIONS = {
    OverTime.SUM: "SUM",
    OverTime.MEAN: "AVERAGE",
    OverTime.MINIMUM: "MIN",
    OverTime.MAXIMUM: "MAX",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a unit's year up to a period, the year up to the one before, its results."""

    row: int
    period: Period
    year: UnitYear
    earlier: UnitYear | None
    evaluation: Evaluation
    index: int

    @property
    def number(self) -> int:
        """Which of the year's periods it is of, from 1."""
        return self.period.number


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """Write the sheet: every unit in every period."""
    ComputationWriter(sheet, master).write()


class ComputationWriter:
    """Writes the sheet row by row, as a workbook of any size has to be."""

    def __init__(self, sheet: MasterSheet, master: MasterContext) -> None:
        self.sheet, self.master = sheet, master
        self.heads, self.columns = (
            master.layout.computation.heads,
            master.layout.computation.columns,
        )
        self.fields = {field.id: field for field in master.definition.fields}
        self.registers = {each.register.id: each for each in master.layout.registers}
        self.ways = ways_of(master.definition)
        self.counting: dict[str, Counting] = {}
        self.templates: dict[tuple[str, str], Template] = {}

    def write(self) -> None:
        """The three rows of headings, then the units, period by period."""
        master, sheet = self.master, self.sheet
        master.head(sheet, master.layout.computation.name, master.say("results.working_hint"))
        columns = described(master)
        groups = [each.group for each in columns]
        for column, group in enumerate(groups, start=1):
            new = column == 1 or group != groups[column - 2]
            look = "group_first" if new else "group_more"
            master.text(sheet, (_GROUPS, column), group if new else "", look)
        headings = [each.heading for each in columns]
        master.headings(sheet, _HEADINGS, headings)
        for column, each in enumerate(columns, start=1):
            master.text(sheet, (_HOW, column), each.how, "how")
        widths = [heading.width for heading in headings]
        self.prints = Fingerprints(
            master, sheet, len(headings), fixed=True, free=self.heads["position"]
        )
        self.prints.head(_HOW)
        earlier: Results | None = None
        for results in master.periods:
            self._write_period(results, earlier, widths)
            earlier = results
        last = last_row(COMPUTATION_FIRST_ROW, len(master.units.codes) * len(master.periods))
        sheet.autofilter(_HOW - 1, 0, last - 1, self.prints.end - 1)
        master.page(sheet, _HOW, headings, frozen=_FROZEN)

    def _write_period(self, results: Results, earlier: Results | None, widths: list[float]) -> None:
        before = by_code(earlier) if earlier else {}
        found = {
            year.unit.code: (evaluation, index, year)
            for evaluation in results.evaluations
            for index, year in enumerate(evaluation.units)
        }
        number = results.period.number
        label = short_label(results.period, self.master.say.language)
        for code in self.master.units.codes:
            evaluation, index, year = found[code]
            cell = self.master.layout.computation.row(code, number)
            row = Row(cell, results.period, year, before.get(code), evaluation, index)
            self._write_identity(row, label)
            self._write_values(row)
            self._fit(row, widths)
            self.prints.add(cell)

    def _write_identity(self, row: Row, period: str) -> None:
        master, sheet, unit = self.master, self.sheet, row.year.unit
        number = row.row - COMPUTATION_FIRST_ROW + 1
        texts = {
            **master.identity(unit),
            "period": (period, "cell_center"),
            "periods": (
                master.say("results.of", count=len(row.year.accepted), total=self._asked(row)),
                "cell_center",
            ),
        }
        master.number(sheet, (row.row, self.heads["number"]), number, "pale", "0")
        for key, (text, look) in texts.items():
            master.text(sheet, (row.row, self.heads[key]), text, look)
        data = master.layout.data
        position = data.position(self._cell(row, "number"))
        cell = (row.row, self.heads["position"])
        master.formula(sheet, cell, position, number, "pale", "0")
        status = data.value(data.heads["status"], self._cell(row, "position"))
        words, look = master.status(row.year.status), STATUS_LOOKS[row.year.status]
        master.formula(sheet, (row.row, self.heads["status"]), status, words, look)

    def _asked(self, row: Row) -> int:
        """In how many periods of the year so far the unit is there."""
        periods = (each.period for each in self.master.periods[: row.number])
        return sum(map(row.year.unit.reports_in, periods))

    def _write_values(self, row: Row) -> None:
        computed = row.evaluation.computed
        for name, column in self.columns.items():
            if name.startswith(OWN):
                self._write_own(row, name.removeprefix(OWN))
            elif name in IN_FORMULAS:
                value = row.period.in_formulas[name]
                self.master.number(
                    self.sheet, (row.row, column), serial_of(value), "pale", period_format(value)
                )
            elif name in self.ways and name in computed:
                self._write_taken_together(row, name, computed[name][row.index])
            elif name in computed:
                self._write_computed(row, name, computed[name][row.index])
            elif name in self.registers:
                self._write_register(row, name)
            elif name.removeprefix(PREVIOUS) in row.evaluation.layout.fields:
                self._write_input(row, name)
            else:
                self.master.blank(self.sheet, (row.row, column), "other")

    def _write_input(self, row: Row, name: str) -> None:
        """A value on its way from the data sheet; an empty cell where there is none."""
        field = self.fields[name.removeprefix(PREVIOUS)]
        cell = (row.row, self.columns[name])
        if name.startswith(PREVIOUS):
            before = row.year.previous
            value = scalar(before.values.get(field.id)) if before else None
            formula = self._before(row, field.id)
        else:
            value = scalar(row.year.values.get(field.id))
            formula = self._accumulated(row, field)
        if value is None:
            self.master.blank(self.sheet, cell, "cell" if row.year.accepted else "other")
            return
        look, num_format = _looks(field)
        self.master.formula(
            self.sheet, cell, formula, field.type.record.to_cell(value), look, num_format
        )

    def _write_own(self, row: Row, name: str) -> None:
        """What a period by itself says, or comes to; an empty cell where no return of it counts."""
        evaluation, cell = row.evaluation, (row.row, self.columns[OWN + name])
        accepted = row.year.accepted.get(row.period.code)
        if name in evaluation.own:
            self._write_alone(row, cell, name, evaluation.own[name][row.index])
            return
        field = self.fields.get(name) if name in evaluation.layout.fields else None
        value = scalar(accepted.values.get(name)) if accepted and field else None
        if value is None or field is None:
            self.master.blank(self.sheet, cell, "cell" if accepted and field else "other")
            return
        data, (look, num_format) = self.master.layout.data, _looks(field)
        formula = data.value(data.columns[name], self._cell(row, "position"))
        value = field.type.record.to_cell(value)
        self.master.formula(self.sheet, cell, formula, value, look, num_format)

    def _write_alone(self, row: Row, cell: tuple[int, int], name: str, value: Value) -> None:
        """A formula over the values of the row's period by itself."""
        silent = row.period.code not in row.year.accepted and row.evaluation.formula(name).reads
        if silent or not row.year.unit.reports_in(row.period):
            self.master.blank(self.sheet, cell, "other")
            return
        refer = partial(self.master.layout.own_reference, row.year.unit.code, row.period)
        self._write_formula(row, cell, name, self._template(row, name).over(refer), value)

    def _write_taken_together(self, row: Row, name: str, value: Value) -> None:
        """A part of an indicator that is computed from each period's own values."""
        cell, way = (row.row, self.columns[name]), self.ways[name]
        if way is None:
            self._write_alone(row, cell, name, value)
        elif not self._counts(row, name):
            self.master.blank(self.sheet, cell, "other")
        else:
            computation, unit = self.master.layout.computation, row.year.unit.code
            column = self.columns[OWN + name]
            own = [computation.cell(unit, each, column) for each in range(1, row.number + 1)]
            before = computation.cell(unit, row.number - 1, cell[1]) if row.number > 1 else None
            self._write_formula(row, cell, name, _taken_together(way, own, before), value)

    def _counts(self, row: Row, name: str) -> bool:
        form = row.evaluation.layout
        if form.kind not in self.counting:
            self.counting[form.kind] = Counting(form)
        return self.counting[form.kind].has(row.evaluation.formula(name), row.year, row.period)

    def _before(self, row: Row, field: str) -> str:
        """The value of the previous period, which may be of the year before."""
        data, unit = self.master.layout.data, row.year.unit.code
        if row.number > 1:
            computation = self.master.layout.computation
            before = self.master.periods[row.number - 2].period
            had = self.master.definition.code_in(row.year.unit, before)
            position = computation.cell(had, row.number - 1, computation.heads["position"])
            return data.value(data.columns[field], position)
        if unit not in data.earlier:
            return ""
        return data.value(data.columns[field], data.position(str(data.earlier[unit])))

    def _accumulated(self, row: Row, field: Field) -> str:
        """The year so far: what was carried from the row of the previous period, and this one's.

        A blank cell must stay blank for the formulas that read it, so no formula stands in it; for
        each of the two it is known here whether there is a value.
        """
        unit, code = row.year.unit.code, field.id
        accepted = row.year.accepted.get(row.period.code)
        value = scalar(accepted.values.get(code)) if accepted else None
        carried = scalar(row.earlier.values.get(code)) if row.earlier else None
        data = self.master.layout.data
        received = data.value(data.columns[code], self._cell(row, "position"))
        if carried is None:
            return received
        before = self.master.layout.computation.cell(unit, row.number - 1, self.columns[code])
        if value is None:
            return before
        if field.over_time is OverTime.MEAN:
            return f"AVERAGE({','.join(self._received(row, field))})"
        return _ADDED[field.over_time].format(before=before, received=received)

    def _received(self, row: Row, field: Field) -> Iterator[str]:
        """A field of each period of the year so far in which it was filled in."""
        computation, data = self.master.layout.computation, self.master.layout.data
        for period in row.period.year_to_date:
            accepted = row.year.accepted.get(period.code)
            if accepted and accepted.values.get(field.id) is not None:
                at = computation.cell(row.year.unit.code, period.number, self.heads["position"])
                yield data.value(data.columns[field.id], at)

    def _write_register(self, row: Row, name: str) -> None:
        """Where the unit's events begin; they are on a sheet of their own."""
        period = row.period.code
        block = self.registers[name].blocks.get((row.year.unit.code, period))
        cell = (row.row, self.columns[name])
        if block is None:
            self.master.blank(self.sheet, cell, "other")
        else:
            self.master.number(self.sheet, cell, block[0], "pale", "0")

    def _write_computed(self, row: Row, name: str, value: Value) -> None:
        cell = (row.row, self.columns[name])
        if not self._counts(row, name):
            self.master.blank(self.sheet, cell, "other")
            return
        refer = partial(self.master.layout.reference, row.year.unit.code, row.period)
        self._write_formula(row, cell, name, self._template(row, name).over(refer), value)

    def _write_formula(
        self, row: Row, cell: tuple[int, int], name: str, formula: str, value: Value
    ) -> None:
        computed = row.evaluation.formula(name)
        look = "amount" if computed.role is Role.CALCULATION else "sum"
        look = "cell" if isinstance(value, str) else look
        num_format = computed_format(computed)
        self.master.formula(self.sheet, cell, formula, value, look, num_format)

    def _template(self, row: Row, name: str) -> Template:
        key = (row.evaluation.layout.kind, name)
        if key not in self.templates:
            self.templates[key] = Template.of(row.evaluation.formula(name).tree)
        return self.templates[key]

    def _cell(self, row: Row, head: str) -> str:
        unit = row.year.unit.code
        return self.master.layout.computation.cell(unit, row.number, self.heads[head])

    def _fit(self, row: Row, widths: list[float]) -> None:
        texts = (
            (row.year.values.get(field), widths[self.columns[field] - 1]) for field in self.fields
        )
        name = (row.year.unit.name, widths[self.heads["unit"] - 1])
        self.master.fit(self.sheet, row.row, [name, *texts])


@dataclass(frozen=True, slots=True)
class Template:
    """A formula's text split at its names, to be filled with each unit's references."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, tree: Node) -> Template:
        """Split a formula's tree at its names."""
        return cls(tuple(to_excel(tree, lambda name: f"{_MARK}{name}{_MARK}").split(_MARK)))

    def over(self, refer: Callable[[str], str]) -> str:
        """The formula with its names written as references."""
        return "".join(refer(each) if at % 2 else each for at, each in enumerate(self.pieces))


def _taken_together(way: OverTime, own: Sequence[str], before: str | None) -> str:
    """A formula: the values of the year's periods as one, blank where none is a number."""
    if way is OverTime.LATEST:
        earlier = f'IF(COUNT({before})=0,"",{before})' if before else '""'
        return f"IF(COUNT({own[-1]})=1,{own[-1]},{earlier})"
    cells = ",".join(own)
    return f'IF(COUNT({cells})=0,"",{_FUNCTIONS[way]}({cells}))'


def _looks(field: Field) -> tuple[str, str]:
    """The look and number format of a formula that shows a field."""
    match field.type.record.holds:
        case Holds.NUMBER if field.type.record.whole and field.over_time is OverTime.MEAN:
            return "amount", decimals_format(_MEAN_DECIMALS)
        case Holds.NUMBER:
            return "amount", field.number_format
        case Holds.DATE:
            return "cell_center", field.number_format
        case Holds.CHOICE | Holds.TEXT:
            return "cell", "General"
    assert_never(field.type.record.holds)
