"""A process that computes for the pages what takes long: they are answered meanwhile.

It is begun when there is something for it to do, and does one thing at a time.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple, TypeVar

_NICE = 5  # the pages come first

T = TypeVar("T")


class _Life(NamedTuple):
    """One process, and this end of its pipe."""

    process: BaseProcess
    pipe: Connection


class Worker:
    """Computes in a process of its own. It changes nothing, so that it can be ended at any time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._life: _Life | None = None
        self._over = False

    def do(self, compute: Callable[..., T], *given: object) -> T:
        """What a function of a module makes of what it is given; all of this can be pickled.

        What is not computed there, as it raises something or the process ends, is computed here.
        EOFError once this was stopped.
        """
        with self._lock:
            done = self._done(compute, given)
        return done[0] if done is not None else compute(*given)

    def stop(self) -> None:
        """End the process, whatever it is at."""
        self._over = True
        self._end()

    def _done(self, compute: Callable[..., T], given: tuple[object, ...]) -> tuple[T] | None:
        try:
            if self._over:
                raise EOFError
            life = self._life = self._life or _born()
            life.pipe.send((compute, given))
            done: tuple[T] | None = _read(life.pipe.recv_bytes())
        except (EOFError, OSError) as error:
            if self._over:
                raise EOFError from error
            self._end()
            return None
        return done

    def _end(self) -> None:
        life, self._life = self._life, None
        if life is not None:
            life.process.kill()
            life.process.join()


def _read(said: bytes) -> Any:
    """What was said, in one go: among a hundred thousand new things there is no garbage to look
    for, which would take twice as long as the things themselves.
    """
    gc.disable()
    try:
        return pickle.loads(said)
    finally:
        gc.enable()


def _born() -> _Life:
    own, other = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=work, args=(other,), name="worker", daemon=True
    )
    process.start()
    other.close()
    return _Life(process, own)


def work(pipe: Connection) -> None:
    """Compute what is asked at the other end of a pipe, until that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it
    if hasattr(os, "nice"):
        os.nice(_NICE)
    with suppress(EOFError, OSError):
        while True:
            asked: tuple[Callable[..., Any], tuple[object, ...]] = pipe.recv()
            compute, given = asked
            pipe.send_bytes(_tried(compute, given))


def _tried(compute: Callable[..., object], given: tuple[object, ...]) -> bytes:
    """What it makes of this, in a tuple; None where it raises something, which is raised again
    where somebody can be told.
    """
    try:
        return pickle.dumps((compute(*given),))
    except Exception:
        return pickle.dumps(None)
