"""A function over many pieces, with what came of each in the order given: in this process, or in
several of this machine (on those of others: ``cluster.py``).

What is done is a :class:`Work`. Whatever a piece does to the process at work costs that piece
alone: its share is done again piece by piece, each in a process that may die of it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar

PATIENCE = 60.0
"""Seconds after which a piece is taken to hang: the reader itself gives up on a file that takes too
long, and on all that it knows it does so earlier.
"""

_A_MOMENT = 0.5  # seconds between what a process does last and that it is seen to have ended
_AHEAD = 8  # shares for each process

State = TypeVar("State")
Piece = TypeVar("Piece")
Result = TypeVar("Result")
Promise = TypeVar("Promise")


@dataclass(frozen=True, slots=True)
class Work(Generic[State, Piece, Result]):
    """What is done with each piece.

    do        a function of a module, so that other processes know it by its name
    state     what is the same for all pieces: sent to each process once
    lost      what is said of a piece that ended the process at work, or got no answer from it, and
              how that ended; called in this process
    together  how many pieces a process takes at a time
    ahead     how many times that is handed out to each of several processes of this machine before
              the first is waited for
    may_hang  whether a piece is taken to hang after a time
    """

    do: Callable[[State, Piece], Result]
    state: State
    lost: Callable[[Piece, str], Result]
    together: int = 1
    ahead: int = _AHEAD
    may_hang: bool = True

    @property
    def patience(self) -> float | None:
        """Seconds after which a piece is taken to hang."""
        return PATIENCE if self.may_hang else None

    def shares(self, pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
        """The pieces, so many at a time."""
        waiting = iter(pieces)
        while share := list(islice(waiting, self.together)):
            yield share


class Executor(Protocol):
    """Where work is done.

    ``apart``: by processes that may not see this machine's files, so that pieces bring their bytes.
    """

    @property
    def apart(self) -> bool:
        """Whether files of this machine may be out of reach."""
        ...

    def run(self, work: Work[State, Piece, Result], pieces: Iterable[Piece]) -> Iterator[Result]:
        """What comes of each piece, in the order given; pieces are asked for a few ahead."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """In this process, one piece after the other."""

    apart: bool = False

    def run(self, work: Work[State, Piece, Result], pieces: Iterable[Piece]) -> Iterator[Result]:
        """What comes of each; a piece that ends the process ends this one."""
        return (work.do(work.state, piece) for piece in pieces)


HERE = Here()


@dataclass(frozen=True, slots=True)
class Alone:
    """One piece at a time in a process that may die of it, in place of this one."""

    apart: bool = False

    def run(self, work: Work[State, Piece, Result], pieces: Iterable[Piece]) -> Iterator[Result]:
        """What comes of each; of one that ended its process, or hung, what ``lost`` says."""
        worker = None
        try:
            for piece in pieces:
                worker = worker or _Worker(work)
                answer = worker.answer(piece)
                if answer:
                    yield answer[0]
                    continue
                ending = worker.ending()
                worker.stop()
                worker = None
                yield work.lost(piece, ending)
        finally:
            if worker is not None:
                worker.stop()


@dataclass(frozen=True, slots=True)
class Processes:
    """In several processes of this machine; in this one where there is too little for two."""

    jobs: int
    apart: bool = False

    def run(self, work: Work[State, Piece, Result], pieces: Iterable[Piece]) -> Iterator[Result]:
        """What comes of each; a share whose process died or hung is done again piece by piece."""
        waiting = iter(pieces)
        first = list(islice(waiting, 2 * work.together))
        if self.jobs == 1 or len(first) < 2 * work.together:
            yield from HERE.run(work, chain(first, waiting))
            return
        pool = _Pool(self.jobs, work)
        try:
            shares = work.shares(chain(first, waiting))
            for share, done in ahead(pool.submit, shares, self.jobs * work.ahead):
                try:
                    results = done.result(work.patience)
                except BrokenProcessPool:
                    yield from Alone().run(work, share)
                except TimeoutError:
                    pool.kill()
                    yield from Alone().run(work, share)
                else:
                    yield from results
        finally:
            pool.end()


def of_jobs(jobs: int) -> Executor:
    """So many processes of this machine, of which one is this."""
    return HERE if jobs == 1 else Processes(jobs)


def share_memory(executor: Executor) -> bool:
    """Whether it has processes that are forked: they have all that this one has in memory, and
    nothing is sent to them but the pieces.
    """
    return isinstance(executor, Processes) and multiprocessing.get_start_method() == "fork"


def meanwhile(
    executor: Executor, work: Work[State, Piece, Result], piece: Piece
) -> Callable[[], Result]:
    """What comes of one piece, when it is asked for: a process beside this one is at it from now on
    where there are several that share its memory.
    """
    if not share_memory(executor):
        found = work.do(work.state, piece)
        return lambda: found
    worker = _Worker(work)
    worker.pipe.send(piece)

    def answer() -> Result:
        try:
            came: Result = worker.pipe.recv()
        except (EOFError, OSError):
            return work.lost(piece, worker.ending())
        else:
            return came
        finally:
            worker.stop()

    return answer


def ahead(
    submit: Callable[[list[Piece]], Promise], shares: Iterable[list[Piece]], count: int
) -> Iterator[tuple[list[Piece], Promise]]:
    """Each share with what will come of it, in order, so many handed out before the first is waited
    for: results that nobody has taken do not pile up.
    """
    under_way: deque[tuple[list[Piece], Promise]] = deque()
    for share in shares:
        under_way.append((share, submit(share)))
        if len(under_way) >= count:
            yield under_way.popleft()
    yield from under_way


class _Pool:
    """Processes that take shares; others take their place once one has died."""

    def __init__(self, jobs: int, work: Work[Any, Any, Any]) -> None:
        self.jobs, self.work = jobs, work
        self.pool: ProcessPoolExecutor | None = None

    def submit(self, share: list[Piece]) -> Future[list[Any]]:
        """Hand out a share."""
        if self.pool is not None:
            with suppress(BrokenProcessPool):
                return self.pool.submit(_do_share, share)
            self.end()
        self.pool = ProcessPoolExecutor(self.jobs, initializer=_begin, initargs=(self.work,))
        return self.pool.submit(_do_share, share)

    def end(self) -> None:
        """Let them finish what they are at, and go."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None

    def kill(self) -> None:
        """End them, whatever they are at: what they had begun breaks."""
        if self.pool is not None:
            for process in list((self.pool._processes or {}).values()):
                process.kill()
            self.end()


