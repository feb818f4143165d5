"""Writes several files together, first into temporary folders: all of them, or none."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from iku_workbook.campaign.outputs import Outputs, sha256_of
from iku_workbook.durable import (
    Content,
    make_folder,
    refuse_devices,
    second_name,
    sync_folder,
    write_together,
)
from iku_workbook.errors import OperatorError

PREFIX = ".iku-staged-"
"""Of the names of folders in which files are made: what a killed run leaves is taken away."""
_NEW, _OLD = "new", "old"
_A_DAY = 86_400  # seconds after which no run is still writing


class Staging:
    """Temporary folders for files until all are written; :func:`all_or_nothing` makes one."""

    def __init__(self, outputs: Outputs) -> None:
        self._outputs = outputs
        self._staged: dict[Path, Path] = {}
        self._made: list[Path] = []
        self._hashes: dict[Path, dict[str, str]] = {}

    def within(self, folder: Path) -> Path:
        """The temporary folder for files meant for ``folder``, which is created if need be.

        OperatorError for a place that is not for outputs.
        """
        if folder not in self._staged:
            self._outputs.refuse_place(folder / _NEW)
            self._made += [each for each in (folder, *folder.parents) if not each.exists()]
            make_folder(folder)
            _clear_abandoned(folder)
            try:
                staged = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
            except OSError as error:  # it names what nobody has asked for
                raise OperatorError.of_system(error, folder) from error
            self._staged[folder] = staged
            for name in (_NEW, _OLD):
                (staged / name).mkdir()
        return self._staged[folder] / _NEW

    def noting(self, folder: Path, written: Iterable[tuple[str, str]]) -> Iterator[str]:
        """The names of files that were staged for ``folder``, whose SHA-256 was told by whoever
        wrote them.
        """
        for name, sha256 in written:
            self.told(folder, name, sha256)
            yield name

    def told(self, folder: Path, name: str, sha256: str) -> None:
        """Keep the SHA-256 of a file that was staged for ``folder``, so that nobody reads it."""
        self._hashes.setdefault(folder, {})[name] = sha256

    def put_in_place(self) -> None:
        """Move every file into its folder, in the order in which folders were first used.

        None is, where a file stands in a place that the command did not write. Where one cannot be
        moved, those before it are put back as they were.
        """
        places = {
            folder: sorted(each.name for each in os.scandir(staged / _NEW))
            for folder, staged in self._staged.items()
        }
        self._outputs.refuse_in(places)
        self._outputs.note_in({each: self._hashed(each, names) for each, names in places.items()})
        moved: list[tuple[str, Path | None]] = []
        try:
            for folder, names in places.items():
                self._move(folder, names, moved)
            for folder in places:
                sync_folder(folder)
        except BaseException:
            for target, old in reversed(moved):
                if old is not None:
                    old.replace(target)
                else:
                    _remove(Path(target))
            raise

    def _hashed(self, folder: Path, names: Iterable[str]) -> dict[str, str]:
        """The SHA-256 of what is staged for a folder, by its names."""
        told, new = self._hashes.get(folder, {}), self._staged[folder] / _NEW
        return {name: told.get(name) or sha256_of(new / name) for name in names}

    def _move(
        self, folder: Path, names: Iterable[str], moved: list[tuple[str, Path | None]]
    ) -> None:
        """Move files into their folder: in ``moved`` is each place before anything stands there
        otherwise, and under which other name what stood there is kept.
        """
        staged = self._staged[folder]
        above, new = f"{folder}{os.sep}", f"{staged / _NEW}{os.sep}"
        for name in names:  # as texts: to make paths of them takes longer than to move the file
            target = above + name
            moved.append((target, _kept(target, staged / _OLD)))
            os.replace(new + name, target)  # noqa: PTH105

    def clear(self) -> None:
        """Delete the temporary folders, and folders that were created and are still empty."""
        for staged in self._staged.values():
            shutil.rmtree(staged, ignore_errors=True)
        for folder in self._made:
            with suppress(OSError):  # it holds something
                folder.rmdir()

    def meant(self, file: object) -> object:
        """The final path of a staged file; any other path is returned unchanged."""
        for folder, staged in self._staged.items():
            if file is not None and Path(str(file)).is_relative_to(staged):
                return folder / Path(str(file)).name
        return file or next(iter(self._staged), "")


@contextmanager
def all_or_nothing(outputs: Outputs) -> Iterator[Staging]:
    """Files staged within it are moved into their folders, and synced, at its end.

    Where anything fails before, or is interrupted (Ctrl-C), the folders are as they were. A process
    that is killed while it writes leaves nothing but a hidden folder, which a later run takes away.
    Only one that is killed while it moves the files, after all are written, can leave some new
    ones beside some old ones, each of them whole; running it again completes them.

    OperatorError where the system refuses, naming the file as it was meant to be, and where
    ``outputs`` does.
    """
    staging = Staging(outputs)
    try:
        yield staging
        staging.put_in_place()
    except OSError as error:
        raise OperatorError.of_system(error, staging.meant(error.filename)) from error
    finally:
        staging.clear()


def write_all(
    files: Iterable[tuple[Path, Content]],
    outputs: Outputs,
    before: Callable[[Mapping[Path, Path]], object] = lambda written: None,
) -> list[Path]:
    """Write files, all or none, and return their paths; ``before`` they get their places it is
    given where each is written until then.
    """
    written: dict[Path, Path] = {}

    def staged(staging: Staging) -> Iterator[tuple[Path, Content]]:
        for path, content in files:
            written[path] = staging.within(path.parent) / path.name
            yield written[path], content

    with all_or_nothing(outputs) as staging:
        for _ in write_together(staged(staging)):
            pass
        before(written)
    return [*written]


def _kept(target: str, folder: Path) -> Path | None:
    """The file that stands in a place, by its second name in a folder; None where there is none."""
    if not os.path.lexists(target):
        return None
    refuse_devices(path := Path(target))
    if not path.is_file():
        return None
    second_name(path, aside := folder / path.name)
    return aside


def _remove(target: Path) -> None:
    if target.is_file():
        target.unlink()


def _clear_abandoned(folder: Path) -> None:
    """Take away what a killed run left here."""
    for staged in folder.glob(f"{PREFIX}*"):
        if time.time() - staged.stat().st_mtime > _A_DAY:
            shutil.rmtree(staged, ignore_errors=True)
