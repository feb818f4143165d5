"""The room that a registry takes: what of it can be let go, and what is left."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from iku_workbook.codes import NEVER_A_RETURN
from iku_workbook.findings import Severity
from iku_workbook.registry.contents import NONE, quota_left
from iku_workbook.registry.database import RegistryError, explained
from iku_workbook.registry.in_force import in_force
from iku_workbook.registry.placed import ASIDE
from iku_workbook.registry.records import DecisionKind
from iku_workbook.registry.registry import Registry
from iku_workbook.registry.review import demand_words
from iku_workbook.returns import Return


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of the registry itself, of what is no return and can be let go, and of the quota."""

    registry: int
    prunable: int
    quota: int


def room(registry: Registry) -> Room:
    """The room that a registry takes."""
    with explained(registry.path):
        size = registry.path.stat().st_size if registry.path.exists() else 0
        of_no_return = sum(_sizes(registry).get(one.number or 0, 0) for one in prunable(registry))
        return Room(size, of_no_return, quota_left(registry.connection))


def prunable(registry: Registry) -> list[Return]:
    """What was never a return, and is still kept: no workbook of any kind at any examination, and
    nobody has decided anything about it but that it is nobody's.
    """
    kept = _sizes(registry)
    decided = {one.receipt for one in in_force(registry.decisions()) if one.what not in ASIDE}
    found = []
    for number in sorted(kept.keys() - decided):
        said = [each.returned for each in registry.examinations(number)]
        if said and all(_is_no_workbook(each) for each in said):
            found.append(said[-1])
    return found


def prune(
    registry: Registry,
    numbers: Collection[int],
    now: datetime.datetime,
    *,
    by: str,
    reason: str,
) -> tuple[Sequence[Return], int]:
    """Let the contents of these files go, by their numbers, or of all that were never a return.

    What they were, and the bytes that the disk has back. The registry is held for writing.

    RegistryError where there is none, or one of them may be a return.
    """
    demand_words(DecisionKind.PRUNE, by, reason)
    known = {each.number or 0: each for each in prunable(registry)}
    for number in numbers or known:
        if number not in known:
            raise RegistryError("nothing-to-prune", number=str(number))
    chosen = [known[number] for number in sorted({*(numbers or known)})]
    before = registry.path.stat().st_size if registry.path.exists() else 0
    for each in chosen:
        registry.let_go(each.number or 0, now, by=by, reason=reason)
    if chosen:
        registry.connection.execute("VACUUM")
    return chosen, before - registry.path.stat().st_size if chosen else 0


def _sizes(registry: Registry) -> dict[int, int]:
    """How many bytes of each file of no unit stand in the registry, by its receipt's number."""
    rows = registry.connection.execute(
        "SELECT receipt.number, length(content) FROM receipt JOIN file USING (sha256)"
        f" WHERE encoding <> '{NONE}' AND receipt.number IN"
        " (SELECT receipt FROM examination WHERE unit IS NULL)"
    )
    return dict(rows.fetchall())


def _is_no_workbook(said: Return) -> bool:
    errors = {each.code for each in said.findings if each.severity is Severity.ERROR}
    return said.unit is None and bool(errors) and errors <= NEVER_A_RETURN
