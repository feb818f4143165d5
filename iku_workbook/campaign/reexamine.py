"""Examines received returns again where the question that they answered has changed since.

A verdict belongs to a definition, to the keys that were known, to a program and to the period that
was asked for. Where one of these is another today, and may judge or read a return differently, the
return is examined again; what was found before stays in the registry. An approved return is never
turned: what would be found today is put to whoever approved it (REVIEW-002).
A form of another period than somebody named stays refused until somebody acts on it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from iku_workbook import __version__
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.changes import Changes, answers, changes, gone, in_new_words
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.codes import NOT_EXAMINED, NOT_THEN, Family
from iku_workbook.findings import Finding, Severity, Verdict
from iku_workbook.hidden import HIDDEN
from iku_workbook.inputs import Values
from iku_workbook.registry import Registry, RegistryError
from iku_workbook.registry.defined import last_defined
from iku_workbook.registry.examinations import (
    definitions_of_last,
    examined_otherwise,
    last_examinations,
)
from iku_workbook.registry.holding import ASKS, about
from iku_workbook.registry.placed import dismissed
from iku_workbook.registry.records import Examination, Receipt
from iku_workbook.returns import Return

if TYPE_CHECKING:
    from iku_workbook.campaign.examiner import Clock

_CANNOT_WRITE = frozenset({"registry-held", "registry-busy", "registry-write-failed"})
_OF_KEYS, _OF_PERIOD = frozenset({"FORM-002", "FORM-003"}), "FORM-021"


class Why(StrEnum):
    """Why a return is examined again."""

    DEFINITION = "definition"
    KEY = "key"
    PROGRAM = "program"
    PERIOD = "period"
    REQUEST = "request"


_CAUSES = {
    Why.DEFINITION: "definition.yaml",
    Why.KEY: f"{HIDDEN}/key",
    Why.PROGRAM: f"iku {__version__}",
    Why.PERIOD: "--period",
    Why.REQUEST: "iku reexamine",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A return to be examined again, as it was examined last.

    changed  the questions, rules and indicators that are others today
    gone     questions and choices that nothing says what became of
    """

    examination: Examination
    why: Why
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reexamined:
    """A return that was examined again: as it held before, and as it holds now.

    same  nothing came of it but that it was looked at
    """

    due: Due
    before: Return
    now: Return
    same: bool

    @property
    def turned(self) -> bool:
        """Whether somebody has to look at it: it is asked about, or no longer accepted."""
        return not self.same and (self.now.outdated or self.now.verdict is not Verdict.ACCEPTED)

    @property
    def cause(self) -> Finding | None:
        """The first finding for which it is not accepted now, None where it is."""
        found = self.now.findings
        errors = (each for each in found if each.severity is Severity.ERROR)
        return next((each for each in found if each.code in NOT_EXAMINED), next(errors, None))


def unheard(_each: object) -> None:
    """What listens to what a run has to tell where nobody else does."""


def due(registry: Registry, forms: Forms, come_again: Set[int] = frozenset()) -> list[Due]:
    """The returns that today may judge or read differently, earlier periods first; ``come_again``
    are the numbers of those whose files somebody has brought once more.
    """
    questions = _Questions(forms, come_again)
    digests = definitions_of_last(registry.connection)
    same = [digest for digest in digests if questions.is_same(digest)]
    otherwise = examined_otherwise(
        registry.connection, registry.zone, registry.believes, __version__, same
    )
    aside = dismissed(registry.decisions())
    found = (questions.due(each) for each in otherwise if not _is_over(each, aside))
    return sorted((each for each in found if each is not None), key=_order)


def chosen(registry: Registry, unit: str | None, period: str | None) -> list[Due]:
    """The returns of a unit and a period, by their codes; of all where they are None."""
    aside = dismissed(registry.decisions())
    return sorted(
        (
            Due(each, Why.REQUEST)
            for each in last_examinations(registry.connection, registry.zone, registry.believes)
            if not _is_over(each, aside)
            and unit in (None, each.returned.unit)
            and period in (None, each.returned.period)
        ),
        key=_order,
    )


def _is_over(each: Examination, aside: Set[int]) -> bool:
    """Whether a form of another period was set aside: then no run takes it up by itself."""
    returned = each.returned
    return returned.number in aside and any(one.code == _OF_PERIOD for one in returned.findings)


