"""The computation sheet of a brief master: a row a unit and period, what it contributes as figures;
of very many rows those of the last period alone (``results/brief.py``).

All that they are computed from stands in tables beside the workbook; the sums over them stay live.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from iku_workbook.calculations import part_labels, result_name
from iku_workbook.cell_addresses import column_letters
from iku_workbook.formula.values import Value
from iku_workbook.master import cell_markup
from iku_workbook.master.cell_markup import Cell
from iku_workbook.master.cell_text import cell_text
from iku_workbook.master.computation_columns import WIDTHS, Described
from iku_workbook.master.context import Heading, MasterContext, amount_format, amount_width
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.layout import last_row
from iku_workbook.master.references import COMPUTATION_FIRST_ROW
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.master.styles import STATUS_LOOKS
from iku_workbook.periods import short_label
from iku_workbook.results.accumulate import Status
from iku_workbook.results.evaluate import Evaluation
from iku_workbook.results.indicators import Results
from iku_workbook.results.over_units import PART
from iku_workbook.results.presence import Counting

_GROUPS, _HEADINGS, _HOW = range(COMPUTATION_FIRST_ROW - 3, COMPUTATION_FIRST_ROW)
_FROZEN = 3
_LEAST = 16.0  # characters of a column of figures, which headings of two words fill


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """Write the sheet: every unit in every period that is listed, period by period."""
    computation = master.layout.computation
    hint = "parts_hint" if computation.first == 1 else "parts_hint_latest"
    master.head(sheet, computation.name, master.say(f"results.{hint}"))
    columns = list(_described(master))
    headings = [each.heading for each in columns]
    master.headings(sheet, _HEADINGS, headings)
    for column, each in enumerate(columns, start=1):
        master.text(sheet, (_HOW, column), each.how, "how")
    prints = Fingerprints(master, sheet, len(headings), fixed=True)
    prints.head(_HOW)
    listed = [each for each in master.periods if computation.has(each.period.number)]
    for results in listed:
        for row in _write_period(sheet, master, results):
            prints.add(row)
    last = last_row(COMPUTATION_FIRST_ROW, len(master.units.codes) * len(listed))
    sheet.autofilter(_HOW - 1, 0, last - 1, prints.end - 1)
    master.page(sheet, _HOW, headings, frozen=_FROZEN)


def _described(master: MasterContext) -> Iterator[Described]:
    say, computation = master.say, master.layout.computation
    for key in computation.heads:
        yield Described("", Heading(say(f"results.{key}"), WIDTHS[key]), "")
    for indicator in master.definition.indicators:
        for role, label in part_labels(master.definition, indicator).items():
            name = result_name(indicator.code, role)
            if name in computation.columns:
                values = chain.from_iterable(
                    each.computed.get(name, ())
                    for results in master.periods
                    for each in results.evaluations
                )
                wide = max(_LEAST, amount_width(values, 0))
                how = f"{indicator.code}: {say(f'results.step_{PART[role]}')}"
                yield Described(indicator.code, Heading(label, wide), how)


def _write_period(sheet: MasterSheet, master: MasterContext, results: Results) -> Iterator[int]:
    """A row a unit, in the order in which sums are over them; gives the number of each."""
    found = {
        year.unit.code: (parts, place, year)
        for parts in (_Parts(master, each, results) for each in results.evaluations)
        for place, year in enumerate(parts.units)
    }
    label = short_label(results.period, master.say.language)
    computation, looks = master.layout.computation, _Looks(master)
    words = {status: master.status(status) for status in Status}
    for code in master.units.codes:
        row, (parts, place, year) = computation.row(code, results.period.number), found[code]
        number = row - COMPUTATION_FIRST_ROW + 1
        cells = [cell_markup.number(f"A{row}", looks.number("pale", "0"), number)]
        texts = [*master.identity(year.unit).values(), (label, "cell_center")]
        texts.append((words[year.status], STATUS_LOOKS[year.status]))
        for at, (text, look) in zip(looks.places(row, cells), texts, strict=False):
            cells.append(looks.text(at, text, look))
        for at, value in zip(looks.places(row, cells), parts.of(place), strict=False):
            cells.append(looks.part(at, value))
        sheet.put_row(row - 1, cells)
        yield row


class _Parts:
    """What units of a kind contribute; nothing where no return of one counts for that."""

    def __init__(self, master: MasterContext, evaluation: Evaluation, results: Results) -> None:
        self.units, counting = evaluation.units, Counting(evaluation.layout)
        self._columns: list[tuple[Sequence[Value], bytes]] = []
        for name in master.layout.computation.columns:
            values = evaluation.computed.get(name, ())
            counts = b""
            if values:
                counts = bytes(counting.of(evaluation.formula(name), self.units, results.period))
            self._columns.append((values, counts or bytes(len(self.units))))

    def of(self, place: int) -> list[Value]:
        """By the place of a unit, column by column."""
        return [values[place] if counts[place] else None for values, counts in self._columns]


class _Looks:
    """The cells of a row, with the number of each look, asked once: there are a million."""

    def __init__(self, master: MasterContext) -> None:
        self._styles = master.styles
        self._known: dict[tuple[str, str], int] = {}
        computation = master.layout.computation
        last = len(computation.heads) + len(computation.columns)
        self._letters = [column_letters(column) for column in range(1, last + 1)]

    def places(self, row: int, before: Sequence[Cell]) -> Iterator[str]:
        """The addresses after so many cells of a row."""
        return (f"{letters}{row}" for letters in self._letters[len(before) :])

    def number(self, look: str, number_format: str = "General") -> int:
        """The number by which a cell names its format."""
        key = (look, number_format)
        if key not in self._known:
            self._known[key] = self._styles(*key)._get_xf_index()
        return self._known[key]

    def text(self, place: str, text: str, look: str) -> Cell:
        """A text, whoever wrote it, as nothing but a text."""
        if not text:
            return cell_markup.blank(place, self.number(look))
        return cell_markup.text(place, self.number(look), cell_text(text))

    def part(self, place: str, value: Value) -> Cell:
        """What a unit contributes."""
        if value is None or value == "":
            return cell_markup.blank(place, self.number("other"))
        if isinstance(value, str):
            return self.text(place, value, "cell")
        return cell_markup.number(place, self.number("sum", amount_format([value])), float(value))
