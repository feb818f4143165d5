"""What the cells of one unit's rows on the data and the working sheet show, for those who refer."""

from __future__ import annotations

from dataclasses import dataclass

from iku_workbook.calculations import PREVIOUS
from iku_workbook.formula.values import Value
from iku_workbook.inputs import Values
from iku_workbook.master.context import MasterContext
from iku_workbook.master.layout import by_code
from iku_workbook.results.accumulate import UnitYear, scalar
from iku_workbook.results.evaluate import Working

BLANK = "–"
"""What stands for a cell in which nothing stands."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One unit's rows for the period asked for."""

    master: MasterContext
    year: UnitYear
    working: Working
    index: int

    @classmethod
    def of(cls, master: MasterContext, code: str) -> Shown:
        """The unit's."""
        year = by_code(master.results)[code]
        (working,) = (each for each in master.results.working if year in each.units)
        return cls(master, year, working, working.units.index(year))

    def received(self, field: str, number: int) -> Value:
        """A field as it was received for a period of the year."""
        accepted = self.year.accepted.get(self.master.year.periods[number - 1].period.code)
        if accepted is None or field not in self.working.layout.fields:
            return BLANK
        return self._cell(field, accepted.values)

    def value(self, name: str) -> Value:
        """A column of the working sheet."""
        if name in self.working.computed:
            if not self.year.accepted and self.working.formula(name).reads:
                return BLANK
            return self.working.computed[name][self.index]
        for sheet in self.master.plan.events:
            if sheet.register.id == name:
                block = sheet.blocks.get((self.year.unit.code, self.master.results.period.code))
                return float(block[0]) if block else BLANK
        field = name.removeprefix(PREVIOUS)
        if field not in self.working.layout.fields:
            return BLANK
        if name.startswith(PREVIOUS):
            before = self.year.previous
            return self._cell(field, before.values if before else {})
        return self._cell(field, self.year.values)

    def _cell(self, field: str, values: Values) -> Value:
        record = self.working.layout.fields[field][0].type.record
        value = record.to_cell(scalar(values.get(field)))
        return BLANK if value is None else value
