"""The types of fields: one record a type, read wherever types differ.

A value has two shapes. *Stored* is what the registry, the JSON and the documents hold: a date, or
85 for 85 percent. *In a cell* is what a spreadsheet computes with: the date's serial number, or
0.85. For every other type the two are the same.

A percentage has a genuine percent format (``0.00%``), since that is what people can type into
without thinking of it: in Excel and in LibreOffice 85 typed into such a cell becomes 85% (Excel's
"automatic percent entry", which is on unless somebody turned it off, Microsoft KB 215203). With a
percent sign as mere decoration of the number 85 (``0.00"%"``), a typed ``85%`` would become 0.85
and be shown as ``0.85%``, in LibreOffice without a word. So its cell holds a fraction, and so does
its name in a formula, as in every other spreadsheet.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cached_property
from typing import Literal, assert_never

from iku_workbook.numbers import figures, whole_number
from iku_workbook.serials import EARLIEST_DATE, LATEST_DATE, day_of, serial

Bound = float | datetime.date
Stored = float | int | str | datetime.date | None
InCell = float | int | str | None

TEXT_LIMIT = 250  # characters in a text field: a number or a subject, never a report
# Above this a double no longer holds every whole number (2 to the 53rd), so sums lose figures.
LARGEST_NUMBER = 9_007_199_254_740_992
LOST_DIGITS = 10**15
"""From here on a whole number has more figures than the 15 that spreadsheet programs keep."""
_PERCENT_DECIMALS = 2  # shown where the definition does not say how many
_POINTS = 2  # decimal places from a fraction to percent points


class Holds(Enum):
    """The kind of value that a field type holds, whatever its limits and format."""

    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class TypeRecord:
    """The properties of one field type, as plain data.

    holds          what its values are
    validation     Excel's kind of data validation, by XlsxWriter's names
    form_width     of a register's column in a form, in characters
    master_width   of a column in the master, in characters
    fixed_format   Excel's number format; None where it follows from the field's decimals
    limits         the least and the greatest stored value where a field says nothing else
    limits_stated  whether these are told to people as if the definition had stated them
    whole          whether a number can only be whole
    adds_up        whether values of several periods can be summed
    percent        whether 85 is stored and 0.85 stands in the cell
    evidence       whether it is asked for people to read, so that no formula need use it
    """

    holds: Holds
    validation: Literal["integer", "decimal", "date", "list", "length"]
    form_width: float
    master_width: float
    fixed_format: str | None = None
    limits: tuple[Bound, Bound] | None = None
    limits_stated: bool = False
    whole: bool = False
    adds_up: bool = False
    percent: bool = False
    evidence: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers, which dates are not."""
        return self.holds is Holds.NUMBER

    @property
    def has_limits(self) -> bool:
        """Whether a least and a greatest value can be given."""
        return self.limits is not None

    @property
    def has_decimals(self) -> bool:
        """Whether a number may have a part after the decimal sign."""
        return self.is_number and not self.whole

    @property
    def is_words(self) -> bool:
        """Whether a formula reads a text."""
        return self.holds in {Holds.CHOICE, Holds.TEXT}

    def number_format(self, decimals: int | None) -> str:
        """Excel's number format of a field with so many decimals."""
        if self.fixed_format is not None:
            return self.fixed_format
        if self.percent:
            places = _PERCENT_DECIMALS if decimals is None else decimals
            return ("0." + "0" * places if places else "0") + "%"
        return decimals_format(decimals)

    def to_cell(self, value: Stored) -> InCell:
        """A stored value as its cell holds it; what is of another type stays as it is."""
        return value if isinstance(value, str | None) else self.size(value)

    def size(self, value: Bound) -> float:
        """A stored number or date as a cell holds it, by which it is compared and computed with."""
        if isinstance(value, datetime.date):
            return serial(value)
        if self.percent and not isinstance(value, bool):
            return _shifted(value, -_POINTS)
        return value

    def points(self, value: float) -> float:
        """The stored number of a cell's number: the inverse of :meth:`size`. One so large that its
        hundredfold is none stays as it is.
        """
        points = _shifted(value, _POINTS) if self.percent else value
        return points if math.isfinite(points) else value

    def from_cell(self, value: float) -> Stored:
        """The stored value of a number in a cell; None where a date's is no day."""
        match self.holds:
            case Holds.DATE:
                return day_of(value)
            case Holds.NUMBER:
                points = self.points(value)
                return whole_number(points) if points == int(points) else points
            case Holds.CHOICE | Holds.TEXT:
                return figures(value)
        assert_never(self.holds)


class FieldType(StrEnum):
    """The field types, by their names in a definition."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    PERCENTAGE = "percentage"

    @cached_property
    def record(self) -> TypeRecord:
        """The type's properties."""
        match self:
            case FieldType.INTEGER:
                return _INTEGER
            case FieldType.DECIMAL:
                return _DECIMAL
            case FieldType.TEXT:
                return _TEXT
            case FieldType.DATE:
                return _DATE
            case FieldType.CHOICE:
                return _CHOICE
            case FieldType.PERCENTAGE:
                return _PERCENTAGE
        assert_never(self)


_ANY_NUMBER = (-LARGEST_NUMBER, LARGEST_NUMBER)
_INTEGER = TypeRecord(
    holds=Holds.NUMBER,
    validation="integer",
    form_width=11,
    master_width=12,
    fixed_format="#,##0",
    limits=_ANY_NUMBER,
    whole=True,
    adds_up=True,
)
_DECIMAL = TypeRecord(
    holds=Holds.NUMBER,
    validation="decimal",
    form_width=12,
    master_width=12,
    limits=_ANY_NUMBER,
    adds_up=True,
)
_TEXT = TypeRecord(
    holds=Holds.TEXT,
    validation="length",
    form_width=29,
    master_width=26,
    fixed_format="@",
    evidence=True,
)
_DATE = TypeRecord(
    holds=Holds.DATE,
    validation="date",
    form_width=13,
    master_width=12,
    fixed_format="dd/mm/yyyy",
    limits=(EARLIEST_DATE, LATEST_DATE),
    evidence=True,
)
_CHOICE = TypeRecord(
    holds=Holds.CHOICE,
    validation="list",
    form_width=16,
    master_width=21,
    fixed_format="@",
)

_PERCENTAGE = TypeRecord(
    holds=Holds.NUMBER,
    validation="decimal",
    form_width=12,
    master_width=12,
    limits=(0, 100),
    limits_stated=True,
    percent=True,
)


def decimals_format(decimals: int | None) -> str:
    """The number format that shows so many decimals, with thousands marked; None shows all."""
    if decimals is None:
        return "General"
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _shifted(value: float, places: int) -> float:
    """A number with its decimal sign moved: 0.57 is 57 exactly, where 0.57 * 100 is not."""
    return float(Decimal(repr(value)).scaleb(places))
