"""Indonesia's three time zones, which have known no summer time since 1964: fixed offsets.

Which province is in which follows from Keputusan Presiden Nomor 41 Tahun 1987 tentang Pembagian
Wilayah Republik Indonesia Menjadi 3 (Tiga) Wilayah Waktu, in force since 1 January 1988; provinces
that were made later lie within those that it names.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
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
"""The zone of an office of which neither its definition nor its units' codes tell one."""

# Provinces by the first two figures of all codes within them, as the Ministry of Home Affairs gives
# them. All others are in WIB: Sumatra, Java and Madura, West (61) and Central Kalimantan (62).
_PROVINCES = {
    **dict.fromkeys(("51", "52", "53"), Zone.WITA),  # Bali, West and East Nusa Tenggara
    **dict.fromkeys(("63", "64", "65"), Zone.WITA),  # South, East and North Kalimantan
    **dict.fromkeys(("71", "72", "73", "74", "75", "76"), Zone.WITA),  # Sulawesi
    **dict.fromkeys(("81", "82"), Zone.WIT),  # Maluku and North Maluku
    **dict.fromkeys(("91", "92", "93", "94", "95", "96"), Zone.WIT),  # Papua
}
ELSEWHERE = tuple(_PROVINCES)
"""The first two figures of all codes that lie in another zone than HERE."""

# Of a regency or what lies within it; without its points only where it can be nothing else.
_REGION = re.compile(r"([0-9]{2})(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?|[0-9]{8})").fullmatch


def zone_of_region(code: str) -> Zone | None:
    """The zone of a regency, sub-district or village by its code; None for what is no such code."""
    found = _REGION(code)
    return _PROVINCES.get(found[1], Zone.WIB) if found else None


def zone_of_regions(codes: Iterable[str]) -> Zone:
    """The zone of an office by the codes of its units; HERE where they tell none."""
    return next((zone for zone in map(zone_of_region, codes) if zone is not None), HERE)


def zone_name(time: datetime.datetime) -> str:
    """The name of a time's zone: of Indonesia's by its offset, for what was recorded bears no name;
    empty where it bears no zone.
    """
    offset = time.utcoffset()
    ours = (zone.value for zone, each in _TIMES.items() if each.utcoffset(None) == offset)
    return next(ours, time.tzname() or "")
