"""Finds returned files: by path, in folders and archives, or by names on standard input.

Every file makes a source, whatever it is called: what the bytes are is for the checks. The name of
a file or of an archive's member is not to be trusted: it is displayed, and never used as a path.
The order is the same on every machine.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from iku_workbook.errors import OperatorError
from iku_workbook.hidden import HIDDEN
from iku_workbook.links import is_link, is_ours, open_file, stands_for_another
from iku_workbook.registry.stored import Stored
from iku_workbook.workbook.reading.budget import MEMBERS, Budget, Unreadable

FILES = MEMBERS
"""The most files below one folder: more are no inbox, but a disk that was named by mistake."""
_A_UNIT = 4  # files of each unit of a campaign that may stand there, where these are more

_DIRECTORY = 4 << 20  # bytes of an archive's directory: zipfile makes an object of every 46 of them
READ_AT_MOST = Budget().file + 1
"""Bytes: one more than the checks accept, so that they can say "too large"."""
# What an archive holds that is one document (Open XML, OpenDocument, iWork) or one program.
_OF_ONE_THING = re.compile(
    r"\[content_types\]\.xml|mimetype|androidmanifest\.xml|meta-inf/manifest\.mf|index/.*\.iwa",
    re.IGNORECASE,
).fullmatch
_FOLDERS_OF_SYSTEMS = frozenset({"$recycle.bin", "system volume information", "lost+found"})

_ZIP = b"PK"
_FIRST_OF_A_WORKBOOK = (b"[Content_Types].xml", b"_rels/.rels", b"docProps/", b"xl/")
_LONGEST_FIRST = 20  # bytes of the longest of these
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 0xFFFF
_LARGE, _LARGE_SIZE = b"PK\x06\x07", 20
_LOCAL, _LOCAL_SIZE = b"PK\x03\x04", 30
_ENCRYPTED = 0x1

PassedOver = Callable[[str], None]
"""Is told the name of what a folder holds and nobody looks into."""


@dataclass(frozen=True, slots=True)
class Member:
    """Where a member of a zip archive begins and ends; checked before any of it is read.

    saved  when it was saved, as the archive says: a local time
    """

    offset: int
    packed: int
    method: int
    flags: int
    saved: tuple[int, int, int, int, int, int] = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Source:
    """One returned file.

    name     as it was received, for people: ``noreh.xlsx``, ``archive.zip/noreh.xlsx``
    path     the file, or the archive that it is a member of
    member   where it stands in the archive, None for a file of its own
    link     it is a link below the folder that was named: what it leads to is never read
    archive  the name of the archive that it is a member of, for people
    """

    name: str
    path: Path
    member: Member | None = None
    link: bool = False
    archive: str = ""

    def open(self) -> BinaryIO:
        """The file, or the archive that it is a member of; never what a link leads to, though it
        took the file's place a moment ago.

        Unreadable: FILE-057 a link. OSError where the file is no longer there.
        """
        if self.link:
            raise Unreadable("FILE-057", {})
        return open_file(self.path)

    def read(self) -> bytes:
        """Its bytes, cut one byte beyond what the checks accept.

        Unreadable: FILE-013 a damaged member, FILE-015 one with a password, FILE-057 a link.
        OSError where the file is no longer there.
        """
        with self.open() as file:
            if self.member is None:
                return _all_of(file)
            file.seek(self.member.offset)
            header = file.read(_LOCAL_SIZE)
            if len(header) < _LOCAL_SIZE or not header.startswith(_LOCAL):
                raise Unreadable("FILE-013", {"part": self.name})
            file.seek(sum(struct.unpack_from("<HH", header, 26)), os.SEEK_CUR)
            packed = file.read(min(self.member.packed, READ_AT_MOST))
        return _unpacked(self.member, packed, self.name)


@dataclass(frozen=True, slots=True)
class AtHand:
    """A file that was kept, read from where it came from while the same bytes stand there: that
    takes less than putting it together from what is kept.
    """

    kept: Stored
    source: Source
    sha256: str

    @property
    def name(self) -> str:
        """As it was received."""
        return self.kept.name

    def read(self) -> bytes:
        """The bytes that were kept, whatever became of the source. Errors: as those of both."""
        try:
            data = self.source.read()
        except (OSError, Unreadable):
            data = b""
        return data if hashlib.sha256(data).hexdigest() == self.sha256 else self.kept.read()


def at_most(units: int) -> int:
    """The most files below one folder where a campaign has so many units."""
    return max(FILES, _A_UNIT * units)


def gather(
    paths: Sequence[str],
    names: Iterable[str] = (),
    passed_over: PassedOver = lambda name: None,
    most: Callable[[], int] = lambda: FILES,
) -> list[Source]:
    """Every file that ``paths`` name: files, folders searched through, archives of files.

    ``-`` among the paths stands for the paths in ``names``, one a line. A path given twice counts
    once. ``passed_over`` is told of what a folder holds that is not looked into: hidden folders and
    those of a system, links to folders, pipes. A link to a file is a source that only says so.
    OperatorError for a path that is not there or cannot be read, for one without any file, for more
    than FILES of them unless ``most`` says another number, and for a campaign's own folder.
    """
    found: dict[tuple[str, Member | None], Source] = {}
    for given in _expanded(paths, names):
        sources = list(_sources(given, passed_over, most))
        if not sources:
            raise OperatorError("no-workbooks", path=clean(given))
        for source in sources:
            found.setdefault((source.path.absolute().as_posix(), source.member), source)
    return distinct(list(found.values()))


def gather_arrived(folder: Path, paths: Iterable[Path], passed_over: PassedOver) -> list[Source]:
    """Files that were put into a folder, as :func:`gather` finds them where it is given the folder:
    one that cannot be opened, or is no longer there, does not hold up the others.
    """
    found = [each for path in paths for each in _found_in(folder, path, passed_over)]
    return distinct(found)


def sources_in(path: Path, name: str) -> list[Source]:
    """The file of ours in which somebody's bytes were put, under the name that they gave it; what
    it holds, where it is an archive. Of a program's own things in an archive there is no source.
    """
    return list(_in_file(path, name, lambda _: None))


def is_searched(folder: str) -> bool:
    """Whether a folder of this name may hold returns: programs keep their own things in others."""
    return not folder.startswith(".") and folder.casefold() not in _FOLDERS_OF_SYSTEMS


def clean(name: str) -> str:
    """A file's name as text that can be written anywhere, whatever bytes it is made of."""
    return os.fsencode(name).decode("utf-8", "replace")


