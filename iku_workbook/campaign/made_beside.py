"""Files that a process beside this one makes of what this one has in memory, while it makes others.

Nothing is sent to it but that it is to begin, for it shares this one's memory; where none does, all
files are made here, one after the other.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from iku_workbook.campaign.executors import Executor, Work, meanwhile, share_memory
from iku_workbook.campaign.staging import PREFIX
from iku_workbook.errors import OperatorError

Write = Callable[[BinaryIO], object]
"""What writes the content of a file."""


class _Files(NamedTuple):
    """What is made, and where."""

    writes: Sequence[Write]
    folder: Path


def made_beside(
    writes: Sequence[Write], here: int, executor: Executor, near: Path
) -> Iterator[Write]:
    """What writes the same contents, in the same order: the first so many ``here``, the others are
    made meanwhile, in a hidden folder ``near`` where they go.
    """
    if not share_memory(executor):
        yield from writes
        return
    where = near if near.is_dir() else None
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=where) as folder:
        files = _Files(writes[here:], Path(folder))
        made = meanwhile(executor, Work(_made, files, lambda _, ending: None, may_hang=False), None)
        yield from writes[:here]
        found = made()  # what was not to be made there raises here what is wrong
        yield from writes[here:] if found is None else (partial(_take, each) for each in found)


def _made(files: _Files, _: None) -> list[Path] | None:
    """The files that were made; None where one cannot be made there."""
    found = [files.folder / str(place) for place, _ in enumerate(files.writes)]
    with suppress(OSError, OperatorError):
        for path, write in zip(found, files.writes, strict=True):
            with path.open("wb") as file:
                write(file)
        return found
    return None


def _take(made: Path, file: BinaryIO) -> None:
    with made.open("rb") as own:
        shutil.copyfileobj(own, file)
    made.unlink()
