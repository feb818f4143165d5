"""Renders the status of returns: who has returned, who has not, units by periods.

A :class:`Standing` is the status of one unit in one period (accepted, missing, late …).
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Verdict
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.periods import Period, label, short_label
from iku_workbook.registry.closings import Closed
from iku_workbook.registry.head import Head
from iku_workbook.report import overtaken as overtakes
from iku_workbook.report.grouping import (
    AWAITS,
    AWAITS_MARK,
    OVERRULED,
    OVERRULED_MARK,
    outcome,
    outcome_words,
    period_name,
)
from iku_workbook.report.overtaken import Overtaken
from iku_workbook.results.accumulate import Status
from iku_workbook.results.naming import first_of, names_of
from iku_workbook.results.open_questions import open_questions
from iku_workbook.results.status import Matrix, Standing
from iku_workbook.results.unsettled import SETTLED as ALL_SETTLED
from iku_workbook.results.unsettled import Unsettled
from iku_workbook.returns import Return, questions
from iku_workbook.safe_text import short

APPROVED = "approved"
WAITS = str(Verdict.NOT_EXAMINED)
ABSENT = str(Status.ABSENT)
SETTLED = (APPROVED, "accepted", AWAITS, WAITS, ABSENT)
"""States in which a unit owes nothing."""
_OWED = (Status.NEEDS_CORRECTION, Status.REJECTED, Status.MISSING)
STATES = (APPROVED, str(Status.ACCEPTED), AWAITS, *map(str, _OWED), WAITS)
MARKS = {
    APPROVED: "✓✓",
    "accepted": "✓",
    AWAITS: AWAITS_MARK,
    "needs-correction": "!",
    "rejected": "✗",
    "missing": "·",
    ABSENT: "∅",
    WAITS: "?",
    "late": "*",
    "nihil": "–",
    "corrected": "~",
    "partly": "½",
    OVERRULED: OVERRULED_MARK,
    "other": "+",
}
PERIODS_IN_WORDS = 4
UNPLACED_SHOWN = 50
"""How many files of no unit a person is shown, the newest: of the others it is said how many."""


@dataclass(frozen=True, slots=True)
class Owing:
    """A unit that still owes a return or a correction: "Perlu diperbaiki: Triwulan I, II"."""

    unit: str
    owed: str
    contact: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The status of each unit and period on a day, as every format renders it.

    unplaced    what was received but whose unit is not known
    unexamined  what was received but not examined, because of a fault of ours
    unsettled   what awaits a decision, and whom the list of units has lost or gained
    head        the end of the registry's chain of records
    overtaken   results and documents that do not say what they would say today
    closed      the periods that are closed
    overruled   what is accepted and does not count, as an older return is approved
    unspent     the programmes, by name, of which nobody has said what they spent in a period that
                is over; nothing where the list that says it has mistakes, ``spending_wrong``
    """

    definition: Definition
    periods: Sequence[Period]
    matrix: Matrix
    day: datetime.date
    contacts: Mapping[str, str]
    unplaced: Sequence[Return]
    unexamined: Sequence[Return] = ()
    unsettled: Unsettled = ALL_SETTLED
    head: Head | None = None
    overtaken: Sequence[Overtaken] = ()
    closed: Sequence[Closed] = ()
    overruled: Sequence[Return] = ()
    unspent: Mapping[Period, Sequence[str]] = field(default_factory=dict)
    spending_wrong: OperatorError | None = None

    @property
    def crowded(self) -> bool:
        """Whether there are more periods than a line has room for in words."""
        return len(self.periods) > PERIODS_IN_WORDS

    @property
    def outdated(self) -> list[Return]:
        """The returns that count as they were read under another question than today's."""
        return [one for each in self.matrix.values() if (one := each.decided) and one.outdated]

    def names(self) -> dict[str, str]:
        """Each unit's name by its code, with the code where another unit bears the same name."""
        return {code: short(name) for code, name in names_of(self.definition.reporting).items()}

    def closing_of(self, period: Period) -> Closed | None:
        """Who closed a period, and when; None while it is open."""
        return next((each for each in self.closed if each.period == period.code), None)

    def columns(self) -> list[list[Standing]]:
        """The standing of every unit that is there, period by period."""
        return [self.column(period) for period in self.periods]

    def column(self, period: Period) -> list[Standing]:
        """The same for one period."""
        units = self.definition.reporting_in(period)
        return [self.matrix[unit.code, period.code] for unit in units]

    def counts(self) -> list[tuple[str, list[int]]]:
        """How many units are in each state, period by period."""
        found = [Counter(map(state_of, column)) for column in self.columns()]
        return [(state, [each[state] for each in found]) for state in STATES]

    def among(self) -> list[tuple[str, list[int]]]:
        """How many units are late, had nothing to report, are approved in part, were put right and
        not looked at yet, have sent a newer return than the approved one, whatever their state.
        """
        columns = self.columns()
        return [
            ("late", [sum(each.late for each in column) for column in columns]),
            ("nihil", [sum(each.nihil for each in column) for column in columns]),
            ("partly", [sum(each.partly is not None for each in column) for column in columns]),
            ("corrected", [sum(each.corrected for each in column) for column in columns]),
            (OVERRULED, [sum(each.newer is not None for each in column) for column in columns]),
        ]

    def owing(self, say: Catalogue) -> list[Owing]:
        """Who owes a return, or a better one, for periods that are over."""
        found = []
        names = self.names()
        over = [period for period in self.periods if self.day > period.end]
        for unit in self.definition.reporting:
            states: dict[str, list[str]] = {}
            for period in over:
                standing = self.matrix[unit.code, period.code]
                if state_of(standing) not in SETTLED:
                    said = _owed(standing, say)
                    states.setdefault(said, []).append(short_label(period, say.language))
            if states:
                owed = "; ".join(f"{said}: {listed_names(own)}" for said, own in states.items())
                contact = short(self.contacts.get(unit.code, ""))
                found.append(Owing(names[unit.code], owed, contact))
        return found


