"""The backup that somebody brought to be restored: one at a time, in a folder of this run's own. It
goes once it was restored, another one comes, or the program ends; what became of it is told on.
"""

from __future__ import annotations

import secrets
import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from iku_workbook.campaign.restorable import Restorable
from iku_workbook.campaign.restore import Restored

_KEPT = 8


@dataclass(slots=True)
class Brought:
    """A backup that stands ready.

    file      where it stands; ``name`` is what its sender calls it
    found     what it holds
    restored  what became of it; None until then
    keys      how many keys were taken out of it; None where they were not asked for alone
    acting    held while it is restored: whoever asks once more waits for the same
    """

    file: Path
    name: str
    found: Restorable
    restored: Restored | None = None
    keys: int | None = None
    ticket: str = field(default_factory=lambda: secrets.token_hex(16))
    acting: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_there(self) -> bool:
        """Whether it can be restored."""
        return self.file.exists()

    @property
    def is_done(self) -> bool:
        """Whether it was restored, or its keys were taken."""
        return self.restored is not None or self.keys is not None


class Counter:
    """Where it is brought to, and asked for by its ticket."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: deque[Brought] = deque(maxlen=_KEPT)

    def put(self, file: Path, name: str, found: Restorable) -> Brought:
        """Keep a backup in place of the one before it, which stays while it is being restored."""
        brought = Brought(file, name, found)
        with self._lock:
            for each in self._held:
                if each.acting.acquire(blocking=False):
                    each.file.unlink(missing_ok=True)
                    each.acting.release()
            self._held.append(brought)
        return brought

    def of(self, ticket: str) -> Brought | None:
        """The backup of a ticket; None where another came since that was not restored, or the
        program was restarted.
        """
        with self._lock:
            held = [each for each in self._held if each.ticket == ticket]
        return next((each for each in held if each.is_there or each.is_done), None)
