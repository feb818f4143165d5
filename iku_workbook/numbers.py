"""Writes numbers and dates as a language does, and reads them as people type them.

Writing follows the language (CLDR, through Babel). Reading takes what people type into a form and
gives a value only where there is one reading. Where a text can be read in two ways it is refused
with both readings, so that a person decides: a silent guess may be wrong by a factor of a thousand.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_UP, Decimal

from iku_workbook.unseen import seen

LONGEST = 100
"""Characters; a longer text is no number and no date, whatever stands in it."""

FIRST_YEAR = 1900
"""A workbook cannot hold an earlier date."""

# What turns the order of the figures round, so that 12 is shown as 21.
_TURNED = "\N{RIGHT-TO-LEFT OVERRIDE}"


class UnreadableText(ValueError):
    """A text that is no number or no date. ``text``: as it was typed."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Ambiguous(ValueError):
    """A text with more than one reading: ``readings`` holds them, the Indonesian one first."""

    def __init__(self, text: str, readings: tuple[float, ...]) -> None:
        super().__init__(text, readings)
        self.text = text
        self.readings = readings


TINY, HUGE = Decimal("1e-15"), Decimal("1e21")
"""Sizes outside these are written in powers of ten: nobody reads 300 zeros."""

# --- writing ---------------------------------------------------------------------------------


def format_number(value: float, *, decimals: int | None = None, language: str = "id") -> str:
    """``value`` as the language writes it: 1.234.567,89 in Indonesian.

    With ``decimals`` exactly so many, a half rounded away from zero as a spreadsheet shows it;
    without, as many as are needed for 15 significant digits, and all of a whole number.
    """
    from babel.numbers import format_decimal, format_scientific

    if not math.isfinite(value):
        return str(value)
    exact = Decimal(figures(value))
    pattern = "#,##0.#"
    if decimals is not None and abs(exact) < HUGE:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    if exact and not TINY <= abs(exact) < HUGE:
        return format_scientific(exact, locale=language, decimal_quantization=False)
    # Without its sign a zero: -0.001 in two decimals is 0,00.
    return format_decimal(exact or Decimal(0), pattern, language, decimal_quantization=False)


def figures(value: float) -> str:
    """A number in plain figures: all those of a whole one, 15 that count of any other."""
    return str(whole_number(value)) if value == int(value) else f"{value:.15g}"


def whole_number(value: float) -> int:
    """A whole number with the figures that programs keep of it: a double that can no longer hold
    every whole number stands for the shortest text that gives it.
    """
    return value if isinstance(value, int) else int(Decimal(repr(float(value))))


def format_date(date: datetime.date, *, language: str = "id") -> str:
    """``date`` in words: 31 Maret 2024, in English 31 March 2024."""
    from babel.dates import format_date as write

    return write(date, "d MMMM y", locale=language)


def format_time(time: datetime.datetime, *, language: str = "id") -> str:
    """Hour and minute of the day: 14.30, in English 14:30."""
    from babel.dates import format_skeleton

    return format_skeleton("Hm", time, locale=language)


# --- plural forms ----------------------------------------------------------------------------

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""The categories of CLDR's plural rules, in their order."""


def plural_categories(language: str) -> tuple[str, ...]:
    """The categories that the language tells apart: one and other in English, other alone in
    Indonesian."""
    from babel import Locale

    known = {*Locale.parse(language).plural_form.tags, "other"}
    return tuple(each for each in CATEGORIES if each in known)


def plural_category(count: float, language: str) -> str:
    """The category of ``count`` things in the language (CLDR, through Babel)."""
    from babel import Locale

    return Locale.parse(language).plural_form(count)


# --- reading numbers -------------------------------------------------------------------------

