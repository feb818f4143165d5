"""Writes a backup of the whole campaign into one file: proved before it takes its place, and never
over one that holds more.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iku_workbook.campaign import backup_file
from iku_workbook.campaign.backup_file import DEFINITIONS, ENDING, KEYS, OFFICE
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.own_files import (
    CONTACTS,
    DEFINITION,
    EMBLEMS,
    SPENDING,
    STAFF,
    TEMPLATES,
)
from iku_workbook.campaign.room import demand_room, size_of
from iku_workbook.campaign.sealed_keys import seal
from iku_workbook.durable import put_in_place
from iku_workbook.errors import OperatorError
from iku_workbook.hidden import HIDDEN
from iku_workbook.messages import Catalogue, Message
from iku_workbook.registry import Registry, upkeep
from iku_workbook.registry.chain import key_id
from iku_workbook.registry.flaws import DOUBTS
from iku_workbook.registry.holdings import RECORDS, Holdings, holdings, lacking

# What forms are recognised by; and the texts of versions, their lists of units, who and why.
_KEPT_OF_DEFINITIONS = {".json", ".yaml", ".csv", ".note"}
_TABLES = frozenset({*RECORDS, "file"})


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was written.

    file      its path
    received  how many received files it holds
    flaws     how much in the registry is not as it was kept, and so neither in the backup
    richer    an earlier backup beside it that holds more, where there is one
    """

    file: Path
    received: int
    flaws: int
    richer: Path | None


class HoldsMore(OperatorError):
    """A backup, or a campaign, stands there with something that the new one would not hold."""

    def __init__(self, path: Path, what: Sequence[str], code: str = "backup-holds-more") -> None:
        """Of its path, and what it holds: tables of a registry, and members."""
        super().__init__(code, file=path, what=", ".join(what))
        self.what = what

    def messages(self, say: Catalogue) -> Iterator[Message]:
        """The sentence, with what the other backup holds in words."""
        named = parts_in_words(self.what, say)
        yield from OperatorError(self.code, **{**self.data, "what": named}).messages(say)


def parts_in_words(what: Sequence[str], say: Catalogue) -> str:
    """Tables of a registry, and members of a backup, as a person calls them."""
    return ", ".join(dict.fromkeys(say(f"cli.holds-{_part(each)}") for each in what))


def back_up(
    campaign: CampaignFolder,
    target: Path,
    *,
    by: str,
    at: datetime.datetime,
    passphrase: str | None = None,
    force: bool = False,
) -> BackedUp:
    """Write a backup of the campaign; the keys go along under a passphrase, or not at all.

    target  the file; or a folder, in which it gets a name of its own. What is not there and has
            no ending is taken for a folder, and none is made
    force   another file that stands there may go, unless it is a backup

    OperatorError for a target that is a backup which holds something that this one would not, for
    another file that stands there, and where it cannot be written.
    """
    path = _own_name(target, campaign, at) if target.is_dir() else target
    if not target.suffix and not target.exists():  # a stick that is not there, most likely
        raise OperatorError("no-backup-folder", folder=target)
    outputs = Outputs(Kind.BACKUP, campaign.root, force)
    outputs.refuse_place(path)
    if not path.parent.is_dir():
        raise OperatorError("no-backup-folder", folder=path.parent)
    for place in (path, Path(tempfile.gettempdir(), path.name)):
        demand_room(place, size_of(campaign.registry()))
    with tempfile.TemporaryDirectory(prefix="iku-") as folder:
        snapshot = Path(folder, backup_file.REGISTRY)
        with campaign.registry() as registry:
            upkeep.backup(registry, snapshot)
            keys = registry.keys if registry.path.exists() else None  # nothing has a chain yet
        with Registry(snapshot, keys) as registry:
            held, flaws = holdings(registry), _flaws(registry)
            members = {backup_file.REGISTRY: snapshot, **dict(_members(campaign, passphrase))}
            about = {**_about(campaign, held, by, at), "flaws": flaws}
            _refuse_to_replace(path, registry, {*members}, outputs, damaged=flaws > 0)
            _write(path, members, about)
            richer = _richer(path, registry) if path != target else None
    return BackedUp(path, held.records["receipt"][0], flaws, richer)


def _flaws(registry: Registry) -> int:
    """How much is not whole; a key that is not at hand damages nothing."""
    return sum(each.part not in DOUBTS for each in upkeep.verify(registry))


def _write(path: Path, members: dict[str, Path | bytes], about: dict[str, Any]) -> None:
    """Under another name, read anew from there, and only then under its own."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        with partial.open("xb") as file:
            backup_file.write(file, members, about)
        with backup_file.opened(partial) as made:
            made.check()
        put_in_place(partial, path)
    except OSError as error:
        raise OperatorError.of_system(error, path) from error
    finally:
        partial.unlink(missing_ok=True)


def _own_name(folder: Path, campaign: CampaignFolder, at: datetime.datetime) -> Path:
    """The campaign's name and the day, and a number where that was taken earlier in the day."""
    day, name = at.astimezone(campaign.zone).date(), campaign.root.resolve().name
    with suppress(OperatorError):
        definition = campaign.definition()
        name = definition.code.removesuffix(f"-{definition.year}")
        if definition.year != day.year:
            name = definition.code
    number, path = 1, folder / f"{name}-{day}{ENDING}"
    while path.exists():
        number += 1
        path = folder / f"{name}-{day}-{number}{ENDING}"
    return path


