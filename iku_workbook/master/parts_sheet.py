"""The computation sheet of a brief master: a row a unit and period, what it contributes as figures.

All that they are computed from stands in tables beside the workbook; the sums over them stay live.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from iku_workbook.calculations import part_labels, result_name
from iku_workbook.formula.values import Value
from iku_workbook.master.computation_columns import WIDTHS, Described
from iku_workbook.master.context import Heading, MasterContext, amount_format, amount_width
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.layout import last_row
from iku_workbook.master.references import COMPUTATION_FIRST_ROW
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.master.styles import STATUS_LOOKS
from iku_workbook.periods import short_label
from iku_workbook.results.accumulate import UnitYear
from iku_workbook.results.evaluate import Evaluation
from iku_workbook.results.indicators import Results
from iku_workbook.results.over_units import PART
from iku_workbook.results.presence import Counting

_GROUPS, _HEADINGS, _HOW = range(COMPUTATION_FIRST_ROW - 3, COMPUTATION_FIRST_ROW)
_FROZEN = 3
_LEAST = 14.0  # characters of a column of figures


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """Write the sheet: every unit in every period, period by period."""
    computation = master.layout.computation
    master.head(sheet, computation.name, master.say("results.parts_hint"))
    columns = list(_described(master))
    headings = [each.heading for each in columns]
    master.headings(sheet, _HEADINGS, headings)
    for column, each in enumerate(columns, start=1):
        master.text(sheet, (_HOW, column), each.how, "how")
    prints = Fingerprints(master, sheet, len(headings), fixed=True)
    prints.head(_HOW)
    for results in master.year.periods:
        for row in _write_period(sheet, master, results):
            prints.add(row)
    last = last_row(COMPUTATION_FIRST_ROW, len(master.units.codes) * len(master.year.periods))
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
                    for results in master.year.periods
                    for each in results.evaluations
                )
                wide = max(_LEAST, amount_width(values, 0))
                how = f"{indicator.code}: {say(f'results.step_{PART[role]}')}"
                yield Described(indicator.code, Heading(label, wide), how)


def _write_period(sheet: MasterSheet, master: MasterContext, results: Results) -> Iterator[int]:
    """A row a unit, in the order in which sums are over them; gives the number of each."""
    found = {
        year.unit.code: (evaluation, index, year)
        for evaluation in results.evaluations
        for index, year in enumerate(evaluation.units)
    }
    counting = {each.layout.kind: Counting(each.layout) for each in results.evaluations}
    label = short_label(results.period, master.say.language)
    computation = master.layout.computation
    for code in master.units.codes:
        evaluation, index, year = found[code]
        row = computation.row(code, results.period.number)
        _write_identity(sheet, master, row, year, label)
        for name, column in computation.columns.items():
            value = _known(evaluation, index, year, results, name, counting)
            _write_part(sheet, master, (row, column), value)
        yield row


def _write_identity(
    sheet: MasterSheet, master: MasterContext, row: int, year: UnitYear, period: str
) -> None:
    heads, status = master.layout.computation.heads, year.status
    master.number(sheet, (row, heads["number"]), row - COMPUTATION_FIRST_ROW + 1, "pale", "0")
    texts = {
        **master.identity(year.unit),
        "period": (period, "cell_center"),
        "status": (master.status(status), STATUS_LOOKS[status]),
    }
    for key, (text, look) in texts.items():
        master.text(sheet, (row, heads[key]), text, look)


def _known(
    evaluation: Evaluation,
    index: int,
    year: UnitYear,
    results: Results,
    name: str,
    counting: dict[str, Counting],
) -> Value:
    """What a unit contributes; nothing where no return of it counts for that."""
    if name not in evaluation.computed:
        return None
    counts = counting[evaluation.layout.kind]
    if not counts.has(evaluation.formula(name), year, results.period):
        return None
    return evaluation.computed[name][index]


def _write_part(
    sheet: MasterSheet, master: MasterContext, cell: tuple[int, int], value: Value
) -> None:
    if value is None or value == "":
        master.blank(sheet, cell, "other")
    elif isinstance(value, str):
        master.text(sheet, cell, value, "cell")
    else:
        master.number(sheet, cell, float(value), "sum", amount_format([value]))
