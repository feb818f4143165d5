"""The computation sheet: a row a unit and period, from values to its share of each indicator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, assert_never

from iku_workbook.calculations import PREVIOUS, Role, result_name
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field, OverTime
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.formula.tree import Node
from iku_workbook.formula.values import Value
from iku_workbook.master.context import (
    IDENTITY_WIDTHS,
    Heading,
    MasterContext,
    amount_width,
    width,
)
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.layout import by_code, last_row
from iku_workbook.master.references import COMPUTATION_FIRST_ROW
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.master.styles import STATUS_LOOKS
from iku_workbook.periods import short_label
from iku_workbook.results.accumulate import UnitYear, scalar
from iku_workbook.results.evaluate import Evaluation
from iku_workbook.results.indicators import PARTS, Results
from iku_workbook.results.presence import counts
from iku_workbook.workbook.writing.styles import computed_format

_MARK = "\x00"  # no formula holds it
_GROUPS, _HEADINGS, _HOW = (
    COMPUTATION_FIRST_ROW - 3,
    COMPUTATION_FIRST_ROW - 2,
    COMPUTATION_FIRST_ROW - 1,
)
_FROZEN = 3
_BESIDE = {"number": 8.0, "period": 16.0, "status": 16.0, "periods": 11.0, "position": 10.0}
_WIDTHS = IDENTITY_WIDTHS | _BESIDE
_LONGEST = 26.0  # of a computed text before it is wrapped


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a unit's year up to a period, the year up to the one before, its results."""

    row: int
    number: int
    year: UnitYear
    earlier: UnitYear | None
    evaluation: Evaluation
    index: int


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
        for results in master.year.periods:
            self._write_period(results, earlier, widths)
            earlier = results
        last = last_row(COMPUTATION_FIRST_ROW, len(master.units.codes) * len(master.year.periods))
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
            row = Row(cell, number, year, before.get(code), evaluation, index)
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
        periods = (each.period for each in self.master.year.periods[: row.number])
        return sum(map(row.year.unit.reports_in, periods))

    def _write_values(self, row: Row) -> None:
        computed = row.evaluation.computed
        for name, column in self.columns.items():
            if name in computed:
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

    def _before(self, row: Row, field: str) -> str:
        """The value of the previous period, which may be of the year before."""
        data, unit = self.master.layout.data, row.year.unit.code
        if row.number > 1:
            computation = self.master.layout.computation
            before = self.master.year.periods[row.number - 2].period
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
        accepted = row.year.accepted.get(self.master.year.periods[row.number - 1].period.code)
        value = scalar(accepted.values.get(code)) if accepted else None
        carried = scalar(row.earlier.values.get(code)) if row.earlier else None
        data = self.master.layout.data
        received = data.value(data.columns[code], self._cell(row, "position"))
        if carried is None:
            return received
        before = self.master.layout.computation.cell(unit, row.number - 1, self.columns[code])
        if value is None:
            return before
        return f"{before}+{received}" if field.over_time is OverTime.SUM else received

    def _write_register(self, row: Row, name: str) -> None:
        """Where the unit's events begin; they are on a sheet of their own."""
        period = self.master.year.periods[row.number - 1].period.code
        block = self.registers[name].blocks.get((row.year.unit.code, period))
        cell = (row.row, self.columns[name])
        if block is None:
            self.master.blank(self.sheet, cell, "other")
        else:
            self.master.number(self.sheet, cell, block[0], "pale", "0")

    def _write_computed(self, row: Row, name: str, value: Value) -> None:
        computed = row.evaluation.formula(name)
        cell = (row.row, self.columns[name])
        if not counts(row.evaluation.layout, computed, row.year):
            self.master.blank(self.sheet, cell, "other")
            return
        period = self.master.year.periods[row.number - 1].period.code
        refer = partial(self.master.layout.reference, row.year.unit.code, period, row.number)
        formula = self._template(row.evaluation, name).over(refer)
        look = "amount" if computed.role is Role.CALCULATION else "sum"
        look = "cell" if isinstance(value, str) else look
        num_format = computed_format(computed)
        self.master.formula(self.sheet, cell, formula, value, look, num_format)

    def _template(self, evaluation: Evaluation, name: str) -> Template:
        key = (evaluation.layout.kind, name)
        if key not in self.templates:
            self.templates[key] = Template.of(evaluation.formula(name).tree)
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


def _looks(field: Field) -> tuple[str, str]:
    """The look and number format of a formula that shows a field."""
    match field.type.record.holds:
        case Holds.NUMBER:
            return "amount", field.number_format
        case Holds.DATE:
            return "cell_center", field.number_format
        case Holds.CHOICE | Holds.TEXT:
            return "cell", "General"
    assert_never(field.type.record.holds)


class Described(NamedTuple):
    """One column: the group that it belongs to, its heading, how its values come about."""

    group: str
    heading: Heading
    how: str


def described(master: MasterContext) -> list[Described]:
    """Every column of the computation sheet, in order."""
    found = [
        Described(
            master.say("results.group_unit"),
            Heading(master.say(f"results.{key}"), _WIDTHS[key]),
            master.say("results.how_position") if key == "position" else "",
        )
        for key in master.layout.computation.heads
    ]
    return [
        *found,
        *_inputs(master),
        *_registers(master),
        *_calculations(master),
        *_parts(master),
    ]


def _inputs(master: MasterContext) -> Iterator[Described]:
    say, fields = master.say, master.definition.fields
    for field in fields:
        yield Described(
            say("results.group_fields"),
            Heading(field.label, width(field, _values(master, field.id))),
            say(f"results.how_{field.over_time.value}"),
        )
    for field in fields:
        if PREVIOUS + field.id in master.layout.computation.columns:
            yield Described(
                say("results.group_before"),
                Heading(field.label, width(field, _values(master, field.id))),
                say("results.how_before"),
            )


def _registers(master: MasterContext) -> Iterator[Described]:
    for register in master.definition.registers:
        yield Described(
            master.say("results.group_registers"),
            Heading(register.label, 14),
            master.say("results.how_register"),
        )


def _calculations(master: MasterContext) -> Iterator[Described]:
    for each in master.definition.calculations:
        if each.id in master.layout.computation.columns:
            heading = Heading(each.label, _computed_width(master, each.id, each.decimals))
            yield Described(
                master.say("results.group_calculations"), heading, master.say("results.how_rule")
            )


def _parts(master: MasterContext) -> Iterator[Described]:
    for indicator in master.definition.indicators:
        labels = (indicator.numerator.label, indicator.denominator.label)
        for role, label in zip(PARTS, labels, strict=True):
            name = result_name(indicator.code, role)
            if name in master.layout.computation.columns:
                key = "numerator" if role is Role.NUMERATOR else "denominator"
                heading = Heading(label, _computed_width(master, name, None))
                yield Described(indicator.code, heading, master.say(f"results.{key}"))


def _values(master: MasterContext, name: str) -> list[object]:
    return [scalar(year.values.get(name)) for year in master.results.units]


def _computed_width(master: MasterContext, name: str, decimals: int | None) -> float:
    columns = (
        evaluation.computed.get(name, ())
        for results in master.year.periods
        for evaluation in results.evaluations
    )
    values = [value for each in columns for value in each]
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    return max(14.0, amount_width(values, decimals or 0), min(_LONGEST, longest + 4.0))
