"""The data sheet: every accepted value as it was received, a row a unit and period.

It is an Excel table, to be filtered and sorted as anybody likes: no result depends on the order of
its rows (see ``DataSheet``). A row of a unit that has returned nothing stands for what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from iku_workbook.definition.model import Field
from iku_workbook.master import fingerprints
from iku_workbook.master.context import IDENTITY_WIDTHS, MOMENT, Heading, MasterContext, width
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.layout import DATA_SOURCE, last_row
from iku_workbook.master.references import (
    FIRST_ROW,
    HEADER_ROW,
    NUMBER,
    REGISTER_KEY_COLUMNS,
    UNIT_CODE,
    DataRow,
    RegisterRow,
    RegisterSheet,
)
from iku_workbook.master.sheet import MasterSheet, table_columns
from iku_workbook.master.styles import STATUS_LOOKS
from iku_workbook.results.accumulate import Status, scalar
from iku_workbook.source_cells import NO_CELL

_FROZEN = 3
_TABLE = "tabel_data"
_WIDTHS = IDENTITY_WIDTHS | {"number": 8.0, "period": 18.0, "status": 16.0}
_SOURCE_WIDTHS = {
    "receipt": 10.0,
    "form": 11.0,
    "file": 34.0,
    "sha256": 20.0,
    "received": 21.0,
    "approved_by": 24.0,
    "cells": 18.0,
}


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """All rows, those of units that have returned nothing for the period marked."""
    layout = master.layout.data
    hint = "data_hint_cells" if layout.forms else "data_hint"
    master.head(sheet, layout.name, master.say(f"results.{hint}"))
    headings = _headings(master)
    prints = Fingerprints(master, sheet, len(headings))
    for row, cells in enumerate(layout.forms, start=HEADER_ROW):
        _write_form(sheet, master, row, cells)
        prints.add(row)
    master.headings(sheet, layout.header, headings)
    prints.head(layout.header)
    for row, each in enumerate(layout.rows, start=layout.first):
        _write_row(sheet, master, row, each, headings)
        prints.add(row)
    last = last_row(layout.first, len(layout.rows))
    columns = [each.text for each in headings] + fingerprints.titles(master)
    sheet.declare_table(_TABLE, layout.header, last, columns)
    master.keep(sheet, layout.first, last, prints.end)
    master.page(sheet, layout.header, headings, frozen=_FROZEN, locked=False)


def _write_form(
    sheet: MasterSheet, master: MasterContext, row: int, cells: Mapping[str, str]
) -> None:
    """Above each field the cell of the villages' workbooks that its values were read from."""
    layout = master.layout.data
    which = "cells_of_form" if len(layout.forms) > 1 else "cells_of_forms"
    number = str(row - HEADER_ROW + 1)
    master.text(sheet, (row, UNIT_CODE), master.say(f"results.{which}", number=number), "hint")
    for name, column in layout.columns.items():
        master.text(sheet, (row, column), cells.get(name, NO_CELL), "source")


def _headings(master: MasterContext) -> list[Heading]:
    layout = master.layout.data
    fixed = {key: _WIDTHS[key] for key in layout.heads if key not in DATA_SOURCE}
    after = {key: _SOURCE_WIDTHS[key] for key in layout.heads if key in DATA_SOURCE}
    received = [each.received.values for each in layout.rows if each.received]
    titles = [master.say(f"results.{key}") for key in fixed]
    titles += [field.label for field in master.definition.fields]
    titles += [master.say(f"results.{key}") for key in after]
    widths = [
        *fixed.values(),
        *(
            width(field, (values.get(field.id) for values in received))
            for field in master.definition.fields
        ),
        *after.values(),
    ]
    # A table has no two headings alike, the fingerprints' among them.
    taken = fingerprints.titles(master)
    unlike = table_columns([*taken, *titles])[len(taken) :]
    return [Heading(*each) for each in zip(unlike, widths, strict=True)]


