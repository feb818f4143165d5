"""Receives files: stores their bytes first and checks them then, so that nothing is ever lost.

All bytes are on the disk before the first workbook is opened. What was received before and may be
judged otherwise today is examined again; what was kept and not examined, in this run or in one that
something ended, is examined; only then is a file's receipt told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

from iku_workbook.campaign.ages import Age, Ages, in_order
from iku_workbook.campaign.batch import TOGETHER, Progress
from iku_workbook.campaign.examiner import Clock, Examiner
from iku_workbook.campaign.executors import HERE, Executor
from iku_workbook.campaign.intake import Intake, Kept, come_again
from iku_workbook.campaign.outdated import due
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.placing import form_has_come
from iku_workbook.campaign.reexamine import Reexamined, reexamine, unheard
from iku_workbook.campaign.room import demand_room, needed_for
from iku_workbook.campaign.sources import Source
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.named_unit import UnitNames, names_of
from iku_workbook.findings import Finding
from iku_workbook.registry import Registry
from iku_workbook.registry.records import Receipt
from iku_workbook.returns import Return


def receive(
    registry: Registry,
    forms: Forms,
    sources: Sequence[Source],
    *,
    by: str,
    clock: Clock,
    executor: Executor = HERE,
    again: bool = False,
    progress: Progress = lambda done: None,
    told: Callable[[Reexamined], object] = unheard,
    ahead: Callable[[Sequence[str]], object] = unheard,
) -> Iterator[Return]:
    """Store every file, then check them; a return for each, in the order files were saved.

    ``again`` examines also what a fault of this same program kept from being examined. ``told`` is
    given what is examined again, as definition, key or program changed; ``ahead`` the names of
    files saved later than it is. The same bytes again add nothing (DUP-005 says when they came).
    RegistryError where another writes or nothing can be written; what was given is recorded.
    """
    with registry.writing(by, clock()):
        demand_room(registry.path, needed_for(sources))
        ages: dict[Source, Age] = dict(in_order(sources, clock().astimezone(registry.zone)))
        ahead([each.name for each in ages if ages[each].is_ahead])
        handed_out = _handed_out(registry, ages)
        taken = Intake(registry, forms.keys, by, clock, handed_out, executor).keep(ages)
        wanted = due(registry, forms, come_again(taken))
        for found in reexamine(registry, forms, wanted, clock, executor=executor, again=again):
            told(found)
        waiting = _waiting(registry, taken)
        own = Ages(registry, _own(taken, ages, waiting), waiting)
        del ages  # a country's takes room
        at_hand = {each.outcome.sha256: each.source for each in taken if each.new}
        examiner = Examiner(registry, forms, clock, executor, own, at_hand)
        for _ in examiner.examine(waiting, registry.faults(), again=again):
            progress(1)
        yield from _outcomes(registry, forms, taken)


def _waiting(registry: Registry, taken: Sequence[Kept]) -> list[Receipt]:
    """What is to be examined: of a file that was just taken in its receipt is there already."""
    outcomes = (each.outcome for each in taken)
    known = {each.number: each for each in outcomes if isinstance(each, Receipt)}
    return [known.get(each.number, each) for each in registry.unexamined()]


def _own(
    taken: Sequence[Kept],
    ages: Mapping[Source, Age],
    waiting: Sequence[Receipt],
) -> dict[str, Age]:
    """The ages of the contents that are to be examined, also of what an earlier run kept only; of
    two files that are alike the older one's.
    """
    wanted = {each.sha256 for each in waiting}
    return {
        each.outcome.sha256: ages[each.source]
        for each in reversed(taken)
        if each.outcome.sha256 in wanted
    }


def _handed_out(registry: Registry, sources: Iterable[Source]) -> set[Path]:
    """Which of these files are forms or copies of ours, in their places as they were written."""
    folders = cache(Path.resolve)
    named = {folders(each.path.parent) / each.path.name for each in sources}
    root = registry.path.parent.parent
    kinds = (Outputs(kind, root) for kind in (Kind.FORMS, Kind.REPLIES))
    return {path for each in kinds for path in each.as_written(named)}


def _outcomes(registry: Registry, forms: Forms, taken: Iterable[Kept]) -> Iterator[Return]:
    """What became of each file, in their order: read a share at a time."""
    names, faults, waiting = names_of(forms.current), cache(registry.faults), iter(taken)
    while share := list(islice(waiting, TOGETHER)):
        receipts = [each.outcome for each in share if isinstance(each.outcome, Receipt)]
        known = registry.returns_of([each.number for each in receipts])
        for each in share:
            if isinstance(each.outcome, Receipt):
                number = each.outcome.number
                returned = known.get(number) or faults()[number].returned
                yield _outcome(registry, forms, names, each, each.outcome, returned)
            else:
                yield each.outcome


def _outcome(
    registry: Registry,
    forms: Forms,
    names: UnitNames,
    kept: Kept,
    receipt: Receipt,
    returned: Return,
) -> Return:
    source = kept.source
    if returned.unit is None:
        returned = replace(returned, named=names.told_by(source.name))
    if kept.new:
        return returned
    data = {"other": receipt.name, "at": receipt.at}
    again = Finding("DUP-005", source.name, data=data)
    renamed = [replace(each, file=source.name) for each in returned.findings]
    # Whatever came in a form's place is settled once the form has come.
    told = returned.unit is None and form_has_come(registry, forms, returned)
    superseded = returned.superseded or told
    again_told = replace(returned, file=source.name, findings=(again, *renamed), repeats=again)
    return replace(again_told, superseded=superseded)
