"""The data sheet: every accepted value as it was received, a row a unit and period."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.results.accumulate import Status, scalar
from iku_workbook.results.master.desk import Desk, Heading, width
from iku_workbook.results.master.plan import FIRST_ROW, HEADER_ROW, KEY_COLUMNS, DataRow, last_row
from iku_workbook.results.master.styles import STATUS_LOOKS


def write(sheet: Worksheet, desk: Desk) -> None:
    """All rows, those of units that have returned nothing for the period marked."""
    plan = desk.plan.data
    desk.head(sheet, plan.name, desk.say("results.data_hint"))
    headings = _headings(desk)
    desk.headings(sheet, HEADER_ROW, headings)
    for row, each in enumerate(plan.rows, start=FIRST_ROW):
        _write_row(sheet, desk, row, each, headings)
    last = last_row(FIRST_ROW, len(plan.rows))
    desk.page(sheet, HEADER_ROW, last, headings, frozen=2)


def _headings(desk: Desk) -> list[Heading]:
    say = desk.say
    received = [each.received.values for each in desk.plan.data.rows if each.received]
    return [
        Heading(say("results.unit_code"), 16),
        Heading(say("results.unit"), 22),
        Heading(say("results.period"), 18),
        Heading(say("results.status"), 16),
        *(
            Heading(field.label, width(field, (values.get(field.id) for values in received)))
            for field in desk.plan.data.fields
        ),
        Heading(say("results.file"), 34),
        Heading(say("results.sha256"), 20),
    ]


def _write_row(
    sheet: Worksheet, desk: Desk, row: int, shown: DataRow, headings: list[Heading]
) -> None:
    unit, fields = shown.year.unit, desk.plan.data.fields
    desk.text(sheet, (row, 1), unit.code, "cell_strong")
    desk.text(sheet, (row, 2), unit.name, "cell")
    desk.text(sheet, (row, 3), desk.period(shown.period), "cell_center")
    desk.text(sheet, (row, 4), desk.status(shown.status), STATUS_LOOKS[shown.status])
    accepted = shown.received if shown.status is Status.ACCEPTED else None
    values = accepted.values if accepted else {}
    for column, field in enumerate(fields, start=KEY_COLUMNS + 1):
        if accepted is None or not _asked(field.reported_by, unit.kind):
            desk.blank(sheet, (row, column), "other")
        else:
            desk.value(sheet, (row, column), scalar(values.get(field.id)), field)
    last = KEY_COLUMNS + len(fields)
    file, digest = (shown.received.file, shown.received.sha256) if shown.received else ("", "")
    desk.text(sheet, (row, last + 1), file, "cell")
    desk.text(sheet, (row, last + 2), digest, "digest")
    given = [values.get(field.id) for field in fields]
    texts = [unit.code, unit.name, "", "", *given, file]
    desk.fit(sheet, row, zip(texts, (each.width for each in headings), strict=False))


def _asked(kinds: tuple[str, ...] | None, kind: str) -> bool:
    return kinds is None or kind in kinds
