"""Writes the whole master workbook (XlsxWriter); the same results give the same bytes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import NamedTuple

from xlsxwriter.workbook import Workbook

from iku_workbook.master import (
    achievement_sheet,
    check_sheet,
    computation_sheet,
    data_sheet,
    findings_sheet,
    levels_sheet,
    matrix_sheet,
    money_sheet,
    parts_sheet,
    status_sheet,
    summary_sheet,
    trail_sheet,
)
from iku_workbook.master.cell_text import cell_text
from iku_workbook.master.chain import lists_sheet
from iku_workbook.master.chain import sheet as chain_sheet
from iku_workbook.master.context import MasterContext
from iku_workbook.master.layout import layout
from iku_workbook.master.references import MasterLayout
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.master.styles import MasterStyles
from iku_workbook.master.unit_order import UnitOrder, unit_order
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.periods import label
from iku_workbook.results.brief import is_brief
from iku_workbook.results.year import Year

Write = Callable[[MasterSheet, MasterContext], None]

SHEETS: dict[str, Write] = {
    "summary": summary_sheet.write,
    "achievement": achievement_sheet.write,
    "matrix": matrix_sheet.write,
    "chain": chain_sheet.write,
    "levels": levels_sheet.write,
    "money": money_sheet.write,
    "working": computation_sheet.write,
    "data": data_sheet.write,
    "status": status_sheet.write,
    "trail": trail_sheet.write,
    "findings": findings_sheet.write,
    "check": check_sheet.write,
    "lists": lists_sheet.write,
}
"""The sheets of every master in their order; those of the registers follow the data.

The catalogues hold the name of each (``results.sheet_KEY``), and what the summary's table of
contents says of it (``results.about_KEY``); without that sentence it is not listed there.
"""


_LEFT_OUT = frozenset({"matrix", "chain", "data", "trail", "findings", "lists"})
"""What a brief master does not hold: tables beside it have it."""


class _Sheet(NamedTuple):
    """A sheet of one master; ``about`` is empty where the table of contents leaves it out."""

    name: str
    about: str
    write: Write


def write_master(year: Year, *, as_of: datetime.date | None = None) -> bytes:
    """The master.xlsx of a year up to a period, in the definition's language.

    ``as_of`` is the day that the data are of, shown if given. Raises MasterTooLarge where a sheet
    would have too many rows.
    """
    say, units = catalogue(year.definition.language), unit_order(year.definition)
    without = set() if year.definition.programmes else {"money"}
    without |= _LEFT_OUT if (brief := is_brief(year.definition, year.period)) else set()
    names = {key: say(f"results.sheet_{key}") for key in SHEETS if key not in without}
    where = layout(year, units, names)
    sheets = list(_sheets(where, units, say, brief=brief))
    target = BytesIO()
    # Rows go to disk as they are written: a whole country's do not fit in memory.
    with Workbook(target, {"constant_memory": True}) as book:
        master = MasterContext(
            book=book,
            year=year,
            as_of=as_of,
            standings=year.standings(as_of or year.period.end),
            units=units,
            parents={unit.code: unit.name for unit in year.definition.units},
            layout=where,
            contents=[(each.name, each.about) for each in sheets if each.about],
            styles=MasterStyles(book),
            say=say,
        )
        book.set_properties(_properties(master))
        pages = [(book.add_worksheet(each.name, MasterSheet), each) for each in sheets]
        # What is checked is known once all else is written.
        pages.sort(key=lambda page: page[1].name == where.names["check"])
        for page, each in pages:
            each.write(page, master)
    return target.getvalue()


def _sheets(
    where: MasterLayout, units: UnitOrder, say: Catalogue, *, brief: bool
) -> Iterator[_Sheet]:
    described = say.keys("results")
    for key, write in SHEETS.items():
        if key not in where.names or (key == "levels" and not units.blocks):
            continue
        about = say(f"results.about_{key}") if f"about_{key}" in described else ""
        if brief and key == "working":
            latest = where.computation.first > 1
            about = say("results.about_parts_latest" if latest else "results.about_parts")
            write = parts_sheet.write
        yield _Sheet(where.names[key], about, write)
        if key == "data":
            for each in where.registers:
                about = say("results.about_register", label=each.register.label)
                yield _Sheet(each.name, about, partial(data_sheet.write_register, layout=each))


def _properties(master: MasterContext) -> dict[str, object]:
    period, definition = master.results.period, master.definition
    return {
        "title": cell_text(definition.title),
        "subject": label(period, master.say.language),
        "author": cell_text(definition.agency.name),
        "created": datetime.datetime.combine(period.end, datetime.time()),
    }
