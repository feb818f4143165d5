"""A backup of a campaign: one zip file of what the campaign is, and ``backup.json`` that says so.

Its members are stored as they are, not compressed: none can be larger than the file itself, and
damage in one place costs what stands there. Names and hashes of all of them stand in
``backup.json``; a file in which anything differs from it is damaged.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self

from iku_workbook import __version__
from iku_workbook.campaign.own_files import DEFINITION
from iku_workbook.errors import OperatorError
from iku_workbook.named_file import open_named

REGISTRY, KEYS = "registry.db", "keys.sealed"
DEFINITIONS = "definitions"  # those that forms were issued from: .iku/definitions
OFFICE = "office"  # what people keep beside the definition, by its name from there
ENDING = ".iku"
_MANIFEST = "backup.json"
_FORMAT = 1
_LARGEST_MANIFEST = 32 << 20
_MOST = 100_000  # members
_PIECE = 1 << 20
_BEGINNING = 64  # bytes with the first member's name in them
_NO_BACKUP = (
    ValueError,
    KeyError,
    AttributeError,
    TypeError,
    EOFError,
    RecursionError,
    NotImplementedError,
    zipfile.BadZipFile,
)
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    campaign  the code of the definition, empty where that could not be read
    at, by    when and by whom it was made; the time is ISO 8601
    keys      the names of the keys that the campaign had
    records   by table how many records its registry has, and their hash
    contents  received files of which the bytes are in it
    flaws     how much in the registry was not whole any more
    files     SHA-256 of each member
    """

    campaign: str
    at: str
    by: str
    keys: tuple[str, ...]
    records: Mapping[str, tuple[int, str]]
    contents: int
    flaws: int
    files: Mapping[str, str]
    program: str = __version__
    format: int = _FORMAT

    @property
    def received(self) -> int:
        """How many files were received."""
        return self.records["receipt"][0]

    @classmethod
    def read(cls, content: bytes) -> Self:
        """What the content of ``backup.json`` says; one of ``_NO_BACKUP`` for anything else."""
        data: dict[str, Any] = json.loads(content)
        if data["format"] > _FORMAT:
            raise OperatorError("backup-newer", program=str(data["program"]))
        records = {
            str(name): (int(n), str(digest)) for name, (n, digest) in data["records"].items()
        }
        files = {str(name): str(digest) for name, digest in data["files"].items()}
        if not all(map(_is_a_name, files)) or "receipt" not in records:
            raise ValueError("names")
        return cls(
            str(data["campaign"]),
            str(data["at"]),
            str(data["by"]),
            tuple(map(str, data["keys"])),
            records,
            int(data["contents"]),
            int(data["flaws"]),
            files,
            str(data["program"]),
        )


def write(file: IO[bytes], members: Mapping[str, Path | bytes], about: Mapping[str, Any]) -> None:
    """Write a backup of these files and texts; ``about`` is what its manifest says beside them."""
    hashes = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            hashes[name] = _put(archive, name, content)
        manifest = Manifest(files=hashes, **about)
        _put(archive, _MANIFEST, json.dumps(asdict(manifest)).encode())


class BackupFile:
    """A backup that is open for reading; :func:`opened` opens one."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        """One of ``_NO_BACKUP`` for an archive that is none."""
        self.path, self._archive = path, archive
        entries = {each.filename: each for each in archive.infolist()}
        if len(entries) != len(archive.infolist()) or len(entries) > _MOST:
            raise ValueError("members")
        if any(each.compress_type != zipfile.ZIP_STORED for each in entries.values()):
            raise ValueError("compressed")
        if entries[_MANIFEST].file_size > _LARGEST_MANIFEST:
            raise ValueError("manifest")
        self.manifest = Manifest.read(archive.read(_MANIFEST))
        if set(entries) != {*self.manifest.files, _MANIFEST}:
            raise ValueError("members")

    def check(self) -> None:
        """Hash all of it anew; OperatorError that names what is damaged."""
        for name in self.manifest.files:
            for _ in self.pieces(name):
                pass

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member's bytes; OperatorError at their end where they are not what was put in."""
        digest = hashlib.sha256()
        try:
            with self._archive.open(name) as member:
                while piece := member.read(_PIECE):
                    digest.update(piece)
                    yield piece
        except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
            raise OperatorError("backup-damaged", file=self.path, why=name) from error
        except OSError as error:
            raise OperatorError.of_system(error, self.path) from error
        if digest.hexdigest() != self.manifest.files[name]:
            raise OperatorError("backup-damaged", file=self.path, why=name)

    def read(self, name: str, most: int) -> bytes:
        """A small member; OperatorError for one of more bytes than that."""
        if self._archive.getinfo(name).file_size > most:
            raise OperatorError("backup-damaged", file=self.path, why=name)
        return b"".join(self.pieces(name))


@contextmanager
def opened(path: Path) -> Iterator[BackupFile]:
    """Open a backup; OperatorError for a file that is none, or whose directory is damaged."""
    if not path.is_file():
        raise OperatorError("no-backup", file=path)
    with open_named(path) as file:
        if not _begins_as_one(file):
            raise OperatorError("no-backup", file=path)
        try:
            archive = zipfile.ZipFile(file)
            backup = BackupFile(path, archive)
        except OperatorError as error:
            raise OperatorError(error.code, **{**error.data, "file": path}) from error
        except _NO_BACKUP as error:
            raise OperatorError("backup-damaged", file=path, why=_MANIFEST) from error
        yield backup


def _begins_as_one(file: IO[bytes]) -> bool:
    """Whether the first member is a registry, as :func:`write` puts it; the rest may be lost."""
    begin = file.read(_BEGINNING)
    file.seek(0)
    return begin.startswith(b"PK\3\4") and REGISTRY.encode() in begin


def _put(archive: zipfile.ZipFile, name: str, content: Path | bytes) -> str:
    """Store one member; its SHA-256."""
    digest = hashlib.sha256()
    entry = zipfile.ZipInfo(name, _DATE)
    with archive.open(entry, "w", force_zip64=True) as member:
        if isinstance(content, bytes):
            member.write(content)
            digest.update(content)
        else:
            with content.open("rb") as file:
                while piece := file.read(_PIECE):
                    member.write(piece)
                    digest.update(piece)
    return digest.hexdigest()


def _is_a_name(name: str) -> bool:
    """Whether it is one of ours: never a path that leads out of the folder it is restored into."""
    if name in {REGISTRY, KEYS, DEFINITION}:
        return True
    path = PurePosixPath(name)
    plain = "\\" not in name and ":" not in name and "\0" not in name and path.as_posix() == name
    hidden = any(part.startswith(".") for part in path.parts)
    return plain and not hidden and len(path.parts) > 1 and path.parts[0] in {DEFINITIONS, OFFICE}
