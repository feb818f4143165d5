"""A period's form for one kind of unit: every sheet in place, with tokens where units differ.

Building from nothing costs some ten milliseconds and is done once a period and kind; what differs
from one unit to the next is put in afterwards, in :mod:`iku_workbook.workbook.issue`.
"""

from __future__ import annotations

import datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from iku_workbook.inputs import columns
from iku_workbook.layout import HIDDEN_SHEET, SEAL_NAME, Layout
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.workbook.build import entry, guide, registers, results
from iku_workbook.workbook.build.desk import TOKENS, Desk, Result
from iku_workbook.workbook.build.styles import Styles
from iku_workbook.workbook.seal import PROPERTY

_PROTECTION = {"format_columns": True, "format_rows": True, "select_locked_cells": True}


def build_form(layout: Layout, period: Period) -> bytes:
    """The form as an .xlsx with tokens; the same layout and period give the same bytes."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    definition = layout.definition
    book.set_properties(
        {
            "title": definition.title,
            "company": definition.agency.name,
            "created": datetime.datetime.combine(period.start, datetime.time()),
        }
    )
    book.set_custom_property(PROPERTY, TOKENS["carried"], "text")
    desk = Desk(
        layout, period, Styles(book), catalogue(definition.language), _empty_results(layout)
    )
    sheets = {name: book.add_worksheet(name) for name in layout.sheets}
    guide.write(sheets[layout.guide], desk)
    entry.write(sheets[layout.entry], desk)
    for table in layout.tables:
        registers.write(sheets[table.sheet], table, desk)
    results.write(sheets[layout.results], desk)
    _write_hidden(sheets[HIDDEN_SHEET], desk)
    for sheet in sheets.values():
        sheet.protect("", _PROTECTION)
    for name, reference in layout.names.items():
        book.define_name(name, f"={reference}")
    book.define_name(SEAL_NAME, f'="{TOKENS["carried"]}"')
    sheets[layout.guide].activate()
    book.close()
    return buffer.getvalue()


def _empty_results(layout: Layout) -> dict[str, Result]:
    computed = layout.calculations.evaluate(columns(layout, [{}]), 1)
    return {name: column.objects()[0] for name, column in computed.items()}


def _write_hidden(sheet: Worksheet, desk: Desk) -> None:
    """Identity and lists. Very hidden: programs without that state make it hidden or visible."""
    plain = desk.styles("plain")
    for key, place in desk.layout.identity.items():
        sheet.write_string(place.row - 1, place.column - 2, key, plain)
        sheet.write_string(place.row - 1, place.column - 1, TOKENS[key], plain)
    for name, span in desk.layout.lists.items():
        sheet.write_string(span.first - 2, span.column - 1, name, plain)
        for row, value in enumerate(desk.layout.definition.codelists[name], start=span.first):
            sheet.write_string(row - 1, span.column - 1, value, plain)
    sheet.very_hidden()
