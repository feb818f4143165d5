"""Reads an input cell as its field's type, where a text in it can be understood in one way only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, assert_never

from iku_workbook import numbers
from iku_workbook.changes import choice_of
from iku_workbook.definition.field_types import LOST_DIGITS, Holds
from iku_workbook.definition.model import Field, OverTime
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.inputs import Scalar
from iku_workbook.serials import day_of
from iku_workbook.unseen import seen
from iku_workbook.workbook.reading.workbook import Cell


class Reading(NamedTuple):
    """A value, and the code of the finding about it (None where there is none).

    Where ``value`` is None and ``code`` is not, the cell holds something that is no value;
    ``readings`` are then the values that it could be, where there are several.
    """

    value: Scalar
    code: str | None = None
    readings: tuple[Scalar, ...] = ()


BLANK = Reading(None)


def interpret(
    cell: Cell,
    field: Field,
    choices: Sequence[str] = (),
    *,
    date1904: bool = False,
    nihil: str = "",
) -> Reading:
    """Read one input cell as its field's type; text in it may stand for a number or a date.

    ``choices`` are the codelist of a choice: case and spaces do not tell its values apart.
    ``nihil`` is the word for "nothing to report", which in a flow is 0.
    """
    value = cell.value
    if isinstance(value, str):
        value = seen(value)
    if value is None and cell.formula:  # saved by a program that computes nothing
        return Reading(None, "VALUE-002")
    if value is None or value == "":
        return BLANK
    if isinstance(value, ExcelError):
        return Reading(None, "VALUE-002")
    match field.type.record.holds:
        case Holds.NUMBER:
            if field.over_time is OverTime.SUM and str(value).casefold() == nihil.casefold():
                return Reading(0, "VALUE-008")
            if field.type.record.percent:
                return _percentage(value, field, cell)
            return _number(value, field, cell)
        case Holds.DATE:
            return _date(value, date1904=date1904)
        case Holds.CHOICE | Holds.TEXT:
            reading = _words(value, cell, date1904=date1904)
            return _choice(reading, cell, choices) if choices else reading
    assert_never(field.type.record.holds)


def _number(value: float | str | bool, field: Field, cell: Cell) -> Reading:
    if isinstance(value, bool):
        return Reading(None, "VALUE-002")
    if isinstance(value, float):
        return Reading(None, "VALUE-006") if cell.is_date else Reading(_whole(value), _lost(value))
    units = (field.unit_of_measure,) if field.unit_of_measure else ()
    try:
        read = numbers.read_number(value, whole=field.type.record.whole, units=units)
    except numbers.Ambiguous as error:
        return Reading(None, "VALUE-009", tuple(error.readings))
    except numbers.UnreadableText:
        return Reading(None, "VALUE-002")
    return Reading(_whole(read), "VALUE-008")


def _percentage(value: float | str | bool, field: Field, cell: Cell) -> Reading:
    """Percent points: 85 for 0.85 in a percent format, and for the text ``85%``."""
    if isinstance(value, float) and not cell.is_date:
        if cell.is_percent or not value:
            stored = field.type.record.from_cell(value)
            return Reading(stored)
        return _without_sign(value, field)
    # To what is typed into such a cell LibreOffice adds the sign, also where it was typed.
    single = value.replace("%%", "%") if isinstance(value, str) else value
    reading = _number(single, field.model_copy(update={"unit_of_measure": "%"}), cell)
    if isinstance(reading.value, float | int) and not numbers.PERCENT.fullmatch(str(single)):
        return _without_sign(reading.value, field)
    return reading


def _without_sign(value: float, field: Field) -> Reading:
    """A number without a percent sign: 85 can only mean 85%, but 0.85 also 0.85%."""
    limits = field.type.record.limits
    assert limits is not None
    low, high = (
        default if stated is None else stated
        for stated, default in zip((field.minimum, field.maximum), limits, strict=True)
    )
    readings = dict.fromkeys((_whole(value), field.type.record.from_cell(value)))
    possible = [each for each in readings if low <= each <= high]  # type: ignore[operator]
    if len(possible) > 1:
        return Reading(None, "VALUE-009", tuple(possible))
    return Reading(possible[0] if possible else _whole(value), "VALUE-018")


def _date(value: float | str | bool, *, date1904: bool) -> Reading:
    if isinstance(value, str):
        try:
            return Reading(numbers.read_date(value), "VALUE-008")
        except numbers.UnreadableText:
            return Reading(None, "VALUE-002")
    if isinstance(value, bool):
        return Reading(None, "VALUE-002")
    day = day_of(value, date1904=date1904)
    return Reading(None, "VALUE-002") if day is None else Reading(day)


def _words(value: float | str | bool, cell: Cell, *, date1904: bool) -> Reading:
    if isinstance(value, str):
        return Reading(value)
    if isinstance(value, bool):
        return Reading(str(value).upper())
    if cell.is_date and (day := day_of(value, date1904=date1904)) is not None:
        return Reading(day.strftime("%d/%m/%Y"), "VALUE-020")
    return Reading(numbers.figures(value), _lost(value))


def _choice(reading: Reading, cell: Cell, choices: Sequence[str]) -> Reading:
    """The listed spelling, also of what the choice was called in an earlier definition.

    Case alone is nothing to speak of: spreadsheets compare without it.
    """
    choice = choice_of(str(reading.value), choices)
    if choice is None:
        return reading
    same = str(cell.value).casefold() == str(reading.value).casefold()
    return Reading(choice, None if same else "VALUE-008")


def _whole(value: float) -> float | int:
    """Whole numbers as int, so that they are shown and written as people write them."""
    return numbers.whole_number(value) if value == int(value) else value


def _lost(number: float) -> str | None:
    """The code for a number so long that a spreadsheet program has made its last figures 0."""
    return "VALUE-021" if abs(number) >= LOST_DIGITS else None
