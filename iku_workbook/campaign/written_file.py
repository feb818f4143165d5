"""Reads a file that was written out, and tells by its hash which version of which file it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from iku_workbook.errors import OperatorError
from iku_workbook.named_file import MEGABYTE, read_named
from iku_workbook.registry.records import Export

LARGEST = 64 * MEGABYTE
"""Bytes of the largest that is read."""


def read_written(file: Path) -> bytes:
    """Its bytes; OperatorError where it cannot be read, or is larger than any."""
    try:
        return read_named(file, LARGEST)
    except OSError as error:
        raise OperatorError.of_system(error) from error


def written_as(known: Sequence[Export], data: bytes) -> Export | None:
    """What was written out with these bytes, the last time where more than once."""
    digest = hashlib.sha256(data).hexdigest()
    return next((each for each in reversed(known) if each.sha256 == digest), None)
