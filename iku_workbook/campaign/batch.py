"""Issues and validates many workbooks at once, in several processes where there are enough."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.checks.batch.accepted import AcceptedBefore, nothing_accepted
from iku_workbook.checks.file.examine import examine
from iku_workbook.checks.known_forms import Forms
from iku_workbook.checks.received import Received, Seen
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.durable import write_together
from iku_workbook.findings import Finding
from iku_workbook.inputs import Values
from iku_workbook.periods import Period
from iku_workbook.returns import Return
from iku_workbook.workbook.issue import file_name
from iku_workbook.workbook.reading.budget import Unreadable

Progress = Callable[[int], None]


class File(Protocol):
    """A received file: its name, for people, and its bytes, read when they are needed."""

    @property
    def name(self) -> str:
        """The file's name as it was received."""
        ...

    def read(self) -> bytes:
        """Its bytes, cut one byte beyond what the checks accept."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """The values of a unit that are filled into its form before it is issued.

    values    put into the inputs
    previous  accepted for the previous period, shown beside the inputs
    """

    values: Values = field(default_factory=dict)
    previous: Values = field(default_factory=dict)


_CHUNK = 16  # files a process takes at a time
TOGETHER = 128
"""Files checked together where they are not all."""
_SHARE = 500  # workbooks a process writes at a time: each time it builds its forms anew


def validate(
    sources: Sequence[File],
    forms: Forms,
    *,
    jobs: int = 1,
    progress: Progress = lambda done: None,
) -> list[Return]:
    """The verdict on every file, in the order given; one that breaks us is reported, not fatal."""
    from iku_workbook.checks.batch.check_batch import check_batch

    received = []
    for each in _examined(sources, forms, jobs):
        received.append(each)
        progress(1)
    return check_batch(received, forms)


def validate_in_turn(
    sources: Sequence[File],
    forms: Forms,
    *,
    jobs: int = 1,
    progress: Progress = lambda done: None,
    seen: Seen | None = None,
    accepted_before: AcceptedBefore = nothing_accepted,
) -> Iterator[Return]:
    """The same a share at a time, each as soon as it is done, in memory that does not grow.

    What two files say of each other (DUP) stands with the later where the earlier was given
    already. ``seen`` is what came before this run, ``accepted_before`` what was accepted before it.
    """
    from iku_workbook.checks.batch.check_batch import check_batch

    seen = seen or Seen()
    examined = _examined(sources, forms, jobs)
    while received := list(islice(examined, TOGETHER)):
        progress(len(received))
        yield from check_batch(received, forms, seen, accepted_before)


def _examined(sources: Sequence[File], forms: Forms, jobs: int) -> Iterator[Received]:
    if jobs == 1 or len(sources) < 2 * _CHUNK:
        yield from (_examine(source, forms) for source in sources)
        return
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(forms,)) as pool:
        yield from pool.map(_examine_here, sources, chunksize=_CHUNK)


# A worker process's own copy, so that it is not sent along with every file.
_here: Forms | None = None


def _start(forms: Forms) -> None:
    global _here
    _here = forms


def _examine_here(source: File) -> Received:
    assert _here is not None
    return _examine(source, _here)


def _examine(source: File, forms: Forms) -> Received:
    """One bad file never ends a batch: what was not foreseen becomes a finding about it."""
    data = b""
    try:
        data = source.read()
        return examine(source.name, data, forms)
    except Unreadable as error:
        finding = Finding(error.code, source.name, data=error.data)
    except Exception as error:
        kind = {"kind": type(error).__name__}
        finding = Finding("FILE-000", source.name, data=kind)
    sha256 = hashlib.sha256(data).hexdigest() if data else ""
    return Received(source.name, sha256, (finding,))


def issue(
    campaign: CampaignFolder,
    definition: Definition,
    period: Period,
    units: Sequence[Unit],
    out: Path,
    *,
    known: Mapping[str, Known] = {},
    jobs: int = 1,
    progress: Progress = lambda done: None,
) -> list[Path]:
    """Write the workbook of each unit into ``out`` and return the paths, in the order given.

    The definition is kept under its digest first: whatever is issued can be recognised later.
    ``known`` holds by a unit's code what is filled in or shown in its workbook.
    """
    campaign.keep(definition)
    make = partial(_filled, definition, period, campaign.key(), out, known)
    paths = []
    if jobs == 1 or len(units) < 2 * _SHARE:
        for path in write_together(make(units)):
            paths.append(path)
            progress(1)
        return paths
    shares = [units[start : start + _SHARE] for start in range(0, len(units), _SHARE)]
    with ProcessPoolExecutor(jobs) as pool:
        for written in pool.map(partial(_written, make), shares):
            paths += written
            progress(len(written))
    return paths


def _filled(
    definition: Definition,
    period: Period,
    key: bytes,
    out: Path,
    known: Mapping[str, Known],
    units: Sequence[Unit],
) -> Iterator[tuple[Path, bytes]]:
    from iku_workbook.layout import layout
    from iku_workbook.workbook.fill import fill

    kinds = {unit.kind for unit in units if unit.code in known}
    layouts = {kind: layout(definition, kind) for kind in kinds}
    for unit, data in workbooks(definition, period, units, key):
        if unit.code in known:
            own = known[unit.code]
            data = fill(data, layouts[unit.kind], own.values, own.previous)
        yield out / file_name(unit), data


def _written(
    make: Callable[[Sequence[Unit]], Iterator[tuple[Path, bytes]]], units: Sequence[Unit]
) -> list[Path]:
    return list(write_together(make(units)))


def workbooks(
    definition: Definition, period: Period, units: Iterable[Unit], key: bytes
) -> Iterator[tuple[Unit, bytes]]:
    """Each unit's workbook; a form is built once for each kind of unit."""
    from iku_workbook.layout import layout
    from iku_workbook.workbook.issue import Form, token_texts
    from iku_workbook.workbook.writing.form import build_form

    forms: dict[str, Form] = {}
    for unit in units:
        if unit.kind not in forms:
            forms[unit.kind] = Form.prepare(build_form(layout(definition, unit.kind), period))
        yield unit, forms[unit.kind].issue(token_texts(definition, unit, period, key))
