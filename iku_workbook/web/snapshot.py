"""What the pages show of a campaign: computed once for each state of its registry.

Twenty people who look at the board while files are checked ask for the same; what was computed is
kept until something that it was computed from has changed. Where that takes long, nobody waits for
it: the last state is shown, which says of itself that it is being renewed; and of a large campaign
it is computed in another process, so that the pages are answered meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import today
from iku_workbook.campaign.own_files import DEFINITION
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
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.returns import Parts, Return
from iku_workbook.web.matrix import Tally, tally
from iku_workbook.web.worker import Worker

_REGISTRY = f"{HIDDEN}/registry.db"
_READ = (DEFINITION, _REGISTRY)
_SOON, _LONG = 3.0, 0.05  # seconds to wait for a renewal that takes less than _SLOW, or more
_SLOW = 3.0
_RESTS = 4  # times as long as one took nothing newer is taken, while the campaign changes on and on
_MANY, _LARGE = 1000, 2 << 20  # units, or bytes of a registry, that keep a processor for long
_NO_PARTS = Parts(None, None, None)
Stamp = tuple[object, ...]
_T = TypeVar("_T")


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

    def __reduce__(self) -> tuple[type[Drawn], tuple[()]]:
        """What was drawn stays in the process in which it was drawn."""
        return Drawn, ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A campaign as it stands.

    overview    the status of every unit in the periods that have begun; of a return that gives it
                neither values nor figures are kept
    period      the one that the office works on
    results     each indicator up to it of all that was accepted, by its code, without its units'
                parts; or why there are none; None where that is still being computed
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
    results: Mapping[str, IndicatorResult] | OperatorError | None
    tally: Tally
    steps: Sequence[NextStep]
    progress: Progress
    out: Set[Period]
    drawn: Drawn = field(default_factory=Drawn)
    renewing: bool = False


@dataclass(slots=True)
class _Kept:
    """The last snapshot of one campaign, how long it took until when, and the one that is being
    taken; ``begun`` once there is one at all, or cannot be.
    """

    stamp: Stamp | None = None
    snapshot: Snapshot | None = None
    seconds: float = 0.0
    taken: float = 0.0
    taking: Future[None] | None = None
    begun: threading.Event = field(default_factory=threading.Event)

    def rests(self, *, changing: bool) -> bool:
        """Whether the last one will do for a while: the next would be old as soon as it is there,
        and takes its time from those who look.
        """
        return changing and time.monotonic() - self.taken < _RESTS * self.seconds

    def patience(self, *, changing: bool) -> float:
        """For how long to wait for the one that is being taken."""
        return _LONG if changing or self.seconds > _SLOW else _SOON


class Snapshots:
    """The last snapshot of each campaign; whoever asks while one is taken waits for the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Path, _Kept] = {}
        self._takers = ThreadPoolExecutor(1, "snapshot")
        self._worker = Worker()

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
            taking = kept.taking
        if taking in wait([taking], kept.patience(changing=changing)).not_done:
            kept.begun.wait()
        if taking.done() or kept.snapshot is None:
            taking.result()
        with self._lock:
            assert kept.snapshot is not None
            # One that was begun before does not know what has changed since.
            return kept.snapshot if kept.stamp == now else replace(kept.snapshot, renewing=True)

    def stop(self) -> None:
        """End what is being taken: nobody looks any more."""
        self._takers.shutdown(wait=False, cancel_futures=True)
        self._worker.stop()

    def _take(self, kept: _Kept, campaign: CampaignFolder, at: Stamp) -> None:
        began, last = time.monotonic(), kept.snapshot
        try:
            large = _is_large(campaign)
            beside = self._worker.do if large else _here
            # Whoever looks first does not wait until a process has begun, too.
            found = (_here if last is None else beside)(take, campaign)
            if large:  # how the units stand is shown before the results are there
                known = last.results if last is not None else None
                self._keep(kept, None, replace(found, results=known), began)
            results = beside(results_of, campaign, found.period)
            self._keep(kept, at, replace(found, results=results), began)
        finally:
            kept.begun.set()

    def _keep(self, kept: _Kept, at: Stamp | None, snapshot: Snapshot, began: float) -> None:
        """Keep what was begun then, as it stood ``at`` a state; of none where it is not whole."""
        with self._lock:
            kept.stamp, kept.snapshot, kept.taken = at, snapshot, time.monotonic()
            seconds = kept.taken - began
            kept.seconds = seconds if at is not None else max(kept.seconds, seconds)
        kept.begun.set()


def take(campaign: CampaignFolder) -> Snapshot:
    """The campaign as it stands at this moment, without its results."""
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
        _without_values(found),
        period,
        None,
        tally(found, period),
        next_steps(found, handed_out, unplanned(campaign, definition)),
        progress(found, period, handed_out, written),
        out(found, handed_out),
    )


def results_of(
    campaign: CampaignFolder, period: Period
) -> Mapping[str, IndicatorResult] | OperatorError:
    """The results up to a period at this moment, or why there are none."""
    try:
        year = figures_of(campaign, period, Selection())
    except OperatorError as error:
        return error
    known = year.results.indicators
    return {code: replace(each, by_unit={}) for code, each in known.items()}


def _without_values(known: Overview) -> Overview:
    """The same, small enough to be kept, and to be handed from one process to another."""
    matrix = {
        key: replace(each, decided=_light(each.decided)) if each.decided is not None else each
        for key, each in known.matrix.items()
    }
    return replace(known, matrix=matrix)


def _light(returned: Return) -> Return:
    return replace(returned, values={}, indicators=dict.fromkeys(returned.indicators, _NO_PARTS))


def _here(compute: Callable[..., _T], *given: object) -> _T:
    return compute(*given)


def _is_large(campaign: CampaignFolder) -> bool:
    """Whether computing it would hold up the pages."""
    size = _state(campaign.root / _REGISTRY)
    return (size is not None and size[1] > _LARGE) or len(campaign.definition().units) > _MANY


def stamp(campaign: CampaignFolder) -> Stamp:
    """Changes whenever something has changed that a snapshot is computed from."""
    # The lists beside them: units, contacts, staff, what was spent.
    read = [*(campaign.root / each for each in _READ), *sorted(campaign.root.glob("*.csv"))]
    return (today(campaign.zone), *((each.name, _state(each)) for each in read))


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino
