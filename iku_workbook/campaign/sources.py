"""Finds returned files: by path, in folders and archives, or by names on standard input.

The name of a file or of an archive's member is not to be trusted: it is displayed, and never used
as a path. What the bytes are is for the checks: here any name that might be a workbook's makes a
source. The order is the same on every machine.
"""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from iku_workbook.errors import OperatorError
from iku_workbook.workbook.reading.budget import Budget, Unreadable

MEMBERS = 20_000
"""The most workbooks that one archive may hold."""

_DIRECTORY = 4 << 20  # bytes of an archive's directory: zipfile makes an object of every 46 of them
READ_AT_MOST = Budget().file + 1
"""Bytes: one more than the checks accept, so that they can say "too large"."""
_LIKE_A_WORKBOOK = frozenset(
    {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".xlt", ".ods", ".fods", ".ots", ".zip"}
)
_OF_A_WORKBOOK = {"[content_types].xml", "mimetype"}  # Open XML, OpenDocument
_LOCK_FILE = "~$"  # what Excel leaves beside a workbook that is open
_SHADOWS = "__MACOSX/"  # what the Finder adds beside every member
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 0xFFFF
_LARGE, _LARGE_SIZE = b"PK\x06\x07", 20
_LOCAL, _LOCAL_SIZE = b"PK\x03\x04", 30
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """Where a member of a zip archive begins and ends; checked before any of it is read."""

    offset: int
    packed: int
    method: int
    flags: int


@dataclass(frozen=True, slots=True)
class Source:
    """One returned file.

    name    as it was received, for people: ``noreh.xlsx``, ``archive.zip/noreh.xlsx``
    path    the file, or the archive that it is a member of
    member  where it stands in the archive, None for a file of its own
    """

    name: str
    path: Path
    member: Member | None = None

    def read(self) -> bytes:
        """Its bytes, cut one byte beyond what the checks accept.

        Unreadable: FILE-013 a damaged member, FILE-015 one with a password. OSError where the file
        is no longer there.
        """
        with self.path.open("rb") as file:
            if self.member is None:
                return file.read(READ_AT_MOST)
            file.seek(self.member.offset)
            header = file.read(_LOCAL_SIZE)
            if len(header) < _LOCAL_SIZE or not header.startswith(_LOCAL):
                raise Unreadable("FILE-013", {"part": self.name})
            file.seek(sum(struct.unpack_from("<HH", header, 26)), os.SEEK_CUR)
            packed = file.read(min(self.member.packed, READ_AT_MOST))
        return _unpacked(self.member, packed, self.name)


def gather(paths: Sequence[str], names: Iterable[str] = ()) -> list[Source]:
    """Every file that ``paths`` name: files, folders searched through, archives of workbooks.

    ``-`` among the paths stands for the paths in ``names``, one a line. A path given twice counts
    once. OperatorError for a path that is not there or cannot be read, and for one without any file
    that might be a workbook.
    """
    found: dict[tuple[str, Member | None], Source] = {}
    for given in _expanded(paths, names):
        sources = list(_sources(given))
        if not sources:
            raise OperatorError("no-workbooks", path=clean(given))
        for source in sources:
            found.setdefault((source.path.absolute().as_posix(), source.member), source)
    return _distinct(list(found.values()))


def is_like_a_workbook(path: Path) -> bool:
    """Whether a file's name ends as a workbook's or an archive's does."""
    return path.suffix.lower() in _LIKE_A_WORKBOOK and not path.name.startswith((".", _LOCK_FILE))


def clean(name: str) -> str:
    """A file's name as text that can be written anywhere, whatever bytes it is made of."""
    return os.fsencode(name).decode("utf-8", "replace")


def _expanded(paths: Sequence[str], names: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if path == "-":
            yield from (line for name in names if (line := name.rstrip("\r\n")))
        else:
            yield path


def _sources(given: str) -> Iterator[Source]:
    path = Path(given)
    try:
        if path.is_dir():
            yield from _in_folder(path)
            return
        if path.exists() and not path.is_file():
            raise OperatorError("no-file", path=clean(given))
        with path.open("rb"):
            pass
        yield from _in_file(path, clean(path.name))
    except OSError as error:
        code = "no-file" if isinstance(error, FileNotFoundError) else "unreadable-path"
        raise OperatorError(code, path=clean(given)) from error
    except ValueError as error:  # a null character in the name
        raise OperatorError("no-file", path=clean(given)) from error


def _in_folder(folder: Path) -> Iterator[Source]:
    """Every workbook-like file below a folder, hidden ones and lock files too, in order.

    Hidden folders hold no returns: programs keep their own things there.
    """

    def refuse(error: OSError) -> None:
        raise error

    for place, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(place, name)
            # A pipe or a device would keep us waiting for ever.
            if path.suffix.lower() in _LIKE_A_WORKBOOK and path.is_file():
                yield from _in_file(path, clean(path.relative_to(folder).as_posix()))


def _in_file(path: Path, name: str) -> Iterator[Source]:
    """The file itself, or what an archive of workbooks holds."""
    directory = _directory(path) if path.suffix.lower() == ".zip" else []
    if not directory or any(each.filename.lower() in _OF_A_WORKBOOK for each in directory):
        yield Source(name, path)
        return
    for each in sorted(directory, key=lambda one: (one.filename, one.header_offset)):
        shown = each.filename.replace("\\", "/")
        suffix = os.path.splitext(shown)[1].lower()  # noqa: PTH122 - a name is no path
        if suffix in _LIKE_A_WORKBOOK and not shown.startswith(_SHADOWS):
            at = Member(each.header_offset, each.compress_size, each.compress_type, each.flag_bits)
            yield Source(f"{name}/{clean(shown)}", path, at)


def _directory(path: Path) -> list[zipfile.ZipInfo]:
    """An archive's directory; empty for what is no archive, or too large a one to look through.

    Its size is read first: zipfile would believe any.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        return []
    large = tail[max(0, at - _LARGE_SIZE) : at].startswith(_LARGE)
    count, length = struct.unpack_from("<HL", tail, at + 10)
    if large or count > MEMBERS or length > _DIRECTORY:
        return []
    try:
        with zipfile.ZipFile(path) as archive:
            directory = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error):
        return []
    return directory if len(directory) <= MEMBERS else []


def _unpacked(member: Member, packed: bytes, name: str) -> bytes:
    if member.flags & _ENCRYPTED:
        raise Unreadable("FILE-015", {"part": name})
    if member.method == zipfile.ZIP_STORED:
        return packed
    if member.method != zipfile.ZIP_DEFLATED:
        raise Unreadable("FILE-013", {"part": name})
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, READ_AT_MOST)
    except zlib.error as error:
        raise Unreadable("FILE-013", {"part": name}) from error


def _distinct(sources: list[Source]) -> list[Source]:
    """Sources whose names tell them apart: by their paths where a name occurs twice."""
    counts: dict[str, int] = {}
    for source in sources:
        counts[source.name] = counts.get(source.name, 0) + 1

    def named(source: Source) -> Source:
        if counts[source.name] == 1:
            return source
        inside = source.name.partition("/")[2] if source.member else ""
        path = clean(source.path.as_posix())
        return Source(f"{path}/{inside}" if inside else path, source.path, source.member)

    return [named(source) for source in sources]
