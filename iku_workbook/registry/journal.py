"""Reads who did what: every record of the registry, of whatever kind, in the order of the chain."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from iku_workbook.registry.database import explained
from iku_workbook.registry.examinations import as_text, as_time
from iku_workbook.registry.in_force import in_force
from iku_workbook.registry.mended import mended_cells
from iku_workbook.registry.placed import placings
from iku_workbook.registry.records import MendedCell
from iku_workbook.registry.registry import Registry


class RecordKind(StrEnum):
    """The kinds of record, by the table that holds them."""

    RECEIPT = "receipt"
    EXAMINATION = "examination"
    FAULT = "fault"
    DECISION = "decision"
    ISSUED = "issued"
    EXPORT = "export"
    KEYED = "keyed"
    DEFINED = "defined"
    CLOSING = "closing"
    EXTENSION = "extension"
    MENDED = "mended"
    SPENDING = "spending"


class Deed(StrEnum):
    """What was done, beside the decisions of people."""

    RECEIVE = "receive"
    EXAMINE = "examine"
    FAULT = "fault"
    HAND_OUT = "hand-out"
    EXPORT = "export"
    KEY = "key"
    DEFINE = "define"
    CLOSE = "close"
    OPEN = "open"
    EXTEND = "extend"
    MEND = "mend"
    SPEND = "spend"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One record: who did what, when, and about which unit, period and received file.

    entry         its number in the chain; None where it has none yet
    number        its number among the records of its kind
    at            None where what the record says is no time
    by            None where no person did it, or nobody noted who
    what          a :class:`Deed`, or of a decision which; nothing else but in a damaged registry
    unit, period  by their codes; None where it is about none
    receipt       the number of the received file, and ``file`` its name; of what was written out
                  the name of that, of what was handed out the issue number
    about         what else there is to say: ``verdict``, ``reason``, ``finding``, ``undoes``,
                  ``program``, ``written`` (what kind of file), ``sha256``, ``key``,
                  ``definition`` (a digest); of spending ``programme`` and ``spent``, None where a
                  figure was taken away; of what was written out ``mode``, ``as_of``, ``known``
                  (the last entry that it knew) and ``version``; of a later day ``until``, of what
                  was mended ``origin`` (its receipt), of a decision on some ``indicators``
    changes       what was mended, cell by cell
    """

    entry: int | None
    kind: RecordKind
    number: int
    at: datetime.datetime | None
    by: str | None
    what: str
    unit: str | None
    period: str | None
    receipt: int | None
    file: str | None
    about: Mapping[str, str | int | None]
    changes: tuple[MendedCell, ...] = ()


_ABOUT = (
    *("verdict", "reason", "finding", "undoes", "program", "written", "sha256", "key"),
    *("definition", "mode", "as_of", "known", "version", "until", "origin", "indicators"),
    *("programme", "spent", "changes"),
)
_COLUMNS = ("at", "by", "what", "unit", "period", "receipt", "file", *_ABOUT)
_OF_RECEIPT = "JOIN receipt ON receipt.number = record.receipt"
_OF_UNIT = {"unit": "unit", "period": "period"}
_OF_FILE = {"receipt": "receipt", "file": "name"}
_INDICATORS = """CASE json_valid(indicators) WHEN 1
    THEN (SELECT group_concat(value, ' ') FROM json_each(indicators)) ELSE indicators END"""
# For each kind which column, or what else, says what; a column that is not named says nothing.
_RECORDS: Mapping[RecordKind, Mapping[str, str]] = {
    RecordKind.RECEIPT: {"by": "by", "receipt": "number", "file": "name", "sha256": "sha256"},
    RecordKind.EXAMINATION: {**_OF_UNIT, **_OF_FILE, "verdict": "verdict", "program": "program"},
    RecordKind.FAULT: {**_OF_UNIT, **_OF_FILE, "program": "program"},
    RecordKind.DECISION: {
        **_OF_UNIT,
        **_OF_FILE,
        "by": "record.by",
        "what": "what",
        "reason": "reason",
        "finding": "receipt || '.' || (finding + 1)",
        "undoes": "undoes",
        "indicators": _INDICATORS,
    },
    RecordKind.ISSUED: {**_OF_UNIT, "by": "by", "file": "issue"},
    RecordKind.EXPORT: {
        "by": "by",
        "period": "period",
        "file": "name",
        "written": "what",
        "sha256": "sha256",
        "mode": "mode",
        "as_of": "as_of",
        "known": "entry",
        "version": "version",
    },
    RecordKind.KEYED: {"by": "by", "key": "key"},
    RecordKind.DEFINED: {"by": "by", "definition": "definition"},
    RecordKind.CLOSING: {"by": "by", "what": "what", "period": "period", "reason": "reason"},
    RecordKind.EXTENSION: {**_OF_UNIT, "by": "by", "until": "until", "reason": "reason"},
    RecordKind.MENDED: {**_OF_FILE, "by": "record.by", "reason": "reason", "origin": "origin"}
    | {"changes": "cells"},
    RecordKind.SPENDING: {"by": "by", "period": "period", "programme": "programme"}
    | {"spent": "spent"},
}
_DEEDS = {
    RecordKind.RECEIPT: Deed.RECEIVE,
    RecordKind.EXAMINATION: Deed.EXAMINE,
    RecordKind.FAULT: Deed.FAULT,
    RecordKind.ISSUED: Deed.HAND_OUT,
    RecordKind.EXPORT: Deed.EXPORT,
    RecordKind.KEYED: Deed.KEY,
    RecordKind.DEFINED: Deed.DEFINE,
    RecordKind.EXTENSION: Deed.EXTEND,
    RecordKind.MENDED: Deed.MEND,
    RecordKind.SPENDING: Deed.SPEND,
}
"""What was done where the record does not say it itself."""


