"""The share block of the chain sheet: how much one unit contributes to an indicator's result."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.cell_addresses import a1, absolute
from iku_workbook.definition.field_types import decimals_format
from iku_workbook.master.chain.selection import BLANK, FIRST, INDICATOR, STEP_WIDTHS, Chain
from iku_workbook.master.chain.steps import Share
from iku_workbook.master.chain.value_share import SUM, ValueShare, without
from iku_workbook.master.context import MasterContext
from iku_workbook.periods import short_label
from iku_workbook.results.achievement import divide
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.over_units import UnitParts, own_values
from iku_workbook.results.rounding import of_value
from iku_workbook.sheet_names import quoted

_OWN, _ALL, _SHARE = 5, 6, 7  # columns


class ShareWriter:
    """Writes the block below the steps, with cached values of the unit selected at first."""

    def __init__(self, sheet: Worksheet, chain: Chain) -> None:
        self.sheet, self.chain, self.master, self.say = (
            sheet,
            chain,
            chain.master,
            chain.master.say,
        )
        self.indicator = self.master.definition.measured[0]
        alone = any(each.value is not None for each in self.master.definition.measured)
        self.values = ValueShare(chain) if alone else None
        self.scale = f"INDEX({chain.lists.scales},{chain.chosen(INDICATOR)})"
        self.shown = decimals_format(_decimals(self.master))

    def write(self, row: int) -> int:
        """Write the block from a row on; gives its last row."""
        master, sheet = self.master, self.sheet
        master.text(sheet, (row, 2), self.say("results.share"), "section")
        self._title(row + 1, self.say("results.part"), "header")
        for column, key in enumerate(("of_unit", "of_all", "share_of"), start=_OWN):
            master.text(sheet, (row + 1, column), self.say(f"results.{key}"), "header")
        master.fit(sheet, row + 1, [("\n", 9)])
        result = master.results.indicators[self.indicator.code]
        own = result.by_unit.get(self.chain.cached.year.unit.code) or UnitParts()
        first = row + 2
        pairs = (("numerator", own.numerator), ("denominator", own.denominator))
        for offset, (key, part) in enumerate(pairs):
            self._write_part(first + offset, key, part, getattr(result, key))
        self._write_result(first + 2, first, own, result)
        self._write_without(first + 3, first, own, result)
        return self._write_periods(first + 6)

    def _of_ratio(self, formula: str, otherwise: str = '""') -> str:
        """The formula, or something else where the chosen indicator is no quotient."""
        return formula if self.values is None else f"IF({self.values.how}>0,{otherwise},{formula})"

    @property
    def _is_ratio(self) -> bool:
        """Whether the indicator that is chosen at first is a quotient."""
        return self.indicator.value is None

    def _write_periods(self, row: int) -> int:
        """What each period adds to the sums over all units; gives the last row."""
        chain, master, say = self.chain, self.master, self.say
        master.text(self.sheet, (row, 2), say("results.share_periods"), "section")
        self._title(row + 1, say("results.part"), "header")
        for number, results in enumerate(master.periods, start=1):
            first = master.layout.achievement.row(self.indicator.code, number)
            at = f"{first}+({chain.chosen(INDICATOR)}-1)*{master.layout.achievement.periods}"
            name = short_label(results.period, say.language)
            link = f'HYPERLINK("#{quoted(master.layout.achievement.name)}!A"&({at}),"{name}")'
            cell = (row + 1, len(STEP_WIDTHS) + number)
            master.formula(self.sheet, cell, chain.once_begun(number, link), name, "link_center")
        master.text(self.sheet, (row + 1, chain.value_column), say("results.to_date"), "header")
        for below, role in enumerate(("numerator", "denominator"), start=row + 2):
            self._write_sums(below, role)
        if self.values is None:
            return row + 3
        self._write_values(row + 4)
        return row + 4

    def _write_values(self, row: int) -> None:
        """The result at the end of each period."""
        chain = self.chain
        self._title(row, self.say("results.value"))
        for number, results in enumerate(self.master.periods, start=1):
            now, shown = chain.of_period("value", number), results.indicators[self.indicator.code]
            formula = chain.once_begun(number, f'IF(ISNUMBER({now}),{now},"{BLANK}")')
            value = BLANK if shown.value is None else shown.value
            cell = (row, len(STEP_WIDTHS) + number)
            self.master.formula(self.sheet, cell, formula, value, "value", self.shown)
        of_all = chain.unless_empty(chain.of_achievement("value"))
        self._figure(row, chain.value_column, of_all, shown.value, self.shown)

    def _write_sums(self, row: int, key: str) -> None:
        """A part over all units: of each period its share, and of the year so far."""
        chain = self.chain
        self._title(row, self.say(f"results.{key}"))
        rows = FIRST, chain.last_step
        kinds, shares = (
            ":".join(absolute(each, column) for each in rows) for column in (2, chain.share_column)
        )
        adds = f'(SUMIF({kinds},"{self.say(f"results.step_{key}")}",{shares})={Share.ADDED})'
        sums = [getattr(each.indicators[self.indicator.code], key) for each in self.master.periods]
        steps = {str(each.kind): each for each in chain.lists.chain[0]}
        added = key in steps and steps[key].share is Share.ADDED
        for number, then in enumerate(sums, start=1):
            before = sums[number - 2] if number > 1 else None
            now, earlier = (chain.of_period(key, each) for each in (number, number - 1))
            less = f"-{adds}*N({earlier})" if number > 1 else ""
            known = self._of_ratio(f'IF(ISNUMBER({now}),{now}{less},"{BLANK}")')
            formula = chain.once_begun(number, known)
            shown = BLANK if then is None else then - (before or 0) * added
            shown = shown if self._is_ratio else None
            self.master.formula(
                self.sheet, (row, len(STEP_WIDTHS) + number), formula, shown, "value"
            )
        of_all = chain.unless_empty(self._of_ratio(chain.of_achievement(key)))
        self._figure(row, chain.value_column, of_all, sums[-1])

    def _own(self, key: str) -> str:
        """A part of the unit, as it stands among the steps."""
        rows = FIRST, self.chain.last_step
        kinds = f"{absolute(rows[0], 2)}:{absolute(rows[1], 2)}"
        values = ":".join(absolute(row, self.chain.value_column) for row in rows)
        word = self.say(f"results.step_{key}")
        return f'SUMIF({kinds},"{word}",{values})'

    def _write_part(self, row: int, key: str, own: float | None, all_: float | None) -> None:
        master, sheet = self.master, self.sheet
        self._title(row, self.say(f"results.{key}"))
        unless_empty = self.chain.unless_empty
        shown = (own or 0) if self._is_ratio else None
        self._figure(row, _OWN, unless_empty(self._of_ratio(self._own(key))), shown)
        of_all = self._of_ratio(self.chain.of_achievement(key))
        self._figure(row, _ALL, unless_empty(of_all), all_)
        ours, total = (a1(row, column) for column in (_OWN, _ALL))
        formula = f'IF(COUNT({ours},{total})=2,IF({total}=0,"",{ours}/{total}*100),"")'
        share = (own or 0) / all_ * 100 if all_ else None
        master.formula(sheet, (row, _SHARE), formula, share, "value", decimals_format(2))

    def _write_result(self, row: int, first: int, own: UnitParts, all_: IndicatorResult) -> None:
        self._title(row, self.say("results.value"))
        numerator, denominator = (a1(first + offset, _OWN) for offset in (0, 1))
        part = f"{numerator}/{denominator}*{self.scale}"
        known = f"COUNT({numerator},{denominator})=2"
        formula = f'IF({known},IF({denominator}=0,"",{part}),"")'
        value = divide(own.numerator or 0, own.denominator or 0, self.indicator.scale)
        if self.values is not None:
            formula = self.chain.unless_empty(self._of_ratio(formula, self.values.own))
            value = value if self._is_ratio else own.value
        self._figure(row, _OWN, formula, value, self.shown)
        of_all = self.chain.unless_empty(self.chain.of_achievement("value"))
        self._figure(row, _ALL, of_all, all_.value, self.shown)
        self._write_share_of_sum(row, own.value, all_)

    def _write_share_of_sum(self, row: int, own: float | None, all_: IndicatorResult) -> None:
        """How much of a sum of values the unit's is; of all else nothing."""
        if self.values is None:
            self.master.blank(self.sheet, (row, _SHARE), "other")
            return
        ours, total = (a1(row, column) for column in (_OWN, _ALL))
        known = f"AND({self.values.how}={SUM},COUNT({ours},{total})=2)"
        part = f'IF({known},IF({total}=0,"",{ours}/{total}*100),"")'
        is_sum = self.indicator.value is not None and self.indicator.value.over_units == "sum"
        share = own / all_.value * 100 if is_sum and own is not None and all_.value else None
        formula, cell = self.chain.unless_empty(part), (row, _SHARE)
        self.master.formula(self.sheet, cell, formula, share, "value", decimals_format(2))

    def _write_without(self, row: int, first: int, own: UnitParts, all_: IndicatorResult) -> None:
        """The result if the unit were not on the list, and how far it moves the result."""
        ours, total = ([a1(first + at, column) for at in (0, 1)] for column in (_OWN, _ALL))
        rest = [f"({total[at]}-{ours[at]})" for at in (0, 1)]
        known = f"COUNT({total[0]},{total[1]},{ours[0]},{ours[1]})=4"
        part = f"{rest[0]}/{rest[1]}*{self.scale}"
        formula = f'IF({known},IF({rest[1]}=0,"",{part}),"")'
        if self.values is not None:
            cells = a1(first + 2, _OWN), a1(first + 2, _ALL)
            formula = self._of_ratio(formula, self.values.without(*cells))
            formula = self.chain.unless_empty(formula)
        value, rest_of = all_.value, self._without(own, all_)
        moved = value - rest_of if value is not None and rest_of is not None else None
        now, then = a1(first + 2, _ALL), a1(row, _ALL)
        moves = f'IF(COUNT({now},{then})=2,{now}-{then},"")'
        for at, key, figure, shown in (
            (row, "without", formula, rest_of),
            (row + 1, "moved", moves, moved),
        ):
            self._title(at, self.say(f"results.{key}"))
            self.master.blank(self.sheet, (at, _OWN), "other")
            self._figure(at, _ALL, figure, shown, self.shown)
            self.master.blank(self.sheet, (at, _SHARE), "other")

    def _without(self, own: UnitParts, all_: IndicatorResult) -> float | None:
        """What the result would be without the unit, as the formula says it."""
        if not self._is_ratio:
            unit = self.chain.cached.year.unit.code
            rest = [each for code, each in all_.by_unit.items() if code != unit]
            return without(self.indicator, own, rest)
        if all_.numerator is None or all_.denominator is None:
            return None
        left = all_.numerator - (own.numerator or 0), all_.denominator - (own.denominator or 0)
        return divide(*left, self.indicator.scale)

    def _title(self, row: int, text: str, look: str = "cell_strong") -> None:
        """A text over the columns left of the figures."""
        self.sheet.merge_range(row - 1, 1, row - 1, _OWN - 2, "", self.master.styles(look))
        self.master.text(self.sheet, (row, 2), text, look)

    def _figure(
        self, row: int, column: int, formula: str, value: float | None, shown: str = "General"
    ) -> None:
        self.master.formula(self.sheet, (row, column), formula, value, "value_strong", shown)


def _decimals(master: MasterContext) -> int:
    """Those of the result that needs most: any of them can be chosen, and a unit's own too."""
    found = []
    for indicator in master.definition.measured:
        for results in master.periods:
            result = results.indicators[indicator.code]
            own = own_values(indicator, list(result.by_unit.values()))
            found.append(result.places.value)
            found += [of_value(indicator, each, [result.target]) for each in own]
    return max(found)
