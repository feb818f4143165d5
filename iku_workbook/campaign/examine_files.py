"""Files examined one by one, in this process or others, whatever a file does to the one at work.

What a file says never ends a batch, and nothing that goes wrong on the way is taken for something
that the file says: an error that nobody foresaw, a process that a file ended or that never
answered, and a file that the system does not give are findings of their own, and what is known of
the cause goes into the log.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from iku_workbook.campaign.executors import HERE, Alone, Executor, Work
from iku_workbook.campaign.log import LOG
from iku_workbook.checks.file.examine import examine
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.recognise import recognise
from iku_workbook.checks.received import Received
from iku_workbook.findings import Finding
from iku_workbook.garbage import seldom
from iku_workbook.registry import RegistryError
from iku_workbook.workbook.reading.budget import Unreadable
from iku_workbook.workbook.reading.other_formats import opened

_TOGETHER = 16  # files a process takes at a time
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


@dataclass(frozen=True, slots=True)
class _InHand:
    """A file with its bytes, or what kept them from being read, for processes out of its reach."""

    name: str
    data: bytes
    error: OSError | RegistryError | Unreadable | None = None

    @classmethod
    def of(cls, source: File) -> _InHand:
        try:
            return cls(source.name, source.read())
        except (OSError, RegistryError, Unreadable) as error:
            return cls(source.name, b"", error)

    def read(self) -> bytes:
        """The bytes that were read. Errors: as those of the file."""
        if self.error is not None:
            raise self.error
        return self.data


def examined(
    sources: Iterable[File], forms: Forms, executor: Executor = HERE, *, alone: bool = False
) -> Iterator[Received]:
    """What each file says, in the order given.

    ``alone`` examines one at a time in a process that may die of it, in place of this one.
    """
    work = Work(_examine, forms, _ended, _TOGETHER)
    if not executor.apart:
        _make_ready(forms)
    sources = map(_InHand.of, sources) if executor.apart and not alone else sources
    for received, trace in (Alone() if alone else executor).run(work, sources):
        if trace:
            LOG.error("%r, SHA-256 %s: %s", received.file, received.sha256, trace)
        yield received


def _make_ready(forms: Forms) -> None:
    """Make beforehand what every process would make of the units for itself: so they share it."""
    forms.unit(forms.current, "")
    forms.current.lists(None, None)
    forms.within_budget(lambda budget: None)


def _examine(forms: Forms, source: File) -> _Examined:
    seldom()
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
        _, form, _ = recognise(forms.within_budget(partial(opened, data)), forms, file)
    except Exception:
        return None, None
    return (form.unit.code, form.period.code) if form else (None, None)
