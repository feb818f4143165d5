"""The matrix: villages by indicators, each marked by whether it reaches the period's target.

It is sorted and filtered as anybody likes: a row looks its figures up by its number in the list,
and the computation sheet that they come from keeps its order.
"""

from __future__ import annotations

from iku_workbook.calculations import Role, result_name
from iku_workbook.cell_addresses import a1
from iku_workbook.definition.model import Indicator
from iku_workbook.master.context import IDENTITY_WIDTHS, Heading, MasterContext, amount_format
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.indicator_columns import (
    FIRST,
    HEADER,
    TARGETS,
    IndicatorColumns,
    Share,
)
from iku_workbook.master.layout import by_code, last_row
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.master.styles import STATUS_LOOKS
from iku_workbook.results.accumulate import Status, UnitYear
from iku_workbook.results.over_units import own_values
from iku_workbook.results.presence import Counting
from iku_workbook.results.unit_goals import UnitGoal

_FROZEN = 3
_NO_GOAL = UnitGoal(None, None)


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """Write the sheet: every unit with its part in every indicator."""
    MatrixWriter(sheet, master).write()


class MatrixWriter:
    """Writes the sheet row by row."""

    def __init__(self, sheet: MasterSheet, master: MasterContext) -> None:
        self.sheet, self.master = sheet, master
        self.headings = [
            Heading(master.say("results.number"), 7),
            *master.identity_headings(),
            Heading(master.say("results.status"), 16),
        ]
        self.indicator_columns = IndicatorColumns(master, len(self.headings))
        self.shares = {each.code: self._shares(each) for each in master.definition.measured}
        self.layouts = {each.layout.kind: each.layout for each in master.results.evaluations}
        self.counting = {kind: Counting(layout) for kind, layout in self.layouts.items()}

    def write(self) -> None:
        """The targets on top, then a row a unit."""
        master, sheet, codes = self.master, self.sheet, self.master.units.codes
        master.head(
            sheet, master.layout.names["matrix"], self.indicator_columns.hint("results.matrix_hint")
        )
        prints = Fingerprints(master, sheet, self.indicator_columns.last)
        self.indicator_columns.write_heads(sheet)
        prints.add(TARGETS)
        shares = [[*self.shares[each.code].values()] for each in master.definition.measured]
        headings = self.headings + self.indicator_columns.headings(shares)
        master.headings(sheet, HEADER, headings)
        prints.head(HEADER)
        years = by_code(master.results)
        for number, code in enumerate(codes, start=1):
            self._write_unit(FIRST + number - 1, number, years[code])
            prints.add(FIRST + number - 1)
        last = last_row(FIRST, len(codes))
        status = "$" + a1(FIRST, self.indicator_columns.keys)
        accepted = master.status(Status.ACCEPTED)
        self.indicator_columns.mark(sheet, last, shares, f'{status}<>"{accepted}"')
        sheet.autofilter(HEADER - 1, 0, last - 1, prints.end - 1)
        master.keep(sheet, FIRST, last, prints.end)
        master.page(sheet, HEADER, headings, frozen=_FROZEN, locked=False)

    def _shares(self, indicator: Indicator) -> dict[str, Share]:
        parts = self.master.results.indicators[indicator.code].by_unit
        found = zip(parts.items(), own_values(indicator, list(parts.values())), strict=True)
        goals = self.master.results.indicators[indicator.code].goals
        return {
            code: Share(each.numerator, each.denominator, value, goals.get(code, _NO_GOAL))
            for (code, each), value in found
        }

    def _write_unit(self, row: int, number: int, year: UnitYear) -> None:
        master, sheet, unit = self.master, self.sheet, year.unit
        master.number(sheet, (row, 1), number, "pale", "0")
        for column, (text, look) in enumerate(master.identity(unit).values(), start=2):
            master.text(sheet, (row, column), text, look)
        computation = master.layout.computation
        units = computation.units(computation.heads["status"], master.results.period.number)
        words, look = master.status(year.status), STATUS_LOOKS[year.status]
        cell = (row, self.indicator_columns.keys)
        master.formula(sheet, cell, f"INDEX({units},$A{row})", words, look)
        for indicator in master.definition.measured:
            self._write_indicator(row, year, indicator)
        master.fit(sheet, row, [(unit.name, IDENTITY_WIDTHS["unit"])])

    def _write_indicator(self, row: int, year: UnitYear, indicator: Indicator) -> None:
        columns = self.indicator_columns
        share = self.shares[indicator.code].get(year.unit.code)
        own = result_name(indicator.code, Role.VALUE) if indicator.value is not None else None
        if share is None or (own is not None and not self._is_known(year, own)):
            for column in columns.columns(indicator):
                self.master.blank(self.sheet, (row, column), "other")
            return
        earlier = year.unit.code in self.master.results.indicators[indicator.code].carried
        found = self._of_unit(row, own) if own is not None else None
        if own is None:
            roles = (Role.NUMERATOR, Role.DENOMINATOR)
            for column, role, part in zip(columns.parts(indicator), roles, share[:2], strict=True):
                self._write_part((row, column), year, result_name(indicator.code, role), part)
        columns.write_value(self.sheet, row, indicator, share, found, earlier=earlier)

    def _write_part(
        self, cell: tuple[int, int], year: UnitYear, name: str, part: float | None
    ) -> None:
        """A unit's part; blank where the computation sheet has none: a reference would show 0."""
        if not self._is_known(year, name):
            self.master.blank(self.sheet, cell, "other")
            return
        formula = self._of_unit(cell[0], name)
        self.master.formula(self.sheet, cell, formula, part, "amount", amount_format([part]))

    def _is_known(self, year: UnitYear, name: str) -> bool:
        """Whether the computation sheet has a formula for what a unit contributes."""
        layout, period = self.layouts[year.unit.kind], self.master.results.period
        computed = layout.computed[name][0] if name in layout.computed else None
        return computed is not None and self.counting[layout.kind].has(computed, year, period)

    def _of_unit(self, row: int, name: str) -> str:
        """A formula: what the computation sheet has of the unit whose number stands in a row."""
        computation = self.master.layout.computation
        units = computation.units(computation.columns[name], self.master.results.period.number)
        return f"INDEX({units},$A{row})"
