"""Who has returned and who has not: the matrix of units by periods, in every format."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iku_workbook.definition import Definition
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.periods import Period, short_label
from iku_workbook.report.csv import BYTE_ORDER_MARK, inert
from iku_workbook.report.pages import page
from iku_workbook.report.shown import json_text, short
from iku_workbook.results.accumulate import Status
from iku_workbook.results.status import Matrix, Standing

APPROVED = "approved"
SETTLED = (APPROVED, "accepted")
STATES = (APPROVED, *(str(status) for status in Status))
MARKS = {
    APPROVED: "✓✓",
    "accepted": "✓",
    "needs-correction": "!",
    "rejected": "✗",
    "missing": "·",
}
COLUMNS = (
    "unit",
    "name",
    "period",
    "status",
    "approved",
    "late",
    "nihil",
    "due",
    "received",
    "file",
    "contact",
)


@dataclass(frozen=True, slots=True)
class Owing:
    """A unit that owes something, as a person reads it: "Perlu diperbaiki: Triwulan I, II"."""

    unit: str
    owed: str
    contact: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the formats say: how each unit stands, on which day, and whom to call."""

    definition: Definition
    periods: Sequence[Period]
    matrix: Matrix
    day: datetime.date
    contacts: Mapping[str, str]

    def counts(self) -> list[tuple[str, list[int]]]:
        """How many units are in each state, period by period."""
        found = {state: [0] * len(self.periods) for state in STATES}
        for place, period in enumerate(self.periods):
            for unit in self.definition.reporting:
                found[state_of(self.matrix[unit.code, period.code])][place] += 1
        return list(found.items())

    def owing(self, say: Catalogue) -> list[Owing]:
        """Who owes a return, or a better one, for periods that are over."""
        found = []
        over = [period for period in self.periods if self.day > period.end]
        for unit in self.definition.reporting:
            states: dict[str, list[str]] = {}
            for period in over:
                state = state_of(self.matrix[unit.code, period.code])
                if state not in SETTLED:
                    states.setdefault(state, []).append(short_label(period, say.language))
            if states:
                owed = "; ".join(
                    f"{say(f'standing.{state}')}: {', '.join(periods)}"
                    for state, periods in states.items()
                )
                contact = short(self.contacts.get(unit.code, ""))
                found.append(Owing(short(unit.title), owed, contact))
        return found


def state_of(standing: Standing) -> str:
    """One of :data:`STATES`."""
    return APPROVED if standing.approved else str(standing.status)


def words(standing: Standing, say: Catalogue) -> str:
    """A unit's standing in words: "Diterima, nihil, terlambat"."""
    said = [say(f"standing.{state_of(standing)}")]
    said += [say("standing.nihil")] if standing.nihil else []
    said += [say("standing.late")] if standing.late else []
    return ", ".join(said)


def as_json(overview: Overview) -> str:
    """The matrix for programs: by unit and period, with counts by state."""
    document = {
        "as_of": overview.day.isoformat(),
        "periods": [period.code for period in overview.periods],
        "counts": {
            period.code: {state: numbers[place] for state, numbers in overview.counts()}
            for place, period in enumerate(overview.periods)
        },
        "units": {
            unit.code: {
                "name": unit.name,
                "contact": overview.contacts.get(unit.code),
                "periods": {
                    period.code: _object(overview.matrix[unit.code, period.code])
                    for period in overview.periods
                },
            }
            for unit in overview.definition.reporting
        },
    }
    return json_text(document, 2) + "\n"


def as_csv(overview: Overview) -> str:
    """One row a unit and period, for a spreadsheet; no text in it is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for unit in overview.definition.reporting:
        for period in overview.periods:
            each = overview.matrix[unit.code, period.code]
            known = _object(each)
            due = period.due(overview.definition.due_days)
            row = {
                "unit": unit.code,
                "name": unit.name,
                "period": period.code,
                "due": due,
                "contact": overview.contacts.get(unit.code),
                **known,
            }
            writer.writerow([inert(row[column]) for column in COLUMNS])
    return BYTE_ORDER_MARK + out.getvalue()


def as_html(overview: Overview, language: str) -> str:
    """The page."""
    say = catalogue(language)
    return page(
        "standing.html",
        language,
        title=overview.definition.title,
        date=overview.day,
        periods=[short_label(period, language) for period in overview.periods],
        marks=MARKS,
        counts=overview.counts(),
        rows=list(rows(overview, say)),
        owing=overview.owing(say),
    )


def rows(overview: Overview, say: Catalogue) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Each unit's name and code, and for each period its state and the words for it."""
    for unit in overview.definition.reporting:
        cells = [overview.matrix[unit.code, period.code] for period in overview.periods]
        yield unit.name, unit.code, [(state_of(each), words(each, say)) for each in cells]


def _object(standing: Standing) -> dict[str, object]:
    decided = standing.decided
    received = decided.received if decided else None
    return {
        "status": str(standing.status),
        "approved": standing.approved,
        "late": standing.late,
        "nihil": standing.nihil,
        "received": received.isoformat(timespec="seconds") if received else None,
        "file": decided.file if decided else None,
    }
