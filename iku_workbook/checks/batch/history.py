"""A return against what was accepted from the same unit before: asked about, never refused.

What a village says may well be so, and only the village knows: every finding here is a warning.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import assert_never

from iku_workbook.checks.batch.recompute import RELATIVE_TOLERANCE
from iku_workbook.checks.batch.submissions import Group, values_of
from iku_workbook.checks.received import Content
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field, OverTime
from iku_workbook.findings import Finding
from iku_workbook.inputs import Values
from iku_workbook.periods import Period, label

Said = tuple[str, Values]
"""What was accepted from a unit: the period's SDMX code, and the values."""

Earlier = Callable[[str, Period], Said | None]
"""What was accepted last from a unit (by its code) before a period, None where nothing was."""


def nothing_earlier(_unit: str, _period: Period) -> None:
    """What is known without a registry."""


class Past:
    """What is known of earlier periods: from before this run, and from the run's own returns."""

    def __init__(self, earlier: Earlier) -> None:
        self._earlier = earlier
        self._own: dict[str, list[Said]] = {}

    def add(self, accepted: Iterable[Content]) -> None:
        """Returns of this run that nothing is wrong with."""
        for content in accepted:
            own = self._own.setdefault(content.unit.code, [])
            own.append((content.period.code, values_of(content)))

    def last(self, unit: str, period: Period) -> Said | None:
        """What was accepted last from a unit before a period; the newer of two for one period."""
        known = [self._earlier(unit, period), *self._own.get(unit, ())]
        before = [each for each in known if each is not None and each[0] < period.code]
        return max(reversed(before), key=lambda each: each[0], default=None)


def check_history(
    group: Group, refused: Collection[tuple[int, str]], past: Past
) -> Iterator[tuple[int, Finding]]:
    """Flows that jump, states that fall, figures that were copied, with the submission.

    An input that was refused already (``refused`` holds submission and name) is not compared: one
    cause, one finding.
    """
    for submission, content in enumerate(group.contents):
        last = past.last(content.unit.code, content.period)
        if last is None:
            continue
        period, before = last
        sound = [name for name in group.layout.fields if (submission, name) not in refused]
        since = label(Period.parse(period), group.layout.definition.language)
        if len(sound) == len(group.layout.fields) and _copied(group, submission, before):
            data = {"period": since}
            file = group.files[submission]
            yield submission, Finding("HIST-004", file, data=data)
        for name in sound:
            finding = _compared(group, submission, name, before.get(name), since)
            if finding is not None:
                yield submission, finding


def _copied(group: Group, submission: int, before: Values) -> bool:
    """Whether every field says what it said before, and some flow is among them.

    States stand still, and a quiet period may have no events twice: neither tells anything.
    """
    values = group.contents[submission].values
    if any(values[name] != before.get(name) for name in values):
        return False
    fields = (field for field, _ in group.layout.fields.values())
    return any(field.over_time is OverTime.SUM and values[field.id] for field in fields)


def _compared(
    group: Group, submission: int, name: str, before: object, since: str
) -> Finding | None:
    field, place = group.layout.fields[name]
    value = group.contents[submission].values[name]
    choices = group.layout.definition.codelists.get(field.codelist or "", ())
    code = _differs(field, *(_size(field, each, choices) for each in (value, before)))
    if code is None:
        return None
    return Finding(
        code,
        group.files[submission],
        place.sheet,
        place.address,
        name,
        found=value,
        data={
            "label": field.label,
            "earlier": before,
            "period": since,
            "ratio": field.largest_ratio,
        },
    )


def _differs(field: Field, now: float | None, then: float | None) -> str | None:
    """The code of what the definition asks about, None where there is nothing to ask."""
    if now is None or then is None:
        return None
    if field.largest_ratio is not None:
        floor = field.ratio_floor or 0
        largest = field.largest_ratio * (1 + RELATIVE_TOLERANCE)
        if now > largest * max(then, floor):
            return "HIST-001"
        if then > largest * max(now, floor):
            return "HIST-002"
    return "HIST-003" if field.non_decreasing and now < then else None


def _size(field: Field, value: object, choices: Sequence[str]) -> float | None:
    """What a value is compared by: a choice's is its place on the list.

    None where it is blank, or was given to a definition that asked for something else.
    """
    match field.type.record.holds:
        case Holds.CHOICE:
            return choices.index(value) if value in choices else None
        case Holds.DATE:
            return value.toordinal() if isinstance(value, datetime.date) else None
        case Holds.NUMBER:
            return value if isinstance(value, int | float) else None
        case Holds.TEXT:
            return None
    assert_never(field.type.record.holds)
