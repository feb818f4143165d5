"""What came to a campaign, file by file, and what became of each."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from iku_workbook.campaign.placing import by_name, meant
from iku_workbook.definition import Definition
from iku_workbook.registry import Registry
from iku_workbook.registry.lineage import counting, standing
from iku_workbook.registry.placed import Lineages
from iku_workbook.registry.records import Receipt
from iku_workbook.returns import Return


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


def arrivals(definition: Definition, registry: Registry) -> list[Arrival]:
    """Every file that came, the last one first."""
    faults = [each.returned for each in registry.faults().values()]
    of_no_unit = by_name(definition, registry.unplaced())
    lineages = registry.lineages()
    placed = [each for own in lineages.values() for each in own]
    known: dict[int | None, Return | None] = {
        each.number: each for each in (*faults, *of_no_unit, *placed)
    }
    waiting = {each.number for each in registry.unexamined()} - {each.number for each in faults}
    receipts = registry.receipts()
    for each in receipts:  # what is of no unit, and was set aside
        if each.number not in known and each.number not in waiting:
            known[each.number] = registry.return_of(each.number)
    newer = dict(_replaced(lineages)) | dict(_forms_since(definition, of_no_unit, lineages))
    return [
        Arrival(each, known.get(each.number), newer.get(each.number)) for each in reversed(receipts)
    ]


def _replaced(lineages: Lineages) -> Iterator[tuple[int | None, int | None]]:
    """The number of each return whose place another took, with that one's."""
    for own in lineages.values():
        yield from ((each.number, standing(own).number) for each in own if each.superseded)


def _forms_since(
    definition: Definition, of_no_unit: Iterable[Return], lineages: Lineages
) -> Iterator[tuple[int | None, int | None]]:
    """The number of each photograph or its like whose unit has sent its form since, with that."""
    for each in of_no_unit:
        if each.is_paper and each.named is not None:
            period = meant(definition, each)[-1]
            form = counting(lineages.get((each.named, period.code), ()))
            if form is not None and (form.number or 0) > (each.number or 0):
                yield each.number, form.number


def chosen(came: Sequence[Arrival], numbers: str, day: str) -> list[Arrival]:
    """Those of these receipts (``3,7-9``), or of this day (``2024-04-12``); without any, those of
    the last day on which something came. What is neither chooses nothing.
    """
    if numbers:
        spans = [_span(each) for each in numbers.split(",")]
        return [each for each in came if any(each.receipt.number in span for span in spans)]
    last = day or (came[0].day.isoformat() if came else "")
    return [each for each in came if each.day.isoformat() == last]


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
