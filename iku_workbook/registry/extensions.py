"""Which units have been given a later day for a period, and by whom."""

from __future__ import annotations

import datetime
import sqlite3
from typing import NamedTuple

from iku_workbook.periods import Period
from iku_workbook.registry.examinations import END_OF_TIME, as_time
from iku_workbook.registry.proof import RECORDS, Believes

_EXTENSIONS = f"""
    SELECT number, proof, {RECORDS["extension"]} FROM extension WHERE at <= ? ORDER BY number
"""


class Extension(NamedTuple):
    """A unit's return for a period is due on the day ``until``; ``number`` is that of the record.

    at, by, reason  when that was decided, by whom, and why; the reason may be empty
    """

    number: int
    unit: str
    period: str
    until: datetime.date
    at: datetime.datetime
    by: str
    reason: str


def last_day(period: Period, due_days: int, later: Extension | None) -> datetime.date:
    """The day on which a unit's return for a period is due: the ordinary one, so many days after
    the period, or the later one that the unit was given.
    """
    due = period.due(due_days)
    return max(due, later.until) if later is not None else due


def extensions(
    connection: sqlite3.Connection,
    zone: datetime.tzinfo,
    believes: Believes,
    until: str = END_OF_TIME,
) -> dict[tuple[str, str], Extension]:
    """The later days that hold ``until`` a time, by unit and period: of each the last record.

    A record that is not to be believed gives nobody a day.
    """
    found: dict[tuple[str, str], Extension] = {}
    for number, proof, *said in connection.execute(_EXTENSIONS, (until,)).fetchall():
        at, by, unit, period, day, reason = said
        if believes("extension", number, proof, said):
            due = datetime.date.fromisoformat(day)
            about = (number, unit, period, due, as_time(at, zone), by, reason)
            found[unit, period] = Extension(*about)
    return found
