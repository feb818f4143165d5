"""The backup that somebody brought to be restored: one at a time, in a folder of this run's own. It
goes once it was restored, another one comes, or the program ends.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path

from iku_workbook.campaign.restorable import Restorable
from iku_workbook.campaign.restore import Restored


@dataclass(slots=True)
class Brought:
    """A backup that stands ready.

    file      where it stands; ``name`` is what its sender calls it
    found     what it holds
    restored  what became of it; None until then
    keys      how many keys were taken out of it; None where they were not asked for alone
    """

    file: Path
    name: str
    found: Restorable
    restored: Restored | None = None
    keys: int | None = None
    ticket: str = field(default_factory=lambda: secrets.token_hex(16))


class Counter:
    """Where it is brought to, and asked for by its ticket."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: Brought | None = None

    def put(self, file: Path, name: str, found: Restorable) -> Brought:
        """Keep a backup in place of the one before it."""
        with self._lock:
            if self._held is not None:
                self._held.file.unlink(missing_ok=True)
            self._held = Brought(file, name, found)
            return self._held

    def of(self, ticket: str) -> Brought | None:
        """The backup of a ticket; None where another came since, or the program was restarted."""
        with self._lock:
            held = self._held
        return held if held is not None and secrets.compare_digest(held.ticket, ticket) else None
