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

from iku_workbook.workbook.reading.budget import MEMBERS, Budget, Meter, Unreadable
from iku_workbook.workbook.reading.kinds import kind_of
from iku_workbook.workbook.reading.package import Package

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1 | 0x40
_RATIO_FROM = 1 << 20
_OPEN_DOCUMENT = b"application/vnd.oasis"
_NO_SHEETS = tuple(_OPEN_DOCUMENT + b".opendocument." + kind for kind in (b"text", b"presentation"))

_FIRST_NAME = slice(30, 62)
# How the first entry of what is one document begins; every program writes one of these first.
_OF_A_DOCUMENT = re.compile(
    rb"\[content_types\]\.xml|mimetype|_rels/|docprops/|customxml/|xl/|word/|ppt/|meta-inf/",
    re.IGNORECASE,
).match

# By the code that names them: what an entry's name, in lower case, gives away.
_REFUSED_PARTS = {
    "FILE-021": re.compile(r"vbaproject\.bin$|/macrosheets/").search,
    "FILE-022": re.compile(r"/embeddings/|/activex/").search,
    "FILE-023": re.compile(r"/externallinks/").search,
}
_OTHER_DOCUMENTS = {
    "FILE-005": re.compile(r"xl/workbook\.bin$").match,
    "FILE-007": re.compile(
        r"((word/document|ppt/presentation)\.xml|index/(document|slide).*\.iwa)$"
    ).match,
    "FILE-046": re.compile(r"(androidmanifest\.xml|meta-inf/manifest\.mf)$").match,
    "FILE-049": re.compile(r"index/(tables/.*|calculationengine.*)\.iwa$").match,
}


def guard(data: bytes, meter: Meter) -> Package:
    """Check that the bytes can only be an Open XML workbook, and open its parts.

    Unreadable: what else the bytes are (FILE-001 to FILE-011, FILE-014, FILE-043 to FILE-049,
    FILE-056), a damaged archive (FILE-012), one made to hurt (FILE-016 to FILE-019, FILE-038), one
    that is locked (FILE-003, FILE-015) or that carries what no form may carry (FILE-021 to
    FILE-023).
    """
    package, entries = _opened(data, meter)
    _check_kind(package, entries)
    _check_sizes(entries.values(), meter.budget)
    return package


def guard_document(data: bytes, meter: Meter) -> Package:
    """Check that the bytes can only be a Word document, and open its parts; Unreadable likewise."""
    package, entries = _opened(data, meter)
    _check_sizes(entries.values(), meter.budget)
    if "word/document.xml" not in package:
        raise Unreadable("FILE-002")
    return package


def _opened(data: bytes, meter: Meter) -> tuple[Package, dict[str, ZipInfo]]:
    if not data:
        raise Unreadable("FILE-001")
    if data[:4] not in _ZIP and not _ZIP[0].startswith(data):
        raise Unreadable(kind_of(data))
    if len(data) > meter.budget.file:
        if _holds_files(data):
            raise Unreadable("FILE-048", {"limit": MEMBERS})
        raise Unreadable("FILE-018", {"limit": meter.budget.file >> 20})
    entries = _named(_directory(data, meter.budget))
    return Package(data, entries, meter), entries


def _holds_files(data: bytes) -> bool:
    """Whether a zip archive is one of files, and no document of its own."""
    return _OF_A_DOCUMENT(data[_FIRST_NAME]) is None


def _directory(data: bytes, budget: Budget) -> list[ZipInfo]:
    # Counted before zipfile makes an object of each: a file of 20 MB can name 400,000 entries.
    if (count := data.count(_ENTRY)) > budget.entries:
        if _holds_files(data):
            raise Unreadable("FILE-014" if count <= MEMBERS else "FILE-048", {"limit": MEMBERS})
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
    mimetype = package.read("mimetype") if "mimetype" in package else b""
    if mimetype.startswith(_OPEN_DOCUMENT):
        if mimetype.startswith(_NO_SHEETS):
            raise Unreadable("FILE-007")
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
