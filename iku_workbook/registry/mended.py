"""Which returns the office made of others, by mending cells in them."""

from __future__ import annotations

import datetime
import sqlite3
from dataclasses import replace

from iku_workbook.findings import Change, Changes, Finding
from iku_workbook.registry.encoded import UNREADABLE, decode
from iku_workbook.registry.examinations import END_OF_TIME, as_time
from iku_workbook.registry.proof import RECORDS, Believes
from iku_workbook.registry.records import MendedCell, MendedRecord
from iku_workbook.returns import Return

NOTE = "REVIEW-008"
"""The code of a return that the office made of another one."""

_NAMED = 6  # cells that the note names; the record has all of them
_MENDED = f"""
    SELECT number, proof, {RECORDS["mended"]} FROM mended WHERE at <= ? ORDER BY number
"""


def mended(
    connection: sqlite3.Connection,
    zone: datetime.tzinfo,
    believes: Believes,
    until: str = END_OF_TIME,
) -> dict[int, MendedRecord]:
    """What the office mended ``until`` a time, by the numbers of the receipts that it made.

    Of a record that is not to be believed nothing is told: what was received stands by itself.
    """
    found = {}
    for number, proof, *said in connection.execute(_MENDED, (until,)).fetchall():
        at, by, receipt, origin, cells, reason = said
        if believes("mended", number, proof, said):
            changed = mended_cells(cells)
            record = MendedRecord(number, as_time(at, zone), by, receipt, origin, changed, reason)
            found[receipt] = record
    return found


def noted(returned: Return, record: MendedRecord | None) -> Return:
    """A return with the note that the office made it; itself where it did not."""
    if record is None:
        return returned
    named = tuple(Change(each.name, each.old, each.new) for each in record.cells)
    about = {"by": record.by, "at": record.at, "origin": str(record.origin)}
    changes = Changes(named[:_NAMED], len(named) > _NAMED)
    data = {**about, "reason": record.reason, "changes": changes}
    finding = Finding(NOTE, returned.file, data=data)
    return replace(returned, findings=(*returned.findings, finding))


def mended_cells(text: str) -> tuple[MendedCell, ...]:
    """What a record says was mended; nothing where nobody can read it."""
    try:
        read = decode(text)
        return tuple(MendedCell(**each) for each in read) if isinstance(read, list) else ()
    except UNREADABLE:
        return ()
