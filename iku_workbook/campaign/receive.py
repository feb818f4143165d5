"""Receives files: stores their bytes first and checks them then, so that nothing is ever lost.

All bytes are on the disk before the first workbook is opened. What was kept and not examined, in
this run or in one that something ended, is examined; only then is a file's receipt told.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from iku_workbook import __version__
from iku_workbook.campaign.ages import Age, Ages, in_order
from iku_workbook.campaign.attempt import Attempt
from iku_workbook.campaign.batch import TOGETHER, Progress, validate_in_turn
from iku_workbook.campaign.examine_files import ended, unreadable
from iku_workbook.campaign.log import LOG
from iku_workbook.campaign.sources import READ_AT_MOST, Source
from iku_workbook.checks.batch.accepted import Accepted
from iku_workbook.checks.batch.duplicates import remember
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.named_unit import UnitNames
from iku_workbook.checks.file.system_files import system_file
from iku_workbook.checks.received import Seen
from iku_workbook.codes import ENDED, OF_THE_PROGRAM
from iku_workbook.findings import Finding, Verdict
from iku_workbook.periods import Period
from iku_workbook.registry import Registry
from iku_workbook.registry.database import explained
from iku_workbook.registry.records import Fault, Incoming, Receipt
from iku_workbook.returns import Return
from iku_workbook.workbook.reading.budget import Unreadable

_SHARE = 64  # files committed together
_PIECE = 1 << 20
_LARGEST = 1_000_000_000 - (1 << 20)  # bytes: what SQLite holds in one value, less the row's own
Clock = Callable[[], datetime]


def receive(
    registry: Registry,
    forms: Forms,
    sources: Sequence[Source],
    *,
    by: str,
    clock: Clock,
    jobs: int = 1,
    again: bool = False,
    progress: Progress = lambda done: None,
) -> Iterator[Return]:
    """Store every file, then check them; a return for each, in the order files were saved.

    ``again`` examines also what a fault of this same program kept from being examined.
    The same bytes again add nothing (DUP-005 says when they came first). RegistryError where
    somebody else is writing, or nothing can be written; what was given before then is recorded.
    """
    with registry.writing(by, clock()):
        taken: list[tuple[Source, Receipt | Return, bool]] = []
        ages: dict[Source, Age] = dict(in_order(sources, clock()))
        waiting = iter(ages)
        while share := list(islice(waiting, _SHARE)):
            taken += _kept(registry, share, by, clock)
        own = {kept.sha256: ages[source] for source, kept, new in taken if new}
        known = Ages(registry, own)
        for _ in examine_kept(registry, forms, clock, jobs=jobs, again=again, ages=known):
            progress(1)
        names = UnitNames(forms.current)
        for source, kept, new in taken:
            outcome = partial(_outcome, registry, names, source)
            yield kept if isinstance(kept, Return) else outcome(kept, new)


def examine_kept(
    registry: Registry,
    forms: Forms,
    clock: Clock,
    *,
    jobs: int = 1,
    again: bool = False,
    ages: Ages | None = None,
) -> Iterator[Return]:
    """Examine the stored files that are not examined, and record the outcome, share by share.

    What a fault of the program kept from it waits for another program or another definition, or
    until it is asked for ``again``. What a process was at when it ended is examined alone, in
    another one: that file ends no run more than once, and is set aside if it ends that one too.
    ``ages`` are those of the files of this run.
    """
    attempt = Attempt.found(registry.path)
    examiner = _Examiner(registry, forms, clock, jobs, ages or Ages(registry, {}))
    if attempt.alone is not None:
        examiner.set_aside(attempt.alone)
        attempt.judged()
    alone: list[Receipt] = []
    waiting: list[Receipt] = []
    faults = registry.faults()
    for receipt in registry.unexamined():
        fault = faults.get(receipt.number)
        if fault is None or again or not examiner.is_settled(fault):
            ended = fault is not None and _codes(fault) == {ENDED}
            suspect = ended or receipt.number in attempt.numbers
            (alone if suspect else waiting).append(receipt)
    yield from examiner.examine(alone, attempt, alone=True)
    yield from examiner.examine(waiting, attempt)


class _Examiner:
    """Examines receipts, and records what they say under this program and definition."""

    def __init__(
        self, registry: Registry, forms: Forms, clock: Clock, jobs: int, ages: Ages
    ) -> None:
        self.registry, self.forms, self.clock, self.jobs = registry, forms, clock, jobs
        self.ages = ages
        self.under = {"program": __version__, "definition": forms.current.digest}
        self.seen: Seen | None = None

    def is_settled(self, fault: Fault) -> bool:
        """Whether trying again would come to the same."""
        same = {"program": fault.program, "definition": fault.definition} == self.under
        return same and bool(_codes(fault) & OF_THE_PROGRAM)

    def examine(
        self, receipts: Sequence[Receipt], attempt: Attempt, *, alone: bool = False
    ) -> Iterator[Return]:
        """Examine these, ``alone`` one by one in another process; note first what is attempted."""
        if not receipts:
            return
        self.seen = self.seen or _seen(self.registry, self.forms, self.ages)
        examined = validate_in_turn(
            [self.registry.stored(each.number, each.name, READ_AT_MOST) for each in receipts],
            self.forms,
            jobs=self.jobs,
            seen=self.seen,
            accepted_before=partial(_last, self.registry),
            alone=alone,
        )
        numbers = [each.number for each in receipts]
        size = 1 if alone else TOGETHER
        for start in range(0, len(numbers), size):
            share = numbers[start : start + size]
            with attempt.noted(numbers[start:], share[0]) if alone else attempt.noted(share):
                found = list(islice(examined, size))
                self.record(list(zip(share, found, strict=True)))
            yield from found

    def record(self, found: Sequence[tuple[int, Return]]) -> None:
        """Record what receipts say, and what kept others from saying it."""
        kept = [each for each in found if each[1].verdict is not Verdict.NOT_EXAMINED]
        failed = [each for each in found if each[1].verdict is Verdict.NOT_EXAMINED]
        self.registry.record(kept, self.clock(), **self.under)
        if failed:
            self.registry.set_aside(failed, self.clock(), **self.under)

    def set_aside(self, number: int) -> None:
        """Set aside what ended this program twice: in a run, and in the one that tried it alone."""
        for receipt in self.registry.unexamined():
            if receipt.number == number:
                finding = ended(receipt.name, "2 ×")
                LOG.error("%r, SHA-256 %s: ended two runs", receipt.name, receipt.sha256)
                failed = Return(receipt.name, receipt.sha256, None, None, (finding,), {}, {})
                self.record([(number, failed)])


def _codes(fault: Fault) -> set[str]:
    return {each.code for each in fault.returned.findings}


def bytes_of(registry: Registry, returned: Return) -> bytes:
    """The bytes of a return that was taken in, as many as are ever read."""
    return registry.stored(returned.number or 0, returned.file, READ_AT_MOST).read()


def _kept(
    registry: Registry, share: Sequence[Source], by: str, clock: Clock
) -> list[tuple[Source, Receipt | Return, bool]]:
    """A share's receipts in their order; a return that says why, for a file that cannot be read."""
    found: list[tuple[Source, Receipt | Return, bool]] = []
    readable = []

    def incoming() -> Iterator[Incoming]:
        for source in share:
            try:
                each = _incoming(source)
            except (OSError, Unreadable) as error:
                found.append((source, _refused(source, error), False))
                continue
            if isinstance(each, Return):
                found.append((source, each, False))
                continue
            readable.append(source)
            yield each

    receipts = registry.keep(incoming(), clock(), by)
    pairs = zip(readable, receipts, strict=True)
    return [*found, *((source, receipt, new) for source, (receipt, new) in pairs)]


