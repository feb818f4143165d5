"""A finding: one problem of a returned workbook, as data without any sentence.

A finding is a code and data. Its severity stands in the table of codes
(:mod:`iku_workbook.codes`), its sentences in the message catalogues under the same code, so that a
test can assert the code and a translator can correct the sentence.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import StrEnum

from iku_workbook.codes import (
    CODES,
    NO_RETURN,
    NOT_EXAMINED,
    RECORDED,
    REJECTING,
    Family,
    Severity,
)

__all__ = ["Change", "Changes", "Decision", "Finding", "Severity", "Verdict", "verdict"]


class Verdict(StrEnum):
    """The outcome for a returned file; not-examined is no answer to its sender, and what is no
    return had none.
    """

    ACCEPTED = "accepted"
    NEEDS_CORRECTION = "needs-correction"
    REJECTED = "rejected"
    NOT_EXAMINED = "not-examined"
    NO_RETURN = "no-return"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of the office: who made it ("Kasi PMD"), when, and why."""

    by: str
    at: datetime.datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What an input says now and said before, of a register its rows; both None: the same many."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two returns, input by input; ``more`` than those that are named."""

    named: tuple[Change, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause, one finding.

    code          family and number, such as ``VALUE-002``, from the table of codes
    file          the file's name as it was received
    sheet         the sheet's name, None where the finding is about the whole file
    cell          an A1 address, None where there is no single place
    field         the id of the field, calculation or indicator concerned
    expected      what should stand there
    found         what stands there
    data          further values that the sentence in the catalogue names
    waived        the office's decision to let it pass: it stays visible, as a note
    own_severity  where the code does not say it: a rule's own, or what was recorded of it
    """

    code: str
    file: str = ""
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None
    expected: object = None
    found: object = None
    data: Mapping[str, object] = attribute(default_factory=dict)
    waived: Decision | None = None
    own_severity: Severity | None = None

    @property
    def severity(self) -> Severity:
        """How much it weighs: a note once it was waived."""
        if self.waived is not None:
            return Severity.INFO
        return self.own_severity or CODES[self.code].severity

    @property
    def family(self) -> Family:
        """The finding's subject, from its code."""
        return Family(self.code.partition("-")[0])


def shown(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that a person sees; programs see all."""
    return [each for each in findings if each.code not in RECORDED]


def verdict(findings: Iterable[Finding]) -> Verdict:
    """Accepted without an error; rejected where the file cannot be trusted to be our form; not
    examined where that could not be found out; no return where nobody sent it as one.
    """
    found, findings = Verdict.ACCEPTED, tuple(findings)
    if any(each.code in NO_RETURN for each in findings):
        return Verdict.NO_RETURN
    for finding in findings:
        if finding.code in NOT_EXAMINED:
            return Verdict.NOT_EXAMINED
        if finding.severity is Severity.ERROR:
            if finding.family in REJECTING:
                return Verdict.REJECTED
            found = Verdict.NEEDS_CORRECTION
    return found
