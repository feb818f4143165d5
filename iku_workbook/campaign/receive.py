"""Receives files: stores their bytes first and checks them then, so that nothing is ever lost.

All bytes are on the disk before the first workbook is opened. What was kept and not examined, in
this run or in one that something ended, is examined; only then is a file's receipt told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from iku_workbook import __version__
from iku_workbook.campaign.batch import TOGETHER, Progress, validate_in_turn
from iku_workbook.campaign.sources import READ_AT_MOST, Source
from iku_workbook.checks.batch.accepted import Accepted
from iku_workbook.checks.batch.duplicates import remember
from iku_workbook.checks.known_forms import Forms
from iku_workbook.checks.received import Seen
from iku_workbook.findings import Finding
from iku_workbook.periods import Period
from iku_workbook.registry import Registry
from iku_workbook.registry.records import Incoming, Receipt
from iku_workbook.returns import Return
from iku_workbook.workbook.reading.budget import Unreadable

_SHARE = 64  # files committed together
_PIECE = 1 << 20
_LARGEST = 1_000_000_000 - (1 << 20)  # bytes: what SQLite holds in one value, less the row's own
Clock = Callable[[], datetime]
Taken = tuple[Source, Receipt, bool] | tuple[Source, Return, bool]


def receive(
    registry: Registry,
    forms: Forms,
    sources: Sequence[Source],
    *,
    by: str,
    clock: Clock,
    jobs: int = 1,
    progress: Progress = lambda done: None,
) -> Iterator[Return]:
    """Store every file, then check them; a return for each, in the order files were made.

    The same bytes again add nothing (DUP-005 says when they came first). RegistryError where
    somebody else is writing, or nothing can be written; what was given before then is recorded.
    """
    with registry.writing(by, clock()):
        taken: list[tuple[Source, Receipt | Return, bool]] = []
        waiting = iter(sorted(sources, key=_made))
        while share := list(islice(waiting, _SHARE)):
            taken += _kept(registry, share, by, clock)
        for _ in examine_kept(registry, forms, clock, jobs=jobs):
            progress(1)
        for source, kept, new in taken:
            yield kept if isinstance(kept, Return) else _told(registry, source, kept, new)


def examine_kept(
    registry: Registry, forms: Forms, clock: Clock, *, jobs: int = 1
) -> Iterator[Return]:
    """Check the stored files that were never examined, some at a time, and record them."""
    kept = registry.unexamined()
    if not kept:
        return
    stored = [registry.stored(each.number, each.name, READ_AT_MOST) for each in kept]
    examined = validate_in_turn(
        stored,
        forms,
        jobs=jobs,
        seen=_seen(registry, forms),
        accepted_before=partial(_last, registry),
    )
    numbers = iter(receipt.number for receipt in kept)
    digest = forms.current.digest
    while share := list(islice(examined, TOGETHER)):
        numbered = zip(islice(numbers, len(share)), share, strict=True)
        registry.record(numbered, clock(), program=__version__, definition=digest)
        yield from share


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
            readable.append(source)
            yield each

    receipts = registry.keep(incoming(), clock(), by)
    pairs = zip(readable, receipts, strict=True)
    return [*found, *((source, receipt, new) for source, (receipt, new) in pairs)]


def _incoming(source: Source) -> Incoming:
    """A file as it is to be kept: whole, whatever its size, and whatever it is."""
    try:
        data = source.read()
    except Unreadable:
        return _of_path(source.path)
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
        raise OSError(0, "changed while it was read", str(path))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _refused(source: Source, error: Exception) -> Return:
    """A file that could not be taken in: nothing of it is kept, and it stays where it is."""
    known = error if isinstance(error, Unreadable) else None
    code, data = (known.code, known.data) if known else ("FILE-000", {"kind": type(error).__name__})
    finding = Finding(code, source.name, data=data)
    return Return(source.name, "", None, None, (finding,), {}, {})


def _told(registry: Registry, source: Source, receipt: Receipt, new: bool) -> Return:
    returned = registry.told(receipt.number)
    assert returned is not None
    if new:
        return returned
    data = {"other": receipt.name, "at": receipt.at}
    again = Finding("DUP-005", source.name, data=data)
    renamed = [replace(each, file=source.name) for each in returned.findings]
    return replace(returned, file=source.name, findings=(again, *renamed), repeats=again)


def _seen(registry: Registry, forms: Forms) -> Seen:
    """What the villages have said so far; the registry knows which of two returns is newer."""
    seen = Seen(in_order=True)
    for each in registry.returns():
        remember(seen, each, forms)
    return seen


def _last(registry: Registry, unit: str, period: Period) -> Accepted | None:
    """What the registry accepted last from a unit before a period."""
    last = registry.accepted_before(unit, period.code)
    return Accepted(last.period or "", last.values) if last else None


def _made(source: Source) -> float:
    """When a file was made, as the system says: a later one supersedes an earlier one."""
    try:
        return source.path.stat().st_mtime
    except OSError:
        return 0.0
