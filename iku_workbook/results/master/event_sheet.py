"""A register's sheet: every event that a unit reported in the year so far, a row an event."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.results.master.desk import Desk, Heading, width
from iku_workbook.results.master.places import (
    EVENT_KEY_COLUMNS,
    FIRST_ROW,
    HEADER_ROW,
    Event,
    EventSheet,
)
from iku_workbook.results.master.plan import last_row


def write(sheet: Worksheet, desk: Desk, plan: EventSheet) -> None:
    """All rows; a unit without an event has an empty one."""
    desk.head(sheet, plan.register.label, desk.say("results.events_hint"))
    headings = [
        Heading(desk.say("results.unit_code"), 16),
        Heading(desk.say("results.unit"), 22),
        Heading(desk.say("results.period"), 18),
        *(
            Heading(field.label, width(field, (row.values.get(field.id) for row in plan.rows)))
            for field in plan.register.fields
        ),
    ]
    desk.headings(sheet, HEADER_ROW, headings)
    for row, event in enumerate(plan.rows, start=FIRST_ROW):
        _write_row(sheet, desk, row, plan, event)
        given = [event.values.get(field.id) for field in plan.register.fields]
        texts = ["", event.year.unit.name, "", *given]
        desk.fit(sheet, row, zip(texts, (each.width for each in headings), strict=True))
    last = last_row(FIRST_ROW, len(plan.rows))
    sheet.autofilter(HEADER_ROW - 1, 0, last - 1, len(headings) - 1)
    desk.page(sheet, HEADER_ROW, headings, frozen=2)


def _write_row(sheet: Worksheet, desk: Desk, row: int, plan: EventSheet, event: Event) -> None:
    desk.text(sheet, (row, 1), event.year.unit.code, "cell_strong")
    desk.text(sheet, (row, 2), event.year.unit.name, "cell")
    desk.text(sheet, (row, 3), desk.period(event.period), "cell_center")
    for column, field in enumerate(plan.register.fields, start=EVENT_KEY_COLUMNS + 1):
        desk.value(sheet, (row, column), event.values.get(field.id), field)
