"""Tells what a number format shows of a value, and whether it shows the value at all.

A format is compared by what it shows, never by how it is spelt: programs respell formats when they
save. ECMA-376 part 1, 18.8.31: up to four sections, for numbers above, below and at zero, and for
texts, or for the conditions that they state.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from iku_workbook.serials import day_of
from iku_workbook.workbook.reading.styles import is_date_format

_LONGEST = 1_000  # characters; Excel allows 255
_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | \\(?P<escaped>.)
    | [_*](?:.|$)                                    # as wide as, or filled with, a character
    | \[(?P<bracket>[^\]]*)\]?
    | (?P<general>General|Standard|Umum)
    | (?P<exponent>E[+-]0+)
    | (?P<digit>[0\#?])
    | (?P<date>AM/PM|A/P|[dmyhsbeg])
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(
    r"(<=|>=|<>|<|>|=)\s*(-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:E[+-]?[0-9]{1,3})?)$", re.IGNORECASE
).match
_COMPARE: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
        "=": operator.eq,
        "<>": operator.ne,
    }
)
_INKS: Mapping[str, str] = MappingProxyType(
    {
        "white": "FFFFFF",
        "yellow": "FFFF00",
        "cyan": "00FFFF",
        "color2": "FFFFFF",
        "color6": "FFFF00",
    }
)
_CURRENCY = re.compile(r"\$([^-\]]*)").match
_NOUGHT = frozenset("-–—")  # what formats of an accountant show for zero
_NEGATIVE = frozenset("-–−(")
_MINUS = re.compile(r"\s*[-–−(]\s*|.*[-–−(]", re.DOTALL).fullmatch
_POINTS = frozenset({".", ","})
# One point alone: several divide the figures of a number that nobody reads as an amount.
_SPLIT = re.compile(r"0+([.,])(0+)[.,]*").fullmatch
_GROUP = 3  # figures behind a point that divides thousands
_MOST_FACTORS = 9  # percent signs or thousands of a section; more shows nothing of any number
_ERA = frozenset("gbe")  # of dates alone; beside figures no program takes them for such
# The one digit that is part of a unit: "5 m2".
_SQUARE = re.compile(r"(?<![^\W\d_])[cdhk]?m[23]\s*$", re.IGNORECASE).search
_WORDS = re.compile(r"[^\W\d_]+").findall
_POWERS: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(("ribu", "rb", "ribuan", "thousand"), 3)
    | dict.fromkeys(("juta", "jt", "jutaan", "million"), 6)
    | dict.fromkeys(("miliar", "milyar", "billion"), 9)
    | dict.fromkeys(("triliun", "trilyun"), 12)
)
"""Words of a number format that make more of its number, with how many noughts."""
_SIGNS = re.compile(r"[\s()+\-.,:/%]+")
_PROBES = (37.5, 1234.0, "teks")


class Kind(Enum):
    """What a section of a format shows."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    WORDS = "words"
    """nothing of the value"""
    FRACTION = "fraction"


class Section(NamedTuple):
    """One section of a number format.

    words     the texts that stand in it, in one
    before    those before the number
    decimals  places that are shown; None for as many as there are
    factor    what the number is multiplied by
    """

    kind: Kind
    words: str
    before: str
    decimals: int | None
    factor: float
    condition: tuple[str, float] | None
    ink: str | None


class Shown(NamedTuple):
    """What is shown of a value: the text, and the number in it where there is one."""

    text: str
    kind: Kind
    words: str
    number: float | None = None
    decimals: int | None = None
    ink: str | None = None


def shown(code: str, value: float | str) -> Shown:
    """What a number format shows of a number or a text."""
    own = _sections(code[:_LONGEST])
    if isinstance(value, str):
        return _shown_text(own, value)
    section, number = _section_for(own, value)
    if section is None:
        return Shown("", Kind.WORDS, "")
    if section.kind is Kind.DATE:
        day = day_of(value)
        text = f"{day:%d/%m/%Y}" if day else "#######"
        return Shown(text, Kind.DATE, section.words, ink=section.ink)
    if section.kind is Kind.WORDS:
        return Shown(section.words, section.kind, section.words, ink=section.ink)
    if section.kind is Kind.TEXT:
        text = section.words + _written(number, None)
        return Shown(text, Kind.NUMBER, section.words, number, ink=section.ink)
    printed = number * section.factor
    if printed > 0 and _MINUS(section.before):
        printed = -printed
    if section.decimals is not None:
        printed = round(printed, section.decimals)
    # A format for numbers below zero has the sign among its words.
    bare = abs(printed) if _NEGATIVE & set(section.words) else printed
    rest = section.words[len(section.before) :]
    text = section.before + _written(bare, section.decimals) + rest
    return Shown(text, section.kind, section.words, printed, section.decimals, section.ink)


