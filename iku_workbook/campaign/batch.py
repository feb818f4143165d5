"""Issues and validates many workbooks at once, in several processes where there are enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from iku_workbook.campaign.examine_files import File, broken, examined
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.log import LOG
from iku_workbook.checks.batch.accepted import AcceptedBefore, nothing_accepted
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.received import Received, Seen
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.durable import write_together
from iku_workbook.inputs import Values
from iku_workbook.periods import Period
from iku_workbook.registry import RegistryError
from iku_workbook.returns import Return
from iku_workbook.workbook.issue import file_name

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class KnownValues:
    """The values of a unit that are filled into its form before it is issued.

    values    put into the inputs
    previous  accepted for the previous period, shown beside the inputs; states among them stand in
              these too, where ``values`` has no other
    """

    values: Values = field(default_factory=dict)
    previous: Values = field(default_factory=dict)


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
    received = []
    for each in examined(sources, forms, jobs):
        received.append(each)
        progress(1)
    return _checked(received, forms, Seen(), nothing_accepted)


def validate_in_turn(
    sources: Sequence[File],
    forms: Forms,
    *,
    jobs: int = 1,
    progress: Progress = lambda done: None,
    seen: Seen | None = None,
    accepted_before: AcceptedBefore = nothing_accepted,
    alone: bool = False,
) -> Iterator[Return]:
    """The same a share at a time, each as soon as it is done, in memory that does not grow.

    What two files say of each other (DUP) stands with the later where the earlier was given
    already. ``seen`` is what came before this run, ``accepted_before`` what was accepted before it.
    ``alone`` takes one at a time, in a process that may die of it.
    """
    seen = seen or Seen()
    found = examined(sources, forms, jobs, alone=alone)
    while received := list(islice(found, 1 if alone else TOGETHER)):
        progress(len(received))
        yield from _checked(received, forms, seen, accepted_before)


def _checked(
    received: Sequence[Received], forms: Forms, seen: Seen, accepted_before: AcceptedBefore
) -> list[Return]:
    """The verdict on files that are checked together.

    Where a check fails on them they are halved, until only the file that it fails on is left out.
    """
    from iku_workbook.checks.batch.check_batch import check_batch

    before = seen.copy()
    try:
        return check_batch(received, forms, seen, accepted_before)
    except RegistryError:
        raise
    except Exception as error:
        failed = error
    seen.become(before)
    if len(received) > 1:
        middle = len(received) // 2
        halves = (received[:middle], received[middle:])
        return [each for half in halves for each in _checked(half, forms, seen, accepted_before)]
    [each] = received
    LOG.error("%r, SHA-256 %s", each.file, each.sha256, exc_info=failed)
    finding = broken(each.file, failed)
    return [Return(each.file, each.sha256, each.unit, each.period, (finding,), {}, {})]


def issue(
    campaign: CampaignFolder,
    definition: Definition,
    period: Period,
    units: Sequence[Unit],
    out: Path,
    *,
    known: Mapping[str, KnownValues] = {},
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
    from concurrent.futures import ProcessPoolExecutor

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
    known: Mapping[str, KnownValues],
    units: Sequence[Unit],
) -> Iterator[tuple[Path, bytes]]:
    from iku_workbook.brought_forward import brought_forward
    from iku_workbook.layout import layout
    from iku_workbook.workbook.fill import fill

    kinds = {unit.kind for unit in units if unit.code in known}
    layouts = {kind: layout(definition, kind, period) for kind in kinds}
    for unit, data in workbooks(definition, period, units, key):
        if unit.code in known:
            own, form = known[unit.code], layouts[unit.kind]
            values = {**brought_forward(form, period, own.previous), **own.values}
            data = fill(data, form, values, own.previous)
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
            asked = layout(definition, unit.kind, period)
            forms[unit.kind] = Form.prepare(build_form(asked, period))
        yield unit, forms[unit.kind].issue(token_texts(definition, unit, period, key))
