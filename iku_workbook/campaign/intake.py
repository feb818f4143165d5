"""Keeps received files in the registry: bytes first, before anything tries to understand them.

A commit takes as many files as fit in one; what it returns is on the disk.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Generator, Iterable, Iterator, Sequence, Set
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from iku_workbook.campaign.examine_files import unreadable
from iku_workbook.campaign.examiner import Clock
from iku_workbook.campaign.executors import HERE, Executor
from iku_workbook.campaign.sources import READ_AT_MOST, Source
from iku_workbook.campaign.taking_apart import Looked, ahead_of_turn
from iku_workbook.checks.file.system_files import nobodys_return
from iku_workbook.findings import Finding
from iku_workbook.links import open_file
from iku_workbook.registry import Registry
from iku_workbook.registry.compact import zlib_is_classic
from iku_workbook.registry.contents import dictionary_of
from iku_workbook.registry.records import Incoming, Receipt
from iku_workbook.returns import Return
from iku_workbook.workbook.reading.budget import Unreadable

_SHARE = 256  # files committed together: a commit waits for the disk several times
_PIECE = 1 << 20
_TWO_NAMES = 2  # by which a file is known that a hard link was made to


_Looked = tuple[Source, Looked | None]


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a file: its receipt, which is ``new`` where these bytes never came before; of
    one of which nothing is kept a return that says why.
    """

    source: Source
    outcome: Receipt | Return
    new: bool = False


def come_again(kept: Iterable[Kept]) -> frozenset[int]:
    """The numbers of the receipts of which the same bytes came once more."""
    return frozenset(
        each.outcome.number for each in kept if isinstance(each.outcome, Receipt) and not each.new
    )


@dataclass(frozen=True, slots=True)
class Intake:
    """Where files are kept, in whose name, and what must never be: the campaign's own keys, and the
    forms that it has ``handed_out``, where they stand as they were written; who takes files apart.
    """

    registry: Registry
    keys: Sequence[bytes]
    by: str
    clock: Clock
    handed_out: Set[Path] = frozenset()
    executor: Executor = HERE

    def keep(self, sources: Iterable[Source]) -> list[Kept]:
        """Keep these files, in their order, as many as fit in one commit at a time."""
        kept = list[Kept]()
        with closing(self._looked_at(sources)) as waiting:
            while share := list(islice(waiting, _SHARE)):
                kept += self._share(share)
        return kept

    def _looked_at(self, sources: Iterable[Source]) -> Generator[_Looked, None, None]:
        """Taken apart by processes of this machine, where it has several at work and can prove
        anything: nothing is kept later because a network is slow, or not because it is gone.
        """
        if self.executor is HERE or self.executor.apart or not zlib_is_classic():
            yield from ((source, None) for source in sources)
        else:
            kept, known = (
                self.registry.receipts_of,
                partial(dictionary_of, self.registry.connection),
            )
            yield from ahead_of_turn(self.executor, sources, self._incoming, kept, known)

    def _share(self, share: Sequence[_Looked]) -> list[Kept]:
        """One that somebody is still writing undoes its share: then its halves are taken."""
        try:
            return self._together(share)
        except OSError as error:
            if len(share) == 1:
                [(source, _)] = share
                return [Kept(source, _refused(source, error))]
            middle = len(share) // 2
            return [*self._share(share[:middle]), *self._share(share[middle:])]

    def _together(self, share: Sequence[_Looked]) -> list[Kept]:
        found: list[Kept] = []
        readable = []

        def incoming() -> Iterator[Incoming]:
            for source, looked_at in share:
                try:
                    each = looked_at or self._incoming(source)
                except (OSError, Unreadable) as error:
                    found.append(Kept(source, _refused(source, error)))
                    continue
                if isinstance(each, Return):
                    found.append(Kept(source, each))
                    continue
                readable.append(source)
                yield each

        receipts = self.registry.keep(incoming(), self.clock(), self.by)
        pairs = zip(readable, receipts, strict=True)
        return [*found, *(Kept(source, receipt, new) for source, (receipt, new) in pairs)]

    def _incoming(self, source: Source) -> Looked:
        """A file as it is to be kept: whole, whatever its size, and whatever it is; but for what a
        program left beside it, which nobody has sent, and for what must not leave its folder.
        """
        try:
            data = source.read()
        except Unreadable:
            if source.member is None:
                raise
            return _of_path(source.path, source.archive)
        digest = hashlib.sha256(data).hexdigest()
        told = nobodys_return(source.name, data, self.keys) or self._own_file(source)
        told = told or self._handed_out(source)
        if told is not None:
            return Return(source.name, digest, None, None, (told,), {}, {})
        if len(data) < READ_AT_MOST:
            return Incoming(source.name, digest, len(data), (data,))
        return _of_path(source.path, source.archive or source.name)

    def _handed_out(self, source: Source) -> Finding | None:
        """FILE-060 where it is a form or a corrected copy of ours, or an archive of them, in the
        place where it was written and as it was: nobody has filled it in.
        """
        handed_out = self.handed_out and source.path.resolve() in self.handed_out
        return Finding("FILE-060", source.name) if handed_out else None

    def _own_file(self, source: Source) -> Finding | None:
        """FILE-058 where it is a file of the campaign itself under a second name (a hard link)."""
        if source.path.stat().st_nlink < _TWO_NAMES:
            return None
        own = self.registry.path.parent.rglob("*")
        is_own = any(each.is_file() and each.samefile(source.path) for each in own)
        return Finding("FILE-058", source.name) if is_own else None


def _of_path(path: Path, name: str) -> Incoming:
    """A large file; and for a member that cannot be unpacked the archive that holds it."""
    digest = hashlib.sha256()
    size = 0
    for piece in _pieces(path):
        digest.update(piece)
        size += len(piece)
    return Incoming(name, digest.hexdigest(), size, _unchanged(path, size, digest.digest()))


def _unchanged(path: Path, size: int, sha256: bytes) -> Iterator[bytes]:
    """The bytes again, never more; OSError where somebody is still writing the file."""
    digest, left = hashlib.sha256(), size
    for piece in _pieces(path):
        left -= len(piece)
        if left < 0:
            break
        digest.update(piece)
        yield piece
    if left or digest.digest() != sha256:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))


def _pieces(path: Path) -> Iterator[bytes]:
    with open_file(path) as file:
        while piece := file.read(_PIECE):
            yield piece


def _refused(source: Source, error: Exception) -> Return:
    """A file that could not be taken in: nothing of it is kept, and it stays where it is."""
    if isinstance(error, Unreadable):
        finding = Finding(error.code, source.name, data=error.data)
    else:
        finding = unreadable(source.name, error)
    return Return(source.name, "", None, None, (finding,), {}, {})
