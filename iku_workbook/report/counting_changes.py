"""Tells programs which return counts otherwise than before, and what moved it."""

from __future__ import annotations

from collections.abc import Iterable

from iku_workbook.registry.counting_changes import CountingChange


def as_objects(moved: Iterable[CountingChange]) -> list[dict[str, object]]:
    """Each with the numbers of the returns, None where none counts."""
    return [
        {
            "unit": each.unit,
            "period": each.period,
            "before": each.before.number if each.before else None,
            "after": each.after.number if each.after else None,
            "cause": str(each.cause),
            "number": each.number,
            "at": each.at.isoformat(timespec="seconds"),
        }
        for each in moved
    ]
