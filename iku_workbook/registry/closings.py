"""Which periods are closed: their results change no more without a decision."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from iku_workbook.findings import Finding
from iku_workbook.registry.examinations import END_OF_TIME, as_time
from iku_workbook.registry.proof import RECORDS, Believes
from iku_workbook.returns import Return

ASKS = "REVIEW-007"
"""The code of a return that came after its period was closed."""

_CLOSINGS = f"""
    SELECT number, proof, {RECORDS["closing"]} FROM closing WHERE at <= ? ORDER BY number
"""


class ClosingKind(StrEnum):
    """What can be done to a period."""

    CLOSE = "close"
    OPEN = "open"


class Closed(NamedTuple):
    """A period that is closed: since when, by whom, and why; ``number`` is that of the record."""

    number: int
    period: str
    at: datetime.datetime
    by: str
    reason: str

    def came_after(self, returned: Return) -> bool:
        """Whether a return came only then."""
        return returned.received is not None and returned.received > self.at

    def leaves_open(self, returned: Return) -> bool:
        """Whether a return came only then, and nobody has said yet that it is to count."""
        return self.came_after(returned) and returned.confirmed is None

    def holds(self, returned: Return, decided: Iterable[datetime.datetime]) -> bool:
        """Whether a return is to be read as it was then: it was there, and nobody has ``decided``
        anything about it since.
        """
        return not self.came_after(returned) and all(at <= self.at for at in decided)

    def asking(self, returned: Return) -> Finding:
        """The question that such a return raises."""
        about = {"number": str(returned.number), "unit": returned.unit, "period": self.period}
        return Finding(ASKS, returned.file, data={**about, "by": self.by, "at": self.at})


def closed_periods(
    connection: sqlite3.Connection,
    zone: datetime.tzinfo,
    believes: Believes,
    until: str = END_OF_TIME,
) -> dict[str, Closed]:
    """The periods that are closed ``until`` a time, by their codes; the last record of each holds.

    A record that is not to be believed closes and opens nothing.
    """
    found: dict[str, Closed] = {}
    for number, proof, *said in connection.execute(_CLOSINGS, (until,)).fetchall():
        at, by, what, period, reason = said
        if not believes("closing", number, proof, said):
            continue
        found.pop(period, None)
        if what == ClosingKind.CLOSE:
            found[period] = Closed(number, period, as_time(at, zone), by, reason)
    return found
