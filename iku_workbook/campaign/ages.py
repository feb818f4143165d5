"""Tells which of two received files is newer, by what says when they were saved.

The rule stands in ``docs/registry.md``. A clock that runs ahead, a time that unpacking gave, or
none at all tells nothing; where nothing tells, or one thing says the opposite of another, a person
is asked: the order of names never decides.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from iku_workbook.campaign.sources import READ_AT_MOST, Source, opened_archive
from iku_workbook.checks.received import SavedLater
from iku_workbook.registry import Registry, lineage
from iku_workbook.registry.records import Receipt
from iku_workbook.workbook.reading.budget import Unreadable
from iku_workbook.workbook.reading.plain_archive import NotPlain
from iku_workbook.workbook.reading.saved import saved_at, saved_in

_APART = 60.0  # seconds: unpacking or copying gives many files times that are closer than this
_AHEAD = datetime.timedelta(days=1)  # a clock that runs further ahead is wrong
_SMALL = 1 << 17  # bytes of a file that is read whole: of a larger one the end says what is where
_NO_TIME = 1980  # the year in which a zip archive's times begin: its writer knew none


@dataclass(frozen=True, slots=True)
class Age:
    """When a file was saved, as seconds since 1970; None for what says nothing.

    workbook  as the workbook itself says
    member    as its archive says of it
    file      as the system says of the file, or of the archive
    is_ahead  something says a time to which the clock has not come, and so says nothing
    """

    workbook: float | None = None
    member: float | None = None
    file: float | None = None
    is_ahead: bool = False

    def newer_than(self, other: Age) -> bool | None:
        """Whether it is; None where nothing tells, or things contradict each other."""
        told = {
            later
            for later in (
                _later(self.workbook, other.workbook, 0),
                _later(self.member, other.member, _APART),
                _later(self.file, other.file, _APART),
            )
            if later is not None
        }
        return told.pop() if len(told) == 1 else None

    @property
    def order(self) -> tuple[float, float, float]:
        """The best that is known of it, to take many files in one order; what says the same of two
        leaves it to the next.
        """
        known = (self.workbook, self.member, self.file)
        best = next((each for each in known if each is not None), 0.0)
        return best, self.member or 0.0, self.file or 0.0


class Ages:
    """The ages of the files of one run, by SHA-256, for those who ask which is newer; of those that
    an earlier run left ``waiting``, and nobody names again, what they say themselves.
    """

    def __init__(
        self, registry: Registry, known: Mapping[str, Age], waiting: Iterable[Receipt] = ()
    ) -> None:
        self._registry, self._known = registry, known
        self._waiting = {each.sha256: each for each in waiting}

    def is_newer(self, one: str, other: str) -> bool | None:
        """Whether the first of two contents is newer, which it is where it came in a later run.

        Of two that an earlier run left waiting, what they say themselves is all that is known.
        """
        if one in self._known and other in self._known:
            return self._known[one].newer_than(self._known[other])
        if self._waits(one) and self._waits(other):
            return Age(self._of(one)).newer_than(Age(self._of(other)))
        return True

    def saved_after(self, unit: str, period: str, sha256: str) -> SavedLater | None:
        """What counts of a unit since an earlier run, or else awaits a decision, where that was
        saved after this content.
        """
        own = self._of(sha256)
        if own is None:
            return None
        earlier = self._registry.lineage(unit, period)
        earlier = [each for each in earlier if each.sha256 not in self._known]
        waiting = (each for each in reversed(earlier) if each.awaits)
        for last in (lineage.counting(earlier), *waiting):
            if last is None or last.received is None:
                continue
            saved = self._saved(last.number or 0, last.file, last.received)
            if saved is not None and saved > own:
                times = (_at(time, self._registry.zone) for time in (saved, own))
                return SavedLater(last.file, *times)
        return None

    def _waits(self, sha256: str) -> bool:
        """Whether an earlier run left it waiting, and nobody has named it again."""
        return sha256 in self._waiting and sha256 not in self._known

    def _of(self, sha256: str) -> float | None:
        """When a workbook of this run or a waiting one was saved, as it says itself."""
        if not self._waits(sha256):
            return self._known.get(sha256, Age()).workbook
        kept = self._waiting[sha256]
        return self._saved(kept.number, kept.name, kept.at)

    def _saved(self, number: int, name: str, received: datetime.datetime) -> float | None:
        """When a file that was received before was saved, as it says itself."""
        saved = _workbook_time(BytesIO(self._registry.stored(number, name, READ_AT_MOST).read()))
        if saved is None or saved > received + _AHEAD:
            return None
        return saved.timestamp()


def _at(time: float, zone: datetime.tzinfo) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(time, zone)


def in_order(sources: Sequence[Source], now: datetime.datetime) -> list[tuple[Source, Age]]:
    """Files with their ages, the oldest first; ``now`` is a time in the office's zone."""
    aged = [(source, age_of(source, now)) for source in sources]
    return sorted(aged, key=lambda each: each[1].order)


def age_of(source: Source, now: datetime.datetime) -> Age:
    """All that is said of when a file was saved, but for what no clock could say by ``now``."""
    limit = (now + _AHEAD).timestamp()
    try:
        file = source.path.stat().st_mtime
        with source.open() if source.member is None else BytesIO(source.read()) as whole:
            saved = _workbook_time(whole)
    except (OSError, Unreadable):
        return Age()
    said = (saved.timestamp() if saved else None, _member_time(source, now.tzinfo), file)
    ahead = any((time or 0) > limit for time in said)
    workbook, member, changed = (each if (each or 0) <= limit else None for each in said)
    return Age(workbook, member, changed, is_ahead=ahead)


def _workbook_time(file: BinaryIO) -> datetime.datetime | None:
    """When a workbook was saved, as it says itself; None for what is none, or too large a one."""
    data = file.read(_SMALL + 1)
    if len(data) <= _SMALL:
        with suppress(NotPlain):
            return saved_in(data)
    archive = opened_archive(file)
    return saved_at(archive) if archive else None


def _member_time(source: Source, zone: datetime.tzinfo | None) -> float | None:
    """What an archive says of a member: a local time of whoever packed it, taken to be ours."""
    if source.member is None or source.member.saved[0] <= _NO_TIME:
        return None
    try:
        return datetime.datetime(*source.member.saved, tzinfo=zone).timestamp()
    except (ValueError, OverflowError):
        return None


def _later(one: float | None, other: float | None, apart: float) -> bool | None:
    if one is None or other is None or abs(one - other) <= apart:
        return None
    return one > other
