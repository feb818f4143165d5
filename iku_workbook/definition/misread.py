"""What a person meant by a value that is no number, no day, no true or false in YAML.

``90,5`` and ``1.000.000`` are numbers in Indonesia, ``ya`` is true, 2025-13-01 would be a day.
"""

from __future__ import annotations

import re

from iku_workbook.numbers import Ambiguous, UnreadableText, read_date, read_number

_ISO = re.compile(r"[0-9]{4}-([0-9]{1,2})-[0-9]{1,2}")
_YES = frozenset({"ya", "iya", "y", "yes", "on", "benar", "wajib"})
_NO = frozenset({"tidak", "tdk", "t", "n", "no", "off", "salah", "opsional"})

Meant = tuple[str, dict[str, str]]


def meant(code: str, value: str) -> Meant | None:
    """The code that says it better than ``code``, and its data; None where nothing is known."""
    if code in {"expected-integer", "expected-number"}:
        return _number(value, whole=code == "expected-integer")
    if code in {"expected-logical", "yes-or-no"}:
        return _truth(value)
    if code == "expected-date":
        return _day(value)
    if code == "expected-bound":
        return _number(value) or _day(value)
    return None


def truth(value: str) -> str | None:
    """``true`` or ``false`` for a word that says so."""
    word = value.strip().casefold()
    return "true" if word in _YES else "false" if word in _NO else None


def _truth(value: str) -> Meant | None:
    write = truth(value)
    return ("yes-or-no", {"value": value, "write": write}) if write else None


def _number(value: str, *, whole: bool = False) -> Meant | None:
    if not whole and (unclear := two_readings(value)):
        return "number-unclear", unclear
    try:
        number = read_number(value, whole=whole, units=("%",))
    except (Ambiguous, UnreadableText):
        return None
    if whole and not number.is_integer():
        return None
    return "number-written", {"value": value, "write": plain(number)}


def two_readings(value: str) -> dict[str, str] | None:
    """Both numbers that a text may be, the Indonesian one first; None where it is not so."""
    try:
        read_number(value, units=("%",))
    except Ambiguous as error:
        first, second = error.readings[:2]
        return {"value": value, "first": plain(first), "second": plain(second)}
    except UnreadableText:
        pass
    return None


def _day(value: str) -> Meant | None:
    if found := _ISO.fullmatch(value.strip()):
        if not 1 <= int(found[1]) <= 12:
            return "no-such-month", {"value": value, "month": found[1]}
        try:
            write = read_date(value).isoformat()
        except UnreadableText:
            return "no-such-day", {"value": value}
        return "date-written", {"value": value, "write": write}
    try:
        return "date-written", {"value": value, "write": read_date(value).isoformat()}
    except UnreadableText:
        return None


def plain(number: float) -> str:
    """A number as YAML and formulas have it."""
    return f"{number:.15g}"
