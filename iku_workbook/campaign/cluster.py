"""Work done by a Dask cluster (https://distributed.dask.org), on this machine or on others.

Its scheduler hands out the shares, and hands those of a lost worker to another one; nothing here
schedules. Workers get bytes and give back what came of them: they need no file of this machine, and
none writes a registry. A worker with another program might judge otherwise and not say so: none
such takes part.
"""

from __future__ import annotations

import faulthandler
import hashlib
import logging
import platform
import warnings
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib import metadata
from threading import Lock
from typing import Any
from uuid import uuid4

from distributed import (
    CancelledError,
    Client,
    Future,
    KilledWorker,
    LocalCluster,
    Worker,
    WorkerPlugin,
    get_worker,
)

from iku_workbook import __version__
from iku_workbook.campaign.executors import PATIENCE, Piece, Result, State, Work, ahead
from iku_workbook.errors import OperatorError
from iku_workbook.resources import PACKAGE

LOCAL = "local"
"""In the place of an address: a cluster of this machine, for as long as it is needed."""

_WAIT = 15.0  # seconds for a scheduler to answer
_BEGIN = 60.0  # seconds for a worker to begin, also in the place of the last one that was lost
_LOOK = 5.0  # seconds after which it is asked whether there are workers left
_TRIES = 2  # of a piece by itself, before it is set aside
_AHEAD = 3  # shares for each worker that are handed out before the first is waited for
_SOURCE = frozenset({".lark", ".py", ".toml"})
_DECIDE = ("babel", "lxml", "numpy", "pandas", "pandera", "XlsxWriter")
"""What decides with us over the bytes of a form and the verdict on one."""


class Cluster:
    """The workers of the scheduler at an address."""

    apart = True

    def __init__(self, address: str, workers: int | None = None) -> None:
        """``workers`` is how many a local cluster has, by default as many as there are processors.

        OperatorError where no scheduler answers, none works for it, or one has another program.
        """
        for each in filter(_is_of_dask, logging.root.manager.loggerDict):
            logging.getLogger(each).setLevel(logging.CRITICAL)  # what matters is said by us
        warnings.filterwarnings("ignore", module="distributed")
        self.address = address
        self._open: list[Client | LocalCluster] = []
        try:
            self._client = self._joined(address, workers)
            self._await_worker()
            self._refuse_others()
        except BaseException:
            self.close()
            raise

    def _joined(self, address: str, workers: int | None) -> Client:
        try:
            scheduler: str | LocalCluster = address
            if address == LOCAL:
                scheduler = LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
                self._open.append(scheduler)
            client = Client(scheduler, timeout=_WAIT, set_as_default=False)
            self._open.append(client)
        except (OSError, TimeoutError, ValueError) as error:
            raise OperatorError("cluster-unreachable", address=address) from error
        return client

    def _await_worker(self) -> None:
        """OperatorError where there is no worker, and none begins."""
        try:
            self._client.wait_for_workers(1, timeout=_BEGIN)
        except TimeoutError as error:
            raise OperatorError("cluster-without-workers", address=self.address) from error

    def _refuse_others(self) -> None:
        """OperatorError that names a worker with another program, and what is another there."""
        own = program()
        for worker, answer in self._client.run(program, on_error="return").items():
            if not isinstance(answer, Mapping):
                raise OperatorError("cluster-without-program", worker=worker)
            other = [
                f"{name} {answer.get(name)} ≠ {own[name]}"
                for name in own
                if answer.get(name) != own[name]
            ]
            if other:
                raise OperatorError("cluster-differs", worker=worker, differing=", ".join(other))

    def close(self) -> None:
        """Leave the scheduler; end the cluster that was begun here."""
        while self._open:
            with suppress(OSError, TimeoutError):
                self._open.pop().close()

    def run(self, work: Work[State, Piece, Result], pieces: Iterable[Piece]) -> Iterator[Result]:
        """What comes of each piece; of one that ends worker after worker, what ``lost`` says.

        OperatorError where the scheduler is gone, or the last worker and none comes in its place.
        """
        name = f"iku-{uuid4().hex}"
        client = self._client

        def submit(share: list[Piece]) -> Future[list[Result]]:
            return client.submit(_do_share, name, share, key=f"{name}-{uuid4().hex}", pure=False)

        try:
            client.register_plugin(_Begin(work, program(), PATIENCE), name=name)
            count = _AHEAD * len(client.nthreads())
            for share, done in ahead(submit, work.shares(pieces), count):
                try:
                    results = self._answer(done)
                except KilledWorker:
                    results = [self._alone(work, submit, piece) for piece in share]
                yield from results
        except (CancelledError, OSError, TimeoutError) as error:
            raise OperatorError("cluster-lost", address=self.address) from error
        finally:
            with suppress(Exception):  # a scheduler that is gone has forgotten it by itself
                client.unregister_worker_plugin(name)

    def _answer(self, done: Future[list[Result]]) -> list[Result]:
        """What came of a share, however long it waits for a worker that is at something else."""
        while True:
            try:
                answer: list[Result] = done.result(timeout=_LOOK)
            except TimeoutError:
                if done.done():
                    raise
                self._await_worker()
            else:
                done.release()
                return answer

    def _alone(self, work: Work[Any, Piece, Result], submit: Any, piece: Piece) -> Result:
        """What comes of a piece by itself: tried twice, as Dask blames all that waits at a worker
        for what ended it, and shares with others are still under way.
        """
        lost = 0
        for _ in range(_TRIES):
            try:
                results: list[Result] = self._answer(submit([piece]))
            except KilledWorker as error:
                lost += error.allowed_failures + 1
            else:
                return results[0]
        return work.lost(piece, f"Dask, {lost} ×")


@cache
def program() -> dict[str, str]:
    """What decides over bytes and verdicts here: this program to the letter, and what is below."""
    source = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix in _SOURCE:
            source.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0")
            source.update(hashlib.sha256(file.read_bytes()).digest())
    own = {"iku": __version__, "source": source.hexdigest()[:12]}
    own["Python"] = ".".join(platform.python_version_tuple()[:2])
    own["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    return own | {each: metadata.version(each) for each in _DECIDE}


def _is_of_dask(logger: str) -> bool:
    return logger.split(".")[0] in {"dask", "distributed"}


class _Begin(WorkerPlugin):
    """What a worker is sent once, before its first share: also one that joins later."""

    def __init__(
        self, work: Work[Any, Any, Any], asked: Mapping[str, str], patience: float
    ) -> None:
        self.work, self.asked, self.patience = work, asked, patience

    def setup(self, worker: Worker) -> None:
        """RuntimeError at a worker with another program: it does not join."""
        if program() != self.asked:
            raise RuntimeError(f"another program than the client's: {program()}")


_ONE_AT_A_TIME = Lock()
"""A worker may have several threads; what we do is done by processes, each at one thing."""


def _do_share(name: str, share: list[Any]) -> list[Any]:
    begun = get_worker().plugins[name]
    assert isinstance(begun, _Begin)
    with _ONE_AT_A_TIME:
        return [_do(begun, piece) for piece in share]


def _do(begun: _Begin, piece: Any) -> Any:
    """What comes of a piece; one that hangs ends its worker, which then is as any that is lost.

    The worker cannot be asked to end by then: what hangs may hold Python's own lock.
    """
    faulthandler.dump_traceback_later(begun.patience, exit=True)
    try:
        return begun.work.do(begun.work.state, piece)
    finally:
        faulthandler.cancel_dump_traceback_later()
