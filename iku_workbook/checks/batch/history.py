"""Compares a return with the unit's accepted earlier periods; differences are warnings only.

What a village says may well be so, and only the village knows: no finding here is an error.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence
from typing import assert_never

from iku_workbook.bounds import worded
from iku_workbook.calculations import PREVIOUS
from iku_workbook.checks.batch.accepted import Accepted
from iku_workbook.checks.batch.recompute import RELATIVE_TOLERANCE
from iku_workbook.checks.batch.submissions import Found, Submissions, comparable
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field, OverTime
from iku_workbook.inputs import Values
from iku_workbook.periods import Period, name_of

EMPTIED = "HIST-005"
"""The code of a state that was left blank: what was said before goes on counting."""


def check_history(submissions: Submissions) -> Iterator[Found]:
    """Flows that jump, states that fall or are left blank, figures that were copied.

    An input that was refused already is not compared: one cause, one finding.
    """
    layout = submissions.layout
    for submission, content in enumerate(submissions.contents):
        last = submissions.accepted.last(content.unit.code, content.period)
        if last is None:
            continue
        sound = [name for name in layout.fields if (submission, name) not in submissions.refused]
        if len(sound) == len(layout.fields) and _copied(submissions, submission, last.values):
            since = name_of(Period.parse(last.period))
            yield submissions.find(submission, "HIST-004", period=since)
        lasts = submissions.last_asked(submission)
        for name in sound:
            if (before := lasts[name]) is not None:
                yield from _compared(submissions, submission, name, before)


def check_previous_values(submissions: Submissions) -> Iterator[Found]:
    """Where the previous period's value printed in a form is not the accepted one.

    Rules may read it, so it is held against the registry as every locked cell is held against the
    reference form. What was accepted may have changed after the form was issued. A flow of any but
    the period just before is not shown, and a blank says nothing: the form may have been issued
    before the return came in.
    """
    layout = submissions.layout
    for submission, content in enumerate(submissions.contents):
        lasts = submissions.last_asked(submission)
        for name, (field, _) in layout.fields.items():
            last = lasts[name]
            if last is None or not comparable(field, last, content.period):
                continue
            shown, accepted = content.previous[name], last.values.get(name)
            if shown is None or accepted is None or _same(shown, accepted):
                continue
            yield submissions.find(
                submission,
                "LOCK-020",
                layout.previous[name],
                PREVIOUS + name,
                expected=accepted,
                found=shown,
                said={"expected": worded(field, accepted), "found": worded(field, shown)},
                label=field.label,
            )


def _same(shown: object, accepted: object) -> bool:
    if isinstance(shown, int | float) and isinstance(accepted, int | float):
        return math.isclose(shown, accepted, rel_tol=RELATIVE_TOLERANCE)
    return shown == accepted


def _copied(submissions: Submissions, submission: int, before: Values) -> bool:
    """Whether every field says what it said before, and some flow or measure is among them.

    States stand still, and a quiet period may have no events twice: neither tells anything.
    """
    values = submissions.contents[submission].values
    if any(values[name] != before.get(name) for name in values):
        return False
    fields = (field for field, _ in submissions.layout.fields.values())
    return any(field.over_time is not OverTime.LATEST and values[field.id] for field in fields)


def _compared(
    submissions: Submissions, submission: int, name: str, last: Accepted
) -> Iterator[Found]:
    field, place = submissions.layout.fields[name]
    value, before = submissions.contents[submission].values[name], last.values.get(name)
    choices = submissions.layout.definition.codelists.get(field.codelist or "", ())
    emptied = value is None and before is not None and field.over_time is OverTime.LATEST
    sizes = (_size(field, each, choices) for each in (value, before))
    code = EMPTIED if emptied else _differs(field, *sizes)
    if code is not None:
        yield submissions.find(
            submission,
            code,
            place,
            name,
            found=value,
            said={"found": worded(field, value)},
            label=field.label,
            earlier=worded(field, before),
            period=name_of(Period.parse(last.period)),
            ratio=field.largest_ratio,
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
