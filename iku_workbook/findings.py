"""What is wrong with a returned workbook: small typed records that know nothing of printing.

A finding is a code and data. Its sentence, in the reader's language, lives in the message
catalogues under the same code, so that a test can assert the code and a translator can mend the
sentence. Codes are stable and never reused.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import StrEnum

NO_DATA: Mapping[str, object] = {}


class Severity(StrEnum):
    """How much a finding weighs: only an error keeps a return from being accepted."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """What becomes of a returned workbook."""

    ACCEPTED = "accepted"
    NEEDS_CORRECTION = "needs-correction"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person at the office decided: who ("Kasi PMD"), when, and why."""

    by: str
    at: datetime.datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause, one finding.

    code      family and number, such as ``VALUE-002``
    file      the file's name as it was received
    sheet     the sheet's name, None where the finding is about the whole file
    cell      an A1 address, None where there is no single place
    field     the id of the field, calculation or indicator concerned
    expected  what should stand there
    found     what stands there
    data      further values that the sentence in the catalogue names
    waived    the office's decision to let it pass: it stays visible, as a note
    """

    code: str
    severity: Severity
    file: str = ""
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None
    expected: object = None
    found: object = None
    data: Mapping[str, object] = attribute(default_factory=dict)
    waived: Decision | None = None

    @property
    def family(self) -> str:
        """The code up to its dash: FILE, FORM, LOCK, VALUE, RULE, CALC, HIST, DUP or
        REVIEW."""
        return self.code.partition("-")[0]


def verdict(findings: Iterable[Finding]) -> Verdict:
    """Accepted without an error; rejected where the file cannot be trusted to be our form."""
    found = Verdict.ACCEPTED
    for finding in findings:
        if finding.severity is Severity.ERROR:
            if finding.family in {"FILE", "FORM"}:
                return Verdict.REJECTED
            found = Verdict.NEEDS_CORRECTION
    return found
