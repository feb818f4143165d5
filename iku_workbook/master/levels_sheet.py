"""The levels: results and completeness of every unit that stands above others, a row each."""

from __future__ import annotations

from iku_workbook.calculations import Role, result_name
from iku_workbook.definition.model import Indicator
from iku_workbook.master.context import Heading, MasterContext, amount_format
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.indicator_columns import (
    FIRST,
    HEADER,
    TARGETS,
    IndicatorColumns,
    Share,
)
from iku_workbook.master.layout import by_code, last_row
from iku_workbook.master.over_units import over_units
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.results.accumulate import Status
from iku_workbook.results.levels import Level
from iku_workbook.results.unit_goals import UnitGoal

_KEYS = {"unit_code": 16, "level": 34, "reported": 12, "expected": 12}
_INDENT = "   "


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """Write the sheet: every unit that stands above others, with its indicators."""
    LevelsWriter(sheet, master).write()


class LevelsWriter:
    """Writes the sheet: every sum is over a block of the computation sheet's rows."""

    def __init__(self, sheet: MasterSheet, master: MasterContext) -> None:
        self.sheet, self.master = sheet, master
        above = master.year.levels
        self.levels = [each for each in above if each.unit.code in master.units.blocks]
        self.years = by_code(master.results)
        self.indicator_columns = IndicatorColumns(master, len(_KEYS))

    def write(self) -> None:
        """A row a unit, in the order of the list."""
        master, sheet = self.master, self.sheet
        master.head(
            sheet, master.layout.names["levels"], self.indicator_columns.hint("results.levels_hint")
        )
        headings = [
            Heading(master.say(master.counted_word(key)), width) for key, width in _KEYS.items()
        ]
        shares = [
            [self._share(level, indicator) for level in self.levels]
            for indicator in master.definition.measured
        ]
        headings += self.indicator_columns.headings(shares)
        prints = Fingerprints(master, sheet, self.indicator_columns.last, fixed=True)
        self.indicator_columns.write_heads(sheet)
        prints.add(TARGETS)
        master.headings(sheet, HEADER, headings)
        prints.head(HEADER)
        for row, level in enumerate(self.levels, start=FIRST):
            self._write_level(row, level)
            prints.add(row)
        last = last_row(FIRST, len(self.levels))
        self.indicator_columns.mark(sheet, last, shares, f"$C{FIRST}<$D{FIRST}")
        sheet.autofilter(HEADER - 1, 0, last - 1, prints.end - 1)
        master.page(sheet, HEADER, headings, frozen=2)

    def _share(self, level: Level, indicator: Indicator) -> Share:
        result = level.indicators[indicator.code]
        goal = UnitGoal(result.target, result.achievement)
        return Share(result.numerator, result.denominator, result.value, goal)

    def _write_level(self, row: int, level: Level) -> None:
        master, sheet, unit = self.master, self.sheet, level.unit
        first, stop = block = master.units.blocks[unit.code]
        master.text(sheet, (row, 1), unit.code, "cell_strong")
        indent = _INDENT * master.units.depths[unit.code]
        master.text(sheet, (row, 2), indent + unit.name, "cell")
        codes = master.units.codes[first:stop]
        there = sum(self.years[code].status is not Status.ABSENT for code in codes)
        accepted = sum(self.years[code].status is Status.ACCEPTED for code in codes)
        computation = master.layout.computation
        status = computation.units(computation.heads["status"], master.results.period.number, block)
        counted = f'COUNTIF({status},"{master.status(Status.ACCEPTED)}")'
        master.formula(sheet, (row, 3), counted, accepted, "cell_center", "#,##0")
        master.formula(sheet, (row, 4), master.there(status), there, "cell_center", "#,##0")
        for indicator in master.definition.measured:
            self._write_indicator(row, level, indicator, block)
        master.fit(sheet, row, [(indent + unit.name, _KEYS["level"])])

    def _write_indicator(
        self, row: int, level: Level, indicator: Indicator, block: tuple[int, int]
    ) -> None:
        share, earlier = self._share(level, indicator), level.indicators[indicator.code].carried
        master, computation = self.master, self.master.layout.computation
        number, columns = master.results.period.number, self.indicator_columns
        if indicator.value is not None:
            formula = over_units(indicator, indicator.value, computation, number, block) or '""'
            columns.write_value(self.sheet, row, indicator, share, formula, earlier=bool(earlier))
            return
        roles = (Role.NUMERATOR, Role.DENOMINATOR)
        for column, role, part in zip(columns.parts(indicator), roles, share[:2], strict=True):
            name = result_name(indicator.code, role)
            if name not in computation.columns:
                master.blank(self.sheet, (row, column), "amount")
                continue
            units = computation.units(computation.columns[name], number, block)
            formula = f'IF(COUNT({units})=0,"",SUM({units}))'
            master.formula(
                self.sheet, (row, column), formula, part, "amount", amount_format([part])
            )
        columns.write_value(self.sheet, row, indicator, share, earlier=bool(earlier))
