"""Reads when a workbook says that it was saved: ``docProps/core.xml`` (ECMA-376 part 2, 8.3).

Many programs write no such part or leave it as it was; it then tells nothing. Read before anything
is known of a file: little, and whatever stands there.
"""

from __future__ import annotations

import datetime
import re
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from iku_workbook.workbook.reading.plain_archive import part_of

_PART = "docprops/core.xml"
_MOST = 1 << 16  # bytes of that part
_PACKED = (ZIP_STORED, ZIP_DEFLATED)  # as a workbook may be; others fail in ways of their own
_TIME = rb"<(?:\w+:)?%s\b[^<>]{0,200}>\s*([0-9T:.Z+-]{10,40})\s*</"
_MODIFIED, _CREATED = (re.compile(_TIME % name).search for name in (b"modified", b"created"))


def saved_at(archive: ZipFile) -> datetime.datetime | None:
    """When the workbook was saved last, in UTC; None where it does not say, or was never saved
    since it was issued: then it is as old as its creation.
    """
    part = next((each for each in archive.infolist() if each.filename.lower() == _PART), None)
    if part is None or part.file_size > _MOST or part.compress_type not in _PACKED:
        return None
    return _said(_read(archive, part))


def saved_in(data: bytes) -> datetime.datetime | None:
    """The same of a workbook's bytes, in less time; NotPlain where they are no plain archive."""
    xml = part_of(data, _PART.encode(), _MOST)
    return _said(xml) if xml is not None else None


def _said(xml: bytes) -> datetime.datetime | None:
    saved, created = (_time(found(xml)) for found in (_MODIFIED, _CREATED))
    if saved is None or (created is not None and saved <= created):
        return None
    return saved


def _read(archive: ZipFile, part: ZipInfo) -> bytes:
    try:
        with archive.open(part) as file:
            return file.read(_MOST)
    except (BadZipFile, OSError, ValueError, RuntimeError, EOFError, zlib.error):
        return b""


def _time(found: re.Match[bytes] | None) -> datetime.datetime | None:
    """A time of the W3C's profile of ISO 8601; in UTC where it names no zone."""
    if found is None:
        return None
    try:
        time = datetime.datetime.fromisoformat(found[1].decode())
        aware = time if time.tzinfo else time.replace(tzinfo=datetime.UTC)
        return aware.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None
