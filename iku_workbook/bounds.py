"""What a field accepts: its bounds in a period, and the same in words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from iku_workbook.definition.model import Field, FieldType
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period
from iku_workbook.serials import EARLIEST_DATE, LATEST_DATE

TEXT_LIMIT = 250  # characters in a text field: a number or a subject, never a report
# Above this a double no longer holds every whole number (2 to the 53rd), so sums lose figures.
LARGEST_NUMBER = 9_007_199_254_740_992

Bound = float | datetime.date


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest value accepted; ``stated`` names those that a person asked for."""

    least: Bound
    greatest: Bound
    least_stated: bool
    greatest_stated: bool


def bounds(field: Field, period: Period, *, in_register: bool) -> Bounds | None:
    """A field's bounds, None for text and choices.

    A date in a register defaults to the period; any other date has the bounds that it is given.
    """
    low: Bound
    high: Bound
    if field.type is FieldType.DATE:
        low, high = (period.start, period.end) if in_register else (EARLIEST_DATE, LATEST_DATE)
    elif field.type in (FieldType.INTEGER, FieldType.DECIMAL):
        low, high = -LARGEST_NUMBER, LARGEST_NUMBER
    else:
        return None
    by_period = field.type is FieldType.DATE and in_register
    return Bounds(
        low if field.minimum is None else field.minimum,
        high if field.maximum is None else field.maximum,
        by_period or field.minimum is not None,
        by_period or field.maximum is not None,
    )


def expectation(field: Field, limits: Bounds | None, say: Catalogue) -> str:
    """What a cell accepts, in words: "Bilangan bulat 0 sampai 2.000"."""
    if limits is None:
        if field.type is FieldType.CHOICE:
            return say("form.expects_choice")
        return say("form.expects_text", limit=TEXT_LIMIT)
    what = say(f"form.expects_{field.type}")
    if limits.least_stated and limits.greatest_stated:
        return say("form.between", what=what, least=limits.least, greatest=limits.greatest)
    if limits.least_stated:
        return say("form.at_least", what=what, least=limits.least)
    if limits.greatest_stated:
        return say("form.at_most", what=what, greatest=limits.greatest)
    return what