def reexamine(
    registry: Registry,
    forms: Forms,
    wanted: Sequence[Due],
    clock: Clock,
    *,
    jobs: int = 1,
    again: bool = False,
) -> Iterator[Reexamined]:
    """Examine these and record what is found, share by share; the registry is held for writing.

    ``again`` tries also what a fault of this same program kept from being examined again.
    """
    from iku_workbook.campaign.examiner import Examiner

    if not wanted:
        return
    forms = forms.of_any_period()
    by_number = {each.examination.returned.number or 0: each for each in wanted}
    placed = (each for own in registry.lineages().values() for each in own)
    held = {each.number or 0: each for each in (*placed, *registry.unplaced())}
    for number in by_number.keys() - held.keys():  # what was set aside is in no list
        held[number] = registry.return_of(number) or by_number[number].examination.returned
    same: dict[int, bool] = {}

    def judge(number: int, found: Return) -> Return:
        before, one = held[number], by_number[number]
        found = _of_its_unit(_with_known_key(found, before), before)
        found = _as_it_came(found, one.examination.returned)
        known = (before, *_approved(registry, before))
        same[number] = any(_says_the_same(each, found, forms) for each in known)
        if same[number] or before.approval is None or found.verdict is Verdict.NOT_EXAMINED:
            return found
        return _asking(one, before.approval.by, found)

    receipts = [_receipt(each.examination) for each in wanted]
    examiner = Examiner(registry, forms, clock, jobs)
    failed = registry.failed_again()
    for number, found in examiner.examine(receipts, failed, again=again, judge=judge):
        fault = found.verdict is Verdict.NOT_EXAMINED
        now = found if fault else registry.return_of(number) or found
        yield Reexamined(by_number[number], held[number], now, same[number])


def _approved(registry: Registry, before: Return) -> list[Return]:
    """An approved return as it was read when it was approved, and since without a question."""
    if before.approval is None:
        return []
    every = registry.examinations(before.number or 0)
    then = [at for at, each in enumerate(every) if each.at <= before.approval.at]
    own = [each.returned for each in every[then[-1] if then else 0 :]]
    return [each for each in own if all(finding.code != ASKS for finding in each.findings)]


def _with_known_key(found: Return, before: Return) -> Return:
    """What was found; a seal that was genuine before is not broken: its key is no longer here."""
    if not before.values or not any(each.code in _OF_KEYS for each in found.findings):
        return found
    return replace(found, findings=(Finding("FORM-026", found.file),))


def _of_its_unit(found: Return, before: Return) -> Return:
    """What was found, of the unit that said it before where today nothing tells whose it is: what
    people decided on it is about that unit's returns.
    """
    if not before.values or found.unit is not None:
        return found
    return replace(found, unit=before.unit, period=before.period)


def _as_it_came(found: Return, former: Return) -> Return:
    """What was found, but of copies and names (DUP) what was noted when it came.

    Which of two came first does not change with the question.
    """
    if not former.values or not found.values:
        return found
    noted = [each for each in former.findings if each.family is Family.DUP]
    own = [each for each in found.findings if each.family is not Family.DUP]
    place = next((at for at, each in enumerate(own) if each.sheet is not None), len(own))
    return replace(found, findings=(*own[:place], *noted, *own[place:]))


def bring_up_to_date(
    campaign: CampaignFolder,
    *,
    by: str,
    clock: Clock,
    jobs: int = 1,
    told: Callable[[Reexamined], object] = unheard,
) -> bool:
    """Examine again what today may judge or read differently, where this campaign can be written;
    whether it is on record which definition holds.

    Where nothing can be written all stays as it is: what results are computed from says so itself.
    """
    forms = campaign.forms()
    with campaign.registry() as registry:
        known = last_defined(registry.connection) == forms.current.digest
        if not registry.version() or (known and not due(registry, forms)):
            return True
        try:
            campaign.keep(forms.current)
            with registry.writing(by, clock()):
                for each in reexamine(registry, forms, due(registry, forms), clock, jobs=jobs):
                    told(each)
        except (RegistryError, OSError) as error:
            if isinstance(error, RegistryError) and error.code not in _CANNOT_WRITE:
                raise
            return known
    return True


def gone_since(registry: Registry, forms: Forms) -> tuple[str, ...]:
    """Questions and choices that returns were held against, and nothing says what became of."""
    questions, digests = _Questions(forms), definitions_of_last(registry.connection)
    return tuple(dict.fromkeys(name for digest in digests for name in questions.gone(digest)))


def as_read_today(returns: Iterable[Return], forms: Forms) -> list[Return]:
    """Returns of the registry, by the names that things have today, and without what answers none
    of today's questions.

    One that was held against another question, and not again since, bears FORM-025.
    """
    questions = _Questions(forms)
    return [_today(each, questions, forms) for each in returns]


def _today(returned: Return, questions: _Questions, forms: Forms) -> Return:
    since = questions.since(returned.definition or forms.current.digest, returned.unit)
    changed = since.of_meaning
    if not since.all:
        return returned
    recorded = in_new_words(returned.values, forms.current)
    values = answers(recorded, forms.current)
    found = replace(returned, values=values)
    # What was approved counts for what it says, however it would be judged today.
    known = values == recorded if returned.approval is not None else not changed
    if known or returned.outdated or returned.verdict is not Verdict.ACCEPTED:
        return found
    finding = Finding("FORM-025", returned.file, data={"changed": ", ".join(changed)})
    return replace(found, findings=(*returned.findings, finding))


