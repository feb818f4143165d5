"""Dates as spreadsheets hold them: a serial number counts the days since 30 December 1899.

From 1 March 1900 on every program agrees on it; before, Excel counts a 29 February 1900 that never
was. Workbooks of the 1904 date system start 1,462 days later.
"""

from __future__ import annotations

import datetime

EPOCH = datetime.date(1899, 12, 30)
EPOCH_1904 = datetime.date(1904, 1, 1)
EARLIEST_DATE = datetime.date(1900, 3, 1)
LATEST_DATE = datetime.date.max


def serial(day: datetime.date) -> float:
    """The serial number of a date, or of a date with a time, whose time zone is left out."""
    if not isinstance(day, datetime.datetime):
        return float((day - EPOCH).days)
    midnight = datetime.datetime.combine(EPOCH, datetime.time())
    return (day.replace(tzinfo=None) - midnight) / datetime.timedelta(days=1)


FIRST_SERIAL, LAST_SERIAL = serial(EARLIEST_DATE), serial(LATEST_DATE)


def day_of(number: float, *, date1904: bool = False) -> datetime.date | None:
    """The day of a serial number; None where programs disagree about it or it is none."""
    day = int(number) + ((EPOCH_1904 - EPOCH).days if date1904 else 0)
    if not FIRST_SERIAL <= day <= LAST_SERIAL:
        return None
    return EPOCH + datetime.timedelta(days=day)
