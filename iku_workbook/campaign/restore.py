"""Restores a campaign from a backup: a new folder, or an existing campaign, of which whatever the
backup takes the place of is put aside.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, product
from pathlib import Path

from iku_workbook.campaign import backup_file
from iku_workbook.campaign.backup import HoldsMore, is_of_before, keys_of
from iku_workbook.campaign.backup_file import (
    DEFINITIONS,
    KEYS,
    OFFICE,
    REGISTRY,
    BackupFile,
)
from iku_workbook.campaign.folder import CampaignFolder, make_folders
from iku_workbook.campaign.own_files import DEFINITION
from iku_workbook.campaign.room import demand_room
from iku_workbook.campaign.sealed_keys import LARGEST, unseal
from iku_workbook.campaign.unfinished import clear_unfinished, is_unfinished, made_beside
from iku_workbook.durable import make_folder, sync_folder, whole, write_whole
from iku_workbook.errors import OperatorError
from iku_workbook.hidden import HIDDEN
from iku_workbook.registry import Registry, upkeep
from iku_workbook.registry.chain import key_id
from iku_workbook.registry.holdings import Holdings, holdings, lacking
from iku_workbook.registry.marks import Marks
from iku_workbook.registry.writer import sole_writer
from iku_workbook.workbook.seal import identify

_BEGUN = "restoring"
"""In ``.iku`` while the rest is moved: which backup it is of."""

_PRIVATE = 0o700
_COMPARED = 1 << 28  # bytes; a larger file is put aside without a look
_COPIES = 2  # of the registry, until it is proved
_FORMS = 50  # issued forms of which one must be this campaign's
Look = Callable[[Registry | None], object]
"""Sees a backup's registry once it is proved, before anything takes a place, and may refuse it."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A campaign that was restored.

    root      its folder
    received  how many received files it holds
    aside     where what stood there before is now
    has_key   whether a key is there, so that forms that are out are recognised
    sealed    whether the backup carries the keys
    flaws     how much in its registry was not whole any more when it was made
    cleared   what runs that were cut short had left beside it, and is gone
    more      the tables in which what stood there held something that the backup does not
    doubted   whether its chain is another than the one that the key in use worked with
    """

    root: Path
    received: int
    aside: Sequence[Path]
    has_key: bool
    sealed: bool
    flaws: int = 0
    cleared: Sequence[Path] = ()
    more: Sequence[str] = ()
    doubted: bool = False


def carries_keys(file: Path) -> bool:
    """Whether a backup carries the keys, under a passphrase."""
    if is_of_before(file):
        return False
    with backup_file.opened(file) as backup:
        return KEYS in backup.manifest.files


def restore(
    file: Path,
    folder: Path,
    *,
    by: str,
    at: datetime.datetime,
    secret: str | None = None,
    over_more: bool = True,
) -> Restored:
    """Restore a backup into a folder: an empty one, one that is not there yet, or a campaign.

    ``secret`` is the passphrase or the recovery code under which the keys are. Without
    ``over_more`` it takes the place of no campaign that holds something which is not in it.

    Nothing takes a place before all of the backup is proved to be whole. What it takes the place of
    in a campaign is put aside within ``.iku``; keys that are there stay. OperatorError for a
    damaged backup, one of another campaign, a wrong secret, a folder that holds something else, and
    a disk without room for it.
    """
    campaign = CampaignFolder(folder) if _is_campaign(folder) else None
    if is_of_before(file):
        return _restore_registry(file, folder, campaign, by=by, at=at)
    with backup_file.opened(file) as backup:
        backup.check()
        demand_room(folder, _COPIES * file.stat().st_size)
        keys = _keys(backup, secret)
        if campaign is None:
            return _make(backup, folder, keys, at)
        _refuse_another(backup, campaign)
        with sole_writer(campaign.registry().path, by, at.astimezone(campaign.zone)):
            more: list[str] = []
            aside = _replace(backup, campaign, at, partial(_note_more, campaign, more, over_more))
            campaign.keys.take_back(keys)
            doubted = not _goes_on(campaign)
        return replace(_restored(backup, campaign, aside), more=more, doubted=doubted)


def restore_keys(campaign: CampaignFolder, file: Path, secret: str) -> int:
    """Take the keys of a backup into a campaign; how many of them it had not.

    The one that seals stays, where there is one. OperatorError for a backup without keys, of
    another campaign, and for a wrong secret.
    """
    with backup_file.opened(file) as backup:
        if KEYS not in backup.manifest.files:
            raise OperatorError("backup-without-keys", file=file)
        _refuse_another(backup, campaign)
        keys = _keys(backup, secret)
    new = {key_id(each) for each in keys} - keys_of(campaign)
    campaign.keys.take_back(keys)
    return len(new)


def _keys(backup: BackupFile, secret: str | None) -> list[bytes]:
    """The backup's keys; none without a secret. OperatorError for keys that are not its own."""
    if secret is None or KEYS not in backup.manifest.files:
        return []
    keys = unseal(backup.read(KEYS, LARGEST), secret)
    if not {key_id(each) for each in keys} <= {*backup.manifest.keys}:
        raise OperatorError("backup-damaged", file=backup.path, why=KEYS)
    return keys


