"""What the pages show of a campaign: computed once for each state of its registry.

Twenty people who look at the board while files are checked ask for the same; what was computed is
kept until something that it was computed from has changed. Where that takes long, nobody waits for
it: the last state is shown, which says of itself that it is being renewed.
"""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import today
from iku_workbook.campaign.results import Selection, figures_of
from iku_workbook.campaign.status import begun, overview
from iku_workbook.errors import OperatorError
from iku_workbook.hidden import HIDDEN
from iku_workbook.periods import Period
from iku_workbook.registry.exports import exports
from iku_workbook.registry.records import ExportKind
from iku_workbook.report.next_steps import NextStep, Progress, at_work, next_steps, progress
from iku_workbook.report.standing import Overview
from iku_workbook.results.year import Year
from iku_workbook.web.matrix import Tally, tally

_READ = ("definition.yaml", "contacts.csv", f"{HIDDEN}/registry.db")
_SOON, _LONG = 3.0, 0.05  # seconds to wait for a renewal that takes less than _SLOW, or more
_SLOW = 3.0
Stamp = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A campaign as it stands.

    overview    the status of every unit in the periods that have begun
    period      the one that the office works on
    year        the results up to it of all that was accepted, or why there are none
    tally       the states of all units
    steps       what there is to be done
    progress    how far that period has come
    renewing    a newer state is being computed: whoever asks again soon sees it
    """

    campaign: CampaignFolder
    overview: Overview
    period: Period
    year: Year | OperatorError
    tally: Tally
    steps: Sequence[NextStep]
    progress: Progress
    renewing: bool = False


@dataclass(slots=True)
class _Kept:
    """The last snapshot of one campaign, and the one that is being taken."""

    stamp: Stamp | None = None
    snapshot: Snapshot | None = None
    seconds: float = 0.0
    taking: Future[None] | None = None


class Snapshots:
    """The last snapshot of each campaign; whoever asks while one is taken waits for the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Path, _Kept] = {}
        self._takers = ThreadPoolExecutor(1, "snapshot")

    def of(self, campaign: CampaignFolder, *, changing: bool = False) -> Snapshot:
        """The campaign as it stands now, or as it stood a moment ago where that takes long to
        compute, or it is ``changing`` all the time; OperatorError where it cannot be read.
        """
        now = stamp(campaign)
        with self._lock:
            kept = self._kept.setdefault(campaign.root, _Kept())
            if kept.snapshot is not None and kept.stamp == now:
                return kept.snapshot
            if kept.taking is None or kept.taking.done():
                kept.taking = self._takers.submit(self._take, kept, campaign, now)
            taking, last = kept.taking, kept.snapshot
        if last is None:
            taking.result()
        elif (
            taking in wait([taking], _LONG if changing or kept.seconds > _SLOW else _SOON).not_done
        ):
            return replace(last, renewing=True)
        taking.result()
        assert kept.snapshot is not None
        return kept.snapshot

    def _take(self, kept: _Kept, campaign: CampaignFolder, at: Stamp) -> None:
        began = time.monotonic()
        taken = take(campaign)
        with self._lock:
            kept.stamp, kept.snapshot = at, taken
            kept.seconds = time.monotonic() - began


def take(campaign: CampaignFolder) -> Snapshot:
    """The campaign as it stands at this moment."""
    definition, day = campaign.definition(), today(campaign.zone)
    with campaign.registry() as registry:
        found = overview(campaign, definition, registry, begun(definition, day), day)
        handed_out = {period for _, period in registry.issued().values()}
        written = {
            each.period or ""
            for each in exports(registry.connection, registry.zone, registry.believes)
            if each.what is ExportKind.MASTER
        }
    period = at_work(found)
    return Snapshot(
        campaign,
        found,
        period,
        _year(campaign, period),
        tally(found, period),
        next_steps(found, handed_out),
        progress(found, period, handed_out, written),
    )


def _year(campaign: CampaignFolder, period: Period) -> Year | OperatorError:
    try:
        return figures_of(campaign, period, Selection())
    except OperatorError as error:
        return error


def stamp(campaign: CampaignFolder) -> Stamp:
    """Changes whenever something has changed that a snapshot is computed from."""
    return (datetime.date.today(), *(_state(campaign.root / each) for each in _READ))


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino
