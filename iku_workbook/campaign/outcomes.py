"""Tells what became of received files, once all of them are kept and examined.

A whole country's takes as long to be put in words as to be read. So several processes do both,
where words are wanted and no more: what is told then stands in the registry, which each reads for
itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from iku_workbook.campaign.executors import Executor, Work
from iku_workbook.campaign.intake import Kept
from iku_workbook.campaign.placing import form_has_come
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.named_unit import names_of
from iku_workbook.findings import Finding
from iku_workbook.registry import Registry
from iku_workbook.registry.records import Receipt
from iku_workbook.returns import Return

_TOGETHER = 128  # files read at a time: what is told of them is less than a megabyte

Told = TypeVar("Told")


class _New(NamedTuple):
    """A file that came for the first time: all that is to be known of it to tell what became of it.

    receipt  its number
    """

    receipt: int
    name: str


def outcomes(registry: Registry, forms: Forms, taken: Iterable[Kept]) -> Iterator[Return]:
    """What became of each file, in their order: read a share at a time."""
    read = _Reader(registry, forms).read
    return chain.from_iterable(map(read, _shares(taken)))


def outcomes_told(
    registry: Registry,
    forms: Forms,
    taken: Iterable[Kept],
    tell: Callable[[Return], Told],
    executor: Executor,
) -> Iterator[Told]:
    """What is told of each, in their order; ``tell`` is known to other processes."""
    if executor.apart:  # the registry is out of their reach
        yield from map(tell, outcomes(registry, forms, taken))
        return
    names_of(forms.current)  # made once, before processes share it
    telling = _Telling(registry.path, tuple(registry.keys()), registry.zone, forms, tell)
    work: Work[_Telling[Told], Sequence[Kept | _New], list[Told]]
    work = Work(_told, telling, telling.here)
    for share in executor.run(work, _shares(taken)):
        yield from share


class _Reader:
    """Reads what became of files."""

    def __init__(self, registry: Registry, forms: Forms) -> None:
        self.registry, self.forms = registry, forms
        self.names, self.faults = names_of(forms.current), cache(registry.faults)

    def read(self, share: Sequence[Kept | _New]) -> Iterator[Return]:
        """The outcomes of a share."""
        numbers = [number for each in share if (number := _receipt(each)) is not None]
        known = self.registry.returns_of(numbers)
        for each in share:
            number = _receipt(each)
            if number is not None:
                yield self._outcome(each, known.get(number) or self.faults()[number].returned)
            elif isinstance(each, Kept) and isinstance(each.outcome, Return):
                yield each.outcome

    def _outcome(self, kept: Kept | _New, returned: Return) -> Return:
        name = kept.name if isinstance(kept, _New) else kept.source.name
        if returned.unit is None:
            returned = replace(returned, named=self.names.told_by(name))
        if isinstance(kept, _New) or not isinstance(kept.outcome, Receipt):
            return returned
        data = {"other": kept.outcome.name, "at": kept.outcome.at}
        again = Finding("DUP-005", name, data=data)
        renamed = [replace(each, file=name) for each in returned.findings]
        # Whatever came in a form's place is settled once the form has come.
        told = returned.unit is None and form_has_come(self.registry, self.forms, returned)
        superseded = returned.superseded or told
        again_told = replace(returned, file=name, findings=(again, *renamed), repeats=again)
        return replace(again_told, superseded=superseded)


@dataclass(slots=True)
class _Telling(Generic[Told]):
    """What other processes need to read outcomes, and to tell them; each opens the registry once,
    for it lives as long as it is asked.
    """

    registry: Path
    keys: tuple[bytes, ...]
    zone: datetime.tzinfo
    forms: Forms
    tell: Callable[[Return], Told]
    reader: _Reader | None = None

    def told(self, share: Sequence[Kept | _New]) -> list[Told]:
        """What is told of a share."""
        if self.reader is None:
            registry = Registry(self.registry, lambda: self.keys, self.zone)
            self.reader = _Reader(registry, self.forms)
        return list(map(self.tell, self.reader.read(share)))

    def here(self, share: Sequence[Kept | _New], _ending: str) -> list[Told]:
        """The same in this process, where another one ended: nothing that a file says did that."""
        return self.told(share)


def _told(telling: _Telling[Told], share: Sequence[Kept | _New]) -> list[Told]:
    return telling.told(share)


def _shares(taken: Iterable[Kept]) -> Iterator[list[Kept | _New]]:
    waiting = map(_asked, taken)
    while share := list(islice(waiting, _TOGETHER)):
        yield share


def _asked(kept: Kept) -> Kept | _New:
    """A file as it is asked about: of most a number and a name, which other processes are sent."""
    if kept.new and isinstance(kept.outcome, Receipt):
        return _New(kept.outcome.number, kept.source.name)
    return kept


def _receipt(kept: Kept | _New) -> int | None:
    """The number of its receipt; None where nothing of it is kept."""
    if isinstance(kept, _New):
        return kept.receipt
    return kept.outcome.number if isinstance(kept.outcome, Receipt) else None
