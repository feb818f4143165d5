"""Receives files: stores their bytes first and checks them then, so that nothing is ever lost.

All bytes are on the disk before the first workbook is opened. What was received before and may be
judged otherwise today is examined again; what was kept and not examined, in this run or in one that
something ended, is examined; only then is a file's receipt told.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from iku_workbook.campaign.ages import Age, Ages, in_order
from iku_workbook.campaign.batch import Progress
from iku_workbook.campaign.examiner import Clock, Examiner
from iku_workbook.campaign.executors import HERE, Executor
from iku_workbook.campaign.intake import Intake, Kept, come_again
from iku_workbook.campaign.outcomes import Told, outcomes, outcomes_told
from iku_workbook.campaign.outdated import due
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.reexamine import Reexamined, reexamine, unheard
from iku_workbook.campaign.room import demand_room, needed_for
from iku_workbook.campaign.sources import Source
from iku_workbook.checks.file.known_forms import Forms
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
    receiving = Receiving(registry, forms, by, clock, executor, again, told, ahead)
    return receiving.returns(sources, progress)


@dataclass(frozen=True, slots=True)
class Receiving:
    """How files are received: see :func:`receive`."""

    registry: Registry
    forms: Forms
    by: str
    clock: Clock
    executor: Executor = HERE
    again: bool = False
    told: Callable[[Reexamined], object] = unheard
    ahead: Callable[[Sequence[str]], object] = unheard

    def returns(self, sources: Sequence[Source], progress: Progress) -> Iterator[Return]:
        """A return for each file."""
        with self._held():
            yield from outcomes(self.registry, self.forms, self._taken(sources, progress))

    def telling(
        self, sources: Sequence[Source], progress: Progress, tell: Callable[[Return], Told]
    ) -> Iterator[Told]:
        """What there is to ``tell`` of each, by a function that other processes know."""
        with self._held():
            taken = self._taken(sources, progress)
            yield from outcomes_told(self.registry, self.forms, taken, tell, self.executor)

    def _held(self) -> AbstractContextManager[None]:
        return self.registry.writing(self.by, self.clock())

    def _taken(self, sources: Sequence[Source], progress: Progress) -> list[Kept]:
        """The files, kept and examined."""
        registry, forms, clock, executor = self.registry, self.forms, self.clock, self.executor
        demand_room(registry.path, needed_for(sources))
        ages: dict[Source, Age] = dict(in_order(sources, clock().astimezone(registry.zone)))
        self.ahead([each.name for each in ages if ages[each].is_ahead])
        handed_out = _handed_out(registry, ages)
        taken = Intake(registry, forms.keys, self.by, clock, handed_out, executor).keep(ages)
        wanted = due(registry, forms, come_again(taken))
        for found in reexamine(registry, forms, wanted, clock, executor, again=self.again):
            self.told(found)
        waiting = _waiting(registry, taken)
        own = Ages(registry, _own(taken, ages, waiting), waiting)
        del ages  # a country's takes room
        at_hand = {each.outcome.sha256: each.source for each in taken if each.new}
        examiner = Examiner(registry, forms, clock, executor, own, at_hand)
        for _ in examiner.examine(waiting, registry.faults(), again=self.again):
            progress(1)
        return taken


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
    named: dict[str, set[str]] = {}
    for each in sources:  # of an archive's members each names the archive
        folder, name = os.path.split(each.path)
        named.setdefault(folder, set()).add(name)
    resolved: dict[Path, set[str]] = {}
    for folder, names in named.items():
        resolved.setdefault(Path(folder).resolve(), set()).update(names)
    root = registry.path.parent.parent
    kinds = (Outputs(kind, root) for kind in (Kind.FORMS, Kind.REPLIES))
    return {path for each in kinds for path in each.as_written(resolved)}
