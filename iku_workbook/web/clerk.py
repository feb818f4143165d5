"""The clerk: one process that keeps and examines what comes, beside the one that serves the pages.

A page is answered while files are examined, and a file that ends the clerk ends no page. What was
asked of a clerk that ended is asked of the next one: the same bytes are the same receipt.
"""

from __future__ import annotations

import asyncio
import atexit
import itertools
import multiprocessing
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from iku_workbook.errors import OperatorError
from iku_workbook.web.clerk_work import Answer, Job, Look, Reply, Standing, Task, Upload, work

_PATIENCE = 120.0  # seconds within which every question has an answer
_LIVES = 4  # clerks that may end one after the other, with nothing answered in between
_ENDS_WITHIN = 4.0  # seconds: longer than a share is examined


class Runs(Protocol):
    """What a clerk runs in."""

    def is_alive(self) -> bool:
        """Whether it has not ended."""
        ...

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has."""
        ...


Begin = Callable[[Connection], Runs]
"""Has a clerk begin, who hears and answers by this end of a pipe."""


def in_process(pipe: Connection) -> Runs:
    """A clerk in a process of its own, on every system begun anew and not as a copy of this one."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=(pipe,), name="clerk")
    process.start()
    pipe.close()
    return process


@dataclass(slots=True)
class _Life:
    """One clerk: this end of its pipe, and what it runs in."""

    pipe: Connection
    runs: Runs


class Clerk:
    """Passes on what comes, and tells how it stands with each campaign's files."""

    def __init__(self, begin: Begin = in_process) -> None:
        self._begin = begin
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._open: dict[int, tuple[Job, Future[Answer]]] = {}
        self._standing: dict[Path, Standing] = {}
        self._lives, self._ending = 0, False
        self._life: _Life | None = None
        atexit.register(self.stop)

    async def keep(self, upload: Upload) -> Answer:
        """Keep a file; what became of it, once its bytes are on record.

        OperatorError where they could not be kept: nothing of it is on record then.
        """
        return await self._asked(upload)

    async def look(self, campaign: Path, *, again: bool = False) -> None:
        """Examine what waits in a campaign; ``again`` what could not be examined before, too."""
        await self._asked(Look(campaign, again))

    async def reply(self, reply: Reply) -> int:
        """Have an archive made of what goes back; how many replies are in it. OperatorError where
        that cannot be done.
        """
        return (await self._asked(reply)).replies

    def standing(self, campaign: Path) -> Standing:
        """How it stands with a campaign's files, as far as the clerk has told."""
        with self._lock:
            return self._standing.get(campaign, Standing())

    def stop(self) -> None:
        """Let the clerk end what it is at, for some seconds."""
        with self._lock:
            self._ending, life, self._life = True, self._life, None
        atexit.unregister(self.stop)
        if life is not None:
            with suppress(OSError):
                life.pipe.send(None)
            life.runs.join(_ENDS_WITHIN)
            if isinstance(life.runs, multiprocessing.process.BaseProcess) and life.runs.is_alive():
                life.runs.kill()
            life.pipe.close()
        self._fail("clerk-ended")

    async def _asked(self, task: Task) -> Answer:
        future: Future[Answer] = Future()
        with self._lock:
            job = Job(next(self._numbers), task)
            self._open[job.number] = job, future
            self._send(job)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), _PATIENCE)
        except TimeoutError as error:
            raise OperatorError("clerk-late") from error
        finally:
            with self._lock:
                self._open.pop(job.number, None)

    def _send(self, job: Job) -> None:
        """What cannot be sent is sent to the next clerk, once the end of this one was noticed."""
        life = self._life or self._born()
        with suppress(OSError):
            life.pipe.send(job)

    def _born(self) -> _Life:
        if self._ending:
            raise OperatorError("clerk-ended")
        own, other = multiprocessing.get_context("spawn").Pipe()
        life = self._life = _Life(own, self._begin(other))
        threading.Thread(target=self._hear, args=(life,), name="clerk-heard", daemon=True).start()
        return life

    def _hear(self, life: _Life) -> None:
        """Take what a clerk answers, until it ends."""
        with suppress(EOFError, OSError, TypeError):  # the last: closed by stop() while it is read
            while True:
                self._heard(life.pipe.recv())
        with self._lock:
            if life is not self._life:
                return
            self._life = None
            self._lives += 1
            gone = self._lives > _LIVES
        if gone:
            self._fail("clerk-ended")
            return
        time.sleep(0.2 * self._lives)
        with self._lock:
            if not self._ending:
                for job, _ in list(self._open.values()):
                    self._send(job)
                for each in self._standing:
                    self._send(Job(0, Look(each)))

    def _heard(self, said: tuple[int, Answer | OperatorError] | Standing) -> None:
        with self._lock:
            if isinstance(said, Standing):
                self._standing[said.campaign] = said
                return
            self._lives = 0
            number, answer = said
            _, future = self._open.pop(number, (None, None))
        if future is None or future.cancelled():
            return
        if isinstance(answer, OperatorError):
            future.set_exception(answer)
        else:
            future.set_result(answer)

    def _fail(self, code: str) -> None:
        """Answer everybody that nobody is there to do it."""
        with self._lock:
            failed, self._open = [future for _, future in self._open.values()], {}
            self._standing = {
                each: Standing(each, trouble=OperatorError(code)) for each in self._standing
            }
            self._lives = 0
        for future in failed:
            with suppress(Exception):
                future.set_exception(OperatorError(code))
