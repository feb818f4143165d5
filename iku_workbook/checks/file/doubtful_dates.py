"""Asks about dates that a computer may have read otherwise than they were typed.

A program set to another order of day and month makes no date of a text whose month would be above
12, and another date of every text whose figures fit both ways: a text that stayed where any other
order would have made a date of it gives the computer away. So does the form itself, where a formula
of it found out that the computer has the month first.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iku_workbook.bounds import bounds
from iku_workbook.definition.model import Field
from iku_workbook.findings import Finding
from iku_workbook.guidance.region import MONTH_FIRST, line_place
from iku_workbook.layout import Layout, Place
from iku_workbook.periods import Period
from iku_workbook.workbook.reading.workbook import Cell, Workbook

# As programs of every country read dates. Dots, spaces and words keep a text a text in many.
_IN_FIGURES = re.compile(r"([0-9]{1,2})([-/])([0-9]{1,2})\2(?:[0-9]{4}|[0-9]{2})")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class DateCell:
    """One cell of a field that holds dates: what stands in it, and the day that was read."""

    name: str
    field: Field
    place: Place
    cell: Cell
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Clue:
    """A text in a form that tells in which order a computer reads day and month, and its cell."""

    text: str
    place: Place


def doubts(
    file: str, period: Period, dates: Sequence[DateCell], month_first: Clue | None
) -> Iterator[Finding]:
    """The findings about one form's dates: swapped ones cell by cell, times of day by field.

    ``month_first`` is where the form says so of the computer that saved it.
    """
    clue = _given_away(dates) or month_first
    if clue is not None:
        for each in dates:
            yield from _swapped(file, period, each, clue)
    yield from _times(file, dates)


def told_by_form(workbook: Workbook, layout: Layout) -> Clue | None:
    """What the first sheet tells of the computer, where it is that the month comes first."""
    line = line_place(layout)
    if layout.region is None or line is None:
        return None
    sheets = {sheet.name: sheet.cells for sheet in workbook.sheets}
    order, told = (
        sheets.get(place.sheet, {}).get((place.row, place.column))
        for place in (layout.region, line)
    )
    if order is None or order.value != MONTH_FIRST:
        return None
    return Clue(str(told.value or "") if told else "", line)


def _given_away(dates: Sequence[DateCell]) -> Clue | None:
    """The first text that tells that day and month are read in another order than typed.

    Texts of both orders, or one that fits both, are there for another reason than the order.
    """
    texts = {order: each for each in reversed(dates) for order in _order(each.cell)}
    if len(texts) != 1 or "either" in texts:
        return None
    [found] = texts.values()
    return Clue(str(found.cell.value), found.place)


def _order(cell: Cell) -> Iterator[str]:
    """In which order a text has day and month, where a program meant to make a date of it."""
    if not isinstance(cell.value, str) or not cell.is_date or cell.is_quoted:
        return
    found = _IN_FIGURES.fullmatch(cell.value)
    if found:
        first, second = int(found[1]) > _MONTHS, int(found[3]) > _MONTHS
        yield "day" if first else "month" if second else "either"


def _swapped(file: str, period: Period, date: DateCell, by: Clue) -> Iterator[Finding]:
    """A date whose day may be its month, unless the other one is out of the question."""
    day = date.day
    if not isinstance(date.cell.value, float) or day.day > _MONTHS or day.day == day.month:
        return
    other = day.replace(month=day.day, day=day.month)
    limits = bounds(date.field, period, in_register="." in date.name)
    if limits is not None and not limits.allow(other):
        return
    yield Finding(
        "VALUE-022",
        file,
        date.place.sheet,
        date.place.address,
        date.name,
        found=day,
        data={
            "label": date.field.label,
            "other": other,
            "typed": other.isoformat(),
            "text": by.text,
            "where": f"{by.place.sheet}!{by.place.address}",
        },
    )


def _times(file: str, dates: Sequence[DateCell]) -> Iterator[Finding]:
    """Dates with a time of day, said once for each field."""
    timed: dict[str, list[DateCell]] = {}
    for each in dates:
        if isinstance(each.cell.value, float) and each.cell.value % 1:
            timed.setdefault(each.name, []).append(each)
    for name, cells in timed.items():
        first = cells[0]
        assert isinstance(first.cell.value, float)
        midnight = datetime.datetime.combine(first.day, datetime.time())
        yield Finding(
            "VALUE-023",
            file,
            first.place.sheet,
            first.place.address,
            name,
            found=midnight + datetime.timedelta(days=first.cell.value % 1),
            data={
                "label": first.field.label,
                "count": len(cells),
                "rows": ", ".join(str(each.place.row) for each in cells),
            },
        )
