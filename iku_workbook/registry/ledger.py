"""Writes the registry's records, and opens its database.

Nothing is updated in place. Bytes are committed before anything tries to understand them; what was
received and not examined yet, because the power failed, is found and examined the next time. Each
record joins the chain in the transaction that writes it.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Self

from iku_workbook.errors import OperatorError
from iku_workbook.registry import encoded
from iku_workbook.registry.chain import Chain, Keys, head_of, with_last
from iku_workbook.registry.closings import ClosingKind
from iku_workbook.registry.contents import Shelf, let_go, taken_apart
from iku_workbook.registry.database import connect, explained, transaction, version_of
from iku_workbook.registry.defined import last_defined
from iku_workbook.registry.examinations import (
    NEVER_EXAMINED,
    as_bound,
    as_text,
    as_time,
    faults,
    time_of_decision,
    time_of_fault,
    times_of_examination,
)
from iku_workbook.registry.exports import versions_of
from iku_workbook.registry.head import Head
from iku_workbook.registry.marks import Marks
from iku_workbook.registry.proof import insert, proved
from iku_workbook.registry.records import (
    NOTHING_KNOWN,
    DecisionKind,
    ExportKind,
    Incoming,
    MendedCell,
    Origin,
    Receipt,
)
from iku_workbook.registry.spendings import Spent, noted
from iku_workbook.registry.writer import sole_writer
from iku_workbook.returns import Return
from iku_workbook.workbook.seal import Identity
from iku_workbook.zones import HERE

Define = Callable[[str | None], str | None]
"""Given the digest of the definition that was recorded last, gives that of the one that holds,
where it is another, once its text is kept.
"""
Spends = Callable[[], Spent | None]
"""Gives what the office's list of spending says; None where nobody can read it."""