def _members(
    campaign: CampaignFolder, passphrase: str | None
) -> Iterator[tuple[str, Path | bytes]]:
    """All that makes a campaign but its registry, by the names that it has in a backup."""
    yield DEFINITION, campaign.definition_file
    known = (campaign.root / HIDDEN / "definitions").glob("*")
    for path in sorted(each for each in known if each.suffix in _KEPT_OF_DEFINITIONS):
        yield f"{DEFINITIONS}/{path.name}", path
    lists = (campaign.own_file(each) for each in (CONTACTS, SPENDING, STAFF, *EMBLEMS))
    kept = [*lists, *_units_file(campaign)]
    kept += sorted(path for path in campaign.own_file(TEMPLATES).rglob("*") if path.is_file())
    for path in kept:
        name = path.relative_to(campaign.root).as_posix()
        hidden = any(part.startswith((".", "~$")) for part in Path(name).parts)
        if path.is_file() and not hidden:
            campaign.own_file(name)  # no link leads out of the folder
            yield f"{OFFICE}/{name}", path
    if passphrase is not None:
        yield KEYS, seal([campaign.key(), *campaign.keys.older()], passphrase)


def _units_file(campaign: CampaignFolder) -> list[Path]:
    """The list of units, where the definition names one and can be read."""
    from iku_workbook.definition.yaml_source import read_yaml

    with suppress(OperatorError):
        units = read_yaml(campaign.definition_file)[1].units
        return [campaign.own_file(units.file)] if units is not None else []
    return []


def _about(
    campaign: CampaignFolder, held: Holdings, by: str, at: datetime.datetime
) -> dict[str, Any]:
    code = ""
    with suppress(OperatorError):
        code = campaign.definition().code
    return {
        "campaign": code,
        "at": at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        "by": by,
        "keys": tuple(sorted(keys_of(campaign) | held.keys)),
        "records": held.records,
        "contents": held.contents,
    }


def keys_of(campaign: CampaignFolder) -> frozenset[str]:
    """The names of the keys in a campaign's folder."""
    keys = list(campaign.keys.older())
    with suppress(OperatorError):
        keys.append(campaign.key())
    return frozenset(map(key_id, keys))


def _refuse_to_replace(
    path: Path, registry: Registry, names: set[str], outputs: Outputs, *, damaged: bool
) -> None:
    """OperatorError where a backup stands there that this one would not replace in full.

    What cannot be read as a backup is another's file.
    """
    if not (path.exists() or path.is_symlink()):
        return
    if is_of_before(path):
        raise HoldsMore(path, [backup_file.REGISTRY])
    try:
        with backup_file.opened(path) as there:
            there.check()
            more = _more(there.manifest, registry, names)
    except (OperatorError, OSError):
        outputs.refuse([path])
        return
    if more or damaged:
        raise HoldsMore(path, more or [backup_file.REGISTRY])


def is_of_before(path: Path) -> bool:
    """Whether a file is a database, such as earlier versions wrote for a backup."""
    with suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                return file.read(16) == b"SQLite format 3\0"
    return False


def _more(there: backup_file.Manifest, registry: Registry, names: set[str]) -> list[str]:
    """What another backup holds beyond these members and this registry."""
    held = Holdings(there.records, there.contents)
    return [*lacking(registry, held), *sorted(set(there.files) - names)]


def _part(name: str) -> str:
    """The part of a campaign that a table or a member belongs to."""
    if name in _TABLES:
        return name
    first, *_ = name.partition("/")
    return {KEYS: "keys", DEFINITIONS: "definitions", OFFICE: "office"}.get(first, "registry")


def _richer(path: Path, registry: Registry) -> Path | None:
    """Another backup in the folder, of a campaign that calls itself the same, which holds more than
    this one: any that holds more received files, of which none is ever taken out; in all else the
    newest of each key, for a campaign that was made anew has another.
    """
    seen = set()
    with backup_file.opened(path) as made:
        own = made.manifest
    others = [each for each in path.parent.glob(f"*{ENDING}") if each != path and each.is_file()]
    for each in sorted(others, key=lambda one: one.stat().st_mtime, reverse=True):
        with suppress(OperatorError, OSError), backup_file.opened(each) as there:
            said = there.manifest
            if said.campaign != own.campaign:
                continue
            is_newest = said.keys not in seen
            seen.add(said.keys)
            held = Holdings(said.records, said.contents)
            if said.received > own.received or (is_newest and lacking(registry, held)):
                return each
    return None
