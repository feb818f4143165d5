"""Reads what receipts said each time that they were examined; the last examination holds."""

from __future__ import annotations

import datetime
import json
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from functools import lru_cache
from typing import Any

from iku_workbook.findings import Finding, Verdict
from iku_workbook.inputs import Values
from iku_workbook.registry import encoded
from iku_workbook.registry.packed import Shelf
from iku_workbook.registry.proof import RECORDS, Believes
from iku_workbook.registry.records import DecisionKind, Examination, Fault
from iku_workbook.returns import Parts, Return

END_OF_TIME = "9999"
_AT_ONCE = 1024
_NO_TIME = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_COLUMNS = """
    SELECT receipt.number, receipt.sha256, receipt.name, receipt.at,
        examination.unit, examination.period, findings, "values", indicators, definition,
        examination.number, examination.at, program, verdict, examination.proof
"""
LAST = f"""{_COLUMNS}
    FROM receipt JOIN examination ON examination.receipt = receipt.number
    WHERE examination.number = coalesce(
        (SELECT max(number) FROM examination AS own
            WHERE own.receipt = receipt.number AND own.at <= :until),
        (SELECT min(number) FROM examination AS own
            WHERE own.receipt = receipt.number AND :until = '9999')
    )
"""
"""Rows for :func:`returned`: each receipt as it was last examined ``:until`` a time. What was not
examined by then was not known then; at the end of time one of which no examination says when counts
as it was examined first.
"""

ALONE = """
    AND receipt.number IN (SELECT value FROM json_each(:numbers))
    AND unit IS NOT NULL AND period IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM examination AS other
        WHERE other.unit = examination.unit AND other.period = examination.period
        AND other.receipt <> examination.receipt)
    AND NOT EXISTS (SELECT 1 FROM decision WHERE decision.receipt = examination.receipt)
"""
"""Beside :data:`LAST`: of these ``:numbers`` only those whose unit and period have no other return,
and about which nothing was decided.
"""

_EVERY = f"""{_COLUMNS}
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
    connection: sqlite3.Connection,
    zone: tzinfo,
    believes: Believes,
    receipt: int,
    until: str = END_OF_TIME,
) -> list[Examination]:
    """Every examination of a receipt, oldest first."""
    return _read(connection, zone, believes, _ONE, receipt=receipt, until=until)


def last_examinations(
    connection: sqlite3.Connection, zone: tzinfo, believes: Believes
) -> list[Examination]:
    """The last examination of each receipt."""
    return _read(connection, zone, believes, _THE_LAST)


def definitions_of_last(connection: sqlite3.Connection) -> list[str]:
    """The digests of the definitions that receipts were last examined under, in order."""
    digests = f"SELECT DISTINCT definition FROM examination WHERE {_THE_LAST} ORDER BY definition"
    return [digest for (digest,) in connection.execute(digests)]


def examined_otherwise(
    connection: sqlite3.Connection,
    zone: tzinfo,
    believes: Believes,
    program: str,
    same: Sequence[str],
) -> list[Examination]:
    """The last examination of each receipt that was under another program, or a definition of
    another digest than these, or that rejected it: which may hang on what was known or asked for.
    """
    about = {"program": program, "verdict": str(Verdict.REJECTED), "same": json.dumps(same)}
    return _read(connection, zone, believes, _ELSE, **about)


def _read(
    connection: sqlite3.Connection,
    zone: tzinfo,
    believes: Believes,
    where: str,
    *,
    until: str = END_OF_TIME,
    **values: object,
) -> list[Examination]:
    order = "ORDER BY examination.number"
    rows = connection.execute(f"{_EVERY} {where} {order}", {"until": until, **values})
    return [
        Examination(
            int(row[10]),
            returned(row, zone, believes),
            as_time(row[11], zone),
            str(row[12]),
            str(row[9]),
        )
        for row in rows
    ]


def programs_of_last(connection: sqlite3.Connection, until: datetime.datetime | None) -> list[str]:
    """The versions of the program by whose rules receipts had last been judged by a time."""
    query = f"SELECT DISTINCT program FROM ({LAST}) ORDER BY program"
    rows = connection.execute(query, {"until": as_bound(until)})
    return [program for (program,) in rows]


def whose(connection: sqlite3.Connection) -> dict[int, tuple[str | None, str | None]]:
    """The unit and period of each receipt, by its number, as it was last examined."""
    rows = connection.execute(f"SELECT receipt, unit, period FROM examination WHERE {_THE_LAST}")
    return {number: (unit, period) for number, unit, period in rows if unit and period}


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
        int(row[0]): Fault(returned(row[:10], zone, None), program=row[10], definition=row[9])
        for row in rows
    }


def returned(
    row: Sequence[Any], zone: tzinfo, believes: Believes | None, shelf: Shelf | None = None
) -> Return:
    """The return that a row of :data:`LAST` holds, what it says put on the ``shelf`` of many; of a
    fault, which nothing hangs on, there is nobody who ``believes``. One whose record is not to be
    believed, or cannot be read, says nothing but that (UNBELIEVED), and is not counted.
    """
    number, sha256, name, at, unit, period, recorded, values, indicators, definition = row[:10]
    try:
        if believes is not None:
            _prove(row, believes)
        findings = encoded.findings_of(recorded, name)
        said: Values = encoded.Recorded(values, encoded.values_of, shelf)
        parts: Mapping[str, Parts] = encoded.Recorded(indicators, encoded.parts_of, shelf)
    except encoded.UNREADABLE:
        findings, said, parts = (Finding("FORM-028", name),), {}, {}
    return Return(
        file=name,
        sha256=sha256,
        unit=_shared(unit),
        period=_shared(period),
        findings=findings,
        values=said,
        indicators=parts,
        received=as_time(at, zone),
        number=int(number),
        old_form=encoded.is_on_old_form(findings),
        definition=_shared(definition),
        program=_shared(row[12]) if believes is not None else None,
    )


def _shared(text: str | None) -> str | None:
    """The same text, once for all records that say it."""
    return sys.intern(text) if isinstance(text, str) else text


def _prove(row: Sequence[Any], believes: Believes) -> None:
    """ValueError for an examination that is not to be believed."""
    receipt, *_, unit, period, findings, values, indicators, definition = row[:10]
    number, at, program, verdict, proof = row[10:]
    about = (at, program, definition, unit, period, verdict)
    if not believes("examination", number, proof, (receipt, *about, findings, values, indicators)):
        raise ValueError(proof)


def unreadable(connection: sqlite3.Connection) -> Iterator[str]:
    """Table and number of each record of which nothing can be made, or whose time is none."""
    for number, at, name, *said in connection.execute(
        'SELECT number, at, receipt, findings, "values", indicators FROM examination'
    ):
        if not is_time(at) or not _says(str(name), *said):
            yield f"examination {number}"
    for table in ("receipt", "decision", "fault", "issued"):
        for number, at in connection.execute(f"SELECT number, at FROM {table}"):
            if not is_time(at):
                yield f"{table} {number}"
    kinds = json.dumps(list(DecisionKind))
    of_no_kind = "SELECT number FROM decision WHERE what NOT IN (SELECT value FROM json_each(?))"
    yield from (f"decision {number}" for (number,) in connection.execute(of_no_kind, (kinds,)))


def _says(name: str, findings: str, values: str, indicators: str) -> bool:
    try:
        encoded.findings_of(findings, name)
        encoded.values_of(values)
        encoded.parts_of(indicators)
    except encoded.UNREADABLE:
        return False
    return True


def unbelieved(connection: sqlite3.Connection, believes: Believes) -> list[int]:
    """The receipts whose last examination is not to be believed, or cannot be read."""
    rows = connection.execute(
        f"SELECT receipt, number, proof, {RECORDS['examination']},"
        ' json_valid(findings) AND json_valid("values") AND json_valid(indicators)'
        f" FROM examination WHERE {_THE_LAST}"
    )
    return [
        int(receipt)
        for receipt, number, proof, *said, readable in rows
        if not readable or not believes("examination", number, proof, said)
    ]


def as_text(at: datetime.datetime) -> str:
    """A time as the registry keeps it, so that times sort as text."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def as_bound(moment: datetime.datetime | None) -> str:
    """A moment as the last that counts; END_OF_TIME where all counts."""
    return as_text(moment) if moment is not None else END_OF_TIME