def _selected(kind: RecordKind, place: int) -> str:
    """The SQL that selects the records of a kind."""
    said = {"at": "record.at", "what": f"'{_DEEDS.get(kind, '')}'", **_RECORDS[kind]}
    columns = ", ".join(said.get(each, "NULL") for each in _COLUMNS)
    joined = _OF_RECEIPT if _RECORDS[kind].get("receipt") == "receipt" else ""
    begin = f"SELECT '{kind}' AS kind, {place} AS place, record.number AS own"
    return f"{begin}, {columns} FROM {kind} AS record {joined}"


_ALL = " UNION ALL ".join(_selected(kind, place) for place, kind in enumerate(_RECORDS))
_JOURNAL = f"""
    SELECT entry.number, record.* FROM ({_ALL}) AS record
    LEFT JOIN entry ON entry.kind = record.kind AND entry.record = record.own
    ORDER BY entry.number IS NULL, entry.number, record.at, place, own
"""
_WHOSE = """
    SELECT receipt, unit, period FROM fault WHERE at <= :until UNION ALL
    SELECT receipt, unit, period FROM (SELECT * FROM examination WHERE at <= :until ORDER BY number)
"""
_FOR_EVER = "~"  # after whatever another program wrote as a time


def journal(
    registry: Registry,
    *,
    unit: str | None = None,
    period: str | None = None,
    until: datetime.datetime | None = None,
) -> list[JournalEntry]:
    """Every record, in the order of the chain: of an earlier version, by its time.

    Of a ``unit`` or a ``period``, by its code, those that are about it, or about a file of its;
    ``until`` a moment, those that there were then, and whose files were as it was known then.
    """
    with explained(registry.path):
        rows = registry.connection.execute(_JOURNAL).fetchall()
        whose = _whose(registry, until)
    return [
        each
        for each in _entries(rows, whose, registry.zone)
        if unit in (None, each.unit)
        and period in (None, each.period)
        and (until is None or each.at is None or each.at <= until)
    ]


def _entries(
    rows: Iterable[Sequence[Any]],
    whose: Mapping[int, tuple[str | None, str | None]],
    zone: datetime.tzinfo,
) -> Iterator[JournalEntry]:
    for entry, kind, _, number, at, by, what, unit, period, receipt, file, *rest in rows:
        if unit is None and receipt is not None:
            unit, period = whose.get(receipt, (None, None))
        about = dict(zip(_ABOUT, rest, strict=True))
        cells = about.pop("changes")
        changes = mended_cells(cells) if cells is not None else ()
        known = (RecordKind(kind), number, _time(at, zone), by, what)
        yield JournalEntry(entry, *known, unit, period, receipt, file, about, changes)


def _whose(
    registry: Registry, until: datetime.datetime | None
) -> dict[int, tuple[str | None, str | None]]:
    """Whose each received file is, by its last examination; of one of no unit, by a person."""
    last = {"until": as_text(until) if until else _FOR_EVER}
    found = {
        receipt: (unit, period)
        for receipt, unit, period in registry.connection.execute(_WHOSE, last)
    }
    decided = (each for each in registry.decisions() if until is None or each.at <= until)
    for receipt, placed in placings(in_force(decided)).items():
        if found.get(receipt, (None, None))[0] is None:
            found[receipt] = (placed.unit, placed.period)
    return found


def _time(text: object, zone: datetime.tzinfo) -> datetime.datetime | None:
    try:
        return as_time(str(text), zone)
    except (ValueError, OverflowError):
        return None