def ink_of(code: str, value: float | str) -> str | None:
    """The colour that a number format gives a number or a text, None where it gives none."""
    own = _sections(code[:_LONGEST])
    return shown(code, value).ink if any(section.ink for section in own) else None


def shows_otherwise(value: object, found: str, issued: str) -> str | None:
    """What a locked cell shows of its value instead of what the issued format shows; else None.

    A value that was not stored is tried with others: nobody knows what will be shown.
    """
    if found == issued:
        return None
    values = _PROBES if value is None else (value,)
    for each in values:
        if isinstance(each, bool) or not isinstance(each, float | int | str):
            continue
        short = not isinstance(each, str) or len(each) <= _LONGEST
        other = (_otherwise if short else _otherwise.__wrapped__)(each, found[:_LONGEST], issued)
        if other is not None:
            return other
    return None


@lru_cache(maxsize=512, typed=True)
def _otherwise(value: float | str, found: str, issued: str) -> str | None:
    now = shown(found, value)
    return None if _alike(now, shown(issued, value), value) else now.text


class Entry(Enum):
    """How an entry is shown."""

    RIGHT = "right"
    ROUNDED = "rounded"
    OTHERWISE = "otherwise"
    HIDDEN = "hidden"


@lru_cache(maxsize=1024)
def entry_shown(value: float | str, code: str, issued: str, unit: str = "") -> tuple[Entry, str]:
    """How a cell for entries, issued with another format, shows what was entered, and what.

    ``unit`` is the unit of measure that is asked for: ``juta rupiah``.
    """
    now = shown(code, value)
    if not now.text.strip() and str(value).strip() and now.kind is not Kind.DATE:
        return Entry.HIDDEN, ""
    if _digits(now) or (now.kind is Kind.WORDS and not _is_nought(now, value)):
        return Entry.OTHERWISE, now.text
    # What is a date by the first section is none where an entry is read as a number.
    if now.kind is Kind.DATE and not is_date_format(code):
        is_date = shown(issued, value).kind is Kind.DATE
        return (Entry.RIGHT if is_date else Entry.OTHERWISE), now.text
    if isinstance(value, str) or now.number is None or now.kind is Kind.FRACTION:
        return Entry.RIGHT, now.text
    as_meant, places = _as_meant(now, unit)
    if abs(as_meant - value) <= 1e-9 * max(1.0, abs(value)):
        return Entry.RIGHT, now.text
    if abs(as_meant - value) > 0.5 * 10.0**-places * (1 + 1e-9):
        return Entry.OTHERWISE, now.text
    then = shown(issued, value)
    fewer = then.number is None or then.decimals is None or places < _as_meant(then, unit)[1]
    return (Entry.ROUNDED if fewer else Entry.RIGHT), now.text


def _as_meant(found: Shown, unit: str = "") -> tuple[float, int]:
    """The number that is shown, a percentage as its fraction, thousands in words as what they come
    to, and its places.
    """
    number, places = found.number or 0.0, found.decimals or 0
    if "%" in found.words:
        return number / 100, places + 2
    asked = _WORDS(unit.casefold())
    powers = [_POWERS.get(word, 0) for word in _WORDS(found.words.casefold()) if word not in asked]
    power = max(powers, default=0)
    return number * 10.0**power, places - power


def _alike(now: Shown, then: Shown, value: float | str) -> bool:
    if now.text == then.text or (now.kind is Kind.DATE and then.kind is Kind.DATE):
        return _digits(now) == _digits(then)
    if _is_nought(now, value) or _is_nought(then, value):
        return True
    if _is_inferred(now, then):
        return (
            now.kind is Kind.DATE
            or abs(_as_meant(now)[0] - float(value)) <= 0.5 * 10.0 ** -_as_meant(now)[1]
        )
    if Kind.FRACTION in {now.kind, then.kind} and not _digits(now):
        return True
    if _plain(now.words) != _plain(then.words) or now.number is None or then.number is None:
        return False
    fewer = now.decimals is not None and (then.decimals is None or now.decimals < then.decimals)
    exact = float(value) if then.decimals is None else then.number
    places = now.decimals if fewer else then.decimals
    tolerance = 0.0 if fewer or places is None else 0.5 * 10.0**-places
    return abs(now.number - exact) <= tolerance + 1e-9 * max(1.0, abs(exact))


def _is_inferred(now: Shown, then: Shown) -> bool:
    """Whether a program may have chosen the format: where the form leaves that to it, LibreOffice
    shows as a percentage or a date what was computed from such.
    """
    left_open = then.decimals is None and then.kind is Kind.NUMBER
    by_itself = now.words.strip() == "%" or (now.kind is Kind.DATE and not _digits(now))
    return left_open and by_itself


def _is_nought(found: Shown, value: float | str) -> bool:
    return value == 0 and found.number is None and found.text.strip() in _NOUGHT


def _digits(found: Shown) -> str:
    """The digits, of any script, that are not the value's own."""
    unit = _SQUARE(found.text)
    words = found.words.removesuffix(unit[0]) if unit else found.words
    return "".join(filter(str.isdecimal, words))