def _refuse_another(backup: BackupFile, campaign: CampaignFolder) -> None:
    """OperatorError for the backup of another campaign; where nothing tells, its code does."""
    of_it = is_of(backup, campaign)
    if of_it is False or (of_it is None and not _same_code(backup, campaign)):
        data = {"name": backup.manifest.campaign, "folder": campaign.root}
        raise OperatorError("backup-of-another", file=backup.path, **data)


def is_of(backup: BackupFile, campaign: CampaignFolder) -> bool | None:
    """Whether a backup is of this campaign: one with which it shares a key, or the records that the
    backup holds. None where it has no key that could tell.
    """
    said, own, same_records = backup.manifest, keys_of(campaign), False
    # A registry that is damaged is what a backup is for: it says nothing.
    with suppress(OperatorError), campaign.registry() as registry:
        own |= holdings(registry).keys
        held = Holdings(said.records, 0)
        same_records = said.received > 0 and not lacking(registry, held)
    if same_records or own & {*said.keys}:
        return True
    return False if own else None


def _same_code(backup: BackupFile, campaign: CampaignFolder) -> bool:
    with suppress(OperatorError):
        return campaign.definition().code == backup.manifest.campaign
    return True


def _make(
    backup: BackupFile, folder: Path, keys: Sequence[bytes], at: datetime.datetime
) -> Restored:
    """A new campaign folder, made beside its place and then moved there."""
    there = folder.is_dir()
    if there and not _is_free(folder, backup):
        raise OperatorError("restore-into-empty", folder=folder, file=backup.path)
    beside = folder if there else folder.absolute().parent
    make_folder(beside)
    cleared = clear_unfinished(beside)
    with made_beside(beside) as temporary:
        made = CampaignFolder(temporary / "campaign")
        make_folders(made.root)
        _replace(backup, made, at)
        made.keys.take_back(keys)
        if there:  # the current folder perhaps: it stays, and gets what was made
            write_whole(made.root / HIDDEN / _BEGUN, _digest(backup).encode())
            _move_into(folder, made.root)
        else:
            made.root.rename(folder)
            sync_folder(folder.absolute().parent)
    return replace(_restored(backup, CampaignFolder(folder), ()), cleared=cleared)


def _is_free(folder: Path, backup: BackupFile) -> bool:
    """Whether a folder holds nothing but the backup itself, and what a restoration of it that was
    cut short has left.
    """
    with suppress(OSError):
        if (folder / HIDDEN / _BEGUN).read_bytes() == _digest(backup).encode():
            return True
    return all(_is_same(each, backup.path) or is_unfinished(each) for each in folder.iterdir())


def _move_into(folder: Path, made: Path) -> None:
    """Move what was made into a folder that is there, unless it came there before a restoration was
    cut short. The definition goes last: until all is there, it is no campaign.
    """
    *others, definition = sorted(made.iterdir(), key=lambda each: each.name == DEFINITION)
    others.sort(key=lambda each: each.name != HIDDEN)  # which tells that one has begun
    for each in others:
        if not (folder / each.name).exists():
            each.rename(folder / each.name)
            sync_folder(folder)
    definition.rename(folder / DEFINITION)
    sync_folder(folder)
    (folder / HIDDEN / _BEGUN).unlink()


def _digest(backup: BackupFile) -> str:
    """By what a backup is known to the restoration of it that was cut short."""
    return hashlib.sha256(repr(sorted(backup.manifest.files.items())).encode()).hexdigest()


def held_beyond(campaign: CampaignFolder, kept: Registry | None) -> list[str]:
    """The tables in which a campaign holds something that a backup's registry does not, None being
    one in which nothing was recorded; what was only put out is nothing to lose. Of a registry that
    is damaged nobody can say, and it is what a backup is for.
    """
    with suppress(OperatorError), campaign.registry() as registry:
        if not registry.version():
            return []
        own = holdings(registry)
        named = lacking(kept, own) if kept is not None else [*own.records]
        counts = {**{table: count for table, (count, _) in own.records.items()}, "file": 1}
        return [each for each in named if counts[each] and each != "export"]
    return []


def _note_more(
    campaign: CampaignFolder, more: list[str], over_more: bool, kept: Registry | None
) -> None:
    """Note what is lost where a backup takes its place; OperatorError where that may not be."""
    more += held_beyond(campaign, kept)
    if more and not over_more:
        raise HoldsMore(campaign.root, more, "restore-holds-more")


def _goes_on(campaign: CampaignFolder) -> bool:
    """Whether the key in use goes on with the chain that a backup brought: the mark, which may be
    of a link that came after the backup was made, is then of the last one that is there.
    """
    keys = campaign.keys
    with suppress(OperatorError), campaign.registry() as registry:
        marks, key = Marks(registry.path), keys.current()
        agrees = marks.agrees(key, registry.connection)
        if agrees:
            marks.put(key, registry.connection)
        return agrees is not False
    return True


