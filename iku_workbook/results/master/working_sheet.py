"""The working sheet: a row a unit, from accumulated values to its share of each indicator."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from xlsxwriter.worksheet import Worksheet

from iku_workbook.calculations import PREVIOUS, Role, result_name
from iku_workbook.definition.model import Field, FieldType, OverTime
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.formula.tree import Node
from iku_workbook.formula.values import Value, serial
from iku_workbook.inputs import Scalar
from iku_workbook.results.accumulate import UnitYear, scalar
from iku_workbook.results.indicators import PARTS
from iku_workbook.results.master.desk import DATE, Desk, Heading, amount_width, number_format, width
from iku_workbook.results.master.plan import WORKING_FIRST_ROW
from iku_workbook.results.master.styles import STATUS_LOOKS
from iku_workbook.results.working import Working
from iku_workbook.workbook.build.styles import decimals_format

_MARK = "\x00"  # no formula holds it
_GROUPS, _HEADINGS, _HOW = WORKING_FIRST_ROW - 3, WORKING_FIRST_ROW - 2, WORKING_FIRST_ROW - 1


class WorkingWriter:
    """Writes the sheet row by row, as a workbook of any size has to be."""

    def __init__(self, sheet: Worksheet, desk: Desk) -> None:
        self.sheet, self.desk = sheet, desk
        self.columns = desk.plan.working.columns
        self.fields = {field.id: field for field in desk.definition.fields}
        self.working = {each.layout.kind: each for each in desk.results.working}
        self.several_kinds = len(self.working) > 1
        self.templates: dict[tuple[str, str], Template] = {}

    def write(self) -> None:
        """The three rows of headings, then the units."""
        desk = self.desk
        desk.head(self.sheet, desk.plan.working.name, desk.say("results.working_hint"))
        headings = self._write_headings()
        index = dict.fromkeys(self.working, 0)
        for year in desk.results.units:
            kind = year.unit.kind
            self._write_unit(year, self.working[kind], index[kind])
            self._fit(year, headings)
            index[kind] += 1
        last_row = WORKING_FIRST_ROW + len(desk.results.units) - 1
        desk.page(self.sheet, _HOW, last_row, headings, frozen=2)

    # --- headings --------------------------------------------------------------------------------

    def _write_headings(self) -> list[Heading]:
        say, described = self.desk.say, self._described()
        keys = [("unit_code", 16), ("unit", 22), ("kind", 12), ("status", 16), ("periods", 11)]
        if not self.several_kinds:
            del keys[2]
        groups = [say("results.group_unit")] * len(keys) + [group for group, _, _ in described]
        for column, group in enumerate(groups, start=1):
            new = column == 1 or group != groups[column - 2]
            look = "group_first" if new else "group_more"
            self.desk.text(self.sheet, (_GROUPS, column), group if new else "", look)
        headings = [Heading(say(f"results.{key}"), width) for key, width in keys]
        headings += [heading for _, heading, _ in described]
        self.desk.headings(self.sheet, _HEADINGS, headings)
        for column, how in enumerate([""] * len(keys) + [how for _, _, how in described], start=1):
            self.desk.text(self.sheet, (_HOW, column), how, "how")
        return headings

    def _described(self) -> list[tuple[str, Heading, str]]:
        """The group, the heading and how it came about, for each column."""
        say, found = self.desk.say, []
        calculations = {each.id: each for each in self.desk.definition.calculations}
        years = self.desk.results.units
        for name in self.columns:
            before = name.startswith(PREVIOUS)
            field = self.fields.get(name.removeprefix(PREVIOUS))
            if field is not None:
                values = [scalar(year.values.get(field.id)) for year in years]
                heading = Heading(field.label, width(field, values))
                how = "before" if before else field.over_time.value
                group = say("results.group_before" if before else "results.group_fields")
                found.append((group, heading, say(f"results.how_{how}")))
            elif name in calculations:
                shown = calculations[name]
                heading = Heading(shown.label, self._computed_width(name, shown.decimals))
                found.append((say("results.group_calculations"), heading, say("results.how_rule")))
        return found + self._described_parts()

    def _described_parts(self) -> list[tuple[str, Heading, str]]:
        found = []
        for indicator in self.desk.definition.indicators:
            labels = (indicator.numerator.label, indicator.denominator.label)
            for role, label in zip(PARTS, labels, strict=True):
                name = result_name(indicator.code, role)
                if name in self.columns:
                    heading = Heading(label, self._computed_width(name, None))
                    key = "numerator" if role is Role.NUMERATOR else "denominator"
                    found.append((indicator.code, heading, self.desk.say(f"results.{key}")))
        return found

    def _computed_width(self, name: str, decimals: int | None) -> float:
        each = [working.computed.get(name, ()) for working in self.working.values()]
        values = [value for column in each for value in column]
        return max(14.0, amount_width(values, decimals or 0))

    def _fit(self, year: UnitYear, headings: list[Heading]) -> None:
        widths = [heading.width for heading in headings][-len(self.columns) :]
        texts = [year.values.get(name) for name in self.columns]
        row = self.desk.plan.working.places[year.unit.code]
        cells = [(year.unit.name, headings[1].width), *zip(texts, widths, strict=True)]
        self.desk.fit(self.sheet, row, cells)

    # --- units -----------------------------------------------------------------------------------

    def _write_unit(self, year: UnitYear, working: Working, index: int) -> None:
        desk, sheet, unit = self.desk, self.sheet, year.unit
        row = desk.plan.working.places[unit.code]
        desk.text(sheet, (row, 1), unit.code, "cell_strong")
        desk.text(sheet, (row, 2), unit.name, "cell")
        column = 3
        if self.several_kinds:
            desk.text(sheet, (row, column), unit.kind, "cell_center")
            column += 1
        desk.text(sheet, (row, column), desk.status(year.status), STATUS_LOOKS[year.status])
        periods = desk.results.period.number
        count = desk.say("results.of", count=len(year.accepted), total=periods)
        desk.text(sheet, (row, column + 1), count, "cell_center")
        for name, column in self.columns.items():
            place = (row, column)
            if name in working.computed:
                self._write_computed(place, year, working, name, working.computed[name][index])
            elif name.removeprefix(PREVIOUS) in working.layout.fields:
                self._write_input(place, year, name)
            else:
                desk.blank(sheet, place, "other")

    def _write_input(self, place: tuple[int, int], year: UnitYear, name: str) -> None:
        """A value on its way from the data sheet; an empty cell where there is none."""
        field = self.fields[name.removeprefix(PREVIOUS)]
        before, data = name.startswith(PREVIOUS), self.desk.plan.data
        earlier = year.previous.values if year.previous else {}
        value = scalar((earlier if before else year.values).get(field.id))
        if value is None:
            self.desk.blank(self.sheet, place, "cell" if year.accepted else "other")
            return
        unit = year.unit.code
        if before and year.previous is not None:
            formula = data.cell(unit, str(year.previous.period), field.id)
        elif field.over_time is OverTime.SUM:
            cells = data.cells(unit, list(year.accepted), field.id)
            formula = f"SUM({cells})" if len(year.accepted) > 1 else cells
        else:
            formula = data.cell(unit, year.sources[field.id], field.id)
        look, shown = _looks(field)
        self.desk.formula(self.sheet, place, formula, _stored(value), look, shown)

    def _write_computed(
        self,
        place: tuple[int, int],
        year: UnitYear,
        working: Working,
        name: str,
        value: Value,
    ) -> None:
        computed = working.formula(name)
        if not year.accepted and computed.reads:
            self.desk.blank(self.sheet, place, "other")
            return
        refer = partial(self.desk.plan.reference, year.unit.code)
        formula = self._template(working, name).over(refer)
        look = "amount" if computed.role is Role.CALCULATION else "sum"
        look = "cell" if isinstance(value, str) else look
        shown = decimals_format(computed.decimals)
        self.desk.formula(self.sheet, place, formula, value, look, shown)

    def _template(self, working: Working, name: str) -> Template:
        key = (working.layout.kind, name)
        if key not in self.templates:
            self.templates[key] = Template.of(working.formula(name).tree)
        return self.templates[key]


@dataclass(frozen=True, slots=True)
class Template:
    """A formula's text cut at its names: the same formula stands in the row of every unit."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, tree: Node) -> Template:
        """The template of a formula."""
        return cls(tuple(to_excel(tree, lambda name: f"{_MARK}{name}{_MARK}").split(_MARK)))

    def over(self, refer: Callable[[str], str]) -> str:
        """The formula with its names written as references."""
        return "".join(refer(each) if at % 2 else each for at, each in enumerate(self.pieces))


def _looks(field: Field) -> tuple[str, str]:
    """The look and number format of a formula that shows a field."""
    if field.type.is_number:
        return "amount", number_format(field)
    if field.type is FieldType.DATE:
        return "cell_center", DATE
    return "cell", "General"


def _stored(value: Scalar) -> Value:
    """A value as a cell holds it: a date as its serial number."""
    return serial(value) if isinstance(value, datetime.date) else value
