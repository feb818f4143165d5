"""A disk that remembers every operation, so that what a kill or a power cut leaves can be seen.

What was written is there after a kill. After a power cut only what was synced is sure to be: a
file's content once the file was synced, a name once its directory was. Of the rest any part may
be there and any part missing, whatever the order in which it was written, a write also in parts,
sector by sector. That is as hard as POSIX allows and harder than most file systems are.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

SECTOR = 512
Names = dict[str, "int | None"]
"""Inodes by path; None takes a name away."""


@dataclass(frozen=True, slots=True)
class Link:
    """Names made, moved or taken away in one folder, together or not at all."""

    folder: str
    names: Names


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes written into a file."""

    inode: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Resize:
    """A file made longer or shorter."""

    inode: int
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """A file's content made sure."""

    inode: int


@dataclass(frozen=True, slots=True)
class SyncFolder:
    """A folder's names made sure."""

    folder: str


Operation = Link | Write | Resize | Sync | SyncFolder


@dataclass
class File:
    """A file's bytes as programs see them, those that are sure, and what lies between."""

    now: bytearray = field(default_factory=bytearray)
    sure: bytearray = field(default_factory=bytearray)
    unsure: list[Write | Resize] = field(default_factory=list)


class Disk:
    """Files by path, after any number of operations."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.sure: dict[str, int] = {}
        self.unsure: list[Link] = []
        self.files: dict[int, File] = {}

    @classmethod
    def of(cls, files: dict[str, bytes]) -> Disk:
        """A disk on which these files are sure."""
        disk = cls()
        for inode, (path, content) in enumerate(files.items(), start=1):
            disk.names[path] = disk.sure[path] = inode
            disk.files[inode] = File(bytearray(content), bytearray(content))
        return disk

    def do(self, operation: Operation) -> None:
        """Carry an operation out."""
        match operation:
            case Link():
                _link(self.names, operation)
                self.unsure.append(operation)
                for inode in operation.names.values():
                    if inode is not None:
                        self.files.setdefault(inode, File())
            case Write() | Resize():
                file = self.files[operation.inode]
                _put(file.now, operation)
                file.unsure.append(operation)
            case Sync():
                file = self.files[operation.inode]
                for each in file.unsure:
                    _put(file.sure, each)
                file.unsure.clear()
            case SyncFolder():
                for each in self.unsure:
                    if each.folder == operation.folder:
                        _link(self.sure, each)
                self.unsure = [each for each in self.unsure if each.folder != operation.folder]

    def after_kill(self) -> dict[str, bytes]:
        """The files that a killed process leaves: everything that it had written."""
        return {path: bytes(self.files[inode].now) for path, inode in self.names.items()}

    def after_cut(self, chance: random.Random) -> dict[str, bytes]:
        """Files that the power, cut now, may leave."""
        likely = chance.choice((0.0, 0.5, 1.0))
        names = dict(self.sure)
        for each in self.unsure:
            if chance.random() < likely:
                _link(names, each)
        likely = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        return {path: _torn(self.files[inode], likely, chance) for path, inode in names.items()}


def replay(
    start: Disk | dict[str, bytes], operations: list[Operation]
) -> Iterator[tuple[int, Disk]]:
    """The disk before each operation and after the last, with how many were carried out.

    It starts as a disk that is left alone, or as one on which these files are sure.
    """
    disk = copy.deepcopy(start) if isinstance(start, Disk) else Disk.of(start)
    yield 0, disk
    for count, operation in enumerate(operations, start=1):
        disk.do(operation)
        yield count, disk


def _link(names: dict[str, int], operation: Link) -> None:
    for path, inode in operation.names.items():
        if inode is None:
            names.pop(path, None)
        else:
            names[path] = inode


def _put(content: bytearray, operation: Write | Resize) -> None:
    if isinstance(operation, Resize):
        del content[operation.size :]
        content.extend(bytes(operation.size - len(content)))
        return
    content.extend(bytes(max(0, operation.offset - len(content))))
    content[operation.offset : operation.offset + len(operation.data)] = operation.data


def _torn(file: File, likely: float, chance: random.Random) -> bytes:
    """What was sure, and of the rest each sector and each change of size with this likelihood."""
    content = bytearray(file.sure)
    for each in file.unsure:
        if isinstance(each, Resize):
            if chance.random() < likely:
                _put(content, each)
            continue
        for start in range(0, len(each.data), SECTOR):
            if chance.random() < likely:
                piece = each.data[start : start + SECTOR]
                _put(content, Write(each.inode, each.offset + start, piece))
    return bytes(content)