AMOUNT = re.compile(
    r"(?P<outer>[-+−])?(?P<currency>rp\.? ?)?(?P<inner>[-+−])?"
    r"(?P<digits>[0-9.,]*[0-9])(?P<nil>[.,]--?)?",
    re.IGNORECASE,
)
PERCENT = re.compile(r"(.*?) ?(?:%|persen)", re.IGNORECASE)
GROUPS = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
PLAIN = re.compile(r"[0-9]*")


def read_number(text: str, *, whole: bool = False, units: Collection[str] = ()) -> float:
    """The one number that ``text`` can mean.

    ``whole``  the field counts things: the mark in "1.234" can only divide thousands
    ``units``  words that may follow the number; with "%" among them "85%" is 85, else it could as
               well be 0,85

    Raises Ambiguous where two readings remain and UnreadableText where there is none: words that
    scale (ribu, juta, k), ranges, sums, fractions and powers of ten are never worked out, since
    what they stand for was not written down.
    """
    number = _tidy(text)
    percent = PERCENT.fullmatch(number)
    known = {_tidy(unit).casefold() for unit in units}
    divisors = [1]
    if percent:
        number = percent[1]
        divisors = [1] if known & {"%", "persen"} else [1, 100]
    else:
        number = _without_unit(number, known)
    amount = AMOUNT.fullmatch(number)
    if amount is None or (amount["outer"] and amount["inner"]):
        raise UnreadableText(text)
    # Rupiah have two decimals at most, and ",-" says that there are none: three digits after a
    # mark are thousands.
    thousands = whole or bool(amount["currency"] or amount["nil"])
    negative = (amount["outer"] or amount["inner"]) in {"-", "−"}
    found = _magnitudes(amount["digits"], thousands=thousands)
    if amount["nil"]:
        found = [value for value in found if value == value.to_integral_value()]
    values = [(-value if negative else value) / divisor for divisor in divisors for value in found]
    return _only(text, [float(value) for value in values])


def _tidy(text: str) -> str:
    """``text`` with single spaces and without the apostrophe that tells a spreadsheet "text"."""
    if len(text) > LONGEST or _TURNED in text:
        raise UnreadableText(text)
    return seen(text).removeprefix("'").strip()


def _without_unit(number: str, units: Iterable[str]) -> str:
    """``number`` without the unit after it; of several that fit, the longest."""
    fits = [unit for unit in units if unit and number.casefold().endswith(unit)]
    return number[: len(number) - len(max(fits, key=len))].strip() if fits else number


def _magnitudes(digits: str, *, thousands: bool) -> list[Decimal]:
    """Every reading of digits, points and commas; the Indonesian one first."""
    head, mark, tail = _split_at_last_mark(digits)
    as_decimal = _joined(head, {".": ",", ",": "."}.get(mark, ""))
    decimal = [] if as_decimal is None or not mark else [Decimal(f"{as_decimal or 0}.{tail}")]
    if not mark:
        return [Decimal(digits)]
    grouped = GROUPS.fullmatch(digits)
    # Nobody groups what begins with a lone zero: 0.123 is a decimal.
    if grouped is None or digits.startswith(("0.", "0,")):
        return decimal
    group = [Decimal(digits.replace(mark, ""))]
    if thousands:
        return group
    return group + decimal if mark == "." else decimal + group


def _split_at_last_mark(digits: str) -> tuple[str, str, str]:
    """What stands before the last point or comma, that mark, and what stands after it."""
    at = max(digits.rfind("."), digits.rfind(","))
    return (digits[:at], digits[at], digits[at + 1 :]) if at >= 0 else (digits, "", "")


def _joined(head: str, mark: str) -> str | None:
    """Digits grouped by ``mark``, without it; None where they are not grouped so."""
    if PLAIN.fullmatch(head):
        return head
    grouped = GROUPS.fullmatch(head)
    return head.replace(mark, "") if grouped and grouped[1] == mark else None


