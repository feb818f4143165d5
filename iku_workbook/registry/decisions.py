"""Reads the log of decisions; one that is not what was written decides nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from iku_workbook.registry.examinations import as_time
from iku_workbook.registry.proof import RECORDS, matches
from iku_workbook.registry.records import DecisionKind, DecisionRecord

_KINDS = frozenset(DecisionKind)


def decisions(
    connection: sqlite3.Connection, zone: tzinfo, where: str, value: object
) -> list[DecisionRecord]:
    """The decisions that hold to a condition, in order."""
    rows = connection.execute(
        f"SELECT number, proof, {RECORDS['decision']} FROM decision WHERE {where} ORDER BY number",
        (value,),
    )
    found = (_decision(number, zone, proof, said) for number, proof, *said in rows)
    return [each for each in found if each is not None]


def _decision(
    number: int, zone: tzinfo, proof: str | None, said: Sequence[Any]
) -> DecisionRecord | None:
    at, by, what, receipt, finding, reason, unit, period, undoes = said
    if what not in _KINDS or not matches(proof, said):
        return None
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
    )
