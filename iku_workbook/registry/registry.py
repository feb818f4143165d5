"""The registry: every file received, the outcome of its checks, and all decisions.

What is written, and how, is said in :mod:`.ledger`; here stands what follows from it.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence, Set
from itertools import groupby
from pathlib import Path

from iku_workbook.registry import lineage
from iku_workbook.registry.chain import Keys
from iku_workbook.registry.decisions import decisions
from iku_workbook.registry.doubts import reported_later
from iku_workbook.registry.examinations import (
    END_OF_TIME,
    FAILED_AGAIN,
    LAST,
    NEVER_EXAMINED,
    as_text,
    examinations,
    examined_again,
    faults,
    returned,
    unbelieved,
)
from iku_workbook.registry.holding import holding
from iku_workbook.registry.in_force import in_force
from iku_workbook.registry.ledger import Ledger
from iku_workbook.registry.placed import Placings, placed, placings, with_given
from iku_workbook.registry.records import (
    DecisionRecord,
    Examination,
    Fault,
    Receipt,
)
from iku_workbook.registry.stored import Stored
from iku_workbook.returns import Return
from iku_workbook.zones import HERE


class Registry(Ledger):
    """The registry of one campaign, and what follows from its records."""

    def __init__(
        self, path: Path, keys: Keys | None = None, zone: datetime.tzinfo = HERE.time
    ) -> None:
        super().__init__(path, keys, zone)
        self._placings: tuple[int, Placings] | None = None

    def close(self) -> None:
        """Close the database connection."""
        super().close()
        self._placings = None

    def unexamined(self) -> list[Receipt]:
        """Receipts not examined yet, because a run was interrupted or a fault prevented it, and
        those whose last examination is not what was written.
        """
        return self._receipts(
            "WHERE number NOT IN (SELECT receipt FROM examination)"
            " OR number IN (SELECT value FROM json_each(?)) ORDER BY number",
            json.dumps(unbelieved(self._open)),
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
        own = self.lineage(alone.unit, alone.period)
        return next((each for each in own if each.number == number), alone)

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
        return decisions(self._open, self.zone, where, value)

    def _placed(self) -> Placings:
        """Where the office has put files of no unit; read once after each decision, by an index."""
        (last,) = self._open.execute("SELECT coalesce(max(number), 0) FROM decision").fetchone()
        if self._placings is None or self._placings[0] != last:
            of_no_unit = "receipt IN (SELECT receipt FROM examination WHERE unit IS ?)"
            self._placings = last, placings(in_force(self._decisions(of_no_unit, None)))
        return self._placings[1]

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
