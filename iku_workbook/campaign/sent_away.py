"""Files that go to an address (``s3://…``, ``sftp://…``): written on this machine, then put there.

They are written as any others, into a folder that stands for the place at the address, and put
there through fsspec once they are complete. A store of objects takes an object whole or not at all;
elsewhere a file is put under another name, then renamed
(https://filesystem-spec.readthedocs.io/en/latest/api.html).
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

from iku_workbook.campaign.fetched import opened
from iku_workbook.campaign.outputs import Folders, Outputs
from iku_workbook.errors import OperatorError

_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^/@]*@")
_AT_ONCE = 1 << 20  # bytes


class Away:
    """A folder of this machine whose files go to an address, beside each other.

    path  what stands here for the file that the address names
    """

    def __init__(self, address: str) -> None:
        """OperatorError for an address that cannot be opened, or does not name one file."""
        self._system, place = opened(address)
        shown = _PASSWORD.sub(r"\1@", address)
        self._above, _, name = place.rpartition("/")
        self.above, _, last = shown.rpartition("/")
        if "::" in address or self.above.endswith("/") or name != last or name in {"", ".", ".."}:
            raise OperatorError("address-without-name", address=shown)
        self.folder = Path(mkdtemp(prefix="iku-"))
        self.path = self.folder / name
        self._kept = False

    def holds(self, path: Path) -> bool:
        """Whether a path of this machine stands for one at the address."""
        return path.parent == self.folder

    def address(self, path: Path) -> str:
        """Where a file goes, without a password."""
        return f"{self.above}/{path.name}"

    def sha256(self, path: Path) -> str | None:
        """Of what stands there now; None for nothing. OperatorError where it cannot be read."""
        digest = hashlib.sha256()
        try:
            with self._system.open(self._place(path), "rb") as there:
                while data := there.read(_AT_ONCE):
                    digest.update(data)
        except FileNotFoundError:
            return None
        except Exception as error:  # each protocol's library has errors of its own
            raise self._failed("unreadable-address", path, error) from error
        return digest.hexdigest()

    def put(self, paths: Iterable[Path]) -> None:
        """Put complete files there, one after the other.

        OperatorError where the store refuses: the files then stay in their folder.
        """
        for path in paths:
            try:
                _put(self._system, path, self._place(path))
            except Exception as error:
                self._kept = True
                raise self._failed("unwritable-address", path, error) from error

    def close(self) -> None:
        """Delete the folder, unless it is all that there is of what was written."""
        if not self._kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, path: Path) -> str:
        return f"{self._above}/{path.name}"

    def _failed(self, code: str, path: Path, error: Exception) -> OperatorError:
        cause = f"{type(error).__name__}: {error}".rstrip(": ")
        return OperatorError(code, path=self.address(path), cause=cause, folder=self.folder)


@dataclass(frozen=True, slots=True)
class OutputsAway(Outputs):
    """What one command may write where its files go to an address: the record has them by that.

    What stands there is read back: it is the command's own where its SHA-256 is on record.
    """

    away: Away = field(kw_only=True)

    def others(self, paths: Iterable[Path], known: frozenset[str] | None = None) -> list[Path]:
        """As for files of this machine, which there may be too."""
        paths = list(paths)
        found = Outputs.others(self, [each for each in paths if not self.away.holds(each)], known)
        if self.force:
            return found
        known, folders = self.known() if known is None else known, Folders()
        for each in filter(self.away.holds, paths):
            sha256 = self.away.sha256(each)
            if sha256 is not None and self._line(each, each, folders, sha256) not in known:
                found.append(each)
        return found

    def shown(self, path: Path) -> str:
        """The address."""
        return self.away.address(path) if self.away.holds(path) else str(path)

    def _within(self, folder: Path, folders: Folders) -> str:
        if folder == self.away.folder:
            return f"{self.away.above}/"
        return Outputs._within(self, folder, folders)


def _put(system: Any, file: Path, place: str) -> None:
    """One whole file: whoever reads there sees what stood there before, or all of this."""
    from fsspec import AbstractFileSystem

    if type(system).mv is AbstractFileSystem.mv:  # no names to change: a store of objects
        with system.transaction:
            system.put_file(str(file), place)
        return
    folder, _, name = place.rpartition("/")
    system.makedirs(folder, exist_ok=True)
    partial = f"{folder}/.{name}.{uuid4().hex}.partial"
    try:
        system.put_file(str(file), partial)
        system.mv(partial, place)
    except BaseException:
        with suppress(Exception):  # the store may be gone
            system.rm_file(partial)
        raise
