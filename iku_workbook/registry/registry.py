"""The registry: every file received, the outcome of its checks, and all decisions.

Nothing is updated in place. Bytes are committed before anything tries to understand them; what was
received and not examined yet, because the power failed, is found and examined the next time.
"""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Self

from iku_workbook.registry import encoded, lineage
from iku_workbook.registry.database import connect, explained, transaction
from iku_workbook.registry.doubts import reported_later
from iku_workbook.registry.examinations import (
    END_OF_TIME,
    FAILED_AGAIN,
    LAST,
    NEVER_EXAMINED,
    as_text,
    as_time,
    examinations,
    examined_again,
    faults,
    returned,
    time_of_decision,
    time_of_examination,
    time_of_fault,
)
from iku_workbook.registry.holding import holding
from iku_workbook.registry.in_force import in_force
from iku_workbook.registry.placed import Placings, placed, placings, with_given
from iku_workbook.registry.proof import insert, proved
from iku_workbook.registry.records import (
    DecisionKind,
    DecisionRecord,
    Examination,
    Fault,
    Incoming,
    Receipt,
)
from iku_workbook.registry.stored import Stored, write
from iku_workbook.registry.writer import sole_writer
from iku_workbook.returns import Return
from iku_workbook.workbook.seal import Identity
from iku_workbook.zones import HERE