def time_of_decision(connection: sqlite3.Connection, receipt: int, now: datetime.datetime) -> str:
    """When a decision is recorded: never before what it is about, though the clock was set back.

    By their times examinations and decisions are put in order.
    """
    examination, _, decision = _lasts(connection, receipt)
    return max(as_text(now), examination, decision)


def times_of_examination(
    connection: sqlite3.Connection, receipts: Sequence[int], now: datetime.datetime
) -> dict[int, str]:
    """The same of examinations, by their receipts: after every decision that was made before it,
    and not before what kept an earlier one from being made. Of most nothing is on record yet.
    """
    wanted = "SELECT receipt FROM {} WHERE receipt IN (SELECT value FROM json_each(:receipts))"
    known = " UNION ".join(map(wanted.format, ("examination", "fault", "decision")))
    found = dict.fromkeys(receipts, as_text(now))
    for (number,) in connection.execute(known, {"receipts": json.dumps(receipts)}).fetchall():
        examination, fault, decision = _lasts(connection, number)
        found[number] = _after(decision, max(as_text(now), examination, fault))
    return found


def time_of_fault(connection: sqlite3.Connection, receipt: int, now: datetime.datetime) -> str:
    """The same of what kept a receipt from being examined: after every examination before it."""
    examination, *_ = _lasts(connection, receipt)
    return _after(examination, as_text(now))


def _after(event: str, known: str) -> str:
    """A known time, or the first one after the event."""
    if known > event:
        return known
    return as_text(datetime.datetime.fromisoformat(event) + datetime.timedelta(microseconds=1))


# A time that nobody wrote is none to begin from.
_IS_TIME = f"""
    at GLOB '????-??-??T??:??:??.??????+00:00' AND datetime(at) IS NOT NULL AND at < '{END_OF_TIME}'
"""
_LASTS = "SELECT " + ", ".join(
    f"(SELECT coalesce(max(at), '') FROM {table} WHERE receipt = :receipt AND {_IS_TIME})"
    for table in ("examination", "fault", "decision")
)


def _lasts(connection: sqlite3.Connection, receipt: int) -> tuple[str, str, str]:
    """When a receipt was examined last, could not be, and was decided about; empty where never."""
    examination, fault, decision = connection.execute(_LASTS, {"receipt": receipt}).fetchone()
    return str(examination), str(fault), str(decision)


@lru_cache(_AT_ONCE)  # files that are kept together have one time
def as_time(text: str, zone: tzinfo) -> datetime.datetime:
    """A time as the office's clocks show it, whatever its computer's do; the first of all for a
    text that is none, so that the record stands where it can be found.
    """
    return datetime.datetime.fromisoformat(text).astimezone(zone) if is_time(text) else _NO_TIME


def is_time(text: object) -> bool:
    """Whether a text is a time as the registry keeps it, which any zone can tell."""
    try:
        time = datetime.datetime.fromisoformat(str(text))
    except ValueError:
        return False
    return time.tzinfo is not None and datetime.MINYEAR < time.year < datetime.MAXYEAR
