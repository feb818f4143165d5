"""The bytes of a received file, for whoever examines it, in whichever process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iku_workbook.registry.contents import LARGEST_RETURN, Gone, content_of
from iku_workbook.registry.database import connect, explained
from iku_workbook.workbook.reading.budget import Unreadable


@dataclass(frozen=True, slots=True)
class Stored:
    """A received file's bytes, read from the registry when they are asked for, in any process."""

    registry: Path
    number: int
    name: str
    most: int

    def read(self) -> bytes:
        """The bytes, at most ``most`` of them; Unreadable FILE-059 where they are not kept."""
        with explained(self.registry):
            connection = connect(self.registry, create=False)
            try:
                return content_of(connection, self.number, self.most)
            except Gone:
                raise Unreadable("FILE-059", {"limit": LARGEST_RETURN >> 20}) from None
            finally:
                connection.close()
