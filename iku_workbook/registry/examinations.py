"""Reads what receipts said each time that they were examined; the last examination holds."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Sequence
from datetime import tzinfo

from iku_workbook.findings import Verdict
from iku_workbook.registry import encoded
from iku_workbook.registry.records import Examination, Fault
from iku_workbook.returns import Return

END_OF_TIME = "9999"
_COLUMNS = """
    SELECT receipt.number, receipt.sha256, receipt.name, receipt.at,
        examination.unit, examination.period, findings, "values", indicators, definition
"""
LAST = f"""{_COLUMNS}
    FROM receipt JOIN examination ON examination.receipt = receipt.number
    WHERE examination.number = coalesce(
        (SELECT max(number) FROM examination AS own
            WHERE own.receipt = receipt.number AND own.at <= :until),
        (SELECT min(number) FROM examination AS own WHERE own.receipt = receipt.number)
    )
"""
"""Rows for :func:`returned`: each receipt as it was last examined ``:until`` a time; one that was
examined later alone, as it was examined first.
"""

_EVERY = f"""{_COLUMNS}, examination.number, examination.at, program
    FROM receipt JOIN examination ON examination.receipt = receipt.number
    WHERE examination.at <= :until AND
"""
_ONE = "receipt.number = :receipt"
_THE_LAST = "examination.number IN (SELECT max(number) FROM examination GROUP BY receipt)"
_SAME = "SELECT value FROM json_each(:same)"
_ELSE = f"""{_THE_LAST}
    AND (program <> :program OR verdict = :verdict OR definition NOT IN ({_SAME}))
"""

_FAULT = """
    SELECT receipt.number, receipt.sha256, receipt.name, receipt.at,
        unit, period, findings, '{}', '{}', definition, program
    FROM fault JOIN receipt ON fault.receipt = receipt.number
    WHERE fault.number IN (SELECT max(number) FROM fault GROUP BY receipt)
"""
NEVER_EXAMINED = " AND receipt.number NOT IN (SELECT receipt FROM examination)"
FAILED_AGAIN = """
    AND fault.at > (SELECT max(at) FROM examination AS own WHERE own.receipt = receipt.number)
"""
"""Which faults :func:`faults` is asked for."""


def examinations(
    connection: sqlite3.Connection, zone: tzinfo, receipt: int, until: str = END_OF_TIME
) -> list[Examination]:
    """Every examination of a receipt, oldest first."""
    return _read(connection, zone, _ONE, receipt=receipt, until=until)


def last_examinations(connection: sqlite3.Connection, zone: tzinfo) -> list[Examination]:
    """The last examination of each receipt."""
    return _read(connection, zone, _THE_LAST)


def definitions_of_last(connection: sqlite3.Connection) -> list[str]:
    """The digests of the definitions that receipts were last examined under, in order."""
    digests = f"SELECT DISTINCT definition FROM examination WHERE {_THE_LAST} ORDER BY definition"
    return [digest for (digest,) in connection.execute(digests)]


def examined_otherwise(
    connection: sqlite3.Connection, zone: tzinfo, program: str, same: Sequence[str]
) -> list[Examination]:
    """The last examination of each receipt that was under another program, or a definition of
    another digest than these, or that rejected it: which may hang on what was known or asked for.
    """
    about = {"program": program, "verdict": str(Verdict.REJECTED), "same": json.dumps(same)}
    return _read(connection, zone, _ELSE, **about)


def _read(
    connection: sqlite3.Connection,
    zone: tzinfo,
    where: str,
    *,
    until: str = END_OF_TIME,
    **values: object,
) -> list[Examination]:
    order = "ORDER BY examination.number"
    rows = connection.execute(f"{_EVERY} {where} {order}", {"until": until, **values})
    return [
        Examination(int(number), returned(row, zone), as_time(at, zone), program, str(row[-1]))
        for *row, number, at, program in rows
    ]


def examined_again(connection: sqlite3.Connection) -> set[int]:
    """The numbers of the receipts that were examined more than once."""
    several = "SELECT receipt FROM examination GROUP BY receipt HAVING count(*) > 1"
    rows = connection.execute(several)
    return {number for (number,) in rows}


def faults(connection: sqlite3.Connection, zone: tzinfo, which: str) -> dict[int, Fault]:
    """The last fault of each receipt, by its number; ``which`` are :data:`NEVER_EXAMINED` ones, or
    those that :data:`FAILED_AGAIN` after an examination.
    """
    rows = connection.execute(f"{_FAULT}{which} ORDER BY receipt.number")
    return {
        int(row[0]): Fault(returned(row[:10], zone), program=row[10], definition=row[9])
        for row in rows
    }


def returned(row: Sequence[str], zone: tzinfo) -> Return:
    """The return that a row of :data:`LAST` holds."""
    number, sha256, name, at, unit, period, recorded, values, indicators, definition = row
    findings = encoded.findings_of(recorded, name)
    return Return(
        file=name,
        sha256=sha256,
        unit=unit,
        period=period,
        findings=findings,
        values=encoded.values_of(values),
        indicators=encoded.parts_of(indicators),
        received=as_time(at, zone),
        number=int(number),
        old_form=encoded.is_on_old_form(findings),
        definition=definition,
    )


def as_text(at: datetime.datetime) -> str:
    """A time as the registry keeps it, so that times sort as text."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def time_of_decision(connection: sqlite3.Connection, receipt: int, now: datetime.datetime) -> str:
    """When a decision is recorded: never before what it is about, though the clock was set back.

    By their times examinations and decisions are put in order.
    """
    return max(
        as_text(now),
        _last(connection, "examination", receipt),
        _last(connection, "decision", receipt),
    )


def time_of_examination(
    connection: sqlite3.Connection, receipt: int, now: datetime.datetime
) -> str:
    """The same of an examination: after every decision that was made before it, and not before
    what kept an earlier one from being made.
    """
    known = max(
        as_text(now),
        _last(connection, "examination", receipt),
        _last(connection, "fault", receipt),
    )
    return _after(_last(connection, "decision", receipt), known)


def time_of_fault(connection: sqlite3.Connection, receipt: int, now: datetime.datetime) -> str:
    """The same of what kept a receipt from being examined: after every examination before it."""
    return _after(_last(connection, "examination", receipt), as_text(now))


def _after(event: str, known: str) -> str:
    """A known time, or the first one after the event."""
    if known > event:
        return known
    return as_text(datetime.datetime.fromisoformat(event) + datetime.timedelta(microseconds=1))


def _last(connection: sqlite3.Connection, table: str, receipt: int) -> str:
    query = f"SELECT coalesce(max(at), '') FROM {table} WHERE receipt = ?"
    return str(connection.execute(query, (receipt,)).fetchone()[0])


def as_time(text: str, zone: tzinfo) -> datetime.datetime:
    """A time as the office's clocks show it, whatever its computer's do."""
    return datetime.datetime.fromisoformat(text).astimezone(zone)
