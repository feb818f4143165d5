"""The records of the registry: received files, receipts, examinations, faults and decisions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from iku_workbook.inputs import Scalar
from iku_workbook.registry.compact import Apart
from iku_workbook.registry.dictionaries import Packed
from iku_workbook.returns import Return


class DecisionKind(StrEnum):
    """The kinds of decision that a person can make on a return."""

    APPROVE = "approve"
    RETURN = "return"
    REOPEN = "reopen"
    WAIVE = "waive"
    ASSIGN = "assign"
    DISMISS = "dismiss"
    ACCEPT = "accept"
    """it takes the place of the accepted one: the answer yes to a question"""
    REFUSE = "refuse"
    """this return alone is sent back: what was accepted before it counts"""
    PRUNE = "prune"
    """what was never a return: its content is let go, its hash and record stay"""
    UNDO = "undo"
    """another decision no longer holds"""


class ExportKind(StrEnum):
    """The kinds of file that are written out of a campaign."""

    MASTER = "master"
    TABLE = "table"
    PAGE = "page"
    DOCUMENT = "document"
    ARCHIVE = "archive"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file that was written out had been computed of.

    mode   ``approved`` where nothing else counted
    as_of  the day as of which it was computed, where one was named
    entry  the last entry of the chain that it knew; None where it was of no registry
    added  how many other campaigns were added up with this one
    """

    mode: str | None = None
    as_of: datetime.date | None = None
    entry: int | None = None
    added: int = 0


NOTHING_KNOWN = Origin()


@dataclass(frozen=True, slots=True)
class Export:
    """One file that was written out.

    version  which one of its name, counted from 1: the same bytes are the same version
    """

    number: int
    at: datetime.datetime
    by: str
    what: ExportKind
    period: str | None
    name: str
    sha256: str
    origin: Origin
    version: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file that is to be kept: its bytes are given piece by piece, and only once; ``apart`` as
    another process took them apart.
    """

    name: str
    sha256: str
    size: int
    pieces: Iterable[bytes]
    apart: Apart | Packed | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file that was taken in.

    number  counted from 1, in the order of receiving
    sha256  of its bytes, in hexadecimal
    name    as it was received
    at      when, with a time zone
    by      who took it in
    """

    number: int
    sha256: str
    name: str
    at: datetime.datetime
    by: str


@dataclass(frozen=True, slots=True)
class Examination:
    """One examination of a receipt: what it said, when, and under which program and definition.

    number      counted over all receipts, in the order of examining
    program     the version of this program
    definition  the digest of the campaign's definition at that time
    """

    number: int
    returned: Return
    at: datetime.datetime
    program: str
    definition: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that kept a receipt from being examined, under which program and definition.

    returned    what is said of the receipt: why nobody could examine it
    program     the version of this program
    definition  the digest of the campaign's definition at that time
    """

    returned: Return
    program: str
    definition: str


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One decision on one receipt.

    finding       the index of the finding that it waives
    unit, period  whom the receipt is given to, and for which period
    undoes        the number of the decision that no longer holds
    indicators    the ids of those that it speaks of; None: of the whole return
    """

    number: int
    what: DecisionKind
    receipt: int
    finding: int | None
    by: str
    at: datetime.datetime
    reason: str
    unit: str | None = None
    period: str | None = None
    undoes: int | None = None
    indicators: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class MendedCell:
    """What the office put into one input cell, in place of what stood there.

    field  the id of the field, ``register.field``, or of the register whose answer it is
    row    the line of its register, counted from 1; None outside of one
    cell   where it stands in the workbook that was made: ``Isian!C7``
    old    what had been typed, as it was typed
    new    what stands there now
    """

    field: str
    row: int | None
    cell: str
    old: Scalar
    new: Scalar

    @property
    def name(self) -> str:
        """The cell as people name it: ``datang``, ``kegiatan[3].tanggal``."""
        register, _, column = self.field.partition(".")
        return self.field if self.row is None else f"{register}[{self.row}].{column}"


@dataclass(frozen=True, slots=True)
class MendedRecord:
    """A receipt that the office made of another one, its ``origin``: who, when, what and why."""

    number: int
    at: datetime.datetime
    by: str
    receipt: int
    origin: int
    cells: tuple[MendedCell, ...]
    reason: str
