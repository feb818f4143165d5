"""Short plain messages to a unit, which a person sends on; nothing sends them by itself.

What a stranger typed stands in them as data: made visible, and written so that no program turns it
into a link.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from iku_workbook.brought_forward import carries
from iku_workbook.calculations import reported_fields
from iku_workbook.codes import CODES, SENT_BACK
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.definition.targets import period_aimed, written
from iku_workbook.effort import minutes_to_fill
from iku_workbook.findings import Finding, Severity, Verdict
from iku_workbook.form_words import SAME
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.periods import Period, label, short_label
from iku_workbook.registry.closings import Closed
from iku_workbook.registry.head import Head
from iku_workbook.replies.corrected_copy import to_correct
from iku_workbook.report.grouping import groups, period_name
from iku_workbook.results.accumulate import Status
from iku_workbook.results.status import Standing
from iku_workbook.returns import Return
from iku_workbook.safe_text import short
from iku_workbook.sending import signed_page, way_back
from iku_workbook.unit_words import words_of
from iku_workbook.workbook.issue import file_name

POINTS = 3
"""How many findings a message names: nobody reads on."""

# What phones make a link of: a scheme, and a dot before what could be a domain's ending, which the
# endings of the files that villages send are not.
_SCHEME = re.compile(r"(?<=\w):(?=//)|(?<=mailto):|(?<=tel):", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<=\w)\.(?=[^\W\d_]{2})(?!(?:xls[xmb]?|ods|csv|docx?|pdf|jpe?g|png|heic|webp)\b)",
    re.IGNORECASE,
)


class Term(NamedTuple):
    """The last day on which something is wanted, and the day on which that is said."""

    due: datetime.date
    today: datetime.date

    @property
    def over(self) -> bool:
        """Whether that day has gone by."""
        return self.today > self.due


def covering(
    definition: Definition,
    unit: Unit,
    period: Period,
    language: str,
    due: datetime.date | None = None,
    today: datetime.date | None = None,
) -> str:
    """The message that goes out with a form: deadline, how to fill in, whom to contact.

    ``due`` is a later day that the unit was given, and ``today`` a date at the office: a form that
    goes out after its last day is asked for as soon as may be.
    """
    return Covering(definition, period, language)(unit, due, today)


class Covering:
    """The messages that go out with a period's forms; what many units are told alike is put
    together once.
    """

    def __init__(self, definition: Definition, period: Period, language: str) -> None:
        self.definition, self.period, self.language = definition, period, language
        self._known: dict[tuple[str, Term], tuple[Catalogue, str, tuple[str, ...]]] = {}

    def __call__(
        self, unit: Unit, due: datetime.date | None = None, today: datetime.date | None = None
    ) -> str:
        """The message to one unit, as :func:`covering` says it."""
        definition, period = self.definition, self.period
        due = max(filter(None, (due, period.due(definition.due_days))))
        say, opening, steps = self._alike(unit, Term(due, today or due))
        return _letter(
            definition,
            unit,
            say,
            opening,
            *_own_targets(definition, unit, period, say),
            "\n".join((say("letter.covering_file", file=file_name(unit)), *steps)),
        )

    def _alike(self, unit: Unit, term: Term) -> tuple[Catalogue, str, tuple[str, ...]]:
        """The words for a unit's kind, what it is asked for, and what it is to do."""
        key = unit.kind, term
        if key not in self._known:
            definition, language = self.definition, self.language
            say = catalogue(language).naming(words_of(definition, unit.kind, language))
            agency = ", ".join(filter(None, (definition.agency.name, definition.agency.regency)))
            name = label(self.period, language)
            opening = say("letter.covering", agency=agency, period=name, title=definition.title)
            self._known[key] = say, opening, _steps(definition, unit, self.period, say, term)
        return self._known[key]


def _steps(
    definition: Definition, unit: Unit, period: Period, say: Catalogue, term: Term
) -> tuple[str, ...]:
    """What to do with the form, until it is back and its page is signed."""
    form, back = catalogue(definition.language), way_back(definition, say)
    minutes = minutes_to_fill(definition, unit.kind, period)
    fields = reported_fields(definition, unit.kind, period)
    last = "letter.covering_step_4_late" if term.over else "letter.covering_step_4"
    signed = signed_page(definition, say)
    fill = say("letter.covering_step_2", guide=form("form.guide"), minutes=minutes)
    if carries(period) and any(map(definition.carries, fields)):
        fill = f"{fill} {say('letter.covering_carried', same=form(SAME))}"
    return (
        say("letter.covering_step_1"),
        fill,
        say("letter.covering_step_3", approval=form("form.approval"), signed=signed),
        say(last, back=back, due=term.due),
    )


def _own_targets(
    definition: Definition, unit: Unit, period: Period, say: Catalogue
) -> Iterator[str]:
    """What the unit itself is to reach, where units have targets of their own."""
    found = []
    for each in definition.indicators:
        target = unit.target(each.code, period)
        if target is not None:
            figure = written(target, None, say.language)
            aimed = Period.parse(period_aimed(unit.targets[each.code], period))
            when = short_label(aimed, say.language)
            unit_of = f" {each.unit_of_measure}" if each.unit_of_measure else ""
            found.append(f"{each.name}: {figure}{unit_of} ({when})")
    if found:
        yield say("letter.own_targets", unit=unit.title, targets="; ".join(found))


