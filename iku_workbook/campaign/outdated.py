"""Which returns were judged under another question than today's, and returns as they read today.

A verdict belongs to a definition, to the keys that were known, to a program and to the period that
was asked for. Where one of these is another today, it may judge or read a return differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from iku_workbook import __version__
from iku_workbook.changes import Changes, answers, changes, gone, in_new_words
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.codes import ELSEWHERE, NOT_THEN
from iku_workbook.findings import Finding, Verdict
from iku_workbook.hidden import HIDDEN
from iku_workbook.registry import Registry
from iku_workbook.registry.examinations import (
    definitions_of_last,
    examined_otherwise,
    last_examinations,
)
from iku_workbook.registry.placed import dismissed
from iku_workbook.registry.records import Examination
from iku_workbook.returns import Return

OF_KEYS = ELSEWHERE | {"FORM-003"}
"""What a form bears that no key of the campaign has signed."""
_OF_PERIOD = "FORM-021"
_NO_CHANGES = Changes()


class Why(StrEnum):
    """Why a return is examined again."""

    DEFINITION = "definition"
    KEY = "key"
    PROGRAM = "program"
    PERIOD = "period"
    REQUEST = "request"


CAUSES = {
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
        if codes & OF_KEYS and self._other_keys(returned):
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
        if digest == current.digest:
            return _NO_CHANGES
        unit = self.forms.unit(current, code or "")
        if unit is None:
            return _NO_CHANGES
        then = self.forms.definition(digest)
        former = self.forms.unit(then, unit.code) if then is not None else None
        if then is None or former is None:
            return Changes(read=(CAUSES[Why.DEFINITION] if then is None else unit.title,))
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
        known = [each.data.get("keys") for each in returned.findings if each.code in OF_KEYS]
        return known != [self.forms.known_keys]

    def _is_wanted(self, returned: Return) -> bool:
        if self.forms.period is None:
            return returned.number in self.come_again
        return self.forms.period.code == returned.period


def _is_over(each: Examination, aside: Set[int]) -> bool:
    """Whether a form of another period was set aside: then no run takes it up by itself."""
    returned = each.returned
    return returned.number in aside and any(one.code == _OF_PERIOD for one in returned.findings)


def _order(due: Due) -> tuple[str, int]:
    return due.examination.returned.period or "", due.examination.returned.number or 0