def _expanded(paths: Sequence[str], names: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if path == "-":
            yield from (line for name in names if (line := name.rstrip("\r\n")))
        else:
            yield path


def _sources(given: str, passed_over: PassedOver, most: Callable[[], int]) -> Iterator[Source]:
    path = Path(given)
    try:
        if is_ours(path):
            raise OperatorError("campaign-given", path=clean(given), inbox="inbox")
        if path.is_dir():
            yield from _in_folder(path, passed_over, most)
            return
        if path.exists() and not path.is_file():
            raise OperatorError("no-file", path=clean(given))
        # A link that a person names themself is meant; what it leads to is none any more.
        file = path.resolve() if is_link(path) else path
        with open_file(file):
            pass
        yield from _in_file(file, clean(path.name), passed_over)
    except OSError as error:
        code = "no-file" if isinstance(error, FileNotFoundError) else "unreadable-path"
        raise OperatorError(code, path=clean(given)) from error
    except (ValueError, RuntimeError) as error:  # a null character; links that lead in a circle
        raise OperatorError("no-file", path=clean(given)) from error


def _in_folder(folder: Path, passed_over: PassedOver, most: Callable[[], int]) -> Iterator[Source]:
    """Every file below a folder, hidden ones and lock files too, in order.

    Hidden folders hold no returns: programs keep their own things there.
    """

    def refuse(error: OSError) -> None:
        raise error

    count, limit = 0, FILES
    for here, folders, files in os.walk(folder, onerror=refuse):
        place = Path(here)
        if HIDDEN in folders:
            raise OperatorError("campaign-given", path=clean(here), inbox=clean(f"{here}/inbox"))
        count += len(files)
        if count > limit and count > (limit := most()):
            raise OperatorError("too-many-files", path=clean(str(folder)), limit=limit)
        searched = [each for each in folders if is_searched(each) and not is_link(place / each)]
        for each in sorted({*folders} - {*searched}):
            passed_over(f"{_name_in(folder, place / each)}/")
        folders[:] = sorted(searched)
        above = "" if place == folder else f"{_name_in(folder, place)}/"
        for each in sorted(files):  # no link leads here: those are not searched
            yield from _found_at(place / each, f"{above}{clean(each)}", passed_over)


def _found_in(folder: Path, path: Path, passed_over: PassedOver) -> Iterator[Source]:
    """One file below a folder, by its name from there.

    A link is a source too, of which nothing is read: it may lead to our own key.
    """
    name = _name_in(folder, path)
    below = path.relative_to(folder).parents
    if any(is_link(folder / each) for each in below if each.name):
        yield Source(name, path, link=True)
    else:
        yield from _found_at(path, name, passed_over)


def _found_at(path: Path, name: str, passed_over: PassedOver) -> Iterator[Source]:
    """The same of one that no link on its way leads to."""
    try:
        found = path.lstat()
    except (OSError, ValueError):  # it is there no longer
        passed_over(name)
        return
    if stands_for_another(found):
        yield Source(name, path, link=True)
    elif stat.S_ISREG(found.st_mode):  # a pipe or a device would keep us waiting for ever
        yield from _in_file(path, name, passed_over)
    else:
        passed_over(name)


def _name_in(folder: Path, path: Path) -> str:
    return clean(path.relative_to(folder).as_posix())


def _in_file(path: Path, name: str, passed_over: PassedOver) -> Iterator[Source]:
    """The file itself, or what an archive of files holds."""
    try:
        directory = _directory(path)
    except OSError:  # it is said when the file is read
        directory = []
    members = [each for each in directory if not each.filename.endswith(("/", "\\"))]
    if not members or any(_OF_ONE_THING(each.filename) for each in members):
        yield Source(name, path)
        return
    for each in sorted(members, key=lambda one: (one.filename, one.header_offset)):
        inside = each.filename.replace("\\", "/")
        shown = f"{name}/{clean(inside)}"
        if HIDDEN in inside.split("/"):
            passed_over(shown)
            continue
        where = (each.header_offset, each.compress_size, each.compress_type, each.flag_bits)
        archive = name.rpartition("/")[2]
        yield Source(shown, path, Member(*where, each.date_time), archive=archive)


def _directory(path: Path) -> list[zipfile.ZipInfo]:
    """The directory of an archive of files; empty for anything else."""
    with open_file(path) as file:
        head = file.read(_LOCAL_SIZE + _LONGEST_FIRST)
        is_zip = head.startswith(_ZIP) or path.suffix.lower() == ".zip"
        if not is_zip or head[_LOCAL_SIZE:].startswith(_FIRST_OF_A_WORKBOOK):
            return []
        archive = opened_archive(file)
        return archive.infolist() if archive else []


def opened_archive(file: BinaryIO) -> zipfile.ZipFile | None:
    """A zip archive, opened. Its directory's size is read first: zipfile would believe any."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        return None
    large = tail[max(0, at - _LARGE_SIZE) : at].startswith(_LARGE)
    count, length = struct.unpack_from("<HL", tail, at + 10)
    if large or count > MEMBERS or length > _DIRECTORY:
        return None
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error):
        return None
    return archive if len(archive.infolist()) <= MEMBERS else None


def _all_of(file: BinaryIO) -> bytes:
    """A file's bytes, cut one byte beyond what the checks accept. To ask for so many at once would
    set aside memory for them, which takes as long as to read a return.
    """
    size = os.fstat(file.fileno()).st_size
    data = file.read(min(size + 1, READ_AT_MOST))
    return data if len(data) <= size else data + file.read(READ_AT_MOST - len(data))


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


def distinct(sources: Sequence[Source]) -> list[Source]:
    """Sources whose names tell them apart: by their paths where a name occurs twice."""
    counts: dict[str, int] = {}
    for source in sources:
        counts[source.name] = counts.get(source.name, 0) + 1

    def named(source: Source) -> Source:
        if counts[source.name] == 1:
            return source
        inside = source.name.partition("/")[2] if source.member else ""
        path = clean(source.path.as_posix())
        return replace(source, name=f"{path}/{inside}" if inside else path)

    return [named(source) for source in sources]
