"""Asks about an event that a register lists more than once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iku_workbook.checks.received import EventRow
from iku_workbook.findings import Finding
from iku_workbook.layout import Place, RegisterTable

_TELLING = 2  # dates and texts from which one event is known: two of a kind on a day may be
_OFTEN = 3  # rows from which less is enough


def repeated(file: str, table: RegisterTable, events: Sequence[EventRow]) -> Iterator[Finding]:
    """A finding for each event that several rows say in the same words."""
    alike: dict[tuple[str, ...], list[EventRow]] = {}
    for event in events:
        if not event.unreadable:
            said = tuple(str(value).casefold() for value in event.values.values())
            alike.setdefault(said, []).append(event)
    for rows in alike.values():
        if len(rows) > 1 and _tells(table, rows):
            place = Place(table.sheet, rows[0].row, table.columns[0][1])
            yield Finding(
                "VALUE-024",
                file,
                place.sheet,
                place.address,
                table.register.id,
                data={
                    "label": table.register.label,
                    "count": len(rows),
                    "rows": ", ".join(str(each.row) for each in rows),
                },
            )


def _tells(table: RegisterTable, rows: Sequence[EventRow]) -> bool:
    filled = [field for field in table.register.fields if rows[0].values[field.id] is not None]
    evidence = [field for field in filled if field.type.record.evidence]
    return len(evidence) >= _TELLING or (len(rows) >= _OFTEN and len(filled) >= _TELLING)
