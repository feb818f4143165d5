"""What the pages show of a campaign: computed once for each state of its registry.

Twenty people who look at the board while files are checked ask for the same; what was computed is
kept until something that it was computed from has changed.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import today
from iku_workbook.campaign.status import begun, overview
from iku_workbook.report.standing import Overview

_READ = ("definition.yaml", "contacts.csv", ".iku/registry.db")
Stamp = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A campaign as it stands: the status of every unit in the periods that have begun."""

    campaign: CampaignFolder
    overview: Overview


class Snapshots:
    """The last snapshot of each campaign; whoever asks meanwhile waits for the same one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[Path, threading.Lock] = {}
        self._kept: dict[Path, tuple[Stamp, Snapshot]] = {}

    def of(self, campaign: CampaignFolder) -> Snapshot:
        """The campaign as it stands now; OperatorError where it cannot be read."""
        with self._lock:
            own = self._locks.setdefault(campaign.root, threading.Lock())
        with own:
            stamp = stamp_of(campaign)
            kept = self._kept.get(campaign.root)
            if kept is None or kept[0] != stamp:
                kept = self._kept[campaign.root] = stamp, _taken(campaign)
            return kept[1]


def _taken(campaign: CampaignFolder) -> Snapshot:
    definition = campaign.definition()
    day = today(campaign.zone)
    with campaign.registry() as registry:
        return Snapshot(
            campaign, overview(campaign, definition, registry, begun(definition, day), day)
        )


def stamp_of(campaign: CampaignFolder) -> Stamp:
    """Changes whenever something has changed that a snapshot is computed from."""
    return (datetime.date.today(), *_states([campaign.root / each for each in _READ]))


def _states(paths: Sequence[Path]) -> list[tuple[int, int, int] | None]:
    found: list[tuple[int, int, int] | None] = []
    for each in paths:
        try:
            state = each.stat()
        except OSError:
            found.append(None)
        else:
            found.append((state.st_mtime_ns, state.st_size, state.st_ino))
    return found
