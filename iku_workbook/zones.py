"""Indonesia's three time zones, which have known no summer time since 1964: fixed offsets."""

from __future__ import annotations

import datetime
from enum import StrEnum


class Zone(StrEnum):
    """The time by which an office's days begin and end."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def time(self) -> datetime.tzinfo:
        """The zone as times bear it."""
        return _TIMES[self]


_TIMES = {
    zone: datetime.timezone(datetime.timedelta(hours=hours), zone.value)
    for zone, hours in ((Zone.WIB, 7), (Zone.WITA, 8), (Zone.WIT, 9))
}

IANA = {
    "Asia/Jakarta": Zone.WIB,
    "Asia/Pontianak": Zone.WIB,
    "Asia/Makassar": Zone.WITA,
    "Asia/Jayapura": Zone.WIT,
}
"""The zones by the names that they have in the time zone database."""

HERE = Zone.WIB
"""The zone of an office that names none."""