class Ledger:
    """The records of one campaign; a file is made when something is first written."""

    def __init__(
        self,
        path: Path,
        keys: Keys | None = None,
        zone: datetime.tzinfo = HERE.time,
        define: Define = lambda last: None,
        spends: Spends = lambda: None,
    ) -> None:
        """At a path; without the campaign's ``keys`` its records form no chain. Times are kept in
        UTC, and given in the office's ``zone``. ``define`` and ``spends`` are asked whenever
        something is written.
        """
        self.path, self.zone = path, zone
        self._keys, self._define, self._spends = keys, define, spends
        self._chain: Chain | None = None
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, raised: BaseException | None, trace: object) -> None:
        self.close()  # what SQLite says of a damaged database, an operator reads as ours
        if isinstance(raised, sqlite3.Error):
            with explained(self.path):
                raise raised

    def close(self) -> None:
        """Close the database connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._chain = None

    @contextmanager
    def writing(
        self, by: str, now: datetime.datetime, first: Callable[[], None] = lambda: None
    ) -> Iterator[None]:
        """Hold the registry for writing, for ``by``; RegistryError where another holds it.

        What is done ``first`` is done once it is held, before it is noted which definition holds
        and what was spent.
        OperatorError where the campaign's key is not at hand.
        """
        with sole_writer(self.path, by, now.astimezone(self.zone)):
            first()
            self.close()
            with explained(self.path):
                self._connection = self._opened(by, now)
                self._record_definition(by, now)
                self._record_spending(by, now)
                yield

    @contextmanager
    def together(self) -> Iterator[None]:
        """While it is held for writing: what is recorded in it is kept, or nothing of it."""
        with transaction(self._open):
            yield

    def _record_definition(self, by: str, now: datetime.datetime) -> None:
        """Record which definition holds, where that is another than was recorded last."""
        digest = self._define(last_defined(self._open))
        if digest is not None:
            with self._appending(now):
                self._open.execute(insert("defined"), proved(as_text(now), by, digest))

    def _record_spending(self, by: str, now: datetime.datetime) -> None:
        """Record what the list of spending says otherwise than was recorded last."""
        said = self._spends()
        known = noted(self._open) if said is not None else {}
        rows = [
            proved(as_text(now), by, *key, spent)
            for key in sorted({*known, *(said or {})})
            if (spent := (said or {}).get(key)) != known.get(key)
        ]
        if rows:
            with self._appending(now):
                self._open.executemany(insert("spending"), rows)

    def keys(self) -> Sequence[bytes]:
        """The campaign's keys, the one in use first; none where they are not at hand."""
        try:
            return self._keys() if self._keys is not None else ()
        except OperatorError:
            return ()

    # What is written

    def keep(
        self, files: Iterable[Incoming], now: datetime.datetime, by: str
    ) -> list[tuple[Receipt, bool]]:
        """Store files, all of them or none: when this returns, they are on the disk.

        The same bytes again add nothing: their first receipt is given, and whether it is new.
        """
        with self._appending(now):
            return list(self._put(files, now, by))

    def keep_mended(
        self,
        file: Incoming,
        origin: int,
        cells: Sequence[MendedCell],
        now: datetime.datetime,
        *,
        by: str,
        reason: str,
    ) -> tuple[Receipt, bool]:
        """Store a file that the office made of a receipt, its ``origin``, by changing these cells,
        and with it that it did; where the same bytes came before, neither.
        """
        with self._appending(now):
            [(receipt, new)] = self._put([file], now, by)
            if new:
                changed = encoded.encode([asdict(each) for each in cells])
                row = proved(as_text(now), by, receipt.number, origin, changed, reason)
                self._open.execute(insert("mended"), row)
        return receipt, new

    def _put(
        self, files: Iterable[Incoming], now: datetime.datetime, by: str
    ) -> Iterator[tuple[Receipt, bool]]:
        """Each file's receipt, in a transaction that is open, and whether it is new."""
        shelf, at = Shelf(self._open), as_text(now)
        for each, apart in taken_apart(files, lambda one: not self.receipts_of(one)):
            if known := self.receipts_of(each):
                yield known[0], False
                continue
            row = proved(each.sha256, each.name, at, by, shelf.put(each, apart))
            number = self._open.execute(insert("receipt"), row).lastrowid or 0
            yield Receipt(number, each.sha256, each.name, as_time(at, self.zone), by), True

    def record(
        self,
        examined: Sequence[tuple[int, Return]],
        now: datetime.datetime,
        *,
        program: str,
        definition: str,
    ) -> None:
        """Store the outcome of examining receipts: all of these or none.

        What an earlier examination of the same receipt said stays; from now on this one holds.
        """
        with self._appending(now):
            at = times_of_examination(self._open, [number for number, _ in examined], now)
            self._open.executemany(
                insert("examination"),
                (
                    proved(
                        number,
                        at[number],
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
            for number, each in faults(self._open, self.zone, NEVER_EXAMINED).items()
        }
        with self._appending(now):
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
        indicators: Sequence[str] | None = None,
    ) -> None:
        """Append a decision to the log; :mod:`.review` says which ones make sense."""
        with self._appending(now):
            named = json.dumps(indicators) if indicators is not None else None
            about = (unit, period, undoes, named)
            at = time_of_decision(self._open, receipt, now)
            row = proved(at, by, str(what), receipt, finding, reason, *about)
            self._open.execute(insert("decision"), row)

    def let_go(self, receipt: int, now: datetime.datetime, *, by: str, reason: str) -> None:
        """Append the decision, and let the content of the receipt's file go with it."""
        with self._appending(now):
            at = time_of_decision(self._open, receipt, now)
            row = proved(at, by, str(DecisionKind.PRUNE), receipt, None, reason, *(4 * [None]))
            self._open.execute(insert("decision"), row)
            let_go(self._open, receipt)

    def record_issued(
        self, identities: Iterable[Identity], now: datetime.datetime, by: str
    ) -> None:
        """Record forms about to be issued; recording one again changes nothing."""
        with self._appending(now):
            self._open.executemany(
                insert("issued", again=True),
                (
                    proved(each.issue, each.unit, each.period, each.digest, as_text(now), by)
                    for each in identities
                ),
            )

    def record_closing(
        self, what: ClosingKind, period: str, now: datetime.datetime, *, by: str, reason: str
    ) -> None:
        """Append that a period is closed, or open again; :mod:`.review` says when that can be."""
        with self._appending(now):
            row = proved(as_text(now), by, str(what), period, reason)
            self._open.execute(insert("closing"), row)

    def record_extension(
        self,
        unit: str,
        period: str,
        until: datetime.date,
        now: datetime.datetime,
        *,
        by: str,
        reason: str,
    ) -> None:
        """Append that a unit's return for a period is due on that day; the last record holds."""
        with self._appending(now):
            row = proved(as_text(now), by, unit, period, until.isoformat(), reason)
            self._open.execute(insert("extension"), row)

    def record_exports(
        self,
        what: ExportKind,
        files: Iterable[tuple[str, str]],
        now: datetime.datetime,
        *,
        by: str,
        period: str | None = None,
        origin: Origin = NOTHING_KNOWN,
    ) -> None:
        """Record what was written out of the campaign: each file's name and SHA-256, and what it
        was computed of. The same bytes under the same name are no new version of it.
        """
        day = origin.as_of.isoformat() if origin.as_of else None
        with self._appending(now):
            for name, sha256 in files:
                known = versions_of(self._open, name)
                version = known.get(sha256) or max(known.values(), default=0) + 1
                of = (origin.mode, day, origin.entry, version, origin.added or None)
                said = (period, name, sha256, *of)
                self._open.execute(insert("export"), proved(as_text(now), by, str(what), *said))

    # The database

    def version(self) -> int:
        """The version of the schema that it was last written with; 0 where nothing is yet."""
        return version_of(self.path)

    def head(self, as_of: datetime.datetime | None = None) -> Head | None:
        """The end of the chain, to be printed, as known ``as_of`` a time; None where there was none
        yet.
        """
        head = head_of(self._open, self.zone, as_bound(as_of))
        return with_last(self._open, self.zone, head) if head is not None else None

    @property
    def connection(self) -> sqlite3.Connection:
        """The database itself, for its upkeep."""
        return self._open

    @property
    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = connect(self.path, create=False)
        return self._connection

    def _opened(self, by: str, now: datetime.datetime) -> sqlite3.Connection:
        """The database, for writing, with a chain that goes on under the key in use."""
        if self._keys is None:
            return connect(self.path, create=True)
        keys, marks = self._keys(), Marks(self.path)
        self._chain = Chain(keys, by, lambda there: bool(marks.agrees(keys[0], there)))
        take_over = partial(self._chain.take_over, now)
        connection = connect(self.path, create=True, taking_over=take_over)
        self._chain.use_key(now, connection)
        if marks.agrees(keys[0], connection) is None:
            marks.put(keys[0], connection)
        return connection

    @contextmanager
    def _appending(self, now: datetime.datetime) -> Iterator[None]:
        """A transaction whose records join the chain."""
        with self._chain.appending(now, self._open) if self._chain else transaction(self._open):
            yield

    def receipts_of(self, each: Incoming) -> list[Receipt]:
        """The receipt of a file's bytes, where they came before."""
        return self._receipts("WHERE sha256 = ?", each.sha256)

    def _receipts(self, where: str, *values: object) -> list[Receipt]:
        query = f"SELECT number, sha256, name, at, by FROM receipt {where}"
        rows = self._open.execute(query, values)
        return [
            Receipt(number, sha256, name, as_time(at, self.zone), by)
            for number, sha256, name, at, by in rows
        ]
