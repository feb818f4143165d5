"""The bytes of a received file, for whoever examines it, in whichever process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iku_workbook.registry.contents import content_of
from iku_workbook.registry.database import connect, explained


@dataclass(frozen=True, slots=True)
class Stored:
    """A received file's bytes, read from the registry when they are asked for, in any process."""

    registry: Path
    number: int
    name: str
    most: int

    def read(self) -> bytes:
        """The bytes, at most ``most`` of them."""
        with explained(self.registry):
            connection = connect(self.registry, create=False)
            try:
                return content_of(connection, self.number, self.most)
            finally:
                connection.close()
