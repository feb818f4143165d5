"""Reporting periods (year, semester, quarter, month): codes, first and last days, names.

Codes are those of SDMX: ``2025``, ``2025-S1``, ``2025-Q1``, ``2025-M01``.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from iku_workbook.errors import OperatorError
from iku_workbook.messages import Catalogue, Message, Phrase, catalogue


class Cadence(StrEnum):
    """How often units report: by month, quarter, half-year or year."""

    ANNUAL = "annual"
    SEMESTER = "semester"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"

    @property
    def per_year(self) -> int:
        """The number of periods in a year."""
        return _PER_YEAR[self]


_PER_YEAR = {Cadence.ANNUAL: 1, Cadence.SEMESTER: 2, Cadence.QUARTERLY: 4, Cadence.MONTHLY: 12}
_FORMATS = {
    Cadence.ANNUAL: "{year}",
    Cadence.SEMESTER: "{year}-S{number}",
    Cadence.QUARTERLY: "{year}-Q{number}",
    Cadence.MONTHLY: "{year}-M{number:02}",
}
_LETTERS = {
    None: Cadence.ANNUAL,
    "S": Cadence.SEMESTER,
    "Q": Cadence.QUARTERLY,
    "M": Cadence.MONTHLY,
}
PERIOD = "period."
IN_FORMULAS = tuple(PERIOD + each for each in ("number", "days", "start", "end"))
"""What a formula may read of the period that it is computed for: numbers, the last two days."""

# Years that a workbook's dates can hold, with room for the days after a period's end.
_CODE = re.compile(r"(?P<year>19[0-9]{2}|2[0-9]{3})(?:-(?P<letter>[SQM])[0-9]+)?")


class PeriodError(OperatorError):
    """A code that names no period, or one of another cadence; its own code is a sentence's key."""

    def messages(self, say: Catalogue) -> Iterator[Message]:
        """The sentence about the code, with the hint in it."""
        yield Message("", say(self.code, **self.data), "")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The ``number``-th period of a year, from 1. Periods of one cadence are ordered by time."""

    year: int
    number: int
    cadence: Cadence

    @classmethod
    def parse(cls, code: str, cadence: str | None = None, year: int = 2025) -> Period:
        """The period of an SDMX code; PeriodError where malformed, with examples of a ``year``, or
        not of ``cadence``.
        """
        found = _CODE.fullmatch(code)
        named = periods_of(int(found["year"]), _LETTERS[found["letter"]]) if found else ()
        period = next((one for one in named if one.code == code), None)
        if period is None:
            raise PeriodError("period.malformed", code=code, year=str(year))
        if cadence is not None and cadence != period.cadence:
            example = periods_of(period.year, cadence)[0].code
            raise PeriodError("period.other-cadence", code=code, example=example)
        return period

    @property
    def code(self) -> str:
        """The SDMX code: ``2024-Q1``."""
        return _FORMATS[self.cadence].format(year=self.year, number=self.number)

    @property
    def start(self) -> datetime.date:
        """The first day of the period."""
        return datetime.date(self.year, (self.number - 1) * self._months + 1, 1)

    @property
    def end(self) -> datetime.date:
        """The last day of the period."""
        month = self.number * self._months
        return datetime.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def previous(self) -> Period:
        """The previous period, which may be the last of the previous year."""
        if self.number > 1:
            return Period(self.year, self.number - 1, self.cadence)
        return Period(self.year - 1, self.cadence.per_year, self.cadence)

    @property
    def next(self) -> Period:
        """The next period, which may be the first of the next year."""
        if not self.is_last:
            return Period(self.year, self.number + 1, self.cadence)
        return Period(self.year + 1, 1, self.cadence)

    @property
    def year_to_date(self) -> tuple[Period, ...]:
        """All periods of the year up to and with this one."""
        return periods_of(self.year, self.cadence)[: self.number]

    @property
    def is_last(self) -> bool:
        """Whether this period's result is also the year's."""
        return self.number == self.cadence.per_year

    def closes(self, cadence: Cadence) -> bool:
        """Whether a period of that cadence, which is no quicker than this one's, ends with it."""
        return self.number * self._months % (12 // cadence.per_year) == 0

    @property
    def in_formulas(self) -> dict[str, int | datetime.date]:
        """What formulas read of it, by name: its number in the year, how many days it has, its
        first and its last day.
        """
        days = (self.end - self.start).days + 1
        return dict(zip(IN_FORMULAS, (self.number, days, self.start, self.end), strict=True))

    def due(self, days: int) -> datetime.date:
        """The last day to return a workbook: ``days`` after the end."""
        return self.end + datetime.timedelta(days=days)

    @property
    def _months(self) -> int:
        return 12 // self.cadence.per_year


@lru_cache(64)  # asked again for every unit
def periods_of(year: int, cadence: str) -> tuple[Period, ...]:
    """All periods of a year, in order."""
    kind = Cadence(cadence)
    return tuple(Period(year, number, kind) for number in range(1, kind.per_year + 1))


def label(period: Period, language: str = "id") -> str:
    """The name that people use: Triwulan I 2025."""
    return catalogue(language).show(name_of(period))


def name_of(period: Period) -> Phrase:
    """The same in the language of whoever reads it."""
    # The year goes in as text: it is no quantity, and 2.025 is no year.
    return Phrase(f"period.{period.cadence}-{period.number}", {"year": str(period.year)})


def form_label(period: Period, language: str = "id") -> str:
    """The name as forms have it, where a whole year is called one: Tahun 2025, Year 2025."""
    if period.cadence is Cadence.ANNUAL:
        return catalogue(language)("period.form-annual", year=str(period.year))
    return label(period, language)


def short_label(period: Period, language: str = "id") -> str:
    """The name of a period within a known year, as a narrow heading: Triwulan I, Jan."""
    if period.cadence is Cadence.ANNUAL:
        return str(period.year)
    key = f"period.{period.cadence}-{period.number}"
    name = catalogue(language)(key, year="").strip(", ")
    return name[:3] if period.cadence is Cadence.MONTHLY else name
