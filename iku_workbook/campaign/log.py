"""The program's log: what went wrong in the program itself, for those who look after it.

It names files and places in the program; what a person reads stands elsewhere. It goes into
``.iku/log/iku.log`` of the campaign that is worked in; ``iku`` shows it with ``IKU_DEBUG=1``.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from iku_workbook import __version__
from iku_workbook.hidden import HIDDEN

LOG = logging.getLogger("iku_workbook")

_SIZE, _KEPT = 1 << 20, 3  # bytes of a log file, and how many older ones are kept
_FORM = logging.Formatter(f"%(asctime)s %(levelname)s iku {__version__} %(message)s")


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
            with suppress(OSError):  # a campaign that can only be read; the library meets it again
                folder.mkdir(exist_ok=True)
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Say nothing."""


def log_into(root: Path) -> None:
    """Log into this campaign's folder from now on, and into no other."""
    _log_by(_File(root / HIDDEN / "log" / "iku.log"))


def log_to(stream: TextIO) -> None:
    """Show what is logged there too."""
    _log_by(logging.StreamHandler(stream))


def _log_by(handler: logging.Handler) -> None:
    """Take a handler in the place of another of its kind."""
    for old in [each for each in LOG.handlers if type(each) is type(handler)]:
        LOG.removeHandler(old)
        old.close()
    handler.setFormatter(_FORM)
    LOG.addHandler(handler)


LOG.addHandler(logging.NullHandler())  # without one the library would print what nobody asked for
