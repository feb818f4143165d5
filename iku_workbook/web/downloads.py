"""Files that a person takes along: whole, with their length, under a name of their own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "application/octet-stream",
    ".iku": "application/octet-stream",
    ".json": "application/json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}


def download(path: Path, name: str | None = None) -> FileResponse:
    """A file, which a browser saves and never shows as a page of ours."""
    name = name or path.name
    kind = _TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
    return FileResponse(path, media_type=kind, filename=name)


def download_made(make: Callable[[Path], object], name: str) -> FileResponse:
    """A file that is made for this answer, on the disk, and is gone once it was sent."""
    handle, path = tempfile.mkstemp(suffix=Path(name).suffix)
    os.close(handle)
    made = Path(path)
    try:
        make(made)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    sent = download(made, name)
    sent.background = BackgroundTask(made.unlink, missing_ok=True)
    return sent
