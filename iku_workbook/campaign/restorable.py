"""What a backup holds, and where in an office's folder of campaigns it would go: looked at before
anything is restored.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from iku_workbook.campaign import backup_file
from iku_workbook.campaign.backup import is_of_before, keys_of
from iku_workbook.campaign.backup_file import KEYS, OFFICE, BackupFile
from iku_workbook.campaign.first_start import slug
from iku_workbook.campaign.folder import CampaignFolder, make_folders
from iku_workbook.campaign.own_files import DEFINITION
from iku_workbook.campaign.restore import (
    Restored,
    held_beyond,
    is_of,
    others,
    proved_registry,
    restore,
)
from iku_workbook.campaign.room import demand_room
from iku_workbook.campaign.unfinished import made_beside
from iku_workbook.definition import Definition, load
from iku_workbook.durable import make_folder
from iku_workbook.errors import OperatorError
from iku_workbook.named_file import MEGABYTE
from iku_workbook.registry import Registry
from iku_workbook.registry.head import Head

_COPIES = 2  # of the registry, until it is proved
_LARGEST_LIST = 16 * MEGABYTE


@dataclass(slots=True)
class Restorable:
    """A backup that is whole.

    code, at, by  the campaign's, when the backup was made, and by whom
    received      how many received files it holds; ``decisions`` how many were made
    sealed        whether it carries the keys
    flaws         how much in its registry was not whole any more when it was made
    folder        where it goes; ``there`` tells whether this campaign stands there already
    definition    as it is in the backup; None where that cannot be read
    head          the end of its chain; None where it has none
    more          the tables in which the campaign that is there holds something it does not
    new_keys      how many of its keys that campaign has not
    others        the names of that campaign's files which hold something else than the backup
    """

    code: str
    at: datetime.datetime
    by: str
    received: int
    decisions: int
    sealed: bool
    flaws: int
    folder: Path
    there: bool
    definition: Definition | None = None
    head: Head | None = None
    more: Sequence[str] = field(default=())
    new_keys: int = 0
    others: Sequence[str] = field(default=())


def look_into(file: Path, home: Path) -> Restorable:
    """What a backup holds, all of it proved to be whole, and where in ``home`` it goes.

    OperatorError for a file that is no backup, a damaged one, and one of an early version, which
    holds the registry alone.
    """
    make_folder(home)
    with _opened(file, home) as backup, made_beside(home) as temporary:
        backup.check()
        demand_room(home, _COPIES * file.stat().st_size)
        campaign = place_of(backup, home)
        found = _told(backup, campaign, home)
        found.definition = _definition(backup, temporary / "definition")
        scratch = CampaignFolder(temporary / "campaign")
        make_folders(scratch.root)

        def look(kept: Registry | None) -> None:
            found.head = kept.head() if kept is not None else None
            found.more = held_beyond(campaign, kept) if campaign is not None else ()

        with proved_registry(backup, scratch, look):
            return found


def restore_beside(
    file: Path, home: Path, *, by: str, at: datetime.datetime, secret: str | None
) -> Restored:
    """Restore a backup to its place in ``home``; OperatorError as :func:`restore` raises it, and
    where the campaign that stands there holds something that is not in the backup.
    """
    with _opened(file, home) as backup:
        campaign = place_of(backup, home)
        folder = campaign.root if campaign is not None else _free(home, backup.manifest.campaign)
    return restore(file, folder, by=by, at=at, secret=secret, over_more=False)


def place_of(backup: BackupFile, home: Path) -> CampaignFolder | None:
    """The campaign in ``home`` of which it is a backup; None where none of them is known for it."""
    return next((each for each in _campaigns(home) if is_of(backup, each)), None)


def _opened(file: Path, home: Path) -> AbstractContextManager[BackupFile]:
    if is_of_before(file):
        raise OperatorError("backup-of-registry", file=file, folder=home)
    return backup_file.opened(file)


def _campaigns(home: Path) -> Iterator[CampaignFolder]:
    for each in sorted(home.iterdir()):
        with suppress(OperatorError, OSError):
            if not each.name.startswith("."):
                yield CampaignFolder.at(each)


def _told(backup: BackupFile, campaign: CampaignFolder | None, home: Path) -> Restorable:
    said = backup.manifest
    decisions, _ = said.records.get("decision", (0, ""))
    own = keys_of(campaign) if campaign is not None else frozenset()
    return Restorable(
        said.campaign,
        _time(backup),
        said.by,
        said.received,
        decisions,
        KEYS in said.files,
        said.flaws,
        campaign.root if campaign is not None else _free(home, said.campaign),
        campaign is not None,
        new_keys=len({*said.keys} - own),
        others=[each.name for each in others(backup, campaign)] if campaign is not None else (),
    )


def _time(backup: BackupFile) -> datetime.datetime:
    try:
        return datetime.datetime.fromisoformat(backup.manifest.at).astimezone(datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise OperatorError("backup-damaged", file=backup.path, why="backup.json") from error


def _definition(backup: BackupFile, folder: Path) -> Definition | None:
    """The definition, with the lists that lie beside it."""
    lists = [name for name in backup.manifest.files if name.startswith(f"{OFFICE}/")]
    for name in (DEFINITION, *(each for each in lists if each.endswith(".csv"))):
        if name in backup.manifest.files:
            place = folder / name.removeprefix(f"{OFFICE}/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(backup.read(name, _LARGEST_LIST))
    try:
        return load(folder / DEFINITION)[0]
    except (OperatorError, OSError):
        return None


def _free(home: Path, code: str) -> Path:
    """A folder for a campaign of this code, which nothing holds yet."""
    name = slug(code) or "kegiatan"
    names = (name, *(f"{name}-{number}" for number in range(2, 100)))
    return next(home / each for each in names if not (home / each).exists())
