"""The whole master workbook (XlsxWriter): the same results give the same bytes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from io import BytesIO

from xlsxwriter.workbook import Workbook

from iku_workbook.definition import Definition
from iku_workbook.messages import catalogue
from iku_workbook.periods import label
from iku_workbook.results.indicators import Results, consolidate
from iku_workbook.results.master import (
    chain_sheet,
    data_sheet,
    event_sheet,
    findings_sheet,
    lists_sheet,
    status_sheet,
)
from iku_workbook.results.master.achievement_sheet import AchievementWriter
from iku_workbook.results.master.desk import Desk
from iku_workbook.results.master.families import families
from iku_workbook.results.master.levels_sheet import LevelsWriter
from iku_workbook.results.master.matrix_sheet import MatrixWriter
from iku_workbook.results.master.plan import plan
from iku_workbook.results.master.sheet import Sheet
from iku_workbook.results.master.styles import MasterStyles
from iku_workbook.results.master.summary_sheet import SummaryWriter
from iku_workbook.results.master.words import cell_text
from iku_workbook.results.master.working_sheet import WorkingWriter
from iku_workbook.results.status import standings
from iku_workbook.returns import Return


def write_master(
    results: Results,
    returns: Sequence[Return],
    definition: Definition,
    *,
    as_of: datetime.date | None = None,
) -> bytes:
    """The master.xlsx of a period, in the definition's language.

    ``returns`` are all that were received: the results of the year's earlier periods, the status
    and the findings come from them. ``as_of`` is the day that the data are of, shown if given.
    Raises MasterTooLarge where a sheet would have too many rows.
    """
    target = BytesIO()
    # Rows go to disk as they are written: a whole country's do not fit in memory.
    with Workbook(target, {"constant_memory": True}) as book:
        desk = _desk(book, results, returns, definition, as_of)
        book.set_properties(_properties(desk))
        _write(book, desk, returns, as_of)
    return target.getvalue()


def _desk(
    book: Workbook,
    results: Results,
    returns: Sequence[Return],
    definition: Definition,
    as_of: datetime.date | None,
) -> Desk:
    say, units = catalogue(definition.language), families(definition)
    periods = results.period.year_to_date
    earlier = (consolidate(definition, returns, period) for period in periods[:-1])
    history = (*earlier, results)
    today = as_of or results.period.end
    return Desk(
        history=history,
        standings=standings(definition, returns, periods, today),
        definition=definition,
        units=units,
        parents={unit.code: unit.name for unit in definition.units},
        plan=plan(history, units, definition, say),
        styles=MasterStyles(book),
        say=say,
    )


def _write(
    book: Workbook, desk: Desk, returns: Sequence[Return], as_of: datetime.date | None
) -> None:
    """Every sheet, in the order in which they stand in the workbook."""
    where, held = desk.plan, lists_sheet.lists(desk)

    def add(name: str) -> Sheet:
        sheet: Sheet = book.add_worksheet(name, Sheet)
        return sheet

    summary = add(where.summary)
    SummaryWriter(book, summary, desk).write(as_of)
    AchievementWriter(add(where.achievement.name), desk).write()
    MatrixWriter(add(where.matrix), desk).write()
    chain_sheet.write(add(where.chain), desk, held)
    if desk.units.blocks:
        LevelsWriter(add(where.levels), desk).write()
    WorkingWriter(add(where.working.name), desk).write()
    data_sheet.write(add(where.data.name), desk)
    for each in where.events:
        event_sheet.write(add(each.name), desk, each)
    status_sheet.write(add(where.status.name), desk)
    findings_sheet.write(add(where.findings), desk, returns)
    lists_sheet.write(add(where.lists), desk, held)
    summary.activate()


def _properties(desk: Desk) -> dict[str, object]:
    period, definition = desk.results.period, desk.definition
    return {
        "title": cell_text(definition.title),
        "subject": label(period, desk.say.language),
        "author": cell_text(definition.agency.name),
        "created": datetime.datetime.combine(period.end, datetime.time()),
    }