def _replace(
    backup: BackupFile,
    campaign: CampaignFolder,
    at: datetime.datetime,
    look: Look = lambda kept: None,
) -> list[Path]:
    """Put all of a backup into a campaign; where what it takes the place of is now.

    The registry is proved before anything is touched. Old files are put aside before any new one
    takes a place, the registry last: a restoration that is cut short has lost nothing, and can be
    repeated.
    """
    aside = campaign.root / HIDDEN / f"before-restore-{at:%Y%m%d-%H%M%S-%f}"
    with proved_registry(backup, campaign, look) as registry:
        for place in others(backup, campaign):
            write_whole(aside / place.relative_to(campaign.root), place.read_bytes())
        for name, place in _places(backup, campaign):
            with whole(place) as file:
                file.writelines(backup.pieces(name))
        old = registry.take_place(at) if registry is not None else None
    return [each for each in (old, aside if aside.exists() else None) if each is not None]


@contextmanager
def proved_registry(
    backup: BackupFile, campaign: CampaignFolder, look: Look
) -> Iterator[upkeep.Proved | None]:
    """The backup's registry beside the campaign's, proved and looked at; None for one in which
    nothing was ever recorded: it takes no place.
    """
    if not any(count for count, _ in backup.manifest.records.values()):
        look(None)
        yield None
        return
    clear_unfinished(campaign.root / HIDDEN)
    with made_beside(campaign.root / HIDDEN) as temporary:
        copy, place = temporary / REGISTRY, campaign.registry().path
        with copy.open("wb") as file:
            file.writelines(backup.pieces(REGISTRY))
        with upkeep.proved(copy, place, look, flawed=True, backup=backup.path) as registry:
            yield registry


def others(backup: BackupFile, campaign: CampaignFolder) -> list[Path]:
    """The files of a campaign that hold something else than the backup that takes their place."""
    return [
        place
        for name, place in _places(backup, campaign)
        if place.is_file() and not _is_same_content(backup, name, place)
    ]


def _places(backup: BackupFile, campaign: CampaignFolder) -> Iterator[tuple[str, Path]]:
    """Where each member goes; the names were looked at when the backup was opened."""
    for name in backup.manifest.files:
        first, _, rest = name.partition("/")
        if first == DEFINITIONS:
            yield name, campaign.root / HIDDEN / "definitions" / rest
        elif first == OFFICE:
            yield name, campaign.own_file(rest)
        elif name not in {REGISTRY, KEYS}:
            yield name, campaign.own_file(name)


def _restored(backup: BackupFile, campaign: CampaignFolder, aside: Sequence[Path]) -> Restored:
    sealed = KEYS in backup.manifest.files
    has_key = not {*backup.manifest.keys}.isdisjoint(keys_of(campaign))
    said = backup.manifest
    return Restored(campaign.root, said.received, aside, has_key, sealed, said.flaws)


def _restore_registry(
    file: Path,
    folder: Path,
    campaign: CampaignFolder | None,
    *,
    by: str,
    at: datetime.datetime,
) -> Restored:
    """A backup of before holds the registry alone, and needs the campaign's folder."""
    if campaign is None:
        raise OperatorError("backup-of-registry", file=file, folder=folder)
    path = campaign.registry().path

    def refuse_another(kept: Registry) -> None:
        if _issued_elsewhere(kept, campaign):
            data = {"name": "?", "folder": campaign.root}
            raise OperatorError("backup-of-another", file=file, **data)

    with sole_writer(path, by, at.astimezone(campaign.zone)):
        count, aside = upkeep.restore(file, path, at, look=refuse_another)
        doubted = not _goes_on(campaign)
    kept = [aside] if aside else []
    has_key = bool(keys_of(campaign))
    return Restored(campaign.root, count, kept, has_key, sealed=False, doubted=doubted)


def _issued_elsewhere(kept: Registry, campaign: CampaignFolder) -> bool:
    """Whether forms were issued by what a registry says, and none of the first ones under a key and
    a definition of this campaign. The number of a form follows from both.
    """
    keys = [*campaign.keys.older()]
    with suppress(OperatorError):
        keys.append(campaign.key())
    first = list(islice(kept.issued().items(), _FORMS))
    for issue, (digest, period) in first:
        definition = campaign.issued(digest)
        if definition is None:
            continue
        for key, unit in product(keys, definition.units):
            told = {"code": definition.code, "digest": digest, "unit": unit.code}
            # Forms of the second grammar had the first one's signs once.
            numbers = [identify(key, period=period, modern=each, **told) for each in (True, False)]
            if issue in {each.issue for each in numbers}:
                return False
    return bool(first and keys)


def _is_campaign(folder: Path) -> bool:
    return (folder / HIDDEN).is_dir() and (folder / DEFINITION).is_file()


def _is_same(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)


def _is_same_content(backup: BackupFile, name: str, place: Path) -> bool:
    if place.stat().st_size > _COMPARED:
        return False
    return place.read_bytes() == b"".join(backup.pieces(name))
