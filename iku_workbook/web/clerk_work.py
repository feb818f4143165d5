"""What the clerk does, in a process of its own: keeps what comes before anything else, all that has
come in one go, and examines what waits, a share at a time.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from iku_workbook.campaign.answers_archive import archive_answers
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.intake import Kept
from iku_workbook.campaign.log import LOG, log_into
from iku_workbook.campaign.office import now
from iku_workbook.campaign.round import Round
from iku_workbook.campaign.sources import Source, sources_in
from iku_workbook.errors import OperatorError

_HELD = frozenset({"registry-held", "registry-busy"})
_HELD_FOR = 30.0  # seconds for which an upload waits until another has written
_TURN = 0.1  # seconds in which others get to write, between two of the clerk's own turns
_CALM = 0.4  # seconds without a file after which examining goes before keeping
_AT_LEAST = 2.0  # seconds after which something is examined though files keep coming
_REST = 5.0  # seconds until it is tried again, where something is in the way
_QUIET = 10.0  # seconds without a file after which the next one is of another round
_NICE = 5  # the pages come first


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of ours that holds somebody's bytes, under the name that they gave it."""

    campaign: Path
    path: Path
    name: str
    by: str


@dataclass(frozen=True, slots=True)
class Look:
    """A campaign in which something may wait to be examined."""

    campaign: Path
    again: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back for these receipts, to be put into an archive."""

    campaign: Path
    numbers: tuple[int, ...]
    into: Path
    by: str


Task = Upload | Look | Reply


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of the clerk, by the number under which it is answered; 0: it is not."""

    number: int
    task: Task


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an upload: each file in it, in their order; how many replies there are."""

    kept: tuple[Kept, ...] = ()
    replies: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with a campaign's files: whether they are being examined, or what is in the
    way.
    """

    campaign: Path = Path()
    at_work: bool = False
    trouble: OperatorError | None = None


@dataclass(slots=True)
class _Desk:
    """One campaign's round; when something came last, and when it is tried next."""

    round: Round
    open: bool = True
    last: float = field(default_factory=time.monotonic)
    after: float = 0.0
    examined: float = 0.0

    def is_due(self) -> bool:
        """Whether it is time to examine: what comes is kept first, but not for ever."""
        at = time.monotonic()
        calm = at - self.last >= _CALM or at - self.examined >= _AT_LEAST
        return self.open and at >= self.after and calm


