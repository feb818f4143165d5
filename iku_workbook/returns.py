"""A return: one returned workbook after all checks, with its findings, values and verdict."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from iku_workbook.codes import (
    ASKING,
    DISPUTED,
    OTHER_OFFICE,
    PAPERS,
    QUESTION_CHANGED,
    SETTLED,
    UNBELIEVED,
)
from iku_workbook.findings import Decision, Finding, Verdict, verdict
from iku_workbook.inputs import Values


@dataclass(frozen=True, slots=True)
class Parts:
    """An indicator's numerator, denominator and value; None where blank."""

    numerator: float | None
    denominator: float | None
    value: float | None


_NO_APPROVALS: Mapping[str, Decision] = {}  # one for a hundred thousand returns


@dataclass(frozen=True, slots=True)
class Return:
    """One file, checked.

    file        the name as received (for a member of an archive ``archive.zip/name.xlsx``)
    sha256      of its bytes, in hexadecimal
    unit        the unit's code, None where it could not be told
    period      the period's SDMX code, None where it could not be told
    findings    everything found, in the order of the sheets
    values      as in the JSON of the contract: field ids, and register ids with their filled rows
    indicators  this unit's own, for this period alone, by the indicator's code
    received    when the office took it in, with its time zone; None where it was only looked at
    approval    the approval that holds, if there is one
    approvals   while not all of it is approved: the approvals that hold of single indicators, by
                the indicator's code
    number      its number in the registry; None where it was only looked at
    old_form    its form was issued from an earlier definition than the one that holds
    superseded  a newer return has taken its place: nothing is asked of it any longer
    named       the unit that its name tells, where the file itself tells none
    confirmed   the decision that it takes the place of what was accepted before it
    awaits      it is valid, and a person has to say whether it takes the place of an accepted one
    overruled   it is accepted and does not count: the number of the older return that is approved;
                None where nothing keeps it from counting
    definition  the digest of the definition that it was held against; None where it was only
                looked at
    unapproved  it is accepted, and not counted: only what somebody has approved is
    corrects    the unit had sent another file for the period before it
    mends       it came after one of the same unit and period that was to be corrected or sent back
    program     the version of the program that examined it; None where it was only looked at
    repeats     where the same bytes were taken in before: the finding that says when, which is
                the first of its findings; None where they are new
    """

    file: str
    sha256: str
    unit: str | None
    period: str | None
    findings: tuple[Finding, ...]
    values: Values
    indicators: Mapping[str, Parts]
    received: datetime.datetime | None = None
    approval: Decision | None = None
    number: int | None = None
    old_form: bool = False
    superseded: bool = False
    confirmed: Decision | None = None
    awaits: bool = False
    overruled: int | None = None
    repeats: Finding | None = None
    named: str | None = None
    definition: str | None = None
    unapproved: bool = False
    corrects: bool = False
    mends: bool = False
    approvals: Mapping[str, Decision] = field(default_factory=lambda: _NO_APPROVALS)
    program: str | None = None
    _verdict: Verdict | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def verdict(self) -> Verdict:
        """What follows from the findings: accepted, needs correction or rejected."""
        if self._verdict is None:  # asked a dozen times of each: told once
            object.__setattr__(self, "_verdict", verdict(self.findings))
        return cast("Verdict", self._verdict)

    @property
    def weighs(self) -> bool:
        """Whether somebody still has to do something about it: the exit status says so."""
        if self.verdict in {Verdict.ACCEPTED, Verdict.NO_RETURN}:
            return self.awaits or self.overruled is not None
        return not any(each.code in SETTLED for each in self.findings)

    @property
    def told_before(self) -> bool:
        """Whether nothing is asked of anybody any longer: it came before, and another has taken its
        place, or it is a form of another office, which was said then.
        """
        elsewhere = any(each.code == OTHER_OFFICE for each in self.findings)
        return self.repeats is not None and (self.superseded or elsewhere)

    @property
    def is_paper(self) -> bool:
        """Whether it is a picture, a PDF or their like: what comes beside a form."""
        return any(each.code in PAPERS for each in self.findings)

    @property
    def outdated(self) -> bool:
        """Whether it counts as it was read under another question than today's."""
        return any(each.code in QUESTION_CHANGED for each in self.findings)

    @property
    def disputed(self) -> bool:
        """Whether a decision on it is not to be believed: until it is made anew, it counts as if
        that had never been made, and results are provisional.
        """
        return any(each.code == DISPUTED for each in self.findings)

    @property
    def unbelieved(self) -> bool:
        """Whether its examination is not on record as it was: it is examined again."""
        return any(each.code == UNBELIEVED for each in self.findings)


def only_approved(returned: Return) -> Return:
    """A return as it counts where only approved ones do: one that is accepted and that nobody has
    approved, or whose approval awaits that a decision is made anew, stays and is not counted.
    """
    approved = returned.approval is not None and not returned.disputed
    if approved or returned.verdict is not Verdict.ACCEPTED:
        return returned
    return replace(returned, unapproved=True)


def questions(returned: Return) -> list[Finding]:
    """What a person is asked about a return that awaits a decision."""
    return [each for each in returned.findings if each.code in ASKING]
