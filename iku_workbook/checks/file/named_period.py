"""Tells the periods that a file's name names: ``foto Noreh TW 1.jpg``, ``2024-Q1/Noreh.pdf``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from iku_workbook.checks.file.named_unit import parts_of, words_of
from iku_workbook.definition import Definition
from iku_workbook.messages import LANGUAGES
from iku_workbook.periods import Cadence, Period, label, periods_of

# As people write them before the number of a period of this length.
_BEFORE = {
    Cadence.QUARTERLY: "triwulan|triw|trw|tw|kuartal|quarter|q",
    Cadence.SEMESTER: "semester|smt|sem|s",
    Cadence.MONTHLY: "bulan|bln|m",
}
_ORDINALS = ("i|pertama", "ii|kedua", "iii|ketiga", "iv|keempat")
_YEAR = "(?:19|2[0-9])[0-9]{2}"
# A day before the name of a month makes a date of it: of sending, as a rule.
_NO_DAY = r"(?<!\b[0-9] )(?<!\b[0-9][0-9] )"


def periods_told(file: str, definition: Definition) -> list[Period]:
    """The periods that a file's name names, or else the nearest folder or archive that it lies in:
    those of the definition's cadence, of its year or of one that stands beside.
    """
    for part in parts_of(file):
        found = set(_told(" ".join(words_of(part)), definition))
        if found:
            return sorted(found)
    return []


def _told(words: str, definition: Definition) -> Iterator[Period]:
    for period in periods_of(definition.year, definition.cadence):
        ways = "|".join(_ways(period))
        pattern = rf"\b(?:({_YEAR}) )?(?:{ways})(?: ({_YEAR}))?\b"
        for before, after in re.findall(pattern, words) if ways else ():
            year = int(before or after or definition.year)
            yield Period(year, period.number, period.cadence)


def _ways(period: Period) -> Iterator[str]:
    """The ways to write a period within its year; none of a whole year."""
    if period.cadence not in _BEFORE:
        return
    numbers = f"0?{period.number}"
    if period.cadence is not Cadence.MONTHLY:
        numbers += f"|{_ORDINALS[period.number - 1]}"
    yield rf"(?:{_BEFORE[period.cadence]}) ?(?:ke )?(?:{numbers})"
    if period.cadence is Cadence.MONTHLY:
        names = {label(period, each).split()[0].casefold() for each in LANGUAGES}
        yield rf"{_NO_DAY}(?:{'|'.join(sorted(names))})"
