"""The whole master workbook (XlsxWriter): the same results give the same bytes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from io import BytesIO

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from iku_workbook.definition import Definition
from iku_workbook.messages import catalogue
from iku_workbook.periods import label
from iku_workbook.results.indicators import Results
from iku_workbook.results.master import data_sheet, event_sheet, findings_sheet
from iku_workbook.results.master.desk import Desk
from iku_workbook.results.master.plan import plan
from iku_workbook.results.master.results_sheet import ResultsWriter
from iku_workbook.results.master.styles import MasterStyles
from iku_workbook.results.master.words import cell_text
from iku_workbook.results.master.working_sheet import WorkingWriter
from iku_workbook.returns import Return


class Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A sheet that stores formulas as they are.

    XlsxWriter marks functions newer than Excel 2010 wherever it finds their names, in texts and in
    names of sheets too. No formula here has such a function.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


def write_master(
    results: Results,
    returns: Sequence[Return],
    definition: Definition,
    *,
    as_of: datetime.date | None = None,
) -> bytes:
    """The master.xlsx of a period, in the definition's language.

    ``returns`` are all that were received, for the findings sheet; ``as_of`` is the day that the
    data are of, shown if given. Raises MasterTooLarge where a sheet would have too many rows.
    """
    say = catalogue(definition.language)
    target = BytesIO()
    # Rows go to disk as they are written: a whole country's do not fit in memory.
    with Workbook(target, {"constant_memory": True}) as book:
        desk = Desk(results, definition, plan(results, definition, say), MasterStyles(book), say)
        book.set_properties(_properties(desk))
        # Made first, since this is their order in the workbook.
        names = (desk.plan.results, desk.plan.working.name, desk.plan.data.name)
        totals, working, data = (book.add_worksheet(name, Sheet) for name in names)
        ResultsWriter(totals, desk).write(as_of)
        WorkingWriter(working, desk).write()
        data_sheet.write(data, desk)
        for each in desk.plan.events:
            event_sheet.write(book.add_worksheet(each.name, Sheet), desk, each)
        findings_sheet.write(book.add_worksheet(desk.plan.findings, Sheet), desk, returns)
        totals.activate()
    return target.getvalue()


def _properties(desk: Desk) -> dict[str, object]:
    period, definition = desk.results.period, desk.definition
    return {
        "title": cell_text(definition.title),
        "subject": label(period, desk.say.language),
        "author": cell_text(definition.agency.name),
        "created": datetime.datetime.combine(period.end, datetime.time()),
    }
