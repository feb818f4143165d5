"""Tells which periods are closed, and of which the definition is another one since."""

from __future__ import annotations

from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, label
from iku_workbook.registry.closings import Closed
from iku_workbook.safe_text import short


def sentence(closed: Closed, say: Catalogue, *, redefined: bool = False) -> str:
    """Of a closed period: that it is, or that the definition is another one since."""
    key = "standing.closed-redefined" if redefined else "standing.closed"
    named = label(Period.parse(closed.period), say.language)
    return say(key, period=named, by=short(closed.by), at=closed.at)


def as_object(closed: Closed) -> dict[str, object]:
    """A closed period for programs."""
    at = closed.at.isoformat(timespec="seconds")
    return {"period": closed.period, "at": at, "by": closed.by, "reason": closed.reason}