def _only(text: str, values: list[float]) -> float:
    """The one value among ``values``, which may repeat it."""
    readings = tuple(dict.fromkeys(values))
    if not readings or not all(map(math.isfinite, readings)):
        raise UnreadableText(text)
    if len(readings) > 1:
        raise Ambiguous(text, readings)
    return readings[0]


# --- reading dates ---------------------------------------------------------------------------


def _numbered(lines: Iterable[str], first: int) -> dict[str, int]:
    return {name: number for number, line in enumerate(lines, first) for name in line.split()}


MONTHS = _numbered(
    (
        "januari january jan",
        "februari pebruari febuari february feb peb",
        "maret march mar mrt",
        "april apr",
        "mei may",
        "juni june jun",
        "juli july jul",
        "agustus august agust agus agt ags agu aug",
        "september sept sep",
        "oktober october okt oct",
        "november nopember nov nop",
        "desember december des dec",
    ),
    first=1,
)
WEEKDAYS = _numbered(
    (
        "senin sen monday mon",
        "selasa sel tuesday tue",
        "rabu rab wednesday wed",
        "kamis kam thursday thu",
        "jumat jum'at jum friday fri",
        "sabtu sab saturday sat",
        "minggu min ahad sunday sun",
    ),
    first=0,
)

WEEKDAY = re.compile(r"(?P<weekday>[a-z']+)(?:, ?| )(?P<rest>.+)")
# Programs that turn a date into text add the time of day that the person never typed.
MIDNIGHT = re.compile(r"(.+?)[t ]00:00(?::00(?:\.0+)?)?")
DATES = (
    re.compile(
        r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
    ),
    re.compile(
        r"(?P<day>[0-9]{1,2}) ?(?P<mark>[-/.]) ?(?P<month>[0-9]{1,2}) ?(?P=mark) ?"
        r"(?P<year>[0-9]{4}|[0-9]{2})"
    ),
    re.compile(
        r"(?P<day>[0-9]{1,2})[-/., ]{0,2}(?P<month>[a-z]{3,})[-/., ]{0,2}"
        r"(?P<year>[0-9]{4}|[0-9]{2})"
    ),
    re.compile(r"(?P<month>[a-z]{3,})[., ]{1,2}(?P<day>[0-9]{1,2})[., ]{1,2}(?P<year>[0-9]{4})"),
)


def read_date(text: str) -> datetime.date:
    """The one day that ``text`` can mean, in figures or words, Indonesian or English.

    The day comes first: 03/04/2024 is 3 April. Indonesian text is day first, and a spreadsheet set
    to month first would have stored a date and not left a text. 03/31/2024 has one reading too.
    Two figures of a year mean 1970 to 2069. A weekday must be the date's own: where the two
    disagree, nobody can tell which is wrong.

    Raises UnreadableText for anything else: no year, a day that no calendar has, a mere number.
    """
    written = _tidy(text).casefold().replace("’", "'")
    weekday = None
    named = WEEKDAY.fullmatch(written)
    if named and named["weekday"] in WEEKDAYS:
        weekday, written = WEEKDAYS[named["weekday"]], named["rest"]
    timed = MIDNIGHT.fullmatch(written)
    written = timed[1] if timed else written
    for pattern in DATES:
        found = pattern.fullmatch(written)
        if found:
            date = _date(text, found["year"], found["month"], found["day"])
            if weekday is not None and weekday != date.weekday():
                raise UnreadableText(text)
            return date
    raise UnreadableText(text)


def _date(text: str, year: str, month: str, day: str) -> datetime.date:
    """The date of three written parts; UnreadableText where no calendar has it."""
    full_year = int(year)
    if len(year) == 2:
        full_year += 2000 if full_year < 70 else 1900
    days = int(day)
    months = int(month) if month.isdigit() else MONTHS.get(month, 0)
    if months > 12:
        days, months = months, days
    try:
        if full_year < FIRST_YEAR:
            raise UnreadableText(text)
        return datetime.date(full_year, months, days)
    except ValueError:
        raise UnreadableText(text) from None
