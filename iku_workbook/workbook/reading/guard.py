"""Finds out what kind of file the bytes are, and refuses it, before anything is parsed.

A village sends what it has: a photograph, a web page saved as ``.xlsx``, a workbook with a
password, half a download; and a stranger may send what was made to hurt. Each has its own code, so
that the answer can say what to do. Only the first bytes and the archive's directory are read here.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable
from zipfile import BadZipFile, ZipFile, ZipInfo

from iku_workbook.workbook.reading.budget import Budget, Meter, Unreadable
from iku_workbook.workbook.reading.package import Package

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1 | 0x40
_RATIO_FROM = 1 << 20

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]").search

# By the code that names them: what an entry's name, in lower case, gives away.
_REFUSED_PARTS = {
    "FILE-021": re.compile(r"vbaproject\.bin$|/macrosheets/").search,
    "FILE-022": re.compile(r"/embeddings/|/activex/").search,
    "FILE-023": re.compile(r"/externallinks/").search,
}
_OTHER_DOCUMENTS = {
    "FILE-005": re.compile(r"xl/workbook\.bin$").match,
    "FILE-007": re.compile(r"(word/document|ppt/presentation)\.xml$").match,
}


def guard(data: bytes, meter: Meter) -> Package:
    """Check that the bytes can only be an Open XML workbook, and open its parts.

    Unreadable: what else the bytes are (FILE-001 to FILE-011, FILE-014), a damaged archive
    (FILE-012), one made to hurt (FILE-016 to FILE-019, FILE-038), one that is locked (FILE-003,
    FILE-015) or that carries what no form may carry (FILE-021 to FILE-023).
    """
    if not data:
        raise Unreadable("FILE-001")
    if data[:4] not in _ZIP and not _ZIP[0].startswith(data):
        raise Unreadable(_foreign(data))
    if len(data) > meter.budget.file:
        raise Unreadable("FILE-018", {"limit": meter.budget.file >> 20})
    entries = _named(_directory(data, meter.budget))
    package = Package(data, entries, meter)
    _check_kind(package, entries)
    _check_sizes(entries.values(), meter.budget)
    return package


def _foreign(data: bytes) -> str:
    """The code of a file that is no zip archive, by its first bytes."""
    if data.startswith(_COMPOUND_FILE):
        return _compound(data)
    if b"%PDF-" in data[:1024]:
        return "FILE-008"
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "FILE-011"
    if data.startswith(_ARCHIVES):
        return "FILE-014"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _text(data[:4096].decode("utf-16", "replace").encode())
    return "FILE-002" if _CONTROL(data[:4096]) else _text(data[:4096])


def _compound(data: bytes) -> str:
    """An OLE2 file: what it is stands in its directory, as names of streams in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "FILE-003"
    if "WordDocument".encode("utf-16-le") in data or "PowerPoint".encode("utf-16-le") in data:
        return "FILE-007"
    if any(name.encode("utf-16-le") + b"\0\0" in data for name in ("Workbook", "Book")):
        return "FILE-004"
    return "FILE-002"


def _text(head: bytes) -> str:
    """A page (HTML or XML) or plain text, such as CSV."""
    return (
        "FILE-009" if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") else "FILE-010"
    )


def _directory(data: bytes, budget: Budget) -> list[ZipInfo]:
    # Counted before zipfile makes an object of each: a file of 20 MB can name 400,000 entries.
    if data.count(_ENTRY) > budget.entries:
        raise Unreadable("FILE-038", {"limit": budget.entries})
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            return archive.infolist()
    except (BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error) as error:
        raise Unreadable("FILE-012") from error


def _named(directory: Iterable[ZipInfo]) -> dict[str, ZipInfo]:
    """The entries by name in lower case; one name twice, or a name that leads out, is refused."""
    entries: dict[str, ZipInfo] = {}
    for entry in directory:
        name = entry.orig_filename
        if entry.flag_bits & _ENCRYPTED:
            raise Unreadable("FILE-015")
        if (
            "\\" in name
            or "\0" in name
            or ":" in name
            or ".." in name.split("/")
            or name[:1] == "/"
        ):
            raise Unreadable("FILE-016", {"part": name})
        key = name.lower()
        if key in entries:
            raise Unreadable("FILE-017", {"part": name})
        entries[key] = entry
    return entries


def _check_kind(package: Package, entries: Iterable[str]) -> None:
    """Another kind of document in the same wrapping, or a workbook with what no form carries."""
    names = list(entries)
    for tests in (_OTHER_DOCUMENTS, _REFUSED_PARTS):
        for code, found in tests.items():
            part = next(filter(found, names), None)
            if part is not None:
                raise Unreadable(code, {"part": part})
    if "mimetype" in package and package.read("mimetype").startswith(b"application/vnd.oasis"):
        raise Unreadable("FILE-003" if _is_encrypted(package) else "FILE-006")
    if "_rels/.rels" not in package:
        raise Unreadable("FILE-014")


def _is_encrypted(package: Package) -> bool:
    """Whether an OpenDocument file has a password (ODF 1.3 part 2, 4.8.4)."""
    manifest = "META-INF/manifest.xml"
    return manifest in package and b"encryption-data" in package.read(manifest)


def _check_sizes(entries: Iterable[ZipInfo], budget: Budget) -> None:
    """What the directory itself declares: more would be unpacked by whoever opens it later."""
    declared = 0
    for entry in entries:
        size = entry.file_size
        declared += size
        bomb = size > _RATIO_FROM and size > budget.ratio * max(entry.compress_size, 1)
        if bomb or declared > budget.declared:
            raise Unreadable("FILE-019", {"part": entry.filename})
