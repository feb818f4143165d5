"""The program's log: what went wrong in the program itself, for those who look after it.

It names files and places in the program; what a person reads stands elsewhere. It goes into
``.iku/log/iku.log`` of the campaign that is worked in, and with ``IKU_DEBUG=1`` to standard error.
"""

from __future__ import annotations

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from iku_workbook import __version__

LOG = logging.getLogger("iku_workbook")

_SIZE, _KEPT = 1 << 20, 3  # bytes of a log file, and how many older ones are kept
_FORM = logging.Formatter(f"%(asctime)s %(levelname)s iku {__version__} %(message)s")


class _Debug(logging.StreamHandler[TextIO]):
    """Standard error, for whoever asks for it: a person never sees a traceback."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print it, or not."""
        if os.environ.get("IKU_DEBUG") == "1":
            self.setStream(sys.stderr)
            super().emit(record)


class _File(RotatingFileHandler):
    """A campaign's log, which is made when there is something to log; a log that cannot be written
    is no reason to stop.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8", delay=True)

    def emit(self, record: logging.LogRecord) -> None:
        """Write it, if the campaign is still there."""
        folder = Path(self.baseFilename).parent
        if folder.parent.is_dir():
            folder.mkdir(exist_ok=True)
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Say nothing."""


def log_into(root: Path | None) -> None:
    """Log into this campaign's folder from now on, and into no other; None ends it."""
    for handler in LOG.handlers:
        handler.close()
    LOG.handlers[:] = [_debug]
    if root is not None:
        file = _File(root / ".iku" / "log" / "iku.log")
        file.setFormatter(_FORM)
        LOG.addHandler(file)


_debug = _Debug()
_debug.setFormatter(_FORM)
log_into(None)
