"""A campaign is made in a hidden folder beside its place, so that an interruption leaves no half.

What a killed run leaves there may hold a key. The next run takes it away: of a lock in it, which
the system lets go of however its holder ends, it knows that nobody is at work there.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iku_workbook.hidden import HIDDEN
from iku_workbook.registry.writer import at_work, is_at_work

_PREFIX = f"{HIDDEN}-made-"
_LOCK = "lock"


@contextmanager
def made_beside(place: Path) -> Iterator[Path]:
    """A new hidden folder in the folder ``place``; what is left in it at the end goes.

    An error of the system names ``place``: nobody has asked for what is hidden, or finds it.
    """
    try:
        with (
            tempfile.TemporaryDirectory(prefix=_PREFIX, dir=place) as made,
            at_work(Path(made, _LOCK)),
        ):
            yield Path(made)
    except OSError as error:
        if error.filename is None or _PREFIX in str(error.filename):
            error.filename = str(place)
        raise


def clear_unfinished(place: Path) -> list[Path]:
    """Take away what killed runs left in a folder; what is gone. A run that is at work keeps its
    own, and nobody else's folder is touched.
    """
    gone = []
    for left in sorted(place.glob(f"{_PREFIX}*")):
        if _is_abandoned(left):
            shutil.rmtree(left, ignore_errors=True)
            gone += [left] if not left.exists() else []
    return gone


def is_unfinished(path: Path) -> bool:
    """Whether it is a folder in which something is being made, or was."""
    return path.name.startswith(_PREFIX) and path.is_dir() and not path.is_symlink()


def _is_abandoned(left: Path) -> bool:
    """Whether something was begun there and nobody holds its lock; where nothing is begun, another
    run may be about to take it.
    """
    lock = left / _LOCK
    if not (
        is_unfinished(left) and lock.is_file() and any(each != lock for each in left.iterdir())
    ):
        return False
    return not is_at_work(lock)
