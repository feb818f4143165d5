"""Where a command may write: it replaces nothing but what it wrote itself, and nothing that a
campaign lives on.

A file is a command's own where the campaign's record, ``.iku/outputs``, has a line with its kind,
its SHA-256 and its place: one that a person has edited, or that another command wrote, is not. The
record is appended to, a line a file. A line that is lost, or cannot be written, makes a file one
that is asked about; none is replaced for it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from iku_workbook.campaign.own_files import (
    CONTACTS,
    DEFINITION,
    EMBLEMS,
    SPENDING,
    STAFF,
    TEMPLATES,
)
from iku_workbook.durable import refuse_devices
from iku_workbook.errors import OperatorError
from iku_workbook.hidden import HIDDEN

RECORD = "outputs"
_PLACES = frozenset({"inbox", TEMPLATES, DEFINITION, CONTACTS, SPENDING, STAFF, *EMBLEMS})
"""What people keep for a campaign: never a place for what a command writes."""
_NAMED = 3  # files that a message names


class Kind(StrEnum):
    """What a command writes; a file of one kind is never taken for one of another."""

    FORMS = "forms"
    FILLED = "filled"
    REPORT = "report"
    STANDING = "standing"
    REPLIES = "replies"
    REMINDERS = "reminders"
    RESULTS = "results"
    DOCUMENT = "document"
    SHEET = "sheet"
    BACKUP = "backup"
    LOG = "log"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class _Folder:
    """What holds for whatever lies in a folder.

    place   the folder without links on the way to it
    root    whether it is itself a campaign's
    hidden  whether it is one in which a campaign keeps what it lives on, or below
    own     the campaign's part around it that is not for outputs, if any
    """

    place: Path
    root: bool
    hidden: bool
    own: str | None


class Folders:
    """Folders as they are while one command looks: each is looked up once, whatever lies in it."""

    def __init__(self) -> None:
        self.resolved: Callable[[Path], Path] = cache(Path.resolve)
        self.campaign: Callable[[Path], Path | None] = cache(_campaign_around)

        self.about: Callable[[Path], _Folder] = cache(self._about)

    def _about(self, folder: Path) -> _Folder:
        place = self.resolved(folder.absolute())
        campaign = self.campaign(place)
        inside = place.relative_to(campaign).parts if campaign is not None else ()
        return _Folder(
            place,
            campaign == place,
            HIDDEN in (part.casefold() for part in place.parts),
            inside[0] if inside and inside[0].casefold() in _PLACES else None,
        )


@dataclass(frozen=True, slots=True)
class Outputs:
    """What one command may write.

    kind   what it writes
    root   the campaign whose record tells what was written before; outside of one nothing is known
    force  a person has said that what stands there may go
    mode   the options by which one file of the kind says something else than another: none of them
           is taken for one of another mode
    """

    kind: Kind
    root: Path | None = None
    force: bool = False
    mode: str = ""

    def refuse(self, paths: Iterable[Path]) -> None:
        """OperatorError for the first place that is not for outputs, or for all files that stand
        in these places and are not this command's own.
        """
        places: dict[Path, list[str]] = {}
        for each in paths:
            places.setdefault(each.parent, []).append(each.name)
        self.refuse_in(places)

    def refuse_in(self, places: Mapping[Path, Collection[str]]) -> None:
        """The same for files by their names in each folder, however many there are."""
        folders = Folders()
        for folder, names in places.items():
            about = folders.about(folder)
            for name in names:
                self._refuse_name(folder, name, about)
        others = self.others(self._taken(places))
        if others:
            self._refuse_other_mode(others)
            names = ", ".join(map(self.shown, others[:_NAMED])) + (", …" if others[_NAMED:] else "")
            raise OperatorError("output-not-ours", files=names)

    def _refuse_other_mode(self, paths: Iterable[Path]) -> None:
        """OperatorError for the first of these that this command wrote in another mode."""
        marked = f"{self.kind} "
        for path in paths:
            sha256 = self._sha256(path)
            if sha256 is None:
                continue
            _, *own = json.loads(self._line(path, Folders(), sha256))
            for line in self.known():
                kind, *there = json.loads(line) if _place_in(line) else ("",)
                if there == own and f"{kind} ".startswith(marked):
                    mode = kind.removeprefix(self.kind).strip()
                    code = "output-other-mode" if mode else "output-without-mode"
                    raise OperatorError(code, file=self.shown(path), mode=mode)

    def others(self, paths: Iterable[Path], known: frozenset[str] | None = None) -> list[Path]:
        """Those of these places in which a file stands that is not this command's own; none where
        it may go all the same. ``known`` is the record, where it was read before.
        """
        there = [] if self.force else [each for each in paths if _stands(each)]
        if there and known is None:
            known = self.known()
        folders = Folders()
        return [each for each in there if not self._is_own(each, known or frozenset(), folders)]

    def _taken(self, places: Mapping[Path, Collection[str]]) -> list[Path]:
        """Those of these places in which anything may stand; OperatorError for a pipe or device."""
        taken = []
        for folder, names in places.items():
            above = f"{folder}{os.sep}"  # a path takes longer to make than to look up
            taken += [folder / each for each in names if os.path.lexists(above + each)]
        for path in taken:
            _refuse_device(path)
        return taken

    def readable(self, paths: Iterable[Path]) -> dict[Path, Path]:
        """Where the bytes can be read of what stands in these places, where anything does."""
        return {path: path for path in paths if path.exists()}

    def shown(self, path: Path) -> str:
        """What a person is told of where a file goes."""
        return str(path)

    def refuse_place(self, path: Path) -> None:
        """OperatorError for a file or folder where a campaign keeps what it lives on, and for a
        pipe or device.

        ``.iku`` holds keys and the registry: nothing is written there, whoever asks for it.
        """
        _refuse_device(path)
        self._refuse_name(path.parent, path.name, Folders().about(path.parent))

    def _refuse_name(self, folder: Path, name: str, about: _Folder) -> None:
        """OperatorError for a name that is not for outputs, by what holds for its folder."""
        same = name.casefold()
        if about.hidden or same == HIDDEN:
            raise OperatorError("output-in-hidden", file=folder / name)
        own = name if about.root and same in _PLACES else about.own
        if not self.force and own is not None:
            raise OperatorError("output-in-own-place", file=folder / name, place=own)

    def note(self, path: Path) -> None:
        """Record a file that was written."""
        if self.root is not None:
            self.note_in({path.parent: {path.name: sha256_of(path)}})

    def note_in(self, files: Mapping[Path, Mapping[str, str]]) -> None:
        """Record files: by the folder and name that each has, or gets, the SHA-256 of its bytes."""
        if self.root is None:
            return
        known, folders = self.known(), Folders()
        named = (
            self._said(f"{above}{name}", sha256)
            for folder, hashes in files.items()
            for above in [self._within(folder, folders)]
            for name, sha256 in hashes.items()
        )
        lines = [line for line in named if line not in known]
        if not lines:
            return
        with suppress(OSError), self._record.open("a", encoding="utf-8") as record:
            record.write("".join(f"\n{line}" for line in lines))  # whatever the last one ended in

    def written_before(self, paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
        """Those of these files that were written before and are as they were, and those that
        somebody has changed since.
        """
        known, same, changed = self.known(), list[Path](), list[Path]()
        folders = Folders()
        places = {place for line in known if (place := _place_in(line)) is not None}
        for each in paths:
            line = self._line(each, folders)
            if line in known and not each.is_symlink():
                same.append(each)
            elif _place_in(line) in places:
                changed.append(each)
        return same, changed

    def as_written(self, files: Mapping[Path, Iterable[str]]) -> Iterator[Path]:
        """Those of these files, by their folders without links on the way, that stand in their
        places as they were written, by the record.
        """
        if self.root is None:
            return
        known, folders, begins = self.known(), Folders(), json.dumps([self.kind])[:-2]
        lines = (line for line in known if line.startswith(begins))
        own = {place[1] for line in lines if (place := _place_in(line)) is not None}
        for folder, names in files.items() if own else ():
            within = self._within(folder, folders)
            there = (folder / name for name in names if f"{within}{name}" in own)
            yield from (each for each in there if self._is_own(each, known, folders))

    def wrote_any(self) -> bool:
        """Whether the record names a file of this kind, wherever that may be by now."""
        places = (_place_in(line) for line in self.known())
        return any(place is not None and place[0].split()[0] == self.kind for place in places)

    def known(self) -> frozenset[str]:
        """The lines of the record; none outside of a campaign."""
        if self.root is None:
            return frozenset()
        with suppress(OSError):
            return frozenset(self._record.read_text(encoding="utf-8", errors="replace").split("\n"))
        return frozenset()

    @property
    def _record(self) -> Path:
        assert self.root is not None
        return self.root / HIDDEN / RECORD

    def _is_own(self, path: Path, known: frozenset[str], folders: Folders) -> bool:
        """Whether this command wrote it as it is; of what cannot be read nobody can tell."""
        with suppress(OSError):
            return not path.is_symlink() and self._line(path, folders) in known
        return False

    def _line(self, path: Path, folders: Folders, sha256: str | None = None) -> str:
        """What the record says of a file with this hash, by default that of what stands there."""
        place = f"{self._within(path.parent, folders)}{path.name}"
        return self._said(place, sha256 or sha256_of(path))

    def _said(self, place: str, sha256: str) -> str:
        """Kind, hash and place; within the campaign the place moves along with it."""
        kind = f"{self.kind} {self.mode}" if self.mode else self.kind
        return json.dumps([kind, sha256, place])

    def _sha256(self, path: Path) -> str | None:
        """Of the file that stands in a place; None where there is none."""
        return sha256_of(path) if path.is_file() else None

    def _within(self, folder: Path, folders: Folders) -> str:
        """What stands before the name of a file of a folder, in the record."""
        place = folders.about(folder).place
        if self.root is not None and place.is_relative_to(root := folders.resolved(self.root)):
            place = place.relative_to(root)
        return (place / "x").as_posix().removesuffix("x")


def sha256_of(path: Path) -> str:
    """The SHA-256 of what a file holds."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse_device(path: Path) -> None:
    try:
        refuse_devices(path)
    except OSError as error:
        raise OperatorError.of_system(error, path) from error


def _place_in(line: str) -> tuple[str, str] | None:
    """Kind and place of a line of the record; None for one that is damaged."""
    try:
        kind, _, place = json.loads(line)
    except ValueError:
        return None
    return kind, place


def _stands(path: Path) -> bool:
    """Whether a file has the name, or a link that leads nowhere.

    Of folders and pipes the system tells.
    """
    return path.is_file() or (path.is_symlink() and not path.exists())


def _campaign_around(folder: Path) -> Path | None:
    """The nearest campaign that a folder is in, or is."""
    return next((each for each in (folder, *folder.parents) if (each / HIDDEN).is_dir()), None)
