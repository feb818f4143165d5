"""Files that several processes make beside each other, of what this one has in memory.

A process that is forked shares its memory with the one that forks it, so that nothing is sent but
which file it is to make. Where processes are not forked, files are made here, one after the other.
"""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from iku_workbook.campaign.executors import Executor, Processes, Work
from iku_workbook.campaign.staging import PREFIX

Write = Callable[[BinaryIO], object]
"""What writes the content of a file."""


class _Files(NamedTuple):
    """What is made, each under its number, and where."""

    writes: Sequence[Write]
    folder: Path


def made_beside(writes: Sequence[Write], executor: Executor, near: Path) -> Iterator[Write]:
    """What writes the same contents, in the same order: they are made while those before them are
    taken, in a hidden folder ``near`` where they go.
    """
    if not isinstance(executor, Processes) or multiprocessing.get_start_method() != "fork":
        yield from writes
        return
    where = near if near.is_dir() else None
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=where) as folder:
        files = _Files(writes, Path(folder))
        # Nothing comes from outside: what takes long does not hang, and what is lost is made here.
        work = Work(_make, files, lambda place, ending: _make(files, place), may_hang=False)
        for made in executor.run(work, range(len(writes))):
            yield partial(_take, made)


def _make(files: _Files, place: int) -> Path:
    path = files.folder / str(place)
    with path.open("wb") as file:
        files.writes[place](file)
    return path


def _take(made: Path, file: BinaryIO) -> None:
    with made.open("rb") as own:
        shutil.copyfileobj(own, file)
    made.unlink()
