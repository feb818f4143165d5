"""The matrix: villages by indicators, each marked by whether it reaches the period's target.

It is sorted and filtered as anybody likes: a row looks its figures up by its number in the list,
and the working sheet that they come from keeps its order.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.calculations import result_name
from iku_workbook.definition.model import Indicator
from iku_workbook.results.accumulate import UnitYear
from iku_workbook.results.achievement import divide_each
from iku_workbook.results.indicators import PARTS
from iku_workbook.results.master.across import FIRST, HEADER, Across, Share
from iku_workbook.results.master.desk import IDENTITY_WIDTHS, Desk, Heading, amount_format
from iku_workbook.results.master.plan import by_code, last_row
from iku_workbook.results.master.styles import STATUS_LOOKS

_FROZEN = 3


class MatrixWriter:
    """Writes the sheet row by row."""

    def __init__(self, sheet: Worksheet, desk: Desk) -> None:
        self.sheet, self.desk = sheet, desk
        self.headings = [
            Heading(desk.say("results.number"), 7),
            *desk.identity_headings(),
            Heading(desk.say("results.status"), 16),
        ]
        self.across = Across(desk, len(self.headings))
        self.shares = {each.code: self._shares(each) for each in desk.definition.indicators}
        self.computed = {each.layout.kind: each.layout.computed for each in desk.results.working}

    def write(self) -> None:
        """The targets on top, then a row a unit."""
        desk, sheet, codes = self.desk, self.sheet, self.desk.units.codes
        desk.head(sheet, desk.plan.matrix, desk.say("results.matrix_hint"))
        self.across.write_heads(sheet)
        shares = [[*self.shares[each.code].values()] for each in desk.definition.indicators]
        headings = self.headings + self.across.headings(shares)
        desk.headings(sheet, HEADER, headings)
        years = by_code(desk.results)
        for number, code in enumerate(codes, start=1):
            self._write_unit(FIRST + number - 1, number, years[code])
        last = last_row(FIRST, len(codes))
        self.across.mark(sheet, last)
        sheet.autofilter(HEADER - 1, 0, last - 1, len(headings) - 1)
        desk.keep(sheet, FIRST, last, len(headings))
        desk.page(sheet, HEADER, headings, frozen=_FROZEN, locked=False)

    def _shares(self, indicator: Indicator) -> dict[str, Share]:
        parts = self.desk.results.indicators[indicator.code].by_unit
        values = divide_each(list(parts.values()), indicator.scale)
        found = zip(parts.items(), values, strict=True)
        return {code: Share(*each, value) for (code, each), value in found}

    def _write_unit(self, row: int, number: int, year: UnitYear) -> None:
        desk, sheet, unit = self.desk, self.sheet, year.unit
        desk.number(sheet, (row, 1), number, "pale", "0")
        for column, (text, look) in enumerate(desk.identity(unit).values(), start=2):
            desk.text(sheet, (row, column), text, look)
        working = desk.plan.working
        units = working.units(working.heads["status"], desk.results.period.number)
        words, look = desk.status(year.status), STATUS_LOOKS[year.status]
        place = (row, self.across.keys)
        desk.formula(sheet, place, f"INDEX({units},$A{row})", words, look)
        for indicator in desk.definition.indicators:
            self._write_indicator(row, year, indicator)
        desk.fit(sheet, row, [(unit.name, IDENTITY_WIDTHS["unit"])])

    def _write_indicator(self, row: int, year: UnitYear, indicator: Indicator) -> None:
        first = self.across.first(indicator)
        share = self.shares[indicator.code].get(year.unit.code)
        if share is None:
            for column in range(first, first + 3):
                self.desk.blank(self.sheet, (row, column), "other")
            return
        for column, role, part in zip((first, first + 1), PARTS, share[:2], strict=True):
            self._write_part((row, column), year, result_name(indicator.code, role), part)
        self.across.write_value(self.sheet, row, indicator, share.value)

    def _write_part(
        self, place: tuple[int, int], year: UnitYear, name: str, part: float | None
    ) -> None:
        """A unit's part; blank where none stands on the working sheet: a reference would show 0."""
        computed = self.computed[year.unit.kind].get(name)
        if computed is None or (computed[0].reads and not year.accepted):
            self.desk.blank(self.sheet, place, "other")
            return
        working = self.desk.plan.working
        units = working.units(working.columns[name], self.desk.results.period.number)
        formula = f"INDEX({units},$A{place[0]})"
        self.desk.formula(self.sheet, place, formula, part, "amount", amount_format([part]))