def _write_row(
    sheet: MasterSheet, master: MasterContext, row: int, data_row: DataRow, headings: list[Heading]
) -> None:
    unit, received = data_row.year.unit, data_row.received
    heads, columns = master.layout.data.heads, master.layout.data.columns
    master.number(sheet, (row, NUMBER), row - master.layout.data.first + 1, "pale", "0")
    for key, (text, look) in master.identity(unit).items():
        master.text(sheet, (row, heads[key]), text, look)
    master.text(sheet, (row, heads["period"]), master.period(data_row.period), "cell_center")
    look = STATUS_LOOKS[data_row.status]
    master.text(sheet, (row, heads["status"]), master.status(data_row.status), look)
    accepted = received if data_row.status is Status.ACCEPTED else None
    values = accepted.values if accepted else {}
    for field in master.definition.fields:
        cell = (row, columns[field.id])
        if accepted is None or not _reports(field, unit.kind):
            master.blank(sheet, cell, "other")
        else:
            master.value(sheet, cell, scalar(values.get(field.id)), field)
    master.counted(sheet, (row, heads.get("form")), data_row.form)
    number = received.number if received else None
    master.counted(sheet, (row, heads.get("receipt")), number)
    file, digest = (received.file, received.sha256) if received else ("", "")
    master.text(sheet, (row, heads["file"]), file, "cell")
    master.text(sheet, (row, heads["sha256"]), digest, "digest")
    moment = master.styles("cell_center", f'{MOMENT} "{master.definition.timezone}"')
    _write_when(sheet, row, heads["received"], data_row, moment)
    approval = received.approval if received else None
    master.text(sheet, (row, heads["approved_by"]), approval.by if approval else "", "cell")
    texts = {columns[field.id]: values.get(field.id) for field in master.definition.fields}
    texts |= {heads["unit"]: unit.name, heads["file"]: file}
    master.fit(sheet, row, ((text, headings[at - 1].width) for at, text in texts.items()))


def _write_when(sheet: MasterSheet, row: int, column: int, data_row: DataRow, look: Format) -> None:
    """When it was taken in, as the clock at the office showed it."""
    at = data_row.received.received if data_row.received else None
    if at is None:
        sheet.write_blank(row - 1, column - 1, None, look)
    else:
        whole = at.replace(tzinfo=None, microsecond=0)
        sheet.write_datetime(row - 1, column - 1, whole, look)


def _reports(field: Field, kind: str) -> bool:
    return field.reported_by is None or kind in field.reported_by


def write_register(sheet: MasterSheet, master: MasterContext, layout: RegisterSheet) -> None:
    """All rows; a unit without an event has an empty one."""
    master.head(sheet, layout.register.label, master.say("results.events_hint"))
    headings = [
        Heading(master.say("results.unit_code"), 16),
        Heading(master.say("results.unit"), 22),
        Heading(master.say("results.period"), 18),
        *(
            Heading(field.label, width(field, (row.values.get(field.id) for row in layout.rows)))
            for field in layout.register.fields
        ),
        *(Heading(master.say(f"results.{key}"), _SOURCE_WIDTHS[key]) for key in layout.sources),
    ]
    master.headings(sheet, HEADER_ROW, headings)
    prints = Fingerprints(master, sheet, len(headings), fixed=True)
    prints.head(HEADER_ROW)
    for row, event in enumerate(layout.rows, start=FIRST_ROW):
        _write_register_row(sheet, master, row, layout, event)
        given = [event.values.get(field.id) for field in layout.register.fields]
        texts = ["", event.year.unit.name, "", *given, *("" for _ in layout.sources)]
        master.fit(sheet, row, zip(texts, (each.width for each in headings), strict=True))
        prints.add(row)
    last = last_row(FIRST_ROW, len(layout.rows))
    sheet.autofilter(HEADER_ROW - 1, 0, last - 1, prints.end - 1)
    master.page(sheet, HEADER_ROW, headings, frozen=2)


def _write_register_row(
    sheet: Worksheet, master: MasterContext, row: int, layout: RegisterSheet, event: RegisterRow
) -> None:
    master.text(sheet, (row, 1), event.year.unit.code, "cell_strong")
    master.text(sheet, (row, 2), event.year.unit.name, "cell")
    master.text(sheet, (row, 3), master.period(event.period), "cell_center")
    for column, field in enumerate(layout.register.fields, start=REGISTER_KEY_COLUMNS + 1):
        master.value(sheet, (row, column), event.values.get(field.id), field)
    sources = layout.sources
    master.counted(sheet, (row, sources.get("receipt")), event.receipt)
    if "cells" in sources:
        master.text(sheet, (row, sources["cells"]), event.cells, "source")
