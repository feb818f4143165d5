"""What was read from one file: its values and findings, before comparison with other files."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from iku_workbook.definition.model import Unit
from iku_workbook.findings import Finding
from iku_workbook.inputs import Scalar, Values
from iku_workbook.periods import Period

if TYPE_CHECKING:
    from iku_workbook.workbook.reading.workbook import Cell


class EventRow(NamedTuple):
    """One filled row of a register: its sheet row, its values, its unreadable fields. A tuple, for
    it goes from one process to another by the hundred thousand.
    """

    row: int
    values: Mapping[str, Scalar]
    unreadable: frozenset[str]


@dataclass(frozen=True, slots=True)
class Content:
    """The values of a recognised form, and whose they are.

    form        the digest of the definition that it was issued from
    digest      of the definition that holds now, whose fields and registers these are
    values      each field's value, None where blank or unreadable
    previous    the value of the previous period that stands beside each field
    events      each register's filled rows
    nihil       the registers that were said to have nothing to report
    unreadable  the inputs that hold something that is no value: field ids and ``register.field``
    reread      the inputs read otherwise than the program that saved them did: text as a number
    marks       the characters that nobody sees in an input's text, by its name and sheet row (0
                for a field): ``U+200B``
    stated      each computed cell as it stands, by defined name
    confirmed   what was answered to each confirmation of what was brought forward, by its name
    signed      the same of the results that are shown once more on the page to sign
    altered     the computed values whose formula is not the one issued
    """

    unit: Unit
    period: Period
    form: str
    digest: str
    values: Mapping[str, Scalar]
    previous: Mapping[str, Scalar]
    events: Mapping[str, tuple[EventRow, ...]]
    nihil: frozenset[str]
    unreadable: frozenset[str]
    reread: frozenset[str]
    marks: Mapping[tuple[str, int], str]
    stated: Mapping[str, Cell]
    signed: Mapping[str, Cell]
    altered: frozenset[str]
    confirmed: Mapping[str, str] = field(default_factory=dict)

    def all_values(self) -> Values:
        """Fields and registers as the contract's JSON has them, a register as its filled rows.

        An empty list is the answer "nihil"; a register that was not answered is None, as any input.
        """
        events = {
            name: [row.values for row in rows] if rows or name in self.nihil else None
            for name, rows in self.events.items()
        }
        return {**self.values, **events}

    @property
    def is_old(self) -> bool:
        """Whether the form was issued from an earlier definition than the current one."""
        return self.form != self.digest


@dataclass(frozen=True, slots=True)
class Received:
    """One file as it came: its findings so far, and its content if it is a form of ours."""

    file: str
    sha256: str
    findings: tuple[Finding, ...]
    content: Content | None = None
    unit: str | None = field(default=None)
    period: str | None = field(default=None)


Newer = Callable[[str, str], bool | None]
"""Whether the first of two contents, by SHA-256, is newer; None where nobody can tell."""


@dataclass(frozen=True, slots=True)
class SavedLater:
    """A file that came earlier, and when it and a later one (``own``) were saved, as they say."""

    file: str
    saved: datetime.datetime
    own: datetime.datetime


SavedAfter = Callable[[str, str, str], SavedLater | None]
"""What counts since an earlier run, saved after this content: by unit, period and SHA-256."""


@dataclass(slots=True)
class Seen:
    """Returns that were checked before, which later ones are compared with for duplicates: of each
    no more than that takes.

    newer        whether of two contents (SHA-256) the first is newer, None where nobody can tell:
                 of two returns that are checked in their order only such are a question. None
                 where nothing is known of any order
    saved_after  what came earlier and was saved later; None where nothing is known of earlier runs
    """

    newer: Newer | None = None
    saved_after: SavedAfter | None = None
    _files: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    _entries: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    _texts: dict[tuple[str, str], dict[str, str | None]] = field(default_factory=dict)
    _tellers: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _undo: list[Callable[[], object]] = field(default_factory=list)

    def files(self, unit: str, period: str) -> Mapping[str, str]:
        """For each different content (SHA-256) of a unit and period the file that it came in."""
        return self._files.get((unit, period), {})

    def add_file(self, unit: str, period: str, sha256: str, file: str) -> None:
        """A content that did not come before."""
        own = self._files.setdefault((unit, period), {})
        own[sha256] = file
        self._undo.append(lambda: own.pop(sha256))

    def first_with(self, period: str, digest: str, unit: str, file: str) -> tuple[str, str]:
        """The first unit that made the entries of this digest, and its file: now this one, where
        there was none.
        """
        key = (period, digest)
        if key not in self._entries:
            self._entries[key] = (unit, file)
            self._undo.append(lambda: self._entries.pop(key))
        return self._entries[key]

    def only_teller(self, period: str, name: str, text: str) -> str | None:
        """The one unit that has said a text in a field; None where none has, or several."""
        return self._texts.get((period, name), {}).get(text)

    def tells(self, period: str, name: str, unit: str) -> bool:
        """Whether a unit has said any text in a field."""
        return unit in self._tellers.get((period, name), ())

    def add_text(self, period: str, name: str, text: str, unit: str) -> None:
        """A unit has said a text in a field."""
        texts = self._texts.setdefault((period, name), {})
        tellers = self._tellers.setdefault((period, name), set())
        if unit not in tellers:
            tellers.add(unit)
            self._undo.append(lambda: tellers.discard(unit))
        if text not in texts:
            texts[text] = unit
            self._undo.append(lambda: texts.pop(text))
        elif texts[text] not in (None, unit):
            before, texts[text] = texts[text], None
            self._undo.append(lambda: texts.__setitem__(text, before))

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """What is added meanwhile is taken back where an error ends it."""
        self._undo.clear()
        try:
            yield
        except Exception:
            while self._undo:
                self._undo.pop()()
            raise
        finally:
            self._undo.clear()
