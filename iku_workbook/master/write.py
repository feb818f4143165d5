"""The whole master workbook (XlsxWriter): the same results give the same bytes."""

from __future__ import annotations

import datetime
from io import BytesIO

from xlsxwriter.workbook import Workbook

from iku_workbook.master import data_sheet, findings_sheet, status_sheet
from iku_workbook.master.achievement_sheet import AchievementWriter
from iku_workbook.master.cell_text import cell_text
from iku_workbook.master.chain import lists_sheet
from iku_workbook.master.chain import sheet as chain_sheet
from iku_workbook.master.computation_sheet import ComputationWriter
from iku_workbook.master.context import MasterContext
from iku_workbook.master.layout import layout
from iku_workbook.master.levels_sheet import LevelsWriter
from iku_workbook.master.matrix_sheet import MatrixWriter
from iku_workbook.master.sheet import Sheet
from iku_workbook.master.styles import MasterStyles
from iku_workbook.master.summary_sheet import SummaryWriter
from iku_workbook.master.unit_order import unit_order
from iku_workbook.messages import catalogue
from iku_workbook.periods import label
from iku_workbook.results.status import standings
from iku_workbook.results.year import Year


def write_master(year: Year, *, as_of: datetime.date | None = None) -> bytes:
    """The master.xlsx of a year up to a period, in the definition's language.

    ``as_of`` is the day that the data are of, shown if given. Raises MasterTooLarge where a sheet
    would have too many rows.
    """
    target = BytesIO()
    # Rows go to disk as they are written: a whole country's do not fit in memory.
    with Workbook(target, {"constant_memory": True}) as book:
        master = _context(book, year, as_of)
        book.set_properties(_properties(master))
        _write(book, master, as_of)
    return target.getvalue()


def _context(book: Workbook, year: Year, as_of: datetime.date | None) -> MasterContext:
    definition, period = year.definition, year.period
    say, units = catalogue(definition.language), unit_order(definition)
    today = as_of or period.end
    return MasterContext(
        year=year,
        standings=standings(definition, year.returns, period.year_to_date, today),
        units=units,
        parents={unit.code: unit.name for unit in definition.units},
        layout=layout(year.periods, units, definition, say),
        styles=MasterStyles(book),
        say=say,
    )


def _write(book: Workbook, master: MasterContext, as_of: datetime.date | None) -> None:
    """Every sheet, in the order in which they stand in the workbook."""
    where, held = master.layout, lists_sheet.lists(master)

    def add(name: str) -> Sheet:
        sheet: Sheet = book.add_worksheet(name, Sheet)
        return sheet

    summary = add(where.summary)
    SummaryWriter(book, summary, master).write(as_of)
    AchievementWriter(add(where.achievement.name), master).write()
    MatrixWriter(add(where.matrix), master).write()
    chain_sheet.write(add(where.chain), master, held)
    if master.units.blocks:
        LevelsWriter(add(where.levels), master).write()
    ComputationWriter(add(where.computation.name), master).write()
    data_sheet.write(add(where.data.name), master)
    for each in where.registers:
        data_sheet.write_register(add(each.name), master, each)
    status_sheet.write(add(where.status.name), master)
    findings_sheet.write(add(where.findings), master)
    lists_sheet.write(add(where.lists), master, held)
    summary.activate()


def _properties(master: MasterContext) -> dict[str, object]:
    period, definition = master.results.period, master.definition
    return {
        "title": cell_text(definition.title),
        "subject": label(period, master.say.language),
        "author": cell_text(definition.agency.name),
        "created": datetime.datetime.combine(period.end, datetime.time()),
    }
