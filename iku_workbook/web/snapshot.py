"""What the pages show of a campaign: computed once for each state of its registry.

Twenty people who look at the board while files are checked ask for the same; what was computed is
kept until something that it was computed from has changed. Where that takes long, nobody waits for
it: the last state is shown, which says of itself that it is being renewed.
"""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import today
from iku_workbook.campaign.own_files import CONTACTS, DEFINITION, SPENDING
from iku_workbook.campaign.planned_figures import unplanned
from iku_workbook.campaign.results import Selection, figures_of
from iku_workbook.campaign.status import begun, overview
from iku_workbook.errors import OperatorError
from iku_workbook.hidden import HIDDEN
from iku_workbook.periods import Period
from iku_workbook.registry.exports import exports
from iku_workbook.registry.records import ExportKind
from iku_workbook.report.next_steps import NextStep, Progress, at_work, next_steps, out, progress
from iku_workbook.report.standing import Overview
from iku_workbook.results.year import Year
from iku_workbook.web.matrix import Tally, tally

_READ = (DEFINITION, CONTACTS, SPENDING, f"{HIDDEN}/registry.db")
_SOON, _LONG = 3.0, 0.05  # seconds to wait for a renewal that takes less than _SLOW, or more
_SLOW = 3.0
_RESTS = 4  # times as long as one took nothing newer is taken, while the campaign changes on and on
Stamp = tuple[object, ...]


class Drawn:
    """Parts of pages, each drawn once, by what it shows."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parts: dict[object, str] = {}

    def of(self, what: object, draw: Callable[[], str]) -> str:
        """A part, drawn now where it has not been; whoever asks meanwhile waits for it."""
        with self._lock:
            if what not in self._parts:
                self._parts[what] = draw()
            return self._parts[what]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A campaign as it stands.

    overview    the status of every unit in the periods that have begun
    period      the one that the office works on
    year        the results up to it of all that was accepted, or why there are none
    tally       the states of all units
    steps       what there is to be done
    progress    how far that period has come
    out         the periods whose forms are with the units
    drawn       what pages have drawn of it, which is the same for everybody who looks
    renewing    a newer state is being computed: whoever asks again soon sees it
    """

    campaign: CampaignFolder
    overview: Overview
    period: Period
    year: Year | OperatorError
    tally: Tally
    steps: Sequence[NextStep]
    progress: Progress
    out: Set[Period]
    drawn: Drawn = field(default_factory=Drawn)
    renewing: bool = False


@dataclass(slots=True)
class _Kept:
    """The last snapshot of one campaign, how long it took until when, and the one that is being
    taken.
    """

    stamp: Stamp | None = None
    snapshot: Snapshot | None = None
    seconds: float = 0.0
    taken: float = 0.0
    taking: Future[None] | None = None

    def rests(self, *, changing: bool) -> bool:
        """Whether the last one will do for a while: the next would be old as soon as it is there,
        and takes its time from those who look.
        """
        return changing and time.monotonic() - self.taken < _RESTS * self.seconds


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
            if kept.snapshot is not None and kept.rests(changing=changing):
                return replace(kept.snapshot, renewing=True)
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
        # One that was begun before does not know what has changed since.
        return kept.snapshot if kept.stamp == now else replace(kept.snapshot, renewing=True)

    def _take(self, kept: _Kept, campaign: CampaignFolder, at: Stamp) -> None:
        began = time.monotonic()
        taken = take(campaign)
        with self._lock:
            kept.stamp, kept.snapshot = at, taken
            kept.taken = time.monotonic()
            kept.seconds = kept.taken - began


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
        next_steps(found, handed_out, unplanned(campaign, definition)),
        progress(found, period, handed_out, written),
        out(found, handed_out),
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
