"""Tells what kind of file the bytes are that are no zip archive, by how they begin.

A telephone sends what it has, under whatever name. The signatures are those of the formats'
specifications, as the ``file`` command has them too; each code's sentence says what to send.
"""

from __future__ import annotations

import re

_HEAD = 4096
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]").search

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = {
    "FILE-011": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"),
    "FILE-014": (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"),
    "FILE-043": (
        *(b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf1", b"\xff\xf9", b"#!AMR", b"fLaC"),
        *(b"\x1aE\xdf\xa3", b"FLV\x01", b"\x30\x26\xb2\x75", b"\0\0\x01\xba", b"\0\0\x01\xb3"),
    ),
    "FILE-044": (b"L\0\0\0\x01\x14\x02\0",),
    "FILE-046": (b"\x7fELF", b"dex\n"),
}
# Two letters are a signature only where no text can follow.
_BINARY = {"FILE-011": b"BM", "FILE-046": b"MZ"}
_RIFF = {b"WEBP": "FILE-011", b"WAVE": "FILE-043", b"AVI ": "FILE-043"}
_STILL = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"avif")
# Names of streams in an OLE2 file's directory, in UTF-16. Rights management, by which a sensitivity
# label encrypts, has data spaces and a transform of its own ([MS-OFFCRYPTO] 2.2.1).
_STREAMS = (
    ("FILE-056", ("DRMEncrypted",)),
    ("FILE-003", ("EncryptedPackage",)),
    ("FILE-045", ("__substg1.0_",)),
    ("FILE-007", ("WordDocument", "PowerPoint")),
    ("FILE-004", ("Workbook\0", "Book\0")),
)
_SHORTCUT = re.compile(rb"\[InternetShortcut\]|\{[^{}]*\"(?:url|doc_id)\"", re.IGNORECASE).match
_MAIL = re.compile(
    rb"(?:From|Received|Return-Path|Delivered-To|MIME-Version|Date|Message-ID|X-[\w-]+): ",
    re.IGNORECASE,
).match
_SUBJECT = re.compile(rb"^(?:Subject|MIME-Version): ", re.IGNORECASE | re.MULTILINE).search


def kind_of(data: bytes) -> str:
    """The code of a file that is no zip archive: FILE-002 where nothing is known of it."""
    head = data[:_HEAD]
    if head.startswith(_COMPOUND_FILE):
        return _compound(data)
    if b"%PDF-" in head[:1024]:
        return "FILE-008"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _text(head.decode("utf-16", "replace").encode())
    return _binary(head) or ("FILE-002" if _CONTROL(head) else _text(head))


def _binary(head: bytes) -> str | None:
    for code, signatures in _SIGNATURES.items():
        if head.startswith(signatures):
            return code
    if head[4:8] == b"ftyp":
        return "FILE-011" if head[8:12] in _STILL else "FILE-043"
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[257:262] == b"ustar":
        return "FILE-014"
    return next(
        (code for code, two in _BINARY.items() if head.startswith(two) and _CONTROL(head)), None
    )


def _compound(data: bytes) -> str:
    for code, names in _STREAMS:
        if any(name.encode("utf-16-le") in data for name in names):
            return code
    return "FILE-002"


def _text(head: bytes) -> str:
    """A page (HTML or XML), a shortcut, a mail, rich text, or plain text such as CSV."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return "FILE-009"
    if _SHORTCUT(text):
        return "FILE-044"
    if _MAIL(text) and _SUBJECT(text):
        return "FILE-045"
    return "FILE-007" if text.startswith(b"{\\rtf") else "FILE-010"
