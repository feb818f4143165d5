"""Every code that a finding can bear, and how much it weighs: one table.

A new check adds its code here, its sentences to the catalogues (``messages/*/finding.toml``) and
its section to ``docs/findings.md``. Codes are stable and never reused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: only an error keeps a return from being accepted."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Family(StrEnum):
    """The subject of a finding: its code's prefix, up to the dash."""

    FILE = "FILE"
    """what the bytes are"""
    FORM = "FORM"
    """which form it is"""
    LOCK = "LOCK"
    """what was altered that must not be"""
    VALUE = "VALUE"
    """one input cell, or a register"""
    RULE = "RULE"
    """several cells together"""
    CALC = "CALC"
    """results as stated against results as recomputed"""
    HIST = "HIST"
    """what was accepted for earlier periods"""
    DUP = "DUP"
    """what was received already"""
    REVIEW = "REVIEW"
    """what people at the office decided"""


REJECTING = frozenset({Family.FILE, Family.FORM})
"""An error of these: the file cannot be trusted to be our form."""

ENDED = "FILE-041"
"""The code of a file that ended the process that examined it."""

OF_THE_PROGRAM = frozenset({"FILE-000", ENDED})
"""The codes of what went wrong in this program: it would do so again."""

PAPERS = frozenset({"FILE-007", "FILE-008", "FILE-011", "FILE-043"})
"""The codes of what stands beside a form: a document, a PDF, a picture, a recording."""

NOT_THEN = "FORM-029"
"""A form of a unit for a period in which it does not report."""
ELSEWHERE = frozenset({"FORM-002", "FORM-030"})
"""A form of another campaign, of another year perhaps: by name, or by its period."""
OTHER_OFFICE = "FORM-027"
"""The code of a form that another office handed out, to a unit of its own."""

OLD_FORM = frozenset({"FORM-022", "FORM-023"})
"""The codes of a form that was issued from an earlier definition."""

MOVED = frozenset(
    {"LOCK-013", "LOCK-014", "LOCK-015", "LOCK-016", "LOCK-019", "VALUE-016", "VALUE-017"}
)
"""The codes of cells that were moved, and are read as if they stood in their places."""

UNBELIEVED = "FORM-028"
"""The code of an examination whose record is not what was written: the file is examined again."""

_LOST = frozenset({"FILE-042", "FILE-057", "FILE-058", "FORM-024", "FORM-026", UNBELIEVED})
NOT_EXAMINED = OF_THE_PROGRAM | _LOST
"""The codes of what kept us from examining a file: nothing of it is its sender's doing."""

NO_RETURN = frozenset({"FILE-040", "FILE-047", "FILE-060", "REVIEW-003"})
"""The codes of what is nobody's return: a program's own file, or what the office set aside."""

NEVER_A_RETURN = frozenset(
    f"FILE-{number:03}" for number in (2, 7, 8, 9, 10, 11, 14, 18, 43, 44, 45, 46, 48, 59)
)
"""The codes of what is no workbook of any kind: no correction makes a return of it."""

SENT_BACK = "REVIEW-001"
"""The code of what a person at the office asked for in words."""

SETTLED = frozenset({"REVIEW-004"})
"""The codes of what the office decided about a file of no unit: nobody is asked for it again."""

CONFLICT = "DUP-002"
"""The code of two returns of which nobody can tell which holds: who knows lets one pass."""

QUESTION_CHANGED = frozenset({"FORM-025", "REVIEW-002"})
"""The codes of a return that counts as it was read under an earlier definition."""

DISPUTED = "REVIEW-006"
"""The code of a return of which a decision is not to be believed: it has to be made anew."""

OUT_OF_PLACE = frozenset({"DUP-007", "DUP-008"})
"""The codes of what leaves an accepted return uncounted: another took its place, or is approved."""

ASKING = frozenset({"DUP-010", "DUP-011", "DUP-012", "DUP-013", "REVIEW-007", "REVIEW-009"})
"""The codes that a person answers before a return counts, or takes the place of another."""

NEVER_WAIVED = frozenset({Family.FILE, Family.FORM, Family.DUP, Family.REVIEW})
"""What no decision of the office lets pass: there are no values to accept, or it decides itself."""

