"""What a run is about to examine, noted beside the registry: a run that a file ends cannot say so.

The note is gone once the run has gone on. One that is found says what another run was at when its
process ended: it was killed, the memory was used up, the power failed, or a file did it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Attempt:
    """What another run was at when it ended.

    note     the file that says so
    numbers  the receipts that it was about to examine, together
    alone    the one of them that it was examining alone, for the second time
    """

    note: Path
    numbers: frozenset[int] = frozenset()
    alone: int | None = None

    @classmethod
    def found(cls, registry: Path) -> Attempt:
        """What was noted beside a registry; nothing where nothing can be read."""
        note = registry.with_suffix(".examining")
        try:
            content = json.loads(note.read_text(encoding="utf-8"))
            return cls(note, frozenset(map(int, content["numbers"])), content["alone"])
        except (OSError, ValueError, KeyError, TypeError):
            return cls(note)

    @contextmanager
    def noted(self, numbers: Sequence[int], alone: int | None = None) -> Iterator[None]:
        """Note these while they are examined; an error is no end of the process, and says nothing
        of the one that is alone.
        """
        self._note(numbers, alone)
        try:
            yield
        except BaseException:
            self._note(numbers, None)
            raise
        with suppress(OSError):
            self.note.unlink(missing_ok=True)

    def judged(self) -> None:
        """Forget which one was alone, once it was set aside."""
        self._note(sorted(self.numbers), None)

    def _note(self, numbers: Sequence[int], alone: int | None) -> None:
        """Only a process's end matters here: what it has written is read by the next, unsynced."""
        partial = self.note.with_name(f"{self.note.name}.new")
        with suppress(OSError):
            partial.write_text(
                json.dumps({"numbers": [*numbers], "alone": alone}), encoding="utf-8"
            )
            partial.replace(self.note)
