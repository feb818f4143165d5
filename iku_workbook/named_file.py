"""Opens a file that somebody has named: a regular file, and never more of it than can be meant.

A pipe keeps whoever opens it waiting for its writer, a device has no end, and a file of gigabytes
fills the memory before anybody finds that it is no list of contacts.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from iku_workbook.errors import OperatorError

MEGABYTE = 1 << 20
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)  # to open a pipe would wait for its writer
_FLAGS = os.O_RDONLY | _AT_ONCE | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)


def open_named(path: Path) -> BinaryIO:
    """A regular file, open for reading.

    OperatorError ``file-not-regular`` for a pipe, a device or a socket; OSError where the system
    does not give the file, a folder included.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            raise OperatorError("file-not-regular", file=path)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_named(path: Path, most: int) -> bytes:
    """The bytes of a regular file of at most so many.

    OperatorError ``file-too-large`` for one of more; else as :func:`open_named`.
    """
    with open_named(path) as file:
        # What a system makes up while it is read (/proc) has no size of its own.
        large = os.fstat(file.fileno()).st_size > most
        content = b"" if large else file.read(most + 1)
    if large or len(content) > most:
        raise OperatorError("file-too-large", file=path, limit=most // MEGABYTE)
    return content
