"""Records whose a file of no unit is, or that it is nobody's return."""

from __future__ import annotations

import datetime

from iku_workbook.findings import Verdict
from iku_workbook.registry.database import RegistryError
from iku_workbook.registry.records import DecisionKind
from iku_workbook.registry.registry import Registry
from iku_workbook.registry.review import LARGEST, demand_words
from iku_workbook.returns import Return


def assign(
    registry: Registry,
    number: int,
    unit: str,
    period: str,
    now: datetime.datetime,
    *,
    by: str,
    reason: str,
) -> Return:
    """Give a file that is no form of ours to a unit, which is asked for its form all the same.

    RegistryError where there is no such file, or it says itself whose it is.
    """
    _refused(registry, number, of_no_unit=True)
    what = DecisionKind.ASSIGN
    demand_words(what, by, reason)
    registry.decide(what, number, now, by=by, reason=reason, unit=unit, period=period)
    return _after(registry, number)


def dismiss(
    registry: Registry, number: int, now: datetime.datetime, *, by: str, reason: str
) -> Return:
    """Set a file aside that is nobody's return: it is kept, and asks nothing of anybody.

    RegistryError where there is no such file.
    """
    _refused(registry, number)
    demand_words(DecisionKind.DISMISS, by, reason)
    registry.decide(DecisionKind.DISMISS, number, now, by=by, reason=reason)
    return _after(registry, number)


def _refused(registry: Registry, number: int, *, of_no_unit: bool = False) -> None:
    """A file that was rejected, or placed before: only of such the office says whose it is."""
    found = registry.return_of(number) if number <= LARGEST else None
    if found is None or found.verdict not in {Verdict.REJECTED, Verdict.NO_RETURN}:
        raise RegistryError("nothing-to-place", number=str(number))
    if of_no_unit and found.unit is not None and found.weighs:
        raise RegistryError("nothing-to-place", number=str(number))


def _after(registry: Registry, number: int) -> Return:
    returned = registry.return_of(number)
    assert returned is not None
    return returned
