"""Room on the disk: what is left, what can be let go, and whether there is enough to begin."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.sources import Source
from iku_workbook.errors import OperatorError
from iku_workbook.named_file import MEGABYTE
from iku_workbook.registry import Registry
from iku_workbook.registry import room as of_registry
from iku_workbook.returns import Return

_LEAST = 16 * MEGABYTE  # bytes: a journal, a log, and the answers to a few returns
_KEPT = 8  # a return takes less than this part of its bytes
FORM = 64 << 10
"""Bytes on the disk of a form that is handed out, with its message and its place in the archive."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a registry takes and may take, and the bytes that are free on its disk."""

    taken: of_registry.Room
    free: int

    def sizes(self) -> dict[str, int]:
        """Each of them by its name, in bytes."""
        return {**asdict(self.taken), "free": self.free}


def left(registry: Registry) -> Left:
    """The room that a campaign's registry takes, and what is left for it."""
    return Left(of_registry.room(registry), _free(registry.path))


def demand_room(place: Path, needed: int = 0) -> None:
    """OperatorError where a disk has no room for so many bytes and what comes along with them: said
    before a batch begins, not in the midst of it.
    """
    free = _free(place)
    if free < needed + _LEAST:
        raise OperatorError(
            "no-room", file=place, needed=megabytes(needed + _LEAST), free=megabytes(free)
        )


def size_of(registry: Registry) -> int:
    """The bytes of a registry, which may not be there yet."""
    return _size(registry.path)


def needed_for(sources: Iterable[Source]) -> int:
    """The bytes that files take in the registry at the least, were all of them new returns."""
    return sum(_size(path) for path in {each.path for each in sources}) // _KEPT


def prune(
    campaign: CampaignFolder,
    numbers: Collection[int],
    *,
    by: str,
    at: datetime.datetime,
    reason: str,
) -> tuple[Sequence[Return], int]:
    """Let contents go of what was never a return; which, and the bytes that the disk has back.

    RegistryError where one of these numbers may be a return.
    """
    with campaign.registry() as registry, registry.writing(by, at):
        return of_registry.prune(registry, numbers, at, by=by, reason=reason)


def _free(place: Path) -> int:
    """The bytes free on the disk that a file is to stand on, which may not be there yet."""
    there = next((each for each in (place, *place.absolute().parents) if each.exists()), Path())
    return shutil.disk_usage(there).free


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # not there; where it ought to be, it is said when the file is read
        return 0


def megabytes(size: int) -> float:
    """Bytes as a person reads them: 3.6 MB, 12 MB."""
    return round(size / MEGABYTE, 1) if size < 10 * MEGABYTE else size // MEGABYTE
