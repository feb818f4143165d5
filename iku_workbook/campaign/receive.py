"""Receives files: stores their bytes first and checks them then, so that nothing is ever lost.

All bytes are on the disk before the first workbook is opened. What was received before and may be
judged otherwise today is examined again; what was kept and not examined, in this run or in one that
something ended, is examined; only then is a file's receipt told.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from iku_workbook.campaign.ages import Age, Ages, in_order
from iku_workbook.campaign.batch import Progress
from iku_workbook.campaign.examine_files import unreadable
from iku_workbook.campaign.examiner import Clock, Examiner
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.placing import form_has_come
from iku_workbook.campaign.reexamine import Reexamined, due, reexamine, unheard
from iku_workbook.campaign.room import demand_room, needed_for
from iku_workbook.campaign.sources import READ_AT_MOST, Source, clean
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.named_unit import UnitNames
from iku_workbook.checks.file.system_files import nobodys_return
from iku_workbook.findings import Finding
from iku_workbook.links import open_file
from iku_workbook.registry import Registry
from iku_workbook.registry.records import Incoming, Receipt
from iku_workbook.returns import Return
from iku_workbook.workbook.reading.budget import Unreadable

_SHARE = 64  # files committed together
_PIECE = 1 << 20
_TWO_NAMES = 2  # by which a file is known that a hard link was made to
_Kept = tuple[Source, Receipt | Return, bool]


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
    told: Callable[[Reexamined], object] = unheard,
    ahead: Callable[[Sequence[str]], object] = unheard,
) -> Iterator[Return]:
    """Store every file, then check them; a return for each, in the order files were saved.

    ``again`` examines also what a fault of this same program kept from being examined. ``told`` is
    given what is examined again, as definition, key or program changed; ``ahead`` the names of
    files saved later than it is. The same bytes again add nothing (DUP-005 says when they came).
    RegistryError where another writes or nothing can be written; what was given is recorded.
    """
    with registry.writing(by, clock()):
        demand_room(registry.path, needed_for(sources))
        taken: list[_Kept] = []
        ages: dict[Source, Age] = dict(in_order(sources, clock().astimezone(registry.zone)))
        ahead([each.name for each in ages if ages[each].is_ahead])
        oldest_first = iter(ages)
        intake = _Intake(registry, forms.keys, by, clock, _handed_out(registry, ages))
        while share := list(islice(oldest_first, _SHARE)):
            taken += intake.kept(share)
        for each in reexamine(registry, forms, due(registry, forms), clock, jobs=jobs, again=again):
            told(each)
        waiting = registry.unexamined()
        own = Ages(registry, _own(taken, ages, waiting), waiting)
        at_hand = {kept.sha256: source for source, kept, new in taken if new}
        examiner = Examiner(registry, forms, clock, jobs, own, at_hand)
        for _ in examiner.examine(waiting, registry.faults(), again=again):
            progress(1)
        outcome = partial(_outcome, registry, forms, UnitNames(forms.current))
        for source, kept, new in taken:
            yield kept if isinstance(kept, Return) else outcome(source, kept, new)


def _own(
    taken: Sequence[_Kept],
    ages: Mapping[Source, Age],
    waiting: Sequence[Receipt],
) -> dict[str, Age]:
    """The ages of the contents that are to be examined, also of what an earlier run kept only; of
    two files that are alike the older one's.
    """
    wanted = {each.sha256 for each in waiting}
    return {
        kept.sha256: ages[source] for source, kept, _ in reversed(taken) if kept.sha256 in wanted
    }


def _handed_out(registry: Registry, sources: Iterable[Source]) -> set[Path]:
    """Which of these files are forms or copies of ours, in their places as they were written."""
    named = {each.path.resolve() for each in sources}
    root = registry.path.parent.parent
    kinds = (Outputs(kind, root) for kind in (Kind.FORMS, Kind.REPLIES))
    return {path for each in kinds for path in each.as_written(named)}


def bytes_of(registry: Registry, returned: Return) -> bytes:
    """The bytes of a return that was taken in, as many as are ever read."""
    return registry.stored(returned.number or 0, returned.file, READ_AT_MOST).read()


@dataclass(frozen=True, slots=True)
class _Intake:
    """Where files are kept, in whose name, and what must never be: the campaign's own keys, and the
    forms that it has ``handed_out``, where they stand as they were written.
    """

    registry: Registry
    keys: Sequence[bytes]
    by: str
    clock: Clock
    handed_out: Set[Path]

    def kept(self, share: Sequence[Source]) -> list[_Kept]:
        """A share's receipts in their order; a return that says why, for a file that cannot be
        read. One that somebody is still writing undoes its share: then each is taken by itself.
        """
        try:
            return self._together(share)
        except OSError as error:
            if len(share) == 1:
                return [(share[0], _refused(share[0], error), False)]
            return [one for each in share for one in self.kept([each])]

    def _together(self, share: Sequence[Source]) -> list[_Kept]:
        found: list[_Kept] = []
        readable = []

        def incoming() -> Iterator[Incoming]:
            for source in share:
                try:
                    each = self._incoming(source)
                except (OSError, Unreadable) as error:
                    found.append((source, _refused(source, error), False))
                    continue
                if isinstance(each, Return):
                    found.append((source, each, False))
                    continue
                readable.append(source)
                yield each

        receipts = self.registry.keep(incoming(), self.clock(), self.by)
        pairs = zip(readable, receipts, strict=True)
        return [*found, *((source, receipt, new) for source, (receipt, new) in pairs)]

    def _incoming(self, source: Source) -> Incoming | Return:
        """A file as it is to be kept: whole, whatever its size, and whatever it is; but for what a
        program left beside it, which nobody has sent, and for what must not leave its folder.
        """
        try:
            data = source.read()
        except Unreadable:
            if source.member is None:
                raise
            return _of_path(source.path)
        digest = hashlib.sha256(data).hexdigest()
        told = nobodys_return(source.name, data, self.keys) or self._own_file(source)
        told = told or self._handed_out(source)
        if told is not None:
            return Return(source.name, digest, None, None, (told,), {}, {})
        if len(data) < READ_AT_MOST:
            return Incoming(source.name, digest, len(data), (data,))
        return _of_path(source.path, source.name if source.member is None else None)

    def _handed_out(self, source: Source) -> Finding | None:
        """FILE-060 where it is a form or a corrected copy of ours, or an archive of them, in the
        place where it was written and as it was: nobody has filled it in.
        """
        handed_out = source.path.resolve() in self.handed_out
        return Finding("FILE-060", source.name) if handed_out else None

    def _own_file(self, source: Source) -> Finding | None:
        """FILE-058 where it is a file of the campaign itself under a second name (a hard link)."""
        if source.path.stat().st_nlink < _TWO_NAMES:
            return None
        own = self.registry.path.parent.rglob("*")
        is_own = any(each.is_file() and each.samefile(source.path) for each in own)
        return Finding("FILE-058", source.name) if is_own else None


def _of_path(path: Path, name: str | None = None) -> Incoming:
    """A large file; and for a member that cannot be unpacked the archive that holds it."""
    digest = hashlib.sha256()
    size = 0
    for piece in _pieces(path):
        digest.update(piece)
        size += len(piece)
    return Incoming(
        name or clean(path.name), digest.hexdigest(), size, _unchanged(path, size, digest.digest())
    )


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


def _outcome(
    registry: Registry, forms: Forms, names: UnitNames, source: Source, receipt: Receipt, new: bool
) -> Return:
    returned = registry.return_of(receipt.number) or registry.faults()[receipt.number].returned
    if returned.unit is None:
        returned = replace(returned, named=names.told_by(source.name))
    if new:
        return returned
    data = {"other": receipt.name, "at": receipt.at}
    again = Finding("DUP-005", source.name, data=data)
    renamed = [replace(each, file=source.name) for each in returned.findings]
    # Whatever came in a form's place is settled once the form has come.
    told = returned.unit is None and form_has_come(registry, forms, returned)
    superseded = returned.superseded or told
    again_told = replace(returned, file=source.name, findings=(again, *renamed), repeats=again)
    return replace(again_told, superseded=superseded)