class _Worker:
    """A process that takes one piece at a time, and may die of it."""

    def __init__(self, work: Work[Any, Any, Any]) -> None:
        self.pipe, other = multiprocessing.Pipe()
        self.patience = work.patience
        self.process = multiprocessing.Process(target=_serve, args=(other, work), daemon=True)
        self.process.start()
        other.close()

    def answer(self, piece: object) -> tuple[Any] | None:
        """What comes of the piece; None where the process ended, or gives no answer."""
        try:
            self.pipe.send(piece)
            return (self.pipe.recv(),) if self.pipe.poll(self.patience) else None
        except (EOFError, OSError):
            return None

    def ending(self) -> str:
        """How it ended, in the system's words; for how long it gave no answer, where it did not."""
        self.process.join(_A_MOMENT)
        code = self.process.exitcode
        if code is None:
            return f"> {self.patience:.0f} s"
        return signal.Signals(-code).name if code < 0 else f"exit {code}"

    def stop(self) -> None:
        """End it, whatever it is at."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _serve(pipe: Connection, work: Work[Any, Any, Any]) -> None:
    """In the worker: pieces, as long as there is somebody who sends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it
    gc.freeze()  # as in _begin
    parent = multiprocessing.parent_process()
    assert parent is not None
    while pipe in wait([pipe, parent.sentinel]):
        pipe.send(work.do(work.state, pipe.recv()))


# A process's own copy, so that it is not sent along with every share.
_here: Work[Any, Any, Any] | None = None


def _begin(work: Work[Any, Any, Any]) -> None:
    global _here
    _here = work
    gc.freeze()  # or a look for garbage would write to all pages that this process shares
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Where whoever started this process is killed, nobody takes what it is at, or tells it."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _do_share(share: list[Any]) -> list[Any]:
    assert _here is not None
    return [_here.do(_here.state, piece) for piece in share]
