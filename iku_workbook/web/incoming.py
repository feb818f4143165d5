"""Reads a form with files as it comes, each file straight into one of ours.

Everything is bounded while it is read: bytes of a file and of the form, files, fields, headers, and
how long anybody may take. What is too much is read to its end and thrown away, as far as that is
worth it: a browser that is cut off in the midst shows its own error and not our words. Nothing
rests on what stands here, as a file is acknowledged once the registry has it; so it is not synced.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from iku_workbook.campaign.room import demand_room
from iku_workbook.errors import OperatorError
from iku_workbook.named_file import MEGABYTE

UNBOUNDED = 1 << 62
"""Bytes of a body that is read here: the limits of this module bound it, and say so in words."""
_PIECE = 1 << 20  # bytes written at a time
_LONGEST = 200  # characters of a name


@dataclass(frozen=True, slots=True)
class Limits:
    """What one form may be: bytes of a file and of all, files, fields and bytes of a field; seconds
    without a byte and in all; bytes that are read to their end though they are too many.
    """

    file: int = 128 * MEGABYTE
    form: int = 512 * MEGABYTE
    files: int = 1000
    fields: int = 20
    field: int = 1 << 10
    still: float = 30.0
    whole: float = 1800.0
    drained: int = 1 << 31


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that came: where it stands, and what its sender calls it."""

    path: Path
    name: str


@dataclass(slots=True)
class Form:
    """A form that came whole: its files, and the other fields by their names."""

    files: list[Arrived] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    def clear(self) -> None:
        """Delete the files, once somebody else has what they hold."""
        for each in self.files:
            each.path.unlink(missing_ok=True)


async def read_form(request: Request, folder: Path, limits: Limits) -> Form:
    """A form, its files in a folder of ours under names of ours. A field ``saved`` says of the file
    after it when that was saved, in milliseconds since 1970.

    OperatorError for what is too much, too slow, broken, or for which the disk has no room.
    """
    told = request.headers.get("content-length", "")
    if told.isdecimal() and len(told) < 16 and int(told) <= limits.form:
        demand_room(folder, int(told))
    reader = _Reader(_boundary(request), folder, limits)
    try:
        await _read(request, reader, limits)
    except BaseException:
        reader.abandon()
        raise
    return reader.form


async def _read(request: Request, reader: _Reader, limits: Limits) -> None:
    end, left = time.monotonic() + limits.whole, limits.drained
    stream, refused = request.stream(), None
    while True:
        try:
            async with asyncio.timeout(min(limits.still, max(0.0, end - time.monotonic()))):
                piece = await anext(stream, b"")
        except TimeoutError as error:
            raise refused or OperatorError("upload-slow") from error
        except ClientDisconnect as error:
            raise refused or OperatorError("upload-broken") from error
        left -= len(piece)
        if refused is not None and (not piece or left < 0):
            raise refused
        if not piece:
            reader.finish()
            return
        if refused is None:
            refused = reader.taken(piece)
            if reader.is_full:
                await run_in_threadpool(reader.flush)


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise OperatorError("upload-broken")
    return options[b"boundary"]


class _Reader:
    """What stands between the parser, which tells of one thing after the other, and our files."""

    def __init__(self, boundary: bytes, folder: Path, limits: Limits) -> None:
        self.folder, self.limits, self.form = folder, limits, Form()
        self._size = self._of_part = 0
        self._header, self._headers = bytearray(), dict[str, bytearray]()
        self._name, self._came = "", bytearray()
        self._file: BinaryIO | None = None
        self._fields, self._ended = 0, False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._headers.clear,
                "on_header_begin": self._header.clear,
                "on_header_field": lambda data, at, to: self._header.extend(data[at:to]),
                "on_header_value": self._valued,
                "on_headers_finished": self._begun,
                "on_part_data": self._given,
                "on_part_end": self._done,
                "on_end": self._all,
            },
        )

    def taken(self, piece: bytes) -> OperatorError | None:
        """Take some bytes; why nothing of the form is taken, where they are too many or no form."""
        self._size += len(piece)
        try:
            if self._size > self.limits.form:
                raise _large(self.limits.form)
            self._parser.write(piece)
        except OperatorError as error:
            self.abandon()
            return error
        except FormParserError:
            self.abandon()
            return OperatorError("upload-broken")
        return None

    @property
    def is_full(self) -> bool:
        """Whether it is worth writing what has come of a file."""
        return self._file is not None and len(self._came) >= _PIECE

    def flush(self) -> None:
        """Write what has come of a file; OSError where the disk refuses."""
        if self._file is not None:
            self._file.write(self._came)
        self._came.clear()

    def finish(self) -> None:
        """OperatorError where the end of the form is missing."""
        if not self._ended:
            raise OperatorError("upload-broken")

    def abandon(self) -> None:
        """Throw away what has come."""
        self._came.clear()
        if self._file is not None:
            self._file.close()
            self._file = None
        self.form.clear()
        self.form.files.clear()

    def _valued(self, data: bytes, at: int, to: int) -> None:
        name = self._header.decode("latin-1").lower()
        self._headers.setdefault(name, bytearray()).extend(data[at:to])

    def _begun(self) -> None:
        """A part begins: a file, which bears a name, or a field."""
        told = bytes(self._headers.get("content-disposition", b""))
        options = parse_options_header(told)[1]
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._of_part = 0
        if b"filename" not in options:
            self._fields += 1
            if self._fields > self.limits.fields:
                raise OperatorError("upload-broken")
            return
        if len(self.form.files) >= self.limits.files:
            raise OperatorError("upload-many", limit=self.limits.files)
        path = self.folder / secrets.token_hex(16)
        self._file = path.open("xb", buffering=0)
        self.form.files.append(Arrived(path, _shown(options[b"filename"])))

    def _given(self, data: bytes, at: int, to: int) -> None:
        self._of_part += to - at
        if self._file is None and self._of_part > self.limits.field:
            raise OperatorError("upload-broken")
        if self._of_part > self.limits.file:
            raise _large(self.limits.file)
        self._came += data[at:to]

    def _done(self) -> None:
        if self._file is None:
            self.form.fields[self._name] = self._came.decode("utf-8", "replace")
            self._came.clear()
            return
        self.flush()
        self._file.close()
        self._file = None
        self._dated(self.form.files[-1])

    def _dated(self, file: Arrived) -> None:
        """When the file was saved, as its sender's system says: tells later which is newer. A form
        without any has one empty file, which nobody chose.
        """
        if not self._of_part and not file.name:
            file.path.unlink()
            self.form.files.pop()
        elif saved := self.form.fields.pop("saved", ""):
            with suppress(ValueError, OverflowError, OSError):
                os.utime(file.path, (time.time(), float(saved) / 1000))

    def _all(self) -> None:
        self._ended = True


def _large(limit: int) -> OperatorError:
    return OperatorError("upload-large", limit=limit // MEGABYTE)


def _shown(name: bytes) -> str:
    """A file's name as its sender says it, for people only: without its folders, and not endless.

    How browsers write a quotation mark in it: https://html.spec.whatwg.org/#multipart-form-data.
    """
    told = name.decode("utf-8", "replace").replace("%22", '"').replace("\\", "/")
    return told.rpartition("/")[2][:_LONGEST]
