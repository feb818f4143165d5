"""Programmes with their money, a row each; below them objectives, with what they achieved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from iku_workbook.cell_addresses import a1
from iku_workbook.definition.field_types import decimals_format
from iku_workbook.master.context import Heading, MasterContext, amount_width
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.references import FIRST_ROW, HEADER_ROW
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.periods import short_label
from iku_workbook.results.money import Amounts, Efficiency, Money, ProgrammeMoney, money
from iku_workbook.results.rounding import PERCENT

_NUMBER, _NAME, _SERVED, _CODES = range(1, 5)
_BUDGET, _PLANNED, _SPENT, _SHARE, _REST = range(5, 10)
_PERIODS = 10
_NAME_WIDTH, _SERVED_WIDTH, _CODES_WIDTH, _NOTE_WIDTH = 38.0, 34.0, 16.0, 44.0
_RUPIAH = "#,##0"
_SHOWN = decimals_format(PERCENT)


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """Write the sheet, of a definition that has programmes."""
    found = money(master.year)
    if found is not None:
        MoneyWriter(sheet, master, found).write()


class MoneyWriter:
    """Writes the sheet: budgets and what was spent are given, all else is computed there."""

    def __init__(self, sheet: MasterSheet, master: MasterContext, found: Money) -> None:
        self.sheet, self.master, self.money, self.say = sheet, master, found, master.say
        self.periods = found.period.year_to_date
        self.note = _PERIODS + len(self.periods)
        self.rows = {
            each.programme.id: row for row, each in enumerate(found.programmes, start=FIRST_ROW)
        }
        self.total = FIRST_ROW + len(self.rows)

    def write(self) -> None:
        """Both tables."""
        master, sheet = self.master, self.sheet
        master.head(sheet, master.layout.names["money"], self.say("results.money_hint"))
        headings = list(self._headings())
        prints = Fingerprints(master, sheet, self.note, fixed=True)
        master.headings(sheet, HEADER_ROW, headings)
        prints.head(HEADER_ROW)
        for each in self.money.programmes:
            self._programme(each)
            prints.add(self.rows[each.programme.id])
        self._total()
        prints.add(self.total)
        if self.money.objectives:
            self._objectives(prints, headings)
        master.page(sheet, HEADER_ROW, headings, frozen=_NAME)

    def _headings(self) -> Iterable[Heading]:
        period = short_label(self.money.period, self.say.language)
        year = str(self.master.definition.year)
        total = self.money.total
        wide = max(20.0, amount_width([total.budget, total.planned, total.spent], 0))
        for key, width in (
            ("no", 5.0),
            ("programme", _NAME_WIDTH),
            ("objective_of", _SERVED_WIDTH),
            ("serves", _CODES_WIDTH),
            ("budget", wide),
            ("planned", wide),
            ("spent", wide),
            ("spent_share", 13.0),
            ("rest", wide),
        ):
            yield Heading(self.say(f"results.{key}", year=year, period=period), width)
        for each in self.periods:
            named = short_label(each, self.say.language)
            yield Heading(self.say("results.spent_in", period=named), wide)
        yield Heading(self.say("results.note"), _NOTE_WIDTH)

    def _programme(self, each: ProgrammeMoney) -> None:
        master, sheet, row = self.master, self.sheet, self.rows[each.programme.id]
        codes = ", ".join(each.programme.indicators)
        note = " ".join((*self._notes(each), each.programme.note)).strip()
        master.number(sheet, (row, _NUMBER), row - FIRST_ROW + 1, "cell_center", "0")
        for column, text in ((_NAME, each.programme.name), (_SERVED, each.objective)):
            master.text(sheet, (row, column), text, "cell")
        master.text(sheet, (row, _CODES), codes, "cell_center")
        self._given(row, _BUDGET, each.amounts.budget)
        self._given(row, _PLANNED, each.amounts.planned)
        periods = f"{a1(row, _PERIODS)}:{a1(row, self.note - 1)}"
        self._summed(row, _SPENT, periods, each.amounts.spent)
        self._computed(row, each.amounts)
        for column, spent in enumerate(each.periods.values(), start=_PERIODS):
            self._given(row, column, spent)
        master.text(sheet, (row, self.note), note, "note")
        texts = ((each.programme.name, _NAME_WIDTH), (each.objective, _SERVED_WIDTH))
        master.fit(sheet, row, (*texts, (codes, _CODES_WIDTH)), small=[(note, _NOTE_WIDTH)])

    def _notes(self, each: ProgrammeMoney) -> Iterable[str]:
        """What is the matter with one programme."""
        alone = Money(self.money.period, [each], each.amounts, ())
        return (text for text in alone.notes(self.say))

    def _total(self) -> None:
        master, sheet, row, total = self.master, self.sheet, self.total, self.money.total
        for column in (_NUMBER, _SERVED, _CODES, self.note):
            master.blank(sheet, (row, column), "other")
        master.text(sheet, (row, _NAME), self.say("results.total"), "cell_strong")
        own = [*self.rows.values()]
        self._summed(row, _BUDGET, self._of(own, _BUDGET), total.budget)
        self._all(row, _PLANNED, own, total.planned)
        self._summed(row, _SPENT, self._of(own, _SPENT), total.spent)
        self._computed(row, total)
        for column, period in enumerate(self.periods, start=_PERIODS):
            known = [each.periods[period] for each in self.money.programmes]
            spent = [each for each in known if each is not None]
            self._summed(row, column, self._of(own, column), sum(spent) if spent else None)

    def _objectives(self, prints: Fingerprints, headings: Sequence[Heading]) -> None:
        """The second table, in the columns of the first."""
        master, sheet, title = self.master, self.sheet, self.total + 2
        master.text(sheet, (title, 1), self.say("results.efficiency"), "section")
        master.text(sheet, (title + 1, 1), self.say("results.efficiency_hint"), "hint")
        keys = {_NUMBER: "no", _NAME: "objective_of", _SERVED: "programme"}
        keys |= {_CODES: "mean_achievement", _SHARE: "used_share", _REST: "difference"}
        said = {column: self.say(f"results.{key}") for column, key in keys.items()}
        said |= {column: headings[column - 1].text for column in (_BUDGET, _PLANNED, _SPENT)}
        for column, text in said.items():
            master.text(sheet, (title + 2, column), text, "header")
        widths = [(text, headings[column - 1].width) for column, text in said.items()]
        master.fit(sheet, title + 2, widths)
        for row, each in enumerate(self.money.objectives, start=title + 3):
            self._objective(row, row - title - 2, each)
            prints.add(row)

    def _objective(self, row: int, number: int, each: Efficiency) -> None:
        master, sheet = self.master, self.sheet
        named = "; ".join(one.programme.name for one in each.programmes)
        master.number(sheet, (row, _NUMBER), number, "cell_center", "0")
        master.text(sheet, (row, _NAME), each.aim.text, "cell")
        master.text(sheet, (row, _SERVED), named, "cell")
        achieved = ",".join(
            master.layout.achievement.cell(code, self.money.period.number, "achievement")
            for code in each.aim.indicators
        )
        self._formula(
            row,
            _CODES,
            f'IF(COUNT({achieved})=0,"",AVERAGE({achieved}))',
            each.achievement,
            decimals_format(each.places),
        )
        own, amounts = [self.rows[one.programme.id] for one in each.programmes], each.amounts
        self._summed(row, _BUDGET, self._of(own, _BUDGET), amounts.budget)
        self._all(row, _PLANNED, own, amounts.planned)
        self._summed(row, _SPENT, self._of(own, _SPENT), amounts.spent)
        periods = ",".join(f"{a1(at, _PERIODS)}:{a1(at, self.note - 1)}" for at in own)
        whole = f"COUNT({periods})={len(own) * len(self.periods)}"
        planned, spent = a1(row, _PLANNED), a1(row, _SPENT)
        used = f'IF(AND({whole},N({planned})>0),{spent}/{planned}*100,"")'
        self._formula(row, _SHARE, used, each.used, _SHOWN)
        both = f"{a1(row, _CODES)},{a1(row, _SHARE)}"
        less = f'IF(COUNT({both})<2,"",{a1(row, _CODES)}-{a1(row, _SHARE)})'
        self._formula(row, _REST, less, each.difference, _SHOWN)
        texts = ((each.aim.text, _NAME_WIDTH), (named, _SERVED_WIDTH))
        master.fit(sheet, row, texts)

    def _computed(self, row: int, amounts: Amounts) -> None:
        """Which part of the budget was spent, and what is left."""
        budget, spent = a1(row, _BUDGET), a1(row, _SPENT)
        known = f"COUNT({budget},{spent})<2"
        share = f'IF(OR({known},N({budget})=0),"",{spent}/{budget}*100)'
        self._formula(row, _SHARE, share, amounts.share, _SHOWN)
        self._formula(row, _REST, f'IF({known},"",{budget}-{spent})', amounts.rest, _RUPIAH)

    def _given(self, row: int, column: int, amount: int | None) -> None:
        if amount is None:
            self.master.blank(self.sheet, (row, column), "amount")
        else:
            self.master.number(self.sheet, (row, column), amount, "amount", _RUPIAH)

    def _summed(self, row: int, column: int, cells: str, amount: int | None) -> None:
        self._formula(row, column, f'IF(COUNT({cells})=0,"",SUM({cells}))', amount, _RUPIAH)

    def _all(self, row: int, column: int, own: Sequence[int], amount: int | None) -> None:
        """A sum, where each of its parts is said."""
        cells = self._of(own, column)
        formula = f'IF(COUNT({cells})={len(own)},SUM({cells}),"")'
        self._formula(row, column, formula, amount, _RUPIAH)

    def _formula(
        self, row: int, column: int, formula: str, value: float | None, shown: str
    ) -> None:
        self.master.formula(self.sheet, (row, column), formula, value, "sum", shown)

    def _of(self, rows: Sequence[int], column: int) -> str:
        """Cells of a column, from the first to the last where they stand below each other."""
        if rows[-1] - rows[0] == len(rows) - 1:
            return f"{a1(rows[0], column)}:{a1(rows[-1], column)}"
        return ",".join(a1(row, column) for row in rows)