def reminder(
    definition: Definition,
    standing: Standing,
    today: datetime.date,
    language: str,
    closed: Closed | None = None,
) -> str:
    """The message to a unit that still owes a return; ``today`` is a date at the office, ``closed``
    the period's closing, if it is closed.
    """
    if standing.status is Status.ACCEPTED or standing.waits:
        raise ValueError("nothing is owed")
    say = catalogue(language)
    due = standing.due
    when = "late" if today > due else "today" if today == due else "before"
    missing = standing.status is Status.MISSING and standing.other is None
    owed = say(
        f"letter.missing_{when}"
        if missing
        else f"letter.{'other' if standing.other else standing.status}",
        file=unlinked(short(standing.other.file.rpartition("/")[2])) if standing.other else "",
        period=label(standing.period, language),
        unit=standing.unit.title,
        due=due,
        days=abs((due - today).days),
    )
    please = say("letter.please", back=way_back(definition, say))
    late = [_closed("owed", closed, say)] if closed is not None else []
    return _letter(definition, standing.unit, say, owed, *late, please)


def corrections(
    definition: Definition,
    returned: Return,
    unit: Unit | None,
    copy: str | None,
    language: str,
    head: Head | None = None,
    closed: Closed | None = None,
    term: Term | None = None,
) -> str:
    """The message in reply to a return: the main findings, and how to send it corrected.

    ``copy`` is the name of the corrected copy that goes along, None where there is none; ``head``
    the end of the registry's chain, by which the unit can prove later what was received; ``closed``
    the closing of its period, where it came after that; ``term`` says until when it is wanted.
    """
    say = catalogue(language)
    refused = returned.verdict is Verdict.REJECTED or copy is None
    file = unlinked(short(returned.file.rpartition("/")[2]))
    back = way_back(definition, say)
    copied = {"file": copy or "", "sheet": catalogue(definition.language)("form.corrections")}
    points, more = _points(returned.findings, say)
    if refused:
        opening, closing = say("letter.refused", file=file), say("letter.refused_mend", back=back)
        rest = say("letter.more_refused", count=more)
    else:
        key = _asked(returned, closed)
        opening = say(f"letter.to_{key}", period=period_name(returned, say))
        closing = say(f"letter.{_how(key, returned)}", **copied, back=back)
        rest = say("letter.more", count=more, **copied)
    lines = ["\n".join([opening, *points, *([rest] if more else [])]), closing]
    if term is not None and closed is None and _asked(returned, closed) == "mend":
        lines.append(say("letter.due_late" if term.over else "letter.due", due=term.due))
    if closed is not None:
        accepted = returned.verdict is Verdict.ACCEPTED
        lines.insert(1, _closed("kept" if accepted else "mend", closed, say))
    return _proved(_letter(definition, unit, say, *lines), head, say)


def after_closing(
    definition: Definition,
    returned: Return,
    unit: Unit | None,
    closed: Closed,
    language: str,
    head: Head | None = None,
) -> str:
    """The message in reply to a return in which nothing is to be corrected, and which came after
    its period was closed.
    """
    say = catalogue(language)
    came = say("letter.came", period=period_name(returned, say))
    kept = (_closed("kept", closed, say), say("letter.closed_wait"))
    return _proved(_letter(definition, unit, say, came, *kept), head, say)


def unlinked(text: str) -> str:
    """``text`` as people still read it, of which no program makes a link."""
    return _DOMAIN.sub("[.]", _SCHEME.sub("[:]", text))


def as_file(letter: str) -> bytes:
    """A message as the bytes of a text file that every editor shows, Windows 7's Notepad too."""
    return letter.replace("\n", "\r\n").encode()


def _asked(returned: Return, closed: Closed | None) -> str:
    """What is asked of the unit: to mend it, or to look at it; also of one that cannot be used yet,
    as it came after its period was closed.
    """
    if returned.verdict is not Verdict.ACCEPTED:
        return "mend"
    return "look_at" if closed is None else "look_at_late"


def _how(asked: str, returned: Return) -> str:
    """How that is done: no cell is marked where a person has asked for something in words."""
    if asked != "mend":
        return "look_at"
    marked = any(each.cell for each in to_correct(returned.findings))
    return "mend" if marked else "mend_unmarked"


def _closed(what: str, closed: Closed, say: Catalogue) -> str:
    """That the period is closed, and what the office does with what comes."""
    period = label(Period.parse(closed.period), say.language)
    return say(f"letter.closed_{what}", period=period, at=closed.at.date())


def _proved(letter: str, head: Head | None, say: Catalogue) -> str:
    return letter if head is None else f"{letter}{say('letter.proof_code', head=head)}\n"


def _points(findings: Sequence[Finding], say: Catalogue) -> tuple[list[str], int]:
    """The first findings, what a person asked for before all others and errors before warnings, one
    message once; and how many are left.
    """
    wanted = [each for each in to_correct(findings) if each.severity is not Severity.INFO]
    found = [(group, statement) for group in groups(wanted, say) for statement in group.statements]
    found.sort(key=lambda each: each[0].code != SENT_BACK)
    points = []
    for number, (group, statement) in enumerate(found[:POINTS], start=1):
        where = say("letter.point_where", places=statement.places) if statement.places else ""
        wrong = unlinked(statement.message)
        points.append(say("letter.point", number=number, wrong=wrong, where=where))
        if statement is group.statements[-1] or number == POINTS:
            hint = say("form.corrections_restored") if CODES[group.code].restored else group.hint
            points.append(f"   → {unlinked(hint)}")
    return points, max(0, len(found) - POINTS)


def _letter(definition: Definition, unit: Unit | None, say: Catalogue, *parts: str) -> str:
    """Greeting, paragraphs, whom to ask, thanks and who writes."""
    agency = definition.agency
    greeting = say("letter.greeting_unknown")
    if unit:
        who = words_of(definition, unit.kind, say.language)
        greeting = say.naming(who)("letter.greeting", unit=unit.title)
    ask = say("letter.ask", contact=agency.contact or agency.name)
    return "\n\n".join((greeting, *parts, ask, f"{say('letter.thanks')}\n{agency.name}")) + "\n"