def _plain(words: str) -> str:
    """The words of a format without signs, which programs write as they like."""
    return _SIGNS.sub("", words)


def _shown_text(own: tuple[Section, ...], text: str) -> Shown:
    """A format without a section for texts shows them as they are."""
    for_text = own[3] if len(own) > 3 else own[-1] if own[-1].kind is Kind.TEXT else None
    if for_text is None:
        return Shown(text, Kind.TEXT, "")
    if for_text.kind is Kind.TEXT:
        before, words = for_text.before, for_text.words
        whole = before + text + words[len(before) :]
        return Shown(whole, Kind.TEXT, words, ink=for_text.ink)
    return Shown(for_text.words, Kind.WORDS, for_text.words, ink=for_text.ink)


def _section_for(own: tuple[Section, ...], value: float) -> tuple[Section | None, float]:
    """The section for a number, and the number that it shows: of one below zero it leaves the sign
    to the format, but for the first section.
    """
    if any(section.condition for section in own):
        for section in own[:3]:
            if section.condition is None or _COMPARE[section.condition[0]](
                value, section.condition[1]
            ):
                return section, value
        return None, value
    numeric = [section for section in own[:3] if section.kind is not Kind.TEXT] or [own[0]]
    if value < 0 and len(numeric) > 1:
        minus = bool(_NEGATIVE & set(numeric[1].words))
        return numeric[1], value if minus else -value
    if value == 0 and len(numeric) > 2:
        return numeric[2], value
    return numeric[0], value


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[Section, ...]:
    found: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            found.append([])
        else:
            found[-1].append(token)
    return tuple(map(_section, found))


def _section(tokens: list[re.Match[str]]) -> Section:
    """What a section says, its tokens read from left to right."""
    words, before, after = [], "", False
    placeholders, decimals, thousands, point = 0, 0, 0, False
    figures = ""  # with the points between them that are but drawn
    groups = _groups(tokens)
    for token in tokens:
        group, text = token.lastgroup, token[0]
        if group == "digit":
            placeholders += 1
            decimals += point
            figures += "0"
            thousands = 0
        elif group in {"quoted", "escaped"} and placeholders and token[group].strip() in _POINTS:
            figures += token[group].strip()
        elif group == "other" and text in ".,@" and "date" not in groups:
            point = point or text == "."
            thousands += text == ","
        elif group in {"quoted", "escaped", "other"}:
            words.append(token[group])
        elif text[0] == "*":
            words.append("".join(filter(str.isdecimal, text)))
        elif group == "bracket" and (sign := _CURRENCY(token["bracket"])):
            words.append(sign[1])
        if not after and (group in {"digit", "general"} or (group == "other" and text == "@")):
            before, after = "".join(words), True
    whole = "".join(words)
    marks = [token["other"] for token in tokens]
    brackets = [token["bracket"] or "" for token in tokens]
    drawn = _drawn_decimals(figures)
    condition = next(filter(None, map(_CONDITION, brackets)), None)
    return Section(
        kind=_kind(groups, marks, placeholders),
        words=whole,
        before=before if after else whole,
        decimals=None if "general" in groups or "exponent" in groups else decimals + drawn,
        factor=_factor(marks.count("%"), thousands if placeholders else 0) / 10.0**drawn,
        condition=(condition[1], float(condition[2])) if condition else None,
        ink=next((_INKS[each.lower()] for each in brackets if each.lower() in _INKS), None),
    )


def _drawn_decimals(figures: str) -> int:
    """The figures behind a point that is but drawn, where it does not divide thousands."""
    split = _SPLIT(figures)
    return len(split[2]) if split and (split[1] == "," or len(split[2]) != _GROUP) else 0


def _factor(percents: int, thousands: int) -> float:
    return 100.0 ** min(percents, _MOST_FACTORS) / 1000.0 ** min(thousands, _MOST_FACTORS)


def _groups(tokens: Sequence[re.Match[str]]) -> set[str | None]:
    groups = {token.lastgroup for token in tokens}
    letters = {token[0].lower() for token in tokens if token.lastgroup == "date"}
    return groups - {"date"} if "digit" in groups and letters <= _ERA else groups


def _kind(groups: set[str | None], marks: list[str | None], placeholders: int) -> Kind:
    if "general" in groups:
        return Kind.NUMBER
    if "@" in marks:
        return Kind.TEXT
    if "date" in groups:
        return Kind.DATE
    if "/" in marks and placeholders:
        return Kind.FRACTION
    return Kind.NUMBER if placeholders else Kind.WORDS


def _written(number: float, decimals: int | None) -> str:
    """A number with the marks of Indonesia."""
    plain = f"{number:,.15g}" if decimals is None else f"{number:,.{min(decimals, 30)}f}"
    return plain.translate(str.maketrans(",.", ".,"))
