"""Tells links from files, so that a file is read where it lies and nowhere else."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from iku_workbook.hidden import HIDDEN

_JUNCTION = 0xA0000003  # of Windows: a folder that is another one (IO_REPARSE_TAG_MOUNT_POINT)


def is_link(path: Path) -> bool:
    """Whether a name stands for what lies elsewhere: a symbolic link, or a junction of Windows."""
    try:
        return stands_for_another(path.lstat())
    except OSError:
        return False


def stands_for_another(found: os.stat_result) -> bool:
    """The same of what the system says of the name itself."""
    junction = getattr(found, "st_reparse_tag", 0) == _JUNCTION
    return junction or stat.S_ISLNK(found.st_mode)


def is_ours(path: Path) -> bool:
    """Whether it lies in a campaign's own folder, ``.iku``, though a link leads there."""
    return HIDDEN in path.resolve().parts


def leads_outside(path: Path, folder: Path) -> bool:
    """Whether a link on the way leads out of a folder, or to what is a campaign's own."""
    try:
        place, root = path.resolve(), folder.resolve()
    except (OSError, ValueError, RuntimeError):  # it leads in a circle: reading it says so
        return False
    return not place.is_relative_to(root) or HIDDEN in place.relative_to(root).parts


def open_file(path: Path) -> BinaryIO:
    """A file for reading; OSError where a link has its name, though it took it a moment ago."""
    return open(path, "rb", opener=_no_link)


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))
