"""Writes files so that each is complete or unchanged, and on the disk when the call returns.

A name says nothing of its content: after a power cut a file may stand there empty, however
completely it was written. So the content is synced first, then it gets its name, then the folder
that holds the name is synced (https://pubs.opengroup.org/onlinepubs/9699919799/functions/fsync.html).
Windows syncs names by itself, and has no folders that a program could sync.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

_SHARE = 128  # files that wait for their names together
_AT_ONCE = 8  # syncs: a file system writes its journal once for all that wait for it
Content = bytes | Callable[[BinaryIO], object]
"""What a file is to hold: its bytes, or what writes them, for all of it may not fit in memory."""

_BINARY = getattr(os, "O_BINARY", 0)  # as Windows needs to be told
_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY
_NO_SYNC = {errno.EINVAL, errno.ENOTSUP}  # from file systems that sync no folders


def write_whole(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file that is either complete or untouched, whatever interrupts it.

    ``mode`` is who may read it, from its first byte on, less what the process forbids (umask).
    """
    with whole(path, mode) as file:
        file.write(data)


@contextmanager
def whole(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Open a file for writing; it replaces the old one, once complete and synced."""
    refuse_devices(path)
    make_folder(path.parent)
    partial = _partial(path)
    try:
        with _naming(path), _opened(partial, mode) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _rename(partial, path)
        sync_folder(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def write_together(files: Iterable[tuple[Path, Content]]) -> Iterator[Path]:
    """Write many files, each complete or unchanged; yield their paths once synced.

    Syncing a share of them at a time costs a quarter of syncing each before the next is written.
    """
    waiting = iter(files)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while True:
            written: dict[Path, Path] = {}
            try:
                for path, content in islice(waiting, _SHARE):
                    make_folder(path.parent)
                    written[_partial(path)] = path
                    with _naming(path):
                        _fill(_partial(path), content)
                list(pool.map(_sync, written))
                for partial, path in written.items():
                    _rename(partial, path)
                for folder in {path.parent for path in written.values()}:
                    sync_folder(folder)
            finally:
                for partial in written:
                    partial.unlink(missing_ok=True)
            if not written:
                return
            yield from written.values()


def write_unread(folder: Path, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, str]]:
    """Write many files into a folder that is there, and that nobody reads before all is written:
    each gets its name at once. Yield their names once synced, and the SHA-256 of what they hold.

    That they have their names is on the disk only once the folder is synced.
    """
    waiting, above = iter(files), f"{folder}{os.sep}"
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while share := list(islice(waiting, _SHARE)):
            opened: list[int] = []
            try:
                for name, content in share:
                    with _naming(path := above + name):
                        opened.append(os.open(path, _ANEW, 0o666))
                        _write(opened[-1], content)
                list(pool.map(_sync_each, (opened[at::_AT_ONCE] for at in range(_AT_ONCE))))
            finally:
                for each in opened:
                    os.close(each)
            for name, content in share:
                yield name, hashlib.sha256(content).hexdigest()


def _write(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def _sync_each(descriptors: Iterable[int]) -> None:
    for each in descriptors:
        os.fsync(each)


def _fill(path: Path, content: Content) -> None:
    with path.open("wb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            content(file)


def put_in_place(partial: Path, path: Path) -> None:
    """Rename a complete file to its final name in the same folder."""
    with _naming(path):
        _sync(partial)
    _rename(partial, path)
    sync_folder(path.parent)


def second_name(path: Path, aside: Path) -> None:
    """Keep a file under another name too; a copy where the file system knows no second names.

    OSError where another file has that name.
    """
    try:
        os.link(path, aside)
    except FileExistsError:
        if not path.samefile(aside):
            raise
    except OSError:
        shutil.copy2(path, aside)
        _sync(aside)


def refuse_devices(path: Path) -> None:
    """OSError where a pipe or device has the name: a file would take its place for everybody."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))


def make_folder(path: Path) -> None:
    """A folder, and those above it, where they are not there yet."""
    if path.is_dir():
        return
    missing = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for each in missing:
        sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Make sure of the names in a folder: which are there, and which are gone."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with _naming(folder):
            os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(descriptor)


@contextmanager
def _naming(path: Path | str) -> Iterator[None]:
    """A full disk names no file by itself."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


def _rename(partial: Path, path: Path) -> None:
    refuse_devices(path)
    partial.replace(path)


def _opened(path: Path, mode: int) -> BinaryIO:
    path.unlink(missing_ok=True)  # what a killed process left may be open to others
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
    return os.fdopen(os.open(path, flags, mode), "wb")


def _partial(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.partial")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)  # Windows syncs only what may be written
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