def state_of(standing: Standing) -> str:
    """The standing's state, one of :data:`STATES`."""
    if standing.waits:
        return WAITS
    if standing.asked:
        return AWAITS
    return APPROVED if standing.approved else str(standing.status)


def state_of_return(returned: Return, say: Catalogue) -> tuple[str, str]:
    """The state of one return, and its words: what became of it, or that it is approved."""
    if returned.approval is not None:
        return APPROVED, say(f"standing.{APPROVED}")
    return outcome(returned), outcome_words(returned, say)


def words(standing: Standing, say: Catalogue) -> str:
    """A unit's standing in words, but for its lateness: "Diterima, nihil"."""
    state = say(f"standing.{state_of(standing)}")
    if standing.other is not None and not standing.waits:
        return f"{state}, {say('standing.other')}"
    own = {"nihil": standing.nihil, "corrected": standing.corrected}
    if standing.partly is not None:
        some, count = standing.partly
        state = f"{state}, {say('standing.partly_approved', some=some, count=count)}"
    if standing.newer is not None:
        state = f"{state}, {say('standing.newer', number=str(standing.newer.number))}"
    return ", ".join([state, *(say(f"standing.{name}") for name, holds in own.items() if holds)])


def _owed(standing: Standing, say: Catalogue) -> str:
    """What is owed, and until when where that is a later day that was given."""
    said, given = words(standing, say), standing.extension
    return say("standing.owed_until", owed=said, until=given.until) if given is not None else said


def marks(standing: Standing, say: Catalogue) -> str:
    """Symbols for what there is to say beside the state, where there is no room for words."""
    own = {
        "partly": standing.partly,
        OVERRULED: standing.newer,
        "nihil": standing.nihil,
        "corrected": standing.corrected,
        "other": standing.other,
        "late": standing.late,
    }
    return "".join(MARKS[name] for name, holds in own.items() if holds)


def late_words(standing: Standing, say: Catalogue) -> str:
    """The same with it: "Diterima, nihil, terlambat"."""
    text = words(standing, say)
    return f"{text}, {say('standing.late')}" if standing.late else text


