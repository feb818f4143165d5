"""What a command may write over at an address: what it put there itself, as it was put."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from iku_workbook.campaign.outputs import Folders, Outputs
from iku_workbook.campaign.sent_away import Away


@dataclass(frozen=True, slots=True)
class OutputsAway(Outputs):
    """What one command may write where its files go to an address: the record has them by that.

    What stands there is read back: it is the command's own where its SHA-256 is on record.
    """

    away: Away = field(kw_only=True)

    def others(self, paths: Iterable[Path], known: frozenset[str] | None = None) -> list[Path]:
        """As for files of this machine, which there may be too."""
        paths = list(paths)
        found = Outputs.others(self, [each for each in paths if not self.away.holds(each)], known)
        if self.force:
            return found
        known, folders = self.known() if known is None else known, Folders()
        there = self.away.there(filter(self.away.holds, paths))
        return found + [
            path for path, sha256 in there.items() if self._line(path, folders, sha256) not in known
        ]

    def _taken(self, places: Mapping[Path, Collection[str]]) -> list[Path]:
        """As for files of this machine; of those at the address :meth:`others` asks the store."""
        away = {each: names for each, names in places.items() if self.away.holds(each)}
        found = Outputs._taken(self, {each: places[each] for each in places if each not in away})
        return found + [folder / name for folder, names in away.items() for name in names]

    def readable(self, paths: Iterable[Path]) -> dict[Path, Path]:
        """Copies of what stands at the address."""
        return self.away.fetched(paths)

    def shown(self, path: Path) -> str:
        """The address."""
        return self.away.address(path) if self.away.holds(path) else str(path)

    def _sha256(self, path: Path) -> str | None:
        if self.away.holds(path):
            return self.away.there([path]).get(path)
        return Outputs._sha256(self, path)

    def _within(self, folder: Path, folders: Folders) -> str:
        if self.away.holds(folder):
            return f"{self.away.address(folder)}/"
        return Outputs._within(self, folder, folders)