class Registry:
    """The registry of one campaign, made when something is written; times are in its ``zone``."""

    def __init__(self, path: Path, zone: datetime.tzinfo = HERE.time) -> None:
        self.path, self.zone = path, zone
        self._connection: sqlite3.Connection | None = None
        self._placings: Placings | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._placings = None

    @contextmanager
    def writing(self, by: str, now: datetime.datetime) -> Iterator[None]:
        """Hold the registry for writing, for ``by``; RegistryError where another holds it."""
        with sole_writer(self.path, by, now):
            self.close()
            with explained(self.path):
                self._connection = connect(self.path, create=True)
                yield

    # What is written

    def keep(
        self, files: Iterable[Incoming], now: datetime.datetime, by: str
    ) -> list[tuple[Receipt, bool]]:
        """Store files, all of them or none: when this returns, they are on the disk.

        The same bytes again add nothing: their first receipt is given, and whether it is new.
        """
        kept = []
        with transaction(self._open):
            for each in files:
                known = self._receipts("WHERE sha256 = ?", each.sha256)
                if not known:
                    write(self._open, each)
                    row = proved(each.sha256, each.name, as_text(now), by)
                    self._open.execute(insert("receipt"), row)
                [receipt] = known or self._receipts("WHERE sha256 = ?", each.sha256)
                kept.append((receipt, not known))
        return kept

    def record(
        self,
        examined: Iterable[tuple[int, Return]],
        now: datetime.datetime,
        *,
        program: str,
        definition: str,
    ) -> None:
        """Store the outcome of examining receipts: all of these or none.

        What an earlier examination of the same receipt said stays; from now on this one holds.
        """
        with transaction(self._open):
            self._open.executemany(
                insert("examination"),
                (
                    proved(
                        number,
                        time_of_examination(self._open, number, now),
                        program,
                        definition,
                        each.unit,
                        each.period,
                        str(each.verdict),
                        encoded.findings_as_text(each.findings),
                        encoded.encode(each.values),
                        encoded.parts_as_text(each.indicators),
                    )
                    for number, each in examined
                ),
            )

    def set_aside(
        self,
        failed: Iterable[tuple[int, Return]],
        now: datetime.datetime,
        *,
        program: str,
        definition: str,
    ) -> None:
        """Record what kept receipts from being examined: all of these or none.

        The same fault of the same receipt again adds nothing.
        """
        known = {
            number: (
                each.program,
                each.definition,
                encoded.findings_as_text(each.returned.findings),
            )
            for number, each in self.faults().items()
        }
        with transaction(self._open):
            for number, each in failed:
                findings = encoded.findings_as_text(each.findings)
                if known.get(number) != (program, definition, findings):
                    about = (program, definition, each.unit, each.period, findings)
                    at = time_of_fault(self._open, number, now)
                    self._open.execute(insert("fault"), proved(number, at, *about))

    def decide(
        self,
        what: DecisionKind,
        receipt: int,
        now: datetime.datetime,
        *,
        by: str,
        reason: str,
        finding: int | None = None,
        unit: str | None = None,
        period: str | None = None,
        undoes: int | None = None,
    ) -> None:
        """Append a decision to the log; :mod:`.review` says which ones make sense."""
        with transaction(self._open):
            about = (unit, period, undoes)
            at = time_of_decision(self._open, receipt, now)
            row = proved(at, by, str(what), receipt, finding, reason, *about)
            self._open.execute(insert("decision"), row)
        self._placings = None

    def record_issued(
        self, identities: Iterable[Identity], now: datetime.datetime, by: str
    ) -> None:
        """Record forms about to be issued; recording one again changes nothing."""
        with transaction(self._open):
            self._open.executemany(
                insert("issued", again=True),
                (
                    proved(each.issue, each.unit, each.period, each.digest, as_text(now), by)
                    for each in identities
                ),
            )

    # What is read

    def unexamined(self) -> list[Receipt]:
        """Receipts not examined yet: a run was interrupted, or a fault prevented it."""
        return self._receipts(
            "WHERE number NOT IN (SELECT receipt FROM examination) ORDER BY number"
        )

    def faults(self) -> dict[int, Fault]:
        """The last fault of each receipt that is still not examined, by its number."""
        return faults(self._open, self.zone, NEVER_EXAMINED)

    def failed_again(self) -> dict[int, Fault]:
        """The last fault of each receipt that was examined once and could not be examined again."""
        return faults(self._open, self.zone, FAILED_AGAIN)

    def examinations(self, receipt: int) -> list[Examination]:
        """Every examination of a receipt, oldest first; the last holds."""
        return examinations(self._open, self.zone, receipt)

    def stored(self, number: int, name: str, most: int) -> Stored:
        """The bytes of a receipt, under the name that it is to be called by."""
        return Stored(self.path, number, name, most)

    def receipts(self) -> list[Receipt]:
        """Every receipt, in the order of receiving."""
        return self._receipts("ORDER BY number")

    def returns(
        self, as_of: datetime.datetime | None = None, *, approved_only: bool = False
    ) -> list[Return]:
        """The return that gives the status of each unit and period, as known ``as_of`` a time.

        ``approved_only`` leaves out what was accepted and nobody has approved.
        """
        found = [lineage.standing(each) for each in self.lineages(as_of).values()]
        if not approved_only:
            return found
        return [each for each in found if each.approval or lineage.counting([each]) is None]

    def lineages(
        self, as_of: datetime.datetime | None = None
    ) -> dict[tuple[str, str], list[Return]]:
        """Every return of each unit and period, oldest first, as it stood then."""
        until = as_text(as_of) if as_of else END_OF_TIME
        rows = self._open.execute(
            f"{LAST} AND receipt.at <= :until AND unit IS NOT NULL AND period IS NOT NULL"
            " ORDER BY unit, period, receipt.number",
            {"until": until},
        )
        decisions: dict[int, list[DecisionRecord]] = {}
        for each in self.decisions(until):
            decisions.setdefault(each.receipt, []).append(each)
        again = examined_again(self._open) & decisions.keys()
        found = {}
        for unit, members in groupby(map(self._returned, rows), key=lambda each: str(each.unit)):
            whole_year = list(members)
            for period, each_period in groupby(whole_year, key=lambda each: str(each.period)):
                own = list(each_period)
                about = [one for each in own for one in decisions.get(each.number or 0, ())]
                own, about = self._held(own, about, again, until)
                later = reported_later(whole_year, period)
                found[unit, period] = lineage.settled(own, about, later)
        known = placings(in_force(one for own in decisions.values() for one in own))
        return with_given(found, known, self._numbered)

    def lineage(self, unit: str, period: str) -> list[Return]:
        """Every return of one unit for one period, oldest first."""
        where = " AND unit = :unit AND period = :period ORDER BY receipt.number"
        own = self._examined(where, unit=unit, period=period)
        about = [one for each in own for one in self.decisions_on(each.number or 0)]
        own, about = self._held(own, about, {one.receipt for one in about})
        later = self._examined(" AND unit = :unit AND period > :period", unit=unit, period=period)
        key = (unit, period)
        found = {key: lineage.settled(own, about, reported_later(later, period))}
        known = {n: each for n, each in self._placed().items() if (each.unit, each.period) == key}
        return with_given(found, known, self._numbered)[key]

    def accepted_before(self, unit: str, period: str) -> Return | None:
        """The return that counts for a unit's latest period before this one, if any."""
        earlier = self._open.execute(
            "SELECT DISTINCT period FROM examination WHERE unit = ? AND period < ?"
            " ORDER BY period DESC",
            (unit, period),
        ).fetchall()
        found = (lineage.counting(self.lineage(unit, each)) for (each,) in earlier)
        return next((each for each in found if each is not None), None)

    def return_of(self, number: int) -> Return | None:
        """The return of a receipt, with the findings that follow from its lineage.

        None where there is no receipt of this number, or it was not examined.
        """
        alone = next(iter(self._numbered(number)), None)
        if alone is None:
            return None
        put = placed(alone, placings(in_force(self.decisions_on(number))))
        if put is not alone or alone.unit is None or alone.period is None:
            return put
        return next(
            each for each in self.lineage(alone.unit, alone.period) if each.number == number
        )

    def unplaced(self) -> list[Return]:
        """The returns whose unit or period could not be determined."""
        found = self._examined(" AND (unit IS NULL OR period IS NULL) ORDER BY receipt.number")
        return [each for each in found if each.number not in self._placed()]

    def decisions(self, until: str = END_OF_TIME) -> list[DecisionRecord]:
        """The log of decisions, in order."""
        return self._decisions("at <= ?", until)

    def decision(self, number: int) -> DecisionRecord | None:
        """One decision of the log, by its number; None where there is none."""
        return next(iter(self._decisions("number = ?", number)), None)

    def decisions_on(self, receipt: int) -> list[DecisionRecord]:
        """What was decided on one receipt, in order."""
        return self._decisions("receipt = ?", receipt)

    def _held(
        self,
        own: Sequence[Return],
        decisions: Sequence[DecisionRecord],
        again: Set[int],
        until: str = END_OF_TIME,
    ) -> tuple[list[Return], list[DecisionRecord]]:
        """Returns and decisions; of what may have been examined ``again`` the examination that
        holds after these decisions, and what they say of it.
        """
        held, about = [], in_force(decisions)
        for each in own:
            number = each.number or 0
            several = examinations(self._open, self.zone, number, until) if number in again else ()
            if len(several) > 1:
                each, about = holding(several, about)
            held.append(each)
        return held, about

    def _examined(self, where: str, **values: object) -> list[Return]:
        """Receipts as their last examination has them, without what decisions made of them."""
        rows = self._open.execute(LAST + where, {"until": END_OF_TIME, **values})
        return [self._returned(row) for row in rows]

    def _returned(self, row: Sequence[str]) -> Return:
        return returned(row, self.zone)

    def _decisions(self, where: str, value: object) -> list[DecisionRecord]:
        rows = self._open.execute(
            "SELECT number, what, receipt, finding, by, at, reason, unit, period, undoes"
            f" FROM decision WHERE {where} ORDER BY number",
            (value,),
        )
        return [
            DecisionRecord(
                number, DecisionKind(what), receipt, finding, by, as_time(at, self.zone), *rest
            )
            for number, what, receipt, finding, by, at, *rest in rows
        ]

    def _placed(self) -> Placings:
        """Where the office has put files of no unit; read once, and found by an index."""
        if self._placings is None:
            of_no_unit = "receipt IN (SELECT receipt FROM examination WHERE unit IS ?)"
            self._placings = placings(in_force(self._decisions(of_no_unit, None)))
        return self._placings

    def _numbered(self, number: int) -> list[Return]:
        return self._examined(" AND receipt.number = :number", number=number)

    def issued(self) -> dict[str, tuple[str, str]]:
        """The issue numbers of issued forms, with the digest of the definition, and the period."""
        rows = self._open.execute("SELECT issue, definition, period FROM issued")
        return {issue: (definition, period) for issue, definition, period in rows}

    def issued_from(self) -> list[tuple[str, str]]:
        """The definitions that forms were issued from, by digest, each with a period of theirs."""
        return self._open.execute(
            "SELECT DISTINCT definition, period FROM issued ORDER BY period, definition"
        ).fetchall()

    @property
    def connection(self) -> sqlite3.Connection:
        """The database itself, for its upkeep."""
        return self._open

    @property
    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = connect(self.path, create=False)
        return self._connection

    def _receipts(self, where: str, *values: object) -> list[Receipt]:
        query = f"SELECT number, sha256, name, at, by FROM receipt {where}"
        rows = self._open.execute(query, values)
        return [
            Receipt(number, sha256, name, as_time(at, self.zone), by)
            for number, sha256, name, at, by in rows
        ]
