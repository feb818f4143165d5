"""Has small files taken apart by other processes, ahead of their turn to be kept.

To take a file apart, to prove that it comes back, and to compress it takes longer than all else of
keeping it. The process that writes the registry does the rest, and what is left to it: large files,
of which few fit in memory. What a file is compressed against is known where its kind came before,
and is sent along a few times once it is another: then what comes back is a hundredth of the file.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from iku_workbook.campaign.executors import Executor, Work
from iku_workbook.campaign.log import LOG
from iku_workbook.campaign.sources import Source
from iku_workbook.registry.compact import Apart, in_one_piece, take_apart
from iku_workbook.registry.dictionaries import Dictionaries, Dictionary, Packed, kind_of
from iku_workbook.registry.records import Incoming, Receipt
from iku_workbook.returns import Return
from iku_workbook.workbook.reading.budget import Unreadable

_TOGETHER = 8  # files that a process takes at a time
_AHEAD = 8  # times that for each process, so that there is work while a commit waits for the disk
_TOLD = 8 * _TOGETHER  # files with which a dictionary goes along, so that each process has it
_AT_HAND = 3  # dictionaries of each kind, against which what comes back may be
_REMEMBERED = 8  # dictionaries, in a process that compresses, and of those to be told
_SMALL = 256 << 10  # bytes of a file that is read ahead of its turn
_APART = 1 << 20  # bytes of one taken apart that is handed over

Looked = Incoming | Return
"""What is to be kept, or why a file is not."""

_Told = tuple[str, str, bytes]
"""A dictionary: of which kind, its hash, and what it consists of."""


class _Asked(NamedTuple):
    """What is to be done with a file.

    data     its bytes; None where they are not to be taken apart
    told     a dictionary that is new
    against  the hashes of the dictionaries, one of each kind of files, on which it may hang
    """

    data: bytes | None
    told: _Told | None = None
    against: tuple[str, ...] = ()


class _Compressed(NamedTuple):
    """A file taken apart, compressed against the dictionary of a hash."""

    content: bytes
    names: tuple[str, ...]
    against: str


def ahead_of_turn(
    executor: Executor,
    sources: Iterable[Source],
    look: Callable[[Source], Looked],
    kept: Callable[[Incoming], Sequence[Receipt]],
    known: Callable[[str], Dictionary | None],
) -> Iterator[tuple[Source, Looked | None]]:
    """Each file with what it is, where it is small enough to ``look`` at it ahead of its turn; what
    is ``kept`` already is not taken apart. ``known`` gives the dictionary of a kind of files.
    """
    waiting: deque[tuple[Source, Looked | None, bool]] = deque()
    telling = _Telling(known)

    def pieces() -> Iterator[_Asked]:
        for source in sources:
            found = _small(source, look)
            new = isinstance(found, Incoming) and not kept(found)
            waiting.append((source, found, new))
            if isinstance(found, Incoming) and new:
                yield telling.asked(b"".join(found.pieces))
            else:
                yield _Asked(None)

    for apart in executor.run(Work(_apart, None, _lost, _TOGETHER, _AHEAD), pieces()):
        source, found, new = waiting.popleft()
        if isinstance(found, Incoming) and new:
            found = replace(found, apart=telling.packed(apart))
        yield source, found


class _Telling:
    """Chooses the dictionary of each file, in their order, and tells it to those who compress."""

    def __init__(self, known: Callable[[str], Dictionary | None]) -> None:
        self._dictionaries = Dictionaries(known)
        self._told: dict[str, Dictionary] = {}
        self._new: deque[_Told] = deque(maxlen=_REMEMBERED * _TOLD)
        self._under_way = 0

    def asked(self, data: bytes) -> _Asked:
        """A file that goes out, with what is to be known of dictionaries."""
        told = self._new.popleft() if self._new else None
        against = tuple(self._dictionaries.expected(self._under_way))
        self._under_way += 1
        return _Asked(data, told, against)

    def packed(self, apart: Apart | _Compressed | None) -> Packed | None:
        """A file that came back, as it is kept; None where that is left to who keeps it."""
        self._under_way -= 1
        found = self._at_hand(apart) if isinstance(apart, _Compressed) else apart
        if found is None:
            return None
        packed = self._dictionaries.packed(found)
        for each in (packed.against, packed.following):
            if each is not None and each.sha256 not in self._told:
                self._tell(each)
        return packed

    def _at_hand(self, apart: _Compressed) -> Packed | None:
        against = self._told.get(apart.against)
        return Packed(apart.content, apart.names, against) if against else None

    def _tell(self, new: Dictionary) -> None:
        """What is under way may be against those of this kind that were before."""
        known = [each for each in self._told.values() if each.kind in self._dictionaries]
        same = [each.sha256 for each in known if each.kind == new.kind]
        kept = [each for each in known if each.sha256 not in same[:-_AT_HAND]]
        self._told = {each.sha256: each for each in (*kept, new)}
        self._new.extend([(new.kind, new.sha256, new.content)] * _TOLD)


def _small(source: Source, look: Callable[[Source], Looked]) -> Looked | None:
    """What a small file is; of one that nobody can read it is said when its turn has come."""
    with suppress(OSError, Unreadable):
        size = source.path.stat().st_size if source.member is None else source.member.packed
        found = look(source) if size <= _SMALL else None
        if not isinstance(found, Incoming) or found.size <= _SMALL:
            return found
    return None


# A process's own: the dictionaries that it was told last, by their hashes.
_known: dict[str, Dictionary] = {}


def _apart(_: None, asked: _Asked) -> Apart | _Compressed | None:
    """A file taken apart, compressed where its dictionary is known; None where that is left to who
    keeps it.
    """
    if asked.told is not None:
        _learn(*asked.told)
    if asked.data is None:
        return None
    with suppress(Exception):  # who keeps it meets the same, and says of which file
        apart = take_apart(asked.data)
        kind, known = kind_of(apart), (_known.get(each) for each in asked.against)
        against = next((each for each in known if each is not None and each.kind == kind), None)
        if against is not None:
            content = against.compressed(apart.content)
            return _Compressed(content, apart.names, against.sha256)
        return apart if len(apart.content) <= _APART else None
    return None


def _learn(kind: str, sha256: str, content: bytes) -> None:
    """Remember one dictionary more, and forget the second before it of its kind, or of many kinds
    the first.
    """
    if sha256 not in _known:
        same = [each.sha256 for each in _known.values() if each.kind == kind]
        for each in same[:-1] or list(_known)[: len(_known) - _REMEMBERED]:
            del _known[each]
        _known[sha256] = Dictionary(kind, content, sha256)


def _lost(asked: _Asked, ending: str) -> Apart | None:
    """What is kept of a file that ended the process that took it apart: all, as it stands."""
    LOG.error("ended the process that took it apart: %s", ending)
    return in_one_piece(asked.data) if asked.data is not None else None
