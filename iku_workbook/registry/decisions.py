"""Reads the log of decisions; one that is not to be believed decides nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from iku_workbook.registry.examinations import as_time
from iku_workbook.registry.in_force import in_force
from iku_workbook.registry.proof import RECORDS, Believes
from iku_workbook.registry.records import DecisionKind, DecisionRecord

_KINDS = frozenset(DecisionKind)


@dataclass(frozen=True, slots=True)
class Disbelieved:
    """A decision that is not to be believed: its number, and the receipt that it names."""

    number: int
    receipt: int


def decisions(
    connection: sqlite3.Connection, zone: tzinfo, believes: Believes, where: str, value: object
) -> list[DecisionRecord | Disbelieved]:
    """The decisions that hold to a condition, in order."""
    rows = connection.execute(
        f"SELECT number, proof, {RECORDS['decision']} FROM decision WHERE {where} ORDER BY number",
        (value,),
    ).fetchall()
    return [_decision(number, zone, believes, proof, said) for number, proof, *said in rows]


def believed(log: Iterable[DecisionRecord | Disbelieved]) -> list[DecisionRecord]:
    """Those that are to be believed."""
    return [each for each in log if isinstance(each, DecisionRecord)]


def unanswered(log: Iterable[DecisionRecord | Disbelieved]) -> Iterator[Disbelieved]:
    """Those of a log that nobody may believe, and after which nobody has decided anew."""
    known = list(log)
    last = max((each.number for each in in_force(believed(known))), default=0)
    for each in known:
        if isinstance(each, Disbelieved) and each.number > last:
            yield each


def _decision(
    number: int, zone: tzinfo, believes: Believes, proof: str | None, said: Sequence[Any]
) -> DecisionRecord | Disbelieved:
    at, by, what, receipt, finding, reason, unit, period, undoes, indicators = said
    named = _indicators(indicators)
    if what not in _KINDS or named == () or not believes("decision", number, proof, said):
        return Disbelieved(number, receipt)
    return DecisionRecord(
        number,
        DecisionKind(what),
        receipt,
        finding,
        by,
        as_time(at, zone),
        reason,
        unit,
        period,
        undoes,
        named,
    )


def _indicators(text: str | None) -> tuple[str, ...] | None:
    """Those that a decision speaks of; None: of the whole return; none at all: nobody can tell."""
    if text is None:
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return ()
    return tuple(map(str, found)) if isinstance(found, list) else ()