class _Questions:
    """What is asked today, beside what was asked under earlier definitions; compared once each."""

    def __init__(self, forms: Forms, come_again: Set[int] = frozenset()) -> None:
        self.forms, self.come_again = forms, come_again
        self.known: dict[tuple[str, str, str], Changes] = {}
        self.lost: dict[str, tuple[str, ...]] = {}

    def due(self, each: Examination) -> Due | None:
        """Whether an examination has to be made again, and why."""
        returned = each.returned
        there = self.forms.current.lists(returned.unit, returned.period)
        if not there and returned.verdict is not Verdict.REJECTED:
            return None  # of a unit that is no longer asked: what it said stays as it was
        codes = {finding.code for finding in returned.findings}
        if NOT_THEN in codes:
            return Due(each, Why.DEFINITION, (returned.unit or "",)) if there else None
        if _OF_PERIOD in codes:
            return Due(each, Why.PERIOD) if self._is_wanted(returned) else None
        if each.program != __version__:
            return Due(each, Why.PROGRAM)
        if codes & _OF_KEYS and self._other_keys(returned):
            return Due(each, Why.KEY)
        changed = self.since(each.definition, returned.unit).all
        return Due(each, Why.DEFINITION, changed, self.gone(each.definition)) if changed else None

    def is_same(self, digest: str) -> bool:
        """Whether nobody is asked otherwise today than by the definition with this digest."""
        units = self.forms.current.units
        return not any(self.since(digest, unit.code).all for unit in units)

    def since(self, digest: str, code: str | None) -> Changes:
        """What changed for a unit since the definition with this digest: all, where it is lost.

        Everything for a unit that is new on the list; nothing for one that is not on it.
        """
        current = self.forms.current
        unit = self.forms.unit(current, code or "")
        if digest == current.digest or unit is None:
            return Changes()
        then = self.forms.definition(digest)
        former = self.forms.unit(then, unit.code) if then is not None else None
        if then is None or former is None:
            return Changes(read=(_CAUSES[Why.DEFINITION] if then is None else unit.title,))
        key = (digest, former.kind, unit.kind)
        if key not in self.known:
            self.known[key] = changes(then, current, (former.kind, unit.kind))
        return self.known[key]

    def gone(self, digest: str) -> tuple[str, ...]:
        """What the definition with this digest had, and nothing says what became of it."""
        then = self.forms.definition(digest)
        if digest not in self.lost:
            self.lost[digest] = gone(then, self.forms.current) if then is not None else ()
        return self.lost[digest]

    def _other_keys(self, returned: Return) -> bool:
        known = [each.data.get("keys") for each in returned.findings if each.code in _OF_KEYS]
        return known != [self.forms.known_keys]

    def _is_wanted(self, returned: Return) -> bool:
        if self.forms.period is None:
            return returned.number in self.come_again
        return self.forms.period.code == returned.period


def _asking(due: Due, by: str, found: Return) -> Return:
    """What was found, as a question to whoever approved what it would take the place of."""
    data = {"by": by, "changed": ", ".join(due.changed) or _CAUSES[due.why]}
    return replace(found, findings=(*found.findings, Finding(ASKS, found.file, data=data)))


def _says_the_same(before: Return, found: Return, forms: Forms) -> bool:
    """Whether all that matters is as it was: what a return says and has to correct, and what comes
    of that. What was not asked before says nothing, and what was let pass stays so.
    """
    was, now = (_said(each.values, forms) for each in (before, found))
    both = before.indicators.keys() & found.indicators.keys()
    passed = [about(each) for each in before.findings if each.waived is not None]
    return (
        was == {name: value for name, value in now.items() if name in was}
        and all(value is None for name, value in now.items() if name not in was)
        and all(before.indicators[code] == found.indicators[code] for code in both)
        and _wrong(before, passed) == _wrong(found, passed)
    )


def _said(values: Values, forms: Forms) -> dict[str, object]:
    """What was filled in of what is asked today, by the names of today."""
    asked = {each.id for each in forms.current.fields}
    asked |= {each.id for each in forms.current.registers}
    return {
        name: [{key: cell for key, cell in row.items() if cell is not None} for row in value]
        if isinstance(value, Sequence) and not isinstance(value, str)
        else value
        for name, value in in_new_words(values, forms.current).items()
        if name in asked
    }


def _wrong(returned: Return, passed: Sequence[object]) -> set[str]:
    return {
        about(each)
        for each in returned.findings
        if each.severity is Severity.ERROR
        and each.family is not Family.REVIEW
        and about(each) not in passed
    }


def _receipt(examination: Examination) -> Receipt:
    returned = examination.returned
    at = returned.received or datetime.datetime.now(datetime.UTC)
    return Receipt(returned.number or 0, returned.sha256, returned.file, at, "")


def _order(due: Due) -> tuple[str, int]:
    return due.examination.returned.period or "", due.examination.returned.number or 0
