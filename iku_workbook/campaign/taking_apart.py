"""Has small files taken apart by other processes, ahead of their turn to be kept.

To take a file apart, and to prove that it comes back, takes longer than all else of keeping it. The
process that writes the registry does the rest, and what is left to it: large files, of which few
fit in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from iku_workbook.campaign.executors import Executor, Work
from iku_workbook.campaign.log import LOG
from iku_workbook.campaign.sources import Source
from iku_workbook.registry.compact import Apart, in_one_piece, take_apart
from iku_workbook.registry.records import Incoming, Receipt
from iku_workbook.returns import Return
from iku_workbook.workbook.reading.budget import Unreadable

# Files a process takes at a time: what Python sends in pieces of more than a megabyte takes several
# times as long on its way.
_TOGETHER = 4
_AHEAD = 16  # times that for each process, so that there is work while a commit waits for the disk
_SMALL = 256 << 10  # bytes of a file that is read ahead of its turn
_APART = 1 << 20  # bytes of one taken apart that is handed over

Looked = Incoming | Return
"""What is to be kept, or why a file is not."""


def ahead_of_turn(
    executor: Executor,
    sources: Iterable[Source],
    look: Callable[[Source], Looked],
    kept: Callable[[Incoming], Sequence[Receipt]],
) -> Iterator[tuple[Source, Looked | None]]:
    """Each file with what it is, where it is small enough to ``look`` at it ahead of its turn; what
    is ``kept`` already is not taken apart.
    """
    waiting: deque[tuple[Source, Looked | None]] = deque()

    def pieces() -> Iterator[bytes | None]:
        for source in sources:
            found = _small(source, look)
            waiting.append((source, found))
            if isinstance(found, Incoming) and not kept(found):
                yield b"".join(found.pieces)
            else:
                yield None

    for apart in executor.run(Work(_apart, None, _lost, _TOGETHER, _AHEAD), pieces()):
        source, found = waiting.popleft()
        yield source, replace(found, apart=apart) if isinstance(found, Incoming) else found


def _small(source: Source, look: Callable[[Source], Looked]) -> Looked | None:
    """What a small file is; of one that nobody can read it is said when its turn has come."""
    with suppress(OSError, Unreadable):
        size = source.path.stat().st_size if source.member is None else source.member.packed
        found = look(source) if size <= _SMALL else None
        if not isinstance(found, Incoming) or found.size <= _SMALL:
            return found
    return None


def _apart(_: None, data: bytes | None) -> Apart | None:
    """A file taken apart; None where that is left to who keeps it."""
    if data is None:
        return None
    with suppress(Exception):  # who keeps it meets the same, and says of which file
        apart = take_apart(data)
        return apart if len(apart.content) <= _APART else None
    return None


def _lost(data: bytes | None, ending: str) -> Apart | None:
    """What is kept of a file that ended the process that took it apart: all, as it stands."""
    LOG.error("ended the process that took it apart: %s", ending)
    return in_one_piece(data) if data is not None else None
