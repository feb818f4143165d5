"""Packs files into one archive, and tells the SHA-256 of what was written without reading it again:
an archive of the whole country's forms is some gigabytes.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO, cast

from iku_workbook.durable import whole

_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o644 << 16
_PACKED_ALREADY = {".xlsx"}


def pack(paths: Iterable[Path], target: Path) -> str:
    """One archive of these files by their bare names; the same files give the same bytes. Its
    SHA-256.
    """
    with whole(target) as file:
        hashed = _Hashed(file)
        with zipfile.ZipFile(cast("IO[bytes]", hashed), "w") as archive:
            for path in paths:
                entry = zipfile.ZipInfo(path.name, _DATE)
                entry.create_system, entry.external_attr = _UNIX, _READABLE
                stored = path.suffix in _PACKED_ALREADY
                entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
                hashed.settle()
        hashed.settle()
    return hashed.sha256


class _Hashed:
    """A file as ``zipfile`` writes to it, which goes back to the head of an entry once it knows
    the entry's size, and never before it: what is settled is hashed and stays as it is.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._settled, self._digest = file, 0, hashlib.sha256()
        self._last = BytesIO()

    @property
    def sha256(self) -> str:
        """Of what is settled."""
        return self._digest.hexdigest()

    def settle(self) -> None:
        """Write what has come since the last time; nobody goes back to it any more."""
        data = self._last.getvalue()
        self._file.write(data)
        self._digest.update(data)
        self._settled += len(data)
        self._last = BytesIO()

    def write(self, data: bytes) -> int:
        """Put it where the file now stands."""
        return self._last.write(data)

    def tell(self) -> int:
        """Where the file now stands."""
        return self._settled + self._last.tell()

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place that is not settled."""
        if whence or place < self._settled:
            raise ValueError(f"{place} is settled")
        return self._settled + self._last.seek(place - self._settled)

    def flush(self) -> None:
        """Nothing waits here for anybody but :meth:`settle`."""
