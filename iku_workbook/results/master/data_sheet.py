"""The data sheet: every accepted value as it was received, a row a unit and period.

It is an Excel table, to be filtered and sorted as anybody likes: no result depends on the order of
its rows (see ``DataSheet``). A row of a unit that has returned nothing stands for what is missing.
"""

from __future__ import annotations

from xlsxwriter.format import Format

from iku_workbook.definition.model import Field
from iku_workbook.results.accumulate import Status, scalar
from iku_workbook.results.master.desk import IDENTITY_WIDTHS, MOMENT, Desk, Heading, width
from iku_workbook.results.master.places import FIRST_ROW, HEADER_ROW, NUMBER, DataRow
from iku_workbook.results.master.plan import DATA_SOURCE, last_row
from iku_workbook.results.master.sheet import Sheet, table_columns
from iku_workbook.results.master.styles import STATUS_LOOKS

_FROZEN = 3
_TABLE = "tabel_data"
_WIDTHS = IDENTITY_WIDTHS | {"number": 8.0, "period": 18.0, "status": 16.0}


def write(sheet: Sheet, desk: Desk) -> None:
    """All rows, those of units that have returned nothing for the period marked."""
    plan = desk.plan.data
    desk.head(sheet, plan.name, desk.say("results.data_hint"))
    headings = _headings(desk)
    desk.headings(sheet, HEADER_ROW, headings)
    for row, each in enumerate(plan.rows, start=FIRST_ROW):
        _write_row(sheet, desk, row, each, headings)
    last = last_row(FIRST_ROW, len(plan.rows))
    sheet.declare_table(_TABLE, HEADER_ROW, last, [each.text for each in headings])
    desk.keep(sheet, FIRST_ROW, last, len(headings))
    desk.page(sheet, HEADER_ROW, headings, frozen=_FROZEN, locked=False)


def _headings(desk: Desk) -> list[Heading]:
    after = dict(zip(DATA_SOURCE, (34.0, 20.0, 18.0, 24.0), strict=True))
    fixed = {key: _WIDTHS[key] for key in desk.plan.data.heads if key not in after}
    received = [each.received.values for each in desk.plan.data.rows if each.received]
    titles = [desk.say(f"results.{key}") for key in fixed]
    titles += [field.label for field in desk.definition.fields]
    titles += [desk.say(f"results.{key}") for key in after]
    widths = [
        *fixed.values(),
        *(
            width(field, (values.get(field.id) for values in received))
            for field in desk.definition.fields
        ),
        *after.values(),
    ]
    return [Heading(*each) for each in zip(table_columns(titles), widths, strict=True)]


def _write_row(sheet: Sheet, desk: Desk, row: int, shown: DataRow, headings: list[Heading]) -> None:
    unit, received = shown.year.unit, shown.received
    heads, columns = desk.plan.data.heads, desk.plan.data.columns
    desk.number(sheet, (row, NUMBER), row - FIRST_ROW + 1, "pale", "0")
    for key, (text, look) in desk.identity(unit).items():
        desk.text(sheet, (row, heads[key]), text, look)
    desk.text(sheet, (row, heads["period"]), desk.period(shown.period), "cell_center")
    look = STATUS_LOOKS[shown.status]
    desk.text(sheet, (row, heads["status"]), desk.status(shown.status), look)
    accepted = received if shown.status is Status.ACCEPTED else None
    values = accepted.values if accepted else {}
    for field in desk.definition.fields:
        place = (row, columns[field.id])
        if accepted is None or not _asked(field, unit.kind):
            desk.blank(sheet, place, "other")
        else:
            desk.value(sheet, place, scalar(values.get(field.id)), field)
    file, digest = (received.file, received.sha256) if received else ("", "")
    desk.text(sheet, (row, heads["file"]), file, "cell")
    desk.text(sheet, (row, heads["sha256"]), digest, "digest")
    _write_when(sheet, row, heads["received"], shown, desk.styles("cell_center", MOMENT))
    approval = received.approval if received else None
    desk.text(sheet, (row, heads["approved_by"]), approval.by if approval else "", "cell")
    texts = {columns[field.id]: values.get(field.id) for field in desk.definition.fields}
    texts |= {heads["unit"]: unit.name, heads["file"]: file}
    desk.fit(sheet, row, ((text, headings[at - 1].width) for at, text in texts.items()))


def _write_when(sheet: Sheet, row: int, column: int, shown: DataRow, look: Format) -> None:
    """When it was taken in, as the clock at the office showed it."""
    at = shown.received.received if shown.received else None
    if at is None:
        sheet.write_blank(row - 1, column - 1, None, look)
    else:
        whole = at.replace(tzinfo=None, microsecond=0)
        sheet.write_datetime(row - 1, column - 1, whole, look)


def _asked(field: Field, kind: str) -> bool:
    return field.reported_by is None or kind in field.reported_by
