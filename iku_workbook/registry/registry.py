"""The registry: every file received, the outcome of its checks, and all decisions.

What is written, and how, is said in :mod:`.ledger`; here stands what follows from it.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import groupby
from pathlib import Path

from iku_workbook.registry import lineage
from iku_workbook.registry.belief import Belief
from iku_workbook.registry.chain import Keys
from iku_workbook.registry.closings import Closed, closed_periods
from iku_workbook.registry.decisions import Disbelieved, believed, decisions, unanswered
from iku_workbook.registry.doubts import reported_later
from iku_workbook.registry.examinations import (
    ALONE,
    END_OF_TIME,
    FAILED_AGAIN,
    LAST,
    NEVER_EXAMINED,
    as_bound,
    as_text,
    as_time,
    examinations,
    examined_again,
    faults,
    returned,
    unbelieved,
    whose,
)
from iku_workbook.registry.extensions import Extension, extensions
from iku_workbook.registry.holding import holding
from iku_workbook.registry.in_force import in_force
from iku_workbook.registry.ledger import Define, Ledger, Spends
from iku_workbook.registry.mended import mended, noted
from iku_workbook.registry.packed import Shelf
from iku_workbook.registry.placed import Placings, placed, placings, with_given
from iku_workbook.registry.records import (
    DecisionRecord,
    Examination,
    Fault,
    MendedRecord,
    Receipt,
)
from iku_workbook.registry.spendings import Spent, spendings
from iku_workbook.registry.stored import Stored
from iku_workbook.returns import Return
from iku_workbook.zones import HERE


class Registry(Ledger):
    """The registry of one campaign, and what follows from its records."""

    def __init__(
        self,
        path: Path,
        keys: Keys | None = None,
        zone: datetime.tzinfo = HERE.time,
        define: Define = lambda last: None,
        spends: Spends = lambda: None,
    ) -> None:
        super().__init__(path, keys, zone, define, spends)
        self._placings: tuple[int, Placings] | None = None
        self._belief: Belief | None = None
        self._mended: tuple[int, Mapping[int, MendedRecord]] | None = None

    def close(self) -> None:
        """Close the database connection."""
        super().close()
        self._placings = self._belief = self._mended = None

    @property
    def believes(self) -> Belief:
        """Which records are to be believed."""
        if self._belief is None:
            self._belief = Belief(self._open, self.keys())
        return self._belief

    def unexamined(self) -> list[Receipt]:
        """Receipts not examined yet, because a run was interrupted or a fault prevented it, and
        those whose last examination is not what was written.
        """
        return self._receipts(
            "WHERE number NOT IN (SELECT receipt FROM examination)"
            " OR number IN (SELECT value FROM json_each(?)) ORDER BY number",
            json.dumps(unbelieved(self._open, self.believes)),
        )

    def faults(self) -> dict[int, Fault]:
        """The last fault of each receipt that is still not examined, by its number."""
        return faults(self._open, self.zone, NEVER_EXAMINED)

    def failed_again(self) -> dict[int, Fault]:
        """The last fault of each receipt that was examined once and could not be examined again."""
        return faults(self._open, self.zone, FAILED_AGAIN)

    def examinations(
        self, receipt: int, as_of: datetime.datetime | None = None
    ) -> list[Examination]:
        """Every examination of a receipt ``as_of`` a time, oldest first; the last holds."""
        return self._examinations(receipt, as_bound(as_of))

    def stored(self, number: int, name: str, most: int) -> Stored:
        """The bytes of a receipt, under the name that it is to be called by."""
        return Stored(self.path, number, name, most)

    def receipts(self, as_of: datetime.datetime | None = None) -> list[Receipt]:
        """Every receipt, in the order of receiving, as known ``as_of`` a time."""
        if as_of is None:
            return self._receipts("ORDER BY number")
        return self._receipts("WHERE at <= ? ORDER BY number", as_text(as_of))

    def returns(self, as_of: datetime.datetime | None = None) -> list[Return]:
        """The return that gives the status of each unit and period, as known ``as_of`` a time."""
        return [lineage.shown(each) for each in self.lineages(as_of).values()]

    def closed(self, until: str = END_OF_TIME) -> dict[str, Closed]:
        """The periods that are closed ``until`` a time, by their codes."""
        return closed_periods(self._open, self.zone, self.believes, until)

    def extensions(
        self, as_of: datetime.datetime | None = None
    ) -> dict[tuple[str, str], Extension]:
        """The later days that units were given, by unit and period, as known ``as_of`` a time."""
        return extensions(self._open, self.zone, self.believes, as_bound(as_of))

    def mended(self) -> Mapping[int, MendedRecord]:
        """What the office mended, by the numbers of the receipts that it made; read once after each
        record. What was not received yet at a time was not made then.
        """
        (last,) = self._open.execute("SELECT coalesce(max(number), 0) FROM mended").fetchone()
        if self._mended is None or self._mended[0] != last:
            self._mended = last, mended(self._open, self.zone, self.believes)
        return self._mended[1]

    def lineages(
        self, as_of: datetime.datetime | None = None
    ) -> dict[tuple[str, str], list[Return]]:
        """Every return of each unit and period, oldest first, as it stood then."""
        until = as_bound(as_of)
        known = placings(in_force(self.decisions(until)))
        found = dict(self.lineages_in_turn(until))
        return with_given(found, known, partial(self._numbered, until=until))

    def lineages_in_turn(
        self, until: str = END_OF_TIME
    ) -> Iterator[tuple[tuple[str, str], list[Return]]]:
        """The same one after the other, without what people placed in them, in memory that does not
        grow with the returns.
        """
        rows = self._open.execute(
            f"{LAST} AND receipt.at <= :until AND unit IS NOT NULL AND period IS NOT NULL"
            " ORDER BY unit, period, receipt.number",
            {"until": until},
        )
        log: dict[int, list[DecisionRecord | Disbelieved]] = {}
        for each in self._log(until):
            log.setdefault(each.receipt, []).append(each)
        again, closed, made = examined_again(self._open), self.closed(until), self.mended()
        told, read = log.keys() | made.keys(), partial(self._returned, shelf=Shelf())
        for unit, members in groupby(map(read, rows), key=lambda each: str(each.unit)):
            whole_year = list(members)
            for period, each_period in groupby(whole_year, key=lambda each: str(each.period)):
                own = list(each_period)
                if len(own) == 1 and period not in closed and own[0].number not in told:
                    yield (unit, period), own  # as nearly always: nothing follows from one alone
                    continue
                about = [one for each in own for one in log.get(each.number or 0, ())]
                later = reported_later(whole_year, period)
                which = closed.get(period)
                yield (unit, period), self._settled(own, about, later, again, until, which)

    def lineage(self, unit: str, period: str) -> list[Return]:
        """Every return of one unit for one period, oldest first."""
        where = " AND unit = :unit AND period = :period ORDER BY receipt.number"
        own, key = self._examined(where, unit=unit, period=period), (unit, period)
        known = {n: each for n, each in self._placed().items() if (each.unit, each.period) == key}
        if not own and not known:
            return []
        about = [one for each in own for one in self._logged("receipt = ?", each.number or 0)]
        later = self._examined(" AND unit = :unit AND period > :period", unit=unit, period=period)
        again = {each.number or 0 for each in own}
        later_one, closed = reported_later(later, period), self.closed().get(period)
        found = {key: self._settled(own, about, later_one, again, closed=closed)}
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
        if not self.decisions_on(number):  # most: then no more is read than its lineage
            last = "SELECT unit, period FROM examination WHERE receipt = ? ORDER BY number DESC"
            unit, period = self._open.execute(last, (number,)).fetchone() or (None, None)
            own = self.lineage(unit, period) if unit and period else []
            if found := next((each for each in own if each.number == number), None):
                return found
        alone = next(iter(self._numbered(number)), None)
        if alone is None:
            return None
        put = placed(alone, placings(in_force(self.decisions_on(number))))
        if put is not alone or alone.unit is None or alone.period is None:
            return put
        own = self.lineage(alone.unit, alone.period)
        return next((each for each in own if each.number == number), alone)

    def returns_of(self, numbers: Sequence[int]) -> dict[int, Return]:
        """The same of many receipts, by their numbers, but for those that were not examined. From
        one alone in its unit and period, which nobody decided about, nothing follows: all such are
        read at once.
        """
        closed = self.closed()
        given = {(each.unit, each.period) for each in self._placed().values()}
        made = self.mended()
        rows = self._examined(ALONE, numbers=json.dumps(list(numbers)))
        alone = {
            each.number or 0: each
            for each in rows
            if each.period not in closed
            and (each.unit, each.period) not in given
            and each.number not in made
        }
        others = ((each, self.return_of(each)) for each in numbers if each not in alone)
        return alone | {number: found for number, found in others if found is not None}

    def unplaced(self, as_of: datetime.datetime | None = None) -> list[Return]:
        """The returns whose unit or period could not be determined, as known ``as_of`` a time."""
        until = as_bound(as_of)
        came = " AND receipt.at <= :until AND (unit IS NULL OR period IS NULL)"
        found = self._examined(f"{came} ORDER BY receipt.number", until=until)
        known = placings(in_force(self.decisions(until)))
        return [each for each in found if each.number not in known]

    def spent(self, as_of: datetime.datetime | None = None) -> Spent:
        """What programmes had spent, as known ``as_of`` a time."""
        return spendings(self._open, self.believes, as_bound(as_of))

    def decisions(self, until: str = END_OF_TIME) -> list[DecisionRecord]:
        """The log of decisions, in order."""
        return believed(self._log(until))

    def disputed(self) -> list[int]:
        """The decisions, by number, that are not to be believed and that nobody has made anew."""
        log = self._log(END_OF_TIME)
        if len(believed(log)) == len(log):
            return []
        units = whose(self._open)
        together: dict[object, list[DecisionRecord | Disbelieved]] = {}
        for each in log:
            together.setdefault(units.get(each.receipt, each.receipt), []).append(each)
        return [one.number for each in together.values() for one in unanswered(each)]

    def decision(self, number: int) -> DecisionRecord | None:
        """One decision of the log, by its number; None where there is none."""
        return next(iter(believed(self._logged("number = ?", number))), None)

    def decisions_on(self, receipt: int) -> list[DecisionRecord]:
        """What was decided on one receipt, in order."""
        return believed(self._logged("receipt = ?", receipt))

    def _settled(
        self,
        own: Sequence[Return],
        log: Sequence[DecisionRecord | Disbelieved],
        reported_later: int | None,
        again: Set[int],
        until: str = END_OF_TIME,
        closed: Closed | None = None,
    ) -> list[Return]:
        """The returns of one unit and period after all that was decided on them."""
        held, about = self._held(own, believed(log), again, until, closed)
        found = lineage.settled(held, about, reported_later, closed)
        made = self.mended()
        found = [noted(each, made.get(each.number or 0)) for each in found]
        return lineage.asked_anew(found, [each.number for each in unanswered(log)])

    def _held(
        self,
        own: Sequence[Return],
        decisions: Sequence[DecisionRecord],
        again: Set[int],
        until: str = END_OF_TIME,
        closed: Closed | None = None,
    ) -> tuple[list[Return], list[DecisionRecord]]:
        """Returns and decisions; of what may have been examined ``again`` the examination that
        holds after these decisions, and what they say of it.
        """
        held, about = [], in_force(decisions)
        for each in own:
            several = self._readings(each, decisions, again, until, closed)
            if len(several) > 1:
                each, about = holding(several, about)
            elif several:
                each = several[0].returned
            held.append(each)
        return held, about

    def _readings(
        self,
        returned: Return,
        decisions: Sequence[DecisionRecord],
        again: Set[int],
        until: str,
        closed: Closed | None,
    ) -> list[Examination]:
        """The examinations of a return of which decisions say which holds; none where that is the
        last. What was made after its period was ``closed`` is not among them, until somebody
        decides about the return.
        """
        number = returned.number or 0
        if number not in again:
            return []
        decided = [each.at for each in decisions if each.receipt == number]
        if closed is not None and closed.holds(returned, decided):
            return self._examinations(number, as_text(closed.at))
        return self._examinations(number, until) if decided else []

    def _examined(self, where: str, **values: object) -> list[Return]:
        """Receipts as their last examination has them, without what decisions made of them."""
        rows = self._open.execute(LAST + where, {"until": END_OF_TIME} | values)
        return [self._returned(row) for row in rows]

    def _returned(self, row: Sequence[str], shelf: Shelf | None = None) -> Return:
        return returned(row, self.zone, self.believes, shelf)

    def _examinations(self, receipt: int, until: str) -> list[Examination]:
        return examinations(self._open, self.zone, self.believes, receipt, until)

    def _log(self, until: str) -> list[DecisionRecord | Disbelieved]:
        """All decisions until a time; of one that is not to be believed nobody can tell when."""
        log = self._logged("number > ?", -(2**63))
        return [each for each in log if isinstance(each, Disbelieved) or as_text(each.at) <= until]

    def _logged(self, where: str, value: object) -> list[DecisionRecord | Disbelieved]:
        return decisions(self._open, self.zone, self.believes, where, value)

    def _placed(self) -> Placings:
        """Where the office has put files of no unit; read once after each decision, by an index."""
        (last,) = self._open.execute("SELECT coalesce(max(number), 0) FROM decision").fetchone()
        if self._placings is None or self._placings[0] != last:
            of_no_unit = "receipt IN (SELECT receipt FROM examination WHERE unit IS ?)"
            self._placings = last, placings(in_force(believed(self._logged(of_no_unit, None))))
        return self._placings[1]

    def _numbered(self, number: int, until: str = END_OF_TIME) -> list[Return]:
        return self._examined(" AND receipt.number = :number", number=number, until=until)

    def ever_told(self) -> list[tuple[str, str]]:
        """Every unit and period, by their codes, that any examination has told of a return."""
        told = "SELECT DISTINCT unit, period FROM examination"
        return self._open.execute(
            f"{told} WHERE unit IS NOT NULL AND period IS NOT NULL"
        ).fetchall()

    def issued(self) -> dict[str, tuple[str, str]]:
        """The issue numbers of issued forms, with the digest of the definition, and the period."""
        rows = self._open.execute("SELECT issue, definition, period FROM issued")
        return {issue: (definition, period) for issue, definition, period in rows}

    def handed_out(self, period: str) -> dict[str, datetime.datetime]:
        """When the first form of a period was made for each unit, by the unit's code."""
        rows = self._open.execute(
            "SELECT unit, min(at) FROM issued WHERE period = ? GROUP BY unit", (period,)
        )
        return {unit: as_time(at, self.zone) for unit, at in rows}

    def last_issued(self, period: str) -> dict[str, str]:
        """The definition, by its digest, of the last form made for each unit for a period."""
        sql = "SELECT unit, definition FROM issued WHERE period = ? ORDER BY number"
        return dict(self._open.execute(sql, (period,)).fetchall())

    def issued_from(self, as_of: datetime.datetime | None = None) -> list[tuple[str, str]]:
        """The definitions that forms were issued from, by digest, each with a period of theirs, as
        known ``as_of`` a time.
        """
        return self._open.execute(
            "SELECT DISTINCT definition, period FROM issued WHERE at <= ?"
            " ORDER BY period, definition",
            (as_bound(as_of),),
        ).fetchall()
