"""What came to a campaign, file by file, and what became of each."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from iku_workbook.campaign.placing import by_name, meant
from iku_workbook.definition import Definition
from iku_workbook.registry import Registry
from iku_workbook.registry.lineage import counting, standing
from iku_workbook.registry.records import Receipt
from iku_workbook.returns import Return

_SEVERAL = 200  # files of which each is looked up for itself


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that came; ``returned`` is None while it waits to be examined. ``newer`` is the
    number of what came since and took its place: nothing is asked of it any longer.
    """

    receipt: Receipt
    returned: Return | None
    newer: int | None = None

    @property
    def day(self) -> datetime.date:
        """The day at the office on which it came."""
        return self.receipt.at.date()


def arrivals(
    definition: Definition, registry: Registry, receipts: Sequence[Receipt]
) -> list[Arrival]:
    """These files that came, in their order; of their returns neither values nor figures."""
    wanted = {each.number for each in receipts}
    lineages = _Lineages(registry, all_at_once=len(receipts) > _SEVERAL)
    unplaced = by_name(definition, registry.unplaced())
    of_no_unit = {each.number or 0: each for each in unplaced if each.number in wanted}
    faults = {number: each.returned for number, each in registry.faults().items()}
    waiting = {each.number for each in registry.unexamined()}
    known = faults | of_no_unit
    for number in wanted - set(of_no_unit):
        found = lineages.return_of(number)
        if found is not None and (found.unit or number not in waiting):  # else: set aside
            known[number] = found
    newer = dict(_replaced(known.values(), lineages))
    newer |= dict(_forms_since(definition, of_no_unit.values(), lineages))
    return [
        Arrival(each, _told(known.get(each.number)), newer.get(each.number)) for each in receipts
    ]


class _Lineages:
    """Lineages as they are asked for: of a few files read one by one, of many ``all_at_once``."""

    def __init__(self, registry: Registry, *, all_at_once: bool) -> None:
        self._registry = registry
        self._all = registry.lineages() if all_at_once else None
        every = (each for own in (self._all or {}).values() for each in own)
        self._numbered = {each.number: each for each in every}

    def return_of(self, number: int) -> Return | None:
        """A receipt's return; nothing where there is none."""
        return self._numbered.get(number) or self._registry.return_of(number)

    def of(self, unit: str, period: str) -> Sequence[Return]:
        """The returns of a unit and period, oldest first."""
        if self._all is not None:
            return self._all.get((unit, period), ())
        return self._registry.lineage(unit, period)


def _told(returned: Return | None) -> Return | None:
    return replace(returned, values={}, indicators={}) if returned is not None else None


def _replaced(
    returns: Iterable[Return], lineages: _Lineages
) -> Iterator[tuple[int | None, int | None]]:
    """The number of each return whose place another took, with that one's."""
    for each in returns:
        if each.superseded and each.unit and each.period:
            yield each.number, standing(lineages.of(each.unit, each.period)).number


def _forms_since(
    definition: Definition, of_no_unit: Iterable[Return], lineages: _Lineages
) -> Iterator[tuple[int | None, int | None]]:
    """The number of each photograph or its like whose unit has sent its form since, with that."""
    for each in of_no_unit:
        if each.is_paper and each.named is not None:
            period = meant(definition, each)[-1]
            form = counting(lineages.of(each.named, period.code))
            if form is not None and (form.number or 0) > (each.number or 0):
                yield each.number, form.number


def chosen(came: Sequence[Receipt], numbers: str, day: str) -> list[Receipt]:
    """Those of these receipts (``3,7-9``), or of this day (``2024-04-12``); without any, those of
    the last day on which something came, the last one first. What is neither chooses nothing.
    """
    if numbers:
        spans = [_span(each) for each in numbers.split(",")]
        return [each for each in came if any(each.number in span for span in spans)]
    last = day or (came[0].at.date().isoformat() if came else "")
    return [each for each in came if each.at.date().isoformat() == last]


def as_spans(numbers: Sequence[int]) -> str:
    """Receipts' numbers, as :func:`chosen` reads them."""
    spans: list[list[int]] = []
    for each in sorted(set(numbers)):
        if spans and spans[-1][1] == each - 1:
            spans[-1][1] = each
        else:
            spans.append([each, each])
    return ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in spans)


def _span(text: str) -> range:
    first, _, last = text.partition("-")
    if not first.isdecimal() or (last and not last.isdecimal()):
        return range(0)
    return range(int(first), int(last or first) + 1)
