"""The status sheet: who has returned what, when, and what came of it; a row a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xlsxwriter.worksheet import Worksheet

from iku_workbook.cell_addresses import absolute
from iku_workbook.master.context import IDENTITY_WIDTHS, Heading, MasterContext
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.layout import last_row
from iku_workbook.master.references import HEADER_ROW
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.master.styles import STATUS_LOOKS
from iku_workbook.periods import short_label
from iku_workbook.results.accumulate import Status
from iku_workbook.results.status import Standing

_PERIOD_WIDTH = 26
_OVERLAYS = {"late", "nihil"}


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """Write the sheet: counts on top, as formulas, then every unit's periods."""
    layout, say = master.layout.status, master.say
    master.head(sheet, layout.name, say("results.status_hint"))
    identity = master.identity_headings()
    periods = [short_label(each.period, say.language) for each in master.periods]
    headings = [*identity, *(Heading(each, _PERIOD_WIDTH) for each in periods)]
    counted = [Heading("", each.width) for each in identity[:-1]]
    counted += [Heading(say("results.counts"), identity[-1].width), *headings[len(identity) :]]
    master.headings(sheet, HEADER_ROW, counted)
    last = last_row(layout.header + 1, len(master.units.codes))
    _write_counts(sheet, master, last)
    master.headings(sheet, layout.header, headings)
    prints = Fingerprints(master, sheet, len(headings))
    prints.head(layout.header)
    for row, code in enumerate(master.units.codes, start=layout.header + 1):
        _write_unit(sheet, master, row, code)
        prints.add(row)
    sheet.autofilter(layout.header - 1, 0, last - 1, prints.end - 1)
    master.page(sheet, layout.header, headings, frozen=2, locked=False)


def _write_counts(sheet: Worksheet, master: MasterContext, last: int) -> None:
    layout = master.layout.status
    counted = [counts(master, results.period.code) for results in master.periods]
    for key, row in layout.counts.items():
        for column in range(1, layout.first_period - 1):
            master.blank(sheet, (row, column), "other")
        title = _word(master, key)
        title = title.capitalize() if key in _OVERLAYS else title
        master.text(sheet, (row, layout.first_period - 1), title, "cell_strong")
        pattern = f"*{_word(master, key)}*" if key in _OVERLAYS else f"{_word(master, key)}*"
        for column, count in enumerate(counted, start=layout.first_period):
            cells = f"{absolute(layout.header + 1, column)}:{absolute(last, column)}"
            cell = (row, column)
            master.formula(sheet, cell, f'COUNTIF({cells},"{pattern}")', count[key], "sum", "#,##0")


def _write_unit(sheet: Worksheet, master: MasterContext, row: int, code: str) -> None:
    standings = [master.standings[code, each.period.code] for each in master.periods]
    unit = standings[0].unit
    for column, (text, look) in enumerate(master.identity(unit).values(), start=1):
        master.text(sheet, (row, column), text, look)
    for column, each in enumerate(standings, start=master.layout.status.first_period):
        look = STATUS_LOOKS[each.status]
        look = "attention" if each.status is Status.ACCEPTED and each.late else look
        master.text(sheet, (row, column), status_in_words(master, each), look)
    master.fit(sheet, row, [(unit.name, IDENTITY_WIDTHS["unit"])])


def status_in_words(master: MasterContext, standing: Standing) -> str:
    """A unit's status in words, with its notes ("late", "nothing to report", "1 of 4 indicators
    approved").
    """
    key = "approved" if standing.approved else standing.status.value
    notes = [each for each in ("late", "nihil") if getattr(standing, each)]
    words = [_word(master, each) for each in (key, *notes)]
    if standing.partly is not None:
        some, count = standing.partly
        words.insert(1, master.say("standing.partly_approved", some=some, count=count))
    return " · ".join(words)


def counts(master: MasterContext, period: str) -> Mapping[str, int]:
    """The number of units in each status in a period."""
    found = dict.fromkeys(master.layout.status.counts, 0)
    for code in master.units.codes:
        for key in _keys(master.standings[code, period]):
            if key in found:
                found[key] += 1
    return found


def _keys(standing: Standing) -> Iterable[str]:
    yield "approved" if standing.approved else standing.status.value
    yield from (each for each in ("late", "nihil") if getattr(standing, each))


def _word(master: MasterContext, key: str) -> str:
    if key in {"approved", "late", "nihil"}:
        return master.say(f"results.{key}")
    return master.status(Status(key))