TYPED = frozenset({Family.VALUE, Family.RULE, Family.HIST})
"""What the officer typed, and can therefore correct."""

RECORDED = frozenset({"VALUE-025", "HIST-009"})
"""The codes that are stored for what hangs on them, and shown to no person: nobody has to know or
to do anything. Programs read them, as notes.
"""

AS_READ = frozenset({"VALUE-008", "VALUE-020", "VALUE-021", "VALUE-022"})
"""The codes of how a cell was read: not said where what was read is refused."""


@dataclass(frozen=True, slots=True)
class Code:
    """The properties that all findings with one code share.

    severity  how much it weighs (a rule of a definition states its own)
    restored  the corrected copy is right already: what was altered is in it as it was issued
    """

    severity: Severity
    restored: bool = False


_ERROR, _WARNING, _INFO = map(Code, Severity)
_RESTORED_ERROR, _RESTORED_WARNING = (
    Code(severity, restored=True) for severity in (Severity.ERROR, Severity.WARNING)
)

CODES: Mapping[str, Code] = {
    "FILE-000": _ERROR,
    "FILE-001": _ERROR,
    "FILE-002": _ERROR,
    "FILE-003": _ERROR,
    "FILE-004": _ERROR,
    "FILE-005": _ERROR,
    "FILE-006": _ERROR,
    "FILE-007": _ERROR,
    "FILE-008": _ERROR,
    "FILE-009": _ERROR,
    "FILE-010": _ERROR,
    "FILE-011": _ERROR,
    "FILE-012": _ERROR,
    "FILE-013": _ERROR,
    "FILE-014": _ERROR,
    "FILE-015": _ERROR,
    "FILE-016": _ERROR,
    "FILE-017": _ERROR,
    "FILE-018": _ERROR,
    "FILE-019": _ERROR,
    "FILE-020": _ERROR,
    "FILE-021": _ERROR,
    "FILE-022": _ERROR,
    "FILE-023": _ERROR,
    "FILE-024": _ERROR,
    "FILE-025": _ERROR,
    "FILE-026": _ERROR,
    "FILE-027": _ERROR,
    "FILE-028": _ERROR,
    "FILE-029": _ERROR,
    "FILE-030": _ERROR,
    "FILE-031": _ERROR,
    "FILE-032": _ERROR,
    "FILE-033": _ERROR,
    "FILE-034": _ERROR,
    "FILE-035": _ERROR,
    "FILE-036": _ERROR,
    "FILE-037": _ERROR,
    "FILE-038": _ERROR,
    "FILE-039": _WARNING,
    "FILE-040": _INFO,
    "FILE-041": _ERROR,
    "FILE-042": _ERROR,
    "FILE-043": _ERROR,
    "FILE-044": _ERROR,
    "FILE-045": _ERROR,
    "FILE-046": _ERROR,
    "FILE-047": _INFO,
    "FILE-048": _ERROR,
    "FILE-049": _ERROR,
    "FILE-050": _ERROR,
    "FILE-051": _ERROR,
    "FILE-052": _ERROR,
    "FILE-053": _ERROR,
    "FILE-054": _WARNING,
    "FILE-055": _WARNING,
    "FILE-056": _ERROR,
    "FILE-057": _ERROR,
    "FILE-058": _ERROR,
    "FILE-059": _ERROR,
    "FILE-060": _INFO,
    "FORM-001": _ERROR,
    "FORM-002": _ERROR,
    "FORM-003": _ERROR,
    "FORM-004": _ERROR,
    "FORM-005": _ERROR,
    "FORM-006": _ERROR,
    "FORM-007": _ERROR,
    "FORM-010": _INFO,
    "FORM-011": _WARNING,
    "FORM-012": _WARNING,
    "FORM-013": _WARNING,
    "FORM-020": _WARNING,
    "FORM-021": _ERROR,
    "FORM-022": _WARNING,
    "FORM-023": _INFO,
    "FORM-024": _ERROR,
    "FORM-025": _WARNING,
    "FORM-026": _ERROR,
    "FORM-027": _ERROR,
    "FORM-028": _ERROR,
    NOT_THEN: _ERROR,
    "FORM-030": _ERROR,
    "LOCK-001": _RESTORED_ERROR,
    "LOCK-002": _RESTORED_ERROR,
    "LOCK-003": _RESTORED_WARNING,
    "LOCK-004": _RESTORED_WARNING,
    "LOCK-005": _RESTORED_WARNING,
    "LOCK-006": _RESTORED_WARNING,
    "LOCK-007": _RESTORED_ERROR,
    "LOCK-008": _RESTORED_ERROR,
    "LOCK-009": _RESTORED_WARNING,
    "LOCK-010": _RESTORED_ERROR,
    "LOCK-011": _RESTORED_ERROR,
    "LOCK-012": _RESTORED_WARNING,
    "LOCK-013": _RESTORED_ERROR,
    "LOCK-014": _RESTORED_ERROR,
    "LOCK-015": _RESTORED_ERROR,
    "LOCK-016": _RESTORED_ERROR,
    "LOCK-017": _RESTORED_WARNING,
    "LOCK-018": _RESTORED_WARNING,
    "LOCK-019": _RESTORED_ERROR,
    "LOCK-020": _RESTORED_WARNING,
    "LOCK-021": _INFO,
    "LOCK-022": _RESTORED_WARNING,
    "LOCK-023": _RESTORED_ERROR,
    "LOCK-024": _RESTORED_WARNING,
    "LOCK-025": _ERROR,
    "LOCK-026": _RESTORED_WARNING,
    "LOCK-027": _RESTORED_WARNING,
    "LOCK-028": _RESTORED_WARNING,
    "LOCK-029": _RESTORED_WARNING,
    "LOCK-030": _RESTORED_ERROR,
    "LOCK-031": _ERROR,
    "LOCK-032": _RESTORED_WARNING,
    "LOCK-033": _RESTORED_WARNING,
    "LOCK-034": _RESTORED_WARNING,
    "LOCK-035": _ERROR,
    "LOCK-036": _RESTORED_WARNING,
    "LOCK-037": _RESTORED_WARNING,
    "LOCK-038": _ERROR,
    "VALUE-001": _ERROR,
    "VALUE-002": _ERROR,
    "VALUE-003": _ERROR,
    "VALUE-004": _ERROR,
    "VALUE-005": _ERROR,
    "VALUE-006": _ERROR,
    "VALUE-007": _ERROR,
    "VALUE-008": _WARNING,
    "VALUE-009": _ERROR,
    "VALUE-011": _ERROR,
    "VALUE-012": _RESTORED_WARNING,
    "VALUE-013": _WARNING,
    "VALUE-014": _ERROR,
    "VALUE-015": _ERROR,
    "VALUE-016": _RESTORED_ERROR,
    "VALUE-017": _RESTORED_ERROR,
    "VALUE-018": _WARNING,
    "VALUE-019": _ERROR,
    "VALUE-020": _WARNING,
    "VALUE-021": _WARNING,
    "VALUE-022": _WARNING,
    "VALUE-023": _WARNING,
    "VALUE-024": _WARNING,
    "VALUE-025": _INFO,
    "RULE-001": _ERROR,
    "CALC-001": _WARNING,
    "HIST-001": _WARNING,
    "HIST-002": _WARNING,
    "HIST-003": _WARNING,
    "HIST-004": _WARNING,
    "HIST-005": _INFO,
    "HIST-006": _WARNING,
    "HIST-007": _WARNING,
    "HIST-008": _ERROR,
    "HIST-009": _INFO,
    "DUP-001": _INFO,
    "DUP-002": _ERROR,
    "DUP-003": _WARNING,
    "DUP-004": _WARNING,
    "DUP-005": _INFO,
    "DUP-006": _INFO,
    "DUP-007": _INFO,
    "DUP-008": _WARNING,
    "DUP-009": _INFO,
    "DUP-010": _WARNING,
    "DUP-011": _WARNING,
    "DUP-012": _WARNING,
    "DUP-013": _WARNING,
    "DUP-014": _INFO,
    "DUP-015": _WARNING,
    "REVIEW-001": _ERROR,
    "REVIEW-002": _WARNING,
    "REVIEW-003": _INFO,
    "REVIEW-004": _INFO,
    "REVIEW-005": _INFO,
    "REVIEW-006": _WARNING,
    "REVIEW-007": _WARNING,
    "REVIEW-008": _INFO,
    "REVIEW-009": _WARNING,
}
