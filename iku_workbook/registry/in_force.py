"""Which decisions of the log hold: undoing one is a decision too, and may be undone."""

from __future__ import annotations

from collections.abc import Iterable

from iku_workbook.registry.records import DecisionKind, DecisionRecord


def in_force(decisions: Iterable[DecisionRecord]) -> list[DecisionRecord]:
    """The decisions that hold, oldest first: none that was undone, nor those that undo."""
    log = sorted(decisions, key=lambda decided: decided.number)
    gone = undone(log)
    return [each for each in log if each.what is not DecisionKind.UNDO and each.number not in gone]


def undone(decisions: Iterable[DecisionRecord]) -> set[int | None]:
    """The numbers of the decisions that hold no longer; what undid one may be undone itself."""
    gone: set[int | None] = set()
    for each in sorted(decisions, key=lambda decided: decided.number, reverse=True):
        if each.what is DecisionKind.UNDO and each.number not in gone:
            gone.add(each.undoes)
    return gone
