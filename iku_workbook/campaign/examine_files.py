"""Files examined one by one, in this process or others, whatever a file does to the one at work.

What a file says never ends a batch, and nothing that goes wrong on the way is taken for something
that the file says: an error that nobody foresaw, a process that a file ended or that never
answered, and a file that the system does not give are findings of their own, and what is known of
the cause goes into the log.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import signal
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection, wait
from typing import Protocol

from iku_workbook.campaign.log import LOG
from iku_workbook.checks.file.examine import examine
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.recognise import recognise
from iku_workbook.checks.received import Received
from iku_workbook.findings import Finding
from iku_workbook.registry import RegistryError
from iku_workbook.workbook.reading.budget import Unreadable
from iku_workbook.workbook.reading.other_formats import opened

PATIENCE = 60.0
"""Seconds after which a file that is examined alone is taken to hang: the reader itself gives up
on a file that takes too long, and on all that it knows it does so earlier.
"""

_A_MOMENT = 0.5  # seconds between what a process does last and that it is seen to have ended
_CHUNK = 16  # files a process takes at a time
_Examined = tuple[Received, str]  # and for the log the traceback of what nobody foresaw


class File(Protocol):
    """One received file: its name, for people, and its bytes when they are asked for."""

    @property
    def name(self) -> str:
        """As it was received."""
        ...

    def read(self) -> bytes:
        """Its bytes, cut one byte beyond what the checks accept."""
        ...


def examined(
    sources: Sequence[File], forms: Forms, jobs: int = 1, *, alone: bool = False
) -> Iterator[Received]:
    """What each file says, in the order given.

    ``alone`` examines one at a time in a process that may die of it, in place of this one.
    """
    if alone:
        found = _alone(sources, forms)
    elif jobs == 1 or len(sources) < 2 * _CHUNK:
        found = (_examine(source, forms) for source in sources)
    else:
        found = _in_processes(sources, forms, jobs)
    for received, trace in found:
        if trace:
            LOG.error("%r, SHA-256 %s: %s", received.file, received.sha256, trace)
        yield received


def _in_processes(sources: Sequence[File], forms: Forms, jobs: int) -> Iterator[_Examined]:
    done = 0
    while done < len(sources):
        try:
            with ProcessPoolExecutor(jobs, initializer=_start, initargs=(forms,)) as pool:
                for each in pool.map(_examine_here, sources[done:], chunksize=_CHUNK):
                    done += 1
                    yield each
        except BrokenProcessPool:
            # One of those at work has ended its process: which, each shows when it is alone.
            for each in _alone(sources[done : done + jobs * _CHUNK], forms):
                done += 1
                yield each


def _alone(sources: Sequence[File], forms: Forms) -> Iterator[_Examined]:
    worker = None
    try:
        for source in sources:
            worker = worker or _Worker(forms)
            answer = worker.examine(source)
            if answer is None:
                answer = _ended(source, worker.ending())
                worker.stop()
                worker = None
            yield answer
    finally:
        if worker is not None:
            worker.stop()


class _Worker:
    """A process that examines one file at a time, and may die of it."""

    def __init__(self, forms: Forms) -> None:
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=_serve, args=(other, forms), daemon=True)
        self.process.start()
        other.close()

    def examine(self, source: File) -> _Examined | None:
        """What the file says; None where the process ended, or gives no answer."""
        try:
            self.pipe.send(source)
            answer: _Examined | None = self.pipe.recv() if self.pipe.poll(PATIENCE) else None
        except (EOFError, OSError):
            return None
        return answer

    def ending(self) -> str:
        """How it ended, in the system's words; for how long it gave no answer, where it did not."""
        self.process.join(_A_MOMENT)
        code = self.process.exitcode
        if code is None:
            return f"> {PATIENCE:.0f} s"
        return signal.Signals(-code).name if code < 0 else f"exit {code}"

    def stop(self) -> None:
        """End it, whatever it is at."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _serve(pipe: Connection, forms: Forms) -> None:
    """In the worker: files, as long as there is somebody who sends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it
    parent = multiprocessing.parent_process()
    assert parent is not None
    while pipe in wait([pipe, parent.sentinel]):
        pipe.send(_examine(pipe.recv(), forms))


# A worker process's own copy, so that it is not sent along with every file.
_here: Forms | None = None


def _start(forms: Forms) -> None:
    global _here
    _here = forms


def _examine_here(source: File) -> _Examined:
    assert _here is not None
    return _examine(source, _here)


def _examine(source: File, forms: Forms) -> _Examined:
    try:
        data = source.read()
    except Unreadable as error:
        return _not_understood(source, Finding(error.code, source.name, data=error.data)), ""
    except (OSError, RegistryError) as error:
        finding = unreadable(source.name, error)
        return _not_understood(source, finding), repr(error)
    try:
        return examine(source.name, data, forms), ""
    except Exception as error:
        trace = traceback.format_exc()
        findings = (broken(source.name, error),)
        sha256 = hashlib.sha256(data).hexdigest()
        unit, period = _whose(source.name, data, forms)
        return Received(source.name, sha256, findings, None, unit, period), trace


def broken(file: str, error: Exception) -> Finding:
    """An error that nobody foresaw, while a file was examined: the program's fault."""
    return Finding("FILE-000", file, data={"kind": type(error).__name__})


def unreadable(file: str, error: Exception) -> Finding:
    """The system, or the registry, does not give a file's bytes."""
    reason = error.strerror if isinstance(error, OSError) else None
    return Finding("FILE-042", file, data={"reason": reason or type(error).__name__})


def ended(file: str, ending: str) -> Finding:
    """A file that ended the program more than once, and how."""
    return Finding("FILE-041", file, data={"ending": ending})


def _ended(source: File, ending: str) -> _Examined:
    finding = ended(source.name, ending)
    return _not_understood(source, finding), f"ended the process that examined it: {ending}"


def _not_understood(source: File, finding: Finding) -> Received:
    """What is said of a file before anything of it was understood."""
    try:
        sha256 = hashlib.sha256(source.read()).hexdigest()
    except (OSError, RegistryError, Unreadable):
        sha256 = ""
    return Received(source.name, sha256, (finding,))


def _whose(file: str, data: bytes, forms: Forms) -> tuple[str | None, str | None]:
    """The unit and period whose form this is, where that much can still be told."""
    try:
        _, form, _ = recognise(opened(data, forms.budget()), forms, file)
    except Exception:
        return None, None
    return (form.unit.code, form.period.code) if form else (None, None)
