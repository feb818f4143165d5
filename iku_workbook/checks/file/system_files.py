"""Tells what nobody sent as a return: files of programs and systems, the campaign's own keys."""

from __future__ import annotations

from collections.abc import Iterable

from iku_workbook.findings import Finding

# What Excel, WPS and LibreOffice leave beside a workbook that is open.
_LOCK_FILES = ("~$", ".~lock.", ".~")
_OF_THE_SYSTEM = {
    "thumbs.db": "Windows",
    "ehthumbs.db": "Windows",
    "desktop.ini": "Windows",
    ".ds_store": "macOS",
    "icon\r": "macOS",
    ".localized": "macOS",
    ".directory": "KDE",
    ".nomedia": "Android",
}
_SHADOW, _APPLE_DOUBLE = "._", (b"\x00\x05\x16\x07", b"\x00\x05\x16\x00")  # RFC 1740, appendix


def by_name(file: str) -> Finding | None:
    """What a file's name alone says: FILE-040 a lock file, FILE-047 a file of the system."""
    name = file.replace("\\", "/").rpartition("/")[2]
    if name.startswith(_LOCK_FILES):
        return Finding("FILE-040", file)
    system = _OF_THE_SYSTEM.get(name.casefold())
    return Finding("FILE-047", file, data={"system": system}) if system else None


def nobodys_return(file: str, data: bytes, keys: Iterable[bytes] = ()) -> Finding | None:
    """The same, and what macOS keeps of a file on a stick that is not its own: ``._noreh.xlsx``.

    A workbook under such a name is a workbook. FILE-058 whatever holds one of the campaign's
    ``keys``, by a second name of its file or in a copy: whoever has the registry would have it.
    """
    if any(key in data for key in keys):
        return Finding("FILE-058", file)
    name = file.replace("\\", "/").rpartition("/")[2]
    if name.startswith(_SHADOW) and data.startswith(_APPLE_DOUBLE):
        return Finding("FILE-047", file, data={"system": "macOS"})
    return by_name(file)