def as_html(overview: Overview, language: str) -> str:
    """The status overview as one HTML page."""
    from iku_workbook.report.pages import page

    say = catalogue(language)
    return page(
        "standing.html",
        language,
        title=overview.definition.title,
        date=overview.day,
        head=overview.head,
        periods=[short_label(period, language) for period in overview.periods],
        marks=MARKS,
        counts=overview.counts(),
        among=overview.among(),
        rows=list(rows(overview, marks if overview.crowded else late_words, say)),
        owing=overview.owing(say),
        awaiting=awaiting(overview, say),
        overruled=overruled(overview, say),
        listed=listed(overview, say),
        extended=extended(overview, say),
        overtaken=overtakes.sentences(overview.closed, overview.overtaken, overview.names(), say),
        unexamined=unexamined(overview, say),
        unplaced=unplaced(overview, say),
        more=more_unplaced(overview),
    )


def rows(
    overview: Overview, worded: Callable[[Standing, Catalogue], str], say: Catalogue
) -> Iterator[tuple[Unit, list[tuple[str, str]]]]:
    """Each unit, and for each period its state and the words for it."""
    for unit in overview.definition.reporting:
        cells = [overview.matrix[unit.code, period.code] for period in overview.periods]
        yield unit, [(state_of(each), worded(each, say)) for each in cells]


def unexamined(overview: Overview, say: Catalogue) -> list[tuple[str, str, str, str]]:
    """What is not examined: when it came, its name, whose it is where that is known, and why."""
    names = overview.names()
    return [
        (
            say.show(each.received),
            short(each.file),
            names.get(each.unit or "", "–"),
            short(say.finding(each.findings[0]).text),
        )
        for each in overview.unexamined
    ]


def awaiting(overview: Overview, say: Catalogue) -> list[tuple[str, str, str, str]]:
    """What awaits a decision: its number for ``iku accept``, its file, whose it is, and why."""
    names = overview.names()
    return [
        (*_named(names, each, say), short("; ".join(say.finding(one).title for one in asked)))
        for each in overview.unsettled.awaiting
        for asked in (questions(each),)
    ]


def overruled(overview: Overview, say: Catalogue) -> list[tuple[str, str, str, str]]:
    """What does not count as an older return is approved: its number, its file, whose it is, and
    how it stands.
    """
    names = overview.names()
    return [(*_named(names, each, say), outcome_words(each, say)) for each in overview.overruled]


def _named(names: Mapping[str, str], each: Return, say: Catalogue) -> tuple[str, str, str]:
    whose = names.get(each.unit or "", each.unit)
    return str(each.number), short(each.file), f"{whose}, {period_name(each, say)}"


def listed(overview: Overview, say: Catalogue) -> tuple[str, ...]:
    """A sentence for every unit that has left the list, and for every one that has joined it."""
    return open_questions(overview.definition, overview.unsettled.of_the_list, say)


def extended(overview: Overview, say: Catalogue) -> list[str]:
    """A sentence for each later day that was given, with the period and the units."""
    names = overview.names()
    found: dict[tuple[Period, datetime.date], list[str]] = {}
    for (unit, _), each in overview.matrix.items():
        if each.extension is not None:
            found.setdefault((each.period, each.due), []).append(names[unit])
    return [
        say(
            "standing.extended",
            period=label(period, say.language),
            until=until,
            names="; ".join(first_of(units, say)),
        )
        for (period, until), units in sorted(found.items())
    ]


def unplaced(overview: Overview, say: Catalogue) -> list[tuple[str, str, str, str]]:
    """Files of no known unit, newest first: the number that ``iku assign`` takes, the name, the
    unit that it tells, and why it is no return.
    """
    names = overview.names()
    return [
        (
            str(each.number),
            short(each.file),
            names.get(each.named or "", ""),
            short(say.finding(each.findings[0]).text) if each.findings else "",
        )
        for each in reversed(overview.unplaced[-UNPLACED_SHOWN:])
    ]


def more_unplaced(overview: Overview) -> int:
    """How many files of no known unit are not among those that a person is shown."""
    return max(0, len(overview.unplaced) - UNPLACED_SHOWN)


def listed_names(names: Sequence[str]) -> str:
    """Names in a row, a first word that all have in common once: Triwulan I, II, III."""
    if not names:
        return ""
    first, *others = (name.partition(" ") for name in names)
    if first[2] and all(other[0] == first[0] for other in others):
        return f"{first[0]} {', '.join(rest for _, _, rest in (first, *others))}"
    return ", ".join(names)