def work(pipe: Connection) -> None:
    """Do what is asked at the other end of a pipe, until that ends or says so."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it
        if hasattr(os, "nice"):
            os.nice(_NICE)
    heard: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, heard), daemon=True).start()
    import iku_workbook.checks.batch.check_batch  # noqa: F401 - before the first file comes

    with suppress(OSError):  # nobody is there any more
        _Work(pipe, heard).all()


def _listen(pipe: Connection, heard: queue.SimpleQueue[Job | None]) -> None:
    """Whoever asks never waits until somebody listens."""
    with suppress(EOFError, OSError):
        while (job := pipe.recv()) is not None:
            heard.put(job)
    heard.put(None)


class _Work:
    """All that one clerk does."""

    def __init__(self, pipe: Connection, heard: queue.SimpleQueue[Job | None]) -> None:
        self.pipe, self.heard = pipe, heard
        self.desks: dict[Path, _Desk] = {}
        self.told: dict[Path, Standing] = {}
        self.waiting: list[tuple[Job, float]] = []
        self.speaking = threading.Lock()

    def all(self) -> None:
        """Do it until nobody asks any more."""
        while self._listened():
            self._keep_all()
            for campaign, desk in self.desks.items():
                if desk.is_due():
                    self._examine(campaign, desk)

    def _listened(self) -> bool:
        """Take what was asked meanwhile, together; False at the end."""
        busy = self.waiting or any(desk.open for desk in self.desks.values())
        asked = [] if busy else [self.heard.get()]
        time.sleep(_TURN)
        with suppress(queue.Empty):
            while True:
                asked.append(self.heard.get_nowait())
        for job in asked:
            if job is None:
                return False
            self._take(job)
        return True

    def _take(self, job: Job) -> None:
        if isinstance(job.task, Upload):
            self.waiting.append((job, time.monotonic() + _HELD_FOR))
            return
        task = job.task
        if isinstance(task, Reply):
            threading.Thread(target=self._reply, args=(job, task), daemon=True).start()
            return
        try:
            if task.again or task.campaign not in self.desks:
                self._open(task.campaign, again=task.again)
        except (OperatorError, OSError) as error:  # its folder is gone, and others' files wait
            self._tell(Standing(task.campaign, trouble=_known(error)))
            if job.number:
                self._say((job.number, _known(error)))
            return
        desk = self.desks[task.campaign]
        desk.open, desk.after = True, 0.0
        if job.number:
            self._say((job.number, Answer()))

    def _reply(self, job: Job, task: Reply) -> None:
        """Nobody who sends files waits for what others are to get back."""
        try:
            campaign = CampaignFolder.at(task.campaign)
            made = archive_answers(campaign, task.numbers, task.into, by=task.by, clock=now)
            self._say((job.number, Answer(replies=made)))
        except (OperatorError, OSError) as error:
            self._say((job.number, _known(error)))
        except Exception as error:
            LOG.exception("could not be answered")
            self._say((job.number, OperatorError("clerk", kind=type(error).__name__)))

    def _open(self, campaign: Path, *, again: bool = False) -> _Desk:
        """A new round for a campaign."""
        log_into(campaign)
        made = _Desk(Round(CampaignFolder.at(campaign), now, again=again))
        self.desks[campaign] = made
        return made

    def _keep_all(self) -> None:
        """Keep what waits, of one campaign and person in one go."""
        groups: dict[tuple[Path, str], list[tuple[Job, Upload, float]]] = {}
        for job, end in self.waiting:
            assert isinstance(job.task, Upload)
            own = job.task
            groups.setdefault((own.campaign, own.by), []).append((job, own, end))
        self.waiting = []
        for (campaign, by), jobs in groups.items():
            try:
                self._keep(campaign, by, jobs)
            except (OperatorError, OSError) as error:
                self._not_kept(campaign, jobs, _known(error))
            except Exception as error:
                LOG.exception("could not be kept")
                self._not_kept(campaign, jobs, OperatorError("clerk", kind=type(error).__name__))

    def _keep(
        self,
        campaign: Path,
        by: str,
        jobs: Sequence[tuple[Job, Upload, float]],
    ) -> None:
        desk = self.desks.get(campaign)
        if desk is None or (not desk.open and time.monotonic() - desk.last > _QUIET):
            desk = self._open(campaign)
        found = [(job, sources_in(own.path, own.name)) for job, own, _ in jobs]
        kept = desk.round.keep([one for _, all_ in found for one in all_], by=by)
        of: dict[Source, Kept] = {each.source: each for each in kept}
        for job, sources in found:
            self._say((job.number, Answer(tuple(of[each] for each in sources))))
        desk.open, desk.last, desk.after = True, time.monotonic(), 0.0

    def _not_kept(
        self, campaign: Path, jobs: Sequence[tuple[Job, Upload, float]], error: OperatorError
    ) -> None:
        """Nothing of these is kept: they wait while somebody else writes, for so long."""
        self._tell(Standing(campaign, trouble=error))
        for job, _, end in jobs:
            if error.code in _HELD and time.monotonic() < end:
                self.waiting.append((job, end))
            else:
                self._say((job.number, error))

    def _examine(self, campaign: Path, desk: _Desk) -> None:
        try:
            self._tell(Standing(campaign, at_work=True))
            desk.open = desk.round.examine(by="iku serve")
            desk.examined = time.monotonic()
            self._tell(Standing(campaign, at_work=desk.open))
        except (OperatorError, OSError) as error:
            self._tell(Standing(campaign, trouble=_known(error)))
            desk.after = time.monotonic() + _REST
        except Exception as error:
            LOG.exception("could not be examined")
            trouble = OperatorError("clerk", kind=type(error).__name__)
            self._tell(Standing(campaign, trouble=trouble))
            desk.open = False

    def _say(self, said: object) -> None:
        with self.speaking:
            self.pipe.send(said)

    def _tell(self, standing: Standing) -> None:
        if self.told.get(standing.campaign) != standing:
            self.told[standing.campaign] = standing
            self._say(standing)


def _known(error: OperatorError | OSError) -> OperatorError:
    """The error as it can be told in another process, to which no cause of it goes along."""
    if isinstance(error, OSError):
        known = OperatorError.of_system(error)
        known.data["reason"] = error.strerror or type(error).__name__
        return known
    return error
