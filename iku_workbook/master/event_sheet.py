"""A register's sheet: every event that a unit reported in the year so far, a row an event."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.master.context import Heading, MasterContext, width
from iku_workbook.master.layout import last_row
from iku_workbook.master.references import (
    EVENT_KEY_COLUMNS,
    FIRST_ROW,
    HEADER_ROW,
    Event,
    EventSheet,
)


def write(sheet: Worksheet, master: MasterContext, plan: EventSheet) -> None:
    """All rows; a unit without an event has an empty one."""
    master.head(sheet, plan.register.label, master.say("results.events_hint"))
    headings = [
        Heading(master.say("results.unit_code"), 16),
        Heading(master.say("results.unit"), 22),
        Heading(master.say("results.period"), 18),
        *(
            Heading(field.label, width(field, (row.values.get(field.id) for row in plan.rows)))
            for field in plan.register.fields
        ),
    ]
    master.headings(sheet, HEADER_ROW, headings)
    for row, event in enumerate(plan.rows, start=FIRST_ROW):
        _write_row(sheet, master, row, plan, event)
        given = [event.values.get(field.id) for field in plan.register.fields]
        texts = ["", event.year.unit.name, "", *given]
        master.fit(sheet, row, zip(texts, (each.width for each in headings), strict=True))
    last = last_row(FIRST_ROW, len(plan.rows))
    sheet.autofilter(HEADER_ROW - 1, 0, last - 1, len(headings) - 1)
    master.page(sheet, HEADER_ROW, headings, frozen=2)


def _write_row(
    sheet: Worksheet, master: MasterContext, row: int, plan: EventSheet, event: Event
) -> None:
    master.text(sheet, (row, 1), event.year.unit.code, "cell_strong")
    master.text(sheet, (row, 2), event.year.unit.name, "cell")
    master.text(sheet, (row, 3), master.period(event.period), "cell_center")
    for column, field in enumerate(plan.register.fields, start=EVENT_KEY_COLUMNS + 1):
        master.value(sheet, (row, column), event.values.get(field.id), field)
