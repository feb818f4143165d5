"""Issues and validates many workbooks at once, wherever an executor has it done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Never

from iku_workbook.campaign.examine_files import File, broken, examined
from iku_workbook.campaign.executors import HERE, Executor, Work
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.log import LOG
from iku_workbook.checks.batch.accepted import AcceptedBefore, nothing_accepted
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.received import Received, Seen
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.durable import make_folder, write_unread
from iku_workbook.errors import OperatorError
from iku_workbook.inputs import Values
from iku_workbook.periods import Period
from iku_workbook.registry import RegistryError
from iku_workbook.returns import Return
from iku_workbook.workbook.issue import Form, file_name, letter_beside

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


TOGETHER = 256
"""Files checked together where they are not all."""
_SHARE = 128  # workbooks a process writes at a time


def validate(
    sources: Sequence[File],
    forms: Forms,
    *,
    executor: Executor = HERE,
    progress: Progress = lambda done: None,
) -> list[Return]:
    """The verdict on every file, in the order given; one that breaks us is reported, not fatal."""
    received = []
    for each in examined(sources, forms, executor):
        received.append(each)
        progress(1)
    return _checked(received, forms, Seen(), nothing_accepted)


def validate_in_turn(
    sources: Iterable[File],
    forms: Forms,
    *,
    executor: Executor = HERE,
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
    found = examined(sources, forms, executor, alone=alone)
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

    try:
        with seen.all_or_nothing():
            return check_batch(received, forms, seen, accepted_before)
    except RegistryError:
        raise
    except Exception as error:
        failed = error
    if len(received) > 1:
        middle = len(received) // 2
        halves = (received[:middle], received[middle:])
        return [each for half in halves for each in _checked(half, forms, seen, accepted_before)]
    [each] = received
    LOG.error("%r, SHA-256 %s", each.file, each.sha256, exc_info=failed)
    finding = broken(each.file, failed)
    return [Return(each.file, each.sha256, each.unit, each.period, (finding,), {}, {})]


class Written(NamedTuple):
    """A file that was written, by its name, and the SHA-256 of what it holds."""

    name: str
    sha256: str


def issue(
    campaign: CampaignFolder,
    definition: Definition,
    period: Period,
    units: Sequence[Unit],
    out: Path,
    *,
    known: Mapping[str, KnownValues] = {},
    letter: Letter | None = None,
    executor: Executor = HERE,
    progress: Progress = lambda done: None,
) -> Iterator[Written]:
    """Write the workbook of each unit into the folder ``out``, that nobody reads yet, and yield
    what is written, in the order given; after each the message beside it that ``letter`` makes.

    The definition is kept under its digest first: whatever is issued can be recognised later.
    ``known`` holds by a unit's code what is filled in or shown in its workbook.
    """
    campaign.keep(definition)
    make_folder(out)
    same = _Issue(definition, period, campaign.key(), out, letter)
    asked = [[(unit, known.get(unit.code)) for unit in share] for share in _shares(units)]
    if executor.apart:
        made = executor.run(Work(_packed, same, _not_made), asked)
        shares: Iterator[list[Written]] = (_put(out, each) for each in made)
    else:
        shares = executor.run(Work(_written, same, _not_made), asked)
    for share, written in zip(asked, shares, strict=True):
        progress(len(share))
        yield from written


@dataclass(slots=True)
class _Issue:
    """What the workbooks of a period have in common; forms are built where they are needed."""

    definition: Definition
    period: Period
    key: bytes
    out: Path
    letter: Letter | None
    forms: dict[str, Form] = field(default_factory=dict)


Letter = Callable[[Unit], bytes]
"""The message that goes out with a unit's workbook; other processes can be sent it."""
_Asked = Sequence[tuple[Unit, KnownValues | None]]
"""Units, and what is known of each."""


def _shares(units: Sequence[Unit]) -> Iterator[Sequence[Unit]]:
    return (units[start : start + _SHARE] for start in range(0, len(units), _SHARE))


def _written(issue: _Issue, asked: _Asked) -> list[Written]:
    """The files of a share, each in its place."""
    return _put(issue.out, _made(issue, asked))


def _put(out: Path, files: Iterable[tuple[str, bytes]]) -> list[Written]:
    return [Written(*each) for each in write_unread(out, files)]


def _packed(issue: _Issue, asked: _Asked) -> list[tuple[str, bytes]]:
    """The same by the names of their files, to be written elsewhere."""
    return list(_made(issue, asked))


def _not_made(asked: _Asked, ending: str) -> Never:
    raise OperatorError("forms-not-made", unit=asked[0][0].code, ending=ending)


def _made(issue: _Issue, asked: _Asked) -> Iterator[tuple[str, bytes]]:
    """The workbook of each unit by its file's name, with what is known filled in; its message."""
    from iku_workbook.brought_forward import brought_forward
    from iku_workbook.layout import layout
    from iku_workbook.workbook.fill import fill

    definition, period = issue.definition, issue.period
    kinds = {unit.kind for unit, own in asked if own is not None}
    layouts = {kind: layout(definition, kind, period) for kind in kinds}
    units = [unit for unit, _ in asked]
    issued = workbooks(definition, period, units, issue.key, issue.forms)
    for (unit, own), (_, data) in zip(asked, issued, strict=True):
        if own is not None:
            form = layouts[unit.kind]
            values = {**brought_forward(form, period, own.previous), **own.values}
            data = fill(data, form, values, own.previous)
        name = file_name(unit)
        yield name, data
        if issue.letter is not None:
            yield letter_beside(name), issue.letter(unit)


def workbooks(
    definition: Definition,
    period: Period,
    units: Iterable[Unit],
    key: bytes,
    forms: dict[str, Form] | None = None,
) -> Iterator[tuple[Unit, bytes]]:
    """Each unit's workbook; a form is built once for each kind of unit, and stays in ``forms``."""
    from iku_workbook.layout import layout
    from iku_workbook.workbook.issue import token_texts
    from iku_workbook.workbook.writing.form import build_form

    forms = {} if forms is None else forms
    for unit in units:
        if unit.kind not in forms:
            asked = layout(definition, unit.kind, period)
            forms[unit.kind] = Form.prepare(build_form(asked, period))
        yield unit, forms[unit.kind].issue(token_texts(definition, unit, period, key))
