"""Files that go to an address (``s3://…``, ``sftp://…``): written on this machine, then put there.

They are written as any others, into a folder that stands for the place at the address, and put
there once they are complete.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

from iku_workbook.campaign.outputs import sha256_of
from iku_workbook.campaign.stores import (
    content,
    opened,
    put_whole,
    refused,
    together,
    without_password,
)
from iku_workbook.errors import OperatorError

_FEW = 4  # files of a folder that are asked for one by one


class Put(NamedTuple):
    """What came of files that were to go to an address.

    replaced  those in whose places other bytes stood
    same      those that stood there already, and were not put again
    """

    replaced: Sequence[Path]
    same: Sequence[Path]


class _Seen(NamedTuple):
    """What the store tells of a file, and the SHA-256 of what was read there then."""

    details: Mapping[str, Any]
    sha256: str


class Away:
    """A folder of this machine that stands for the place at an address.

    path  what stands here for the file or folder that the address names
    """

    def __init__(self, address: str) -> None:
        """OperatorError for an address that cannot be opened, or names neither file nor folder."""
        self._system, place = opened(address)
        shown = without_password(address)
        self._above, _, name = place.rpartition("/")
        self._shown, _, last = shown.rpartition("/")
        if "::" in address or self._shown.endswith("/") or name != last or name in {"", ".", ".."}:
            raise OperatorError("address-without-name", address=shown)
        self.folder = Path(mkdtemp(prefix="iku-")).resolve()
        self.path = self.folder / name
        self._seen: dict[Path, _Seen] = {}
        self._fetched: Path | None = None
        self._kept = False

    def holds(self, path: Path) -> bool:
        """Whether a path of this machine stands for one at the address."""
        return path.is_relative_to(self.folder)

    def address(self, path: Path) -> str:
        """Where a file or folder goes, without a password."""
        return "/".join((self._shown, *path.relative_to(self.folder).parts))

    def there(self, paths: Iterable[Path]) -> dict[Path, str]:
        """The SHA-256 of what stands there now, for those of these in whose places a file stands.

        What was read before is read again only where the store tells something else of it.
        OperatorError where it cannot be read.
        """
        found = self._listed(paths)
        old = {path: self._seen.get(path) for path in found}
        news = [path for path, seen in old.items() if not seen or seen.details != found[path]]
        for path, sha256 in zip(news, together(self._system, self._sha256, news), strict=True):
            self._seen[path] = _Seen(found[path], sha256)
        return {path: self._seen[path].sha256 for path in found}

    def fetched(self, paths: Iterable[Path]) -> dict[Path, Path]:
        """Copies of what stands there, by what stands here for them; until this is closed."""
        found = list(self._listed(paths))
        if self._fetched is None:
            self._fetched = Path(mkdtemp(prefix="iku-"))
        copies = {path: self._fetched / path.relative_to(self.folder) for path in found}

        def fetch(path: Path) -> None:
            copies[path].parent.mkdir(parents=True, exist_ok=True)
            with self._explained("unreadable-address", path), copies[path].open("wb") as file:
                file.writelines(content(self._system, self._place(path)))

        for _ in together(self._system, fetch, found):
            pass
        return copies

    def put(
        self, paths: Iterable[Path], progress: Callable[[int], None] = lambda done: None
    ) -> Put:
        """Put complete files there, the last of them once all others are there.

        OperatorError where the store refuses: the files then stay in their folder.
        """
        paths, before = list(paths), dict[Path, str]()
        with suppress(OperatorError):  # a store that is not to be read may still be written to
            before = self.there(paths)
        known = {path for path, sha256 in before.items() if sha256_of(path) == sha256}
        same = [path for path in paths if path in known]
        new = [path for path in paths if path not in known]
        progress(len(same))
        for share in (new[:-1], new[-1:]):
            for _ in together(self._system, self._put, share):
                progress(1)
        return Put([path for path in new if path in before], same)

    def close(self) -> None:
        """Delete the folder, unless it is all that there is of what was written."""
        if not self._kept:
            shutil.rmtree(self.folder, ignore_errors=True)
        if self._fetched is not None:
            shutil.rmtree(self._fetched, ignore_errors=True)

    def _listed(self, paths: Iterable[Path]) -> dict[Path, Mapping[str, Any]]:
        """What the store tells now of those of these in whose places a file stands."""
        self._system.invalidate_cache()
        folders: dict[Path, list[Path]] = {}
        for path in paths:
            folders.setdefault(path.parent, []).append(path)
        found: dict[Path, Mapping[str, Any]] = {}
        for folder, own in folders.items():
            with self._explained("unreadable-address", folder):
                found |= self._few(own) if len(own) <= _FEW else self._many(folder, own)
        return {path: told for path, told in found.items() if told.get("type") != "directory"}

    def _few(self, paths: Iterable[Path]) -> dict[Path, Mapping[str, Any]]:
        found: dict[Path, Mapping[str, Any]] = {}
        for path in paths:
            with suppress(FileNotFoundError):
                found[path] = self._system.info(self._place(path))
        return found

    def _many(self, folder: Path, paths: Iterable[Path]) -> dict[Path, Mapping[str, Any]]:
        told: dict[str, Mapping[str, Any]] = {}
        with suppress(FileNotFoundError):
            listed = self._system.ls(self._place(folder), detail=True)
            told = {each["name"].rpartition("/")[2]: each for each in listed}
        return {path: told[path.name] for path in paths if path.name in told}

    def _sha256(self, path: Path) -> str:
        digest = hashlib.sha256()
        with self._explained("unreadable-address", path):
            for data in content(self._system, self._place(path)):
                digest.update(data)
        return digest.hexdigest()

    def _put(self, path: Path) -> None:
        try:
            with self._explained("unwritable-address", path):
                put_whole(self._system, path, self._place(path))
        except OperatorError:
            self._kept = True
            raise

    def _place(self, path: Path) -> str:
        return "/".join((self._above, *path.relative_to(self.folder).parts))

    @contextmanager
    def _explained(self, code: str, path: Path) -> Iterator[None]:
        """OperatorError for whatever the protocol's library raises."""
        try:
            yield
        except Exception as error:
            raise refused(code, self.address(path), error, folder=self.folder) from error
