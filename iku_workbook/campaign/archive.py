"""Packs several files into one zip archive; the same files give the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

from iku_workbook.durable import whole

_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o644 << 16
_PACKED_ALREADY = {".xlsx"}


def pack(paths: Iterable[Path], target: Path) -> None:
    """Write ``target`` with these files in it by their bare names; whole or not at all."""
    with whole(target) as file, zipfile.ZipFile(file, "w") as archive:
        for path in paths:
            entry = zipfile.ZipInfo(path.name, _DATE)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            stored = path.suffix in _PACKED_ALREADY
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