def _incoming(source: Source) -> Incoming | Return:
    """A file as it is to be kept: whole, whatever its size, and whatever it is; but for what a
    program left beside it, which nobody has sent.
    """
    try:
        data = source.read()
    except Unreadable:
        return _of_path(source.path)
    system = system_file(source.name, data)
    if system is not None:
        return Return(source.name, hashlib.sha256(data).hexdigest(), None, None, (system,), {}, {})
    if len(data) < READ_AT_MOST:
        return Incoming(source.name, hashlib.sha256(data).hexdigest(), len(data), (data,))
    return _of_path(source.path, source.name if source.member is None else None)


def _of_path(path: Path, name: str | None = None) -> Incoming:
    """A large file; and for a member that cannot be unpacked the archive that holds it."""
    digest = hashlib.sha256()
    size = 0
    for piece in _pieces(path):
        digest.update(piece)
        size += len(piece)
    if size > _LARGEST:
        raise Unreadable("FILE-018", {"limit": _LARGEST >> 20})
    return Incoming(name or path.name, digest.hexdigest(), size, _unchanged(path, digest.digest()))


def _unchanged(path: Path, sha256: bytes) -> Iterator[bytes]:
    """The bytes again; OSError where somebody is still writing the file."""
    digest = hashlib.sha256()
    for piece in _pieces(path):
        digest.update(piece)
        yield piece
    if digest.digest() != sha256:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _refused(source: Source, error: Exception) -> Return:
    """A file that could not be taken in: nothing of it is kept, and it stays where it is."""
    if isinstance(error, Unreadable):
        finding = Finding(error.code, source.name, data=error.data)
    else:
        finding = unreadable(source.name, error)
    return Return(source.name, "", None, None, (finding,), {}, {})


def _outcome(
    registry: Registry, names: UnitNames, source: Source, receipt: Receipt, new: bool
) -> Return:
    returned = registry.return_of(receipt.number) or registry.faults()[receipt.number].returned
    if returned.unit is None:
        returned = replace(returned, named=names.told_by(source.name))
    if new:
        return returned
    data = {"other": receipt.name, "at": receipt.at}
    again = Finding("DUP-005", source.name, data=data)
    renamed = [replace(each, file=source.name) for each in returned.findings]
    return replace(returned, file=source.name, findings=(again, *renamed), repeats=again)


def _seen(registry: Registry, forms: Forms, ages: Ages) -> Seen:
    """What the villages have said so far, and what tells which of two returns is newer."""
    seen = Seen(ages.is_newer, ages.saved_after)
    for each in registry.returns():
        remember(seen, each, forms)
    return seen


def _last(registry: Registry, unit: str, period: Period) -> Accepted | None:
    """What the registry accepted last from a unit before a period."""
    with explained(registry.path):
        last = registry.accepted_before(unit, period.code)
    return Accepted(last.period or "", last.values) if last else None
