"""Findings and values as JSON and back: nothing is lost on the way, and nothing is executed.

JSON has no dates and no error values; each stands as an object with one key that says what it is.
"""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import lru_cache
from itertools import chain
from typing import Any, Generic, TypeVar

from pydantic_core import from_json

from iku_workbook.codes import CODES, OLD_FORM, Family
from iku_workbook.findings import Finding, Severity
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.inputs import Values
from iku_workbook.messages import Phrase
from iku_workbook.registry.packed import Pack, Shelf
from iku_workbook.returns import Parts

UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What reading raises where a text is none of those that are written here."""

_DATE, _TIME, _NUMBER, _ERROR, _PHRASE = "$date", "$time", "$number", "$error", "$phrase"
_OF_TEXT: Mapping[str, Callable[[str], object]] = {
    _DATE: datetime.date.fromisoformat,
    _TIME: datetime.datetime.fromisoformat,
    _NUMBER: float,
    _ERROR: ExcelError,
}

_AT_ONCE = 4096  # texts of which it is known what they say: of a few hundred units' year
_Said = TypeVar("_Said")

_SCALARS = frozenset(
    {str, float, int, bool, type(None), datetime.date, datetime.datetime, ExcelError}
)
"""What a field holds, as decoding makes it: thousands of values are held against it at a time."""


_AS_IT_STANDS = frozenset({str, int, bool, type(None)})
_IN_JSON = frozenset({str, float, int, bool, type(None)})


def encode(value: object) -> str:
    """``value`` as JSON: texts, numbers, dates, error values, and lists and mappings of them."""
    return _ENCODER.encode(_plain(value))


def decode(text: str) -> object:
    """The inverse of :func:`encode`."""
    return (_DECODER if '"$' in text else _PLAIN_DECODER).decode(text)


def findings_as_text(findings: tuple[Finding, ...]) -> str:
    """Findings, without the file that they are about."""
    return encode(
        [
            {
                "code": each.code,
                "severity": str(each.severity),
                "sheet": each.sheet,
                "cell": each.cell,
                "field": each.field,
                "expected": each.expected,
                "found": each.found,
                "data": dict(each.data),
            }
            for each in findings
        ]
    )


def findings_of(text: str, file: str) -> tuple[Finding, ...]:
    """The findings that :func:`findings_as_text` wrote, about ``file``; else one of UNREADABLE."""
    return tuple(Finding(code, file, *said) for code, *said in _findings_of(text))


@lru_cache(_AT_ONCE)
def _findings_of(text: str) -> list[tuple[Any, ...]]:
    """The same without the file: of thousands of returns many have the same ones, or none."""
    read = decode(text)
    if not isinstance(read, list):
        raise TypeError(text)
    return [_finding(**each) for each in read]


def is_on_old_form(findings: Iterable[Finding]) -> bool:
    """Whether a return was on an old form: records hold no more of it than these two codes."""
    return any(each.code in OLD_FORM for each in findings)


class Recorded(Mapping[str, _Said], Generic[_Said]):
    """What was recorded under names, as text until it is read, packed with others on a ``shelf``
    where there is one: so a whole country's fits in memory, in a fiftieth of the room. One of
    UNREADABLE where ``read`` can make nothing of it.
    """

    __slots__ = ("_place", "_read", "_text")

    def __init__(
        self, text: str, read: Callable[[str], Mapping[str, _Said]], shelf: Shelf | None = None
    ) -> None:
        read(text)
        self._read = read
        self._text: str | Pack = text
        self._place = 0
        if shelf is not None and type(text) is str:
            self._text, self._place = shelf.put(text)

    def read(self) -> Mapping[str, _Said]:
        """All of it, decoded."""
        text = self._text
        return self._read(text.text(self._place) if isinstance(text, Pack) else text)

    def __getitem__(self, name: str) -> _Said:
        return self.read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.read())

    def __len__(self) -> int:
        return len(self.read())

    def __repr__(self) -> str:
        return repr(self.read())


@lru_cache(_AT_ONCE)
def values_of(text: str) -> Values:
    """The values of a return, as they were encoded; else one of UNREADABLE."""
    quickly = _quickly(text)
    if quickly is not None and _take(quickly, with_rows=True):
        return quickly
    read = decode(text)
    if not isinstance(read, dict) or not all(map(_is_value, read.values())):
        raise TypeError(text)
    return read


def _quickly(text: str) -> dict[str, Any] | None:
    """An object of JSON by the reader of pydantic, which takes two thirds of the time, and makes
    the same of it; None for what is none, and for what only the standard library reads.
    """
    try:
        read = from_json(text)
    except ValueError:
        return None
    return read if type(read) is dict else None


def _take(read: dict[str, Any], *, with_rows: bool = False) -> bool:
    """Put dates and their like in the place of the objects that stand for them, where all that is
    read is values, or, ``with_rows``, lists of rows of them; False where :func:`decode` has to say
    what it is. So a decoder need not ask of every object by itself.
    """
    if len(read) == 1 and "$" in next(iter(read)):
        return False  # it may itself stand for something
    for name, value in read.items():
        kind = type(value)
        if kind in _IN_JSON:
            continue
        if kind is dict and len(value) == 1:
            ((mark, said),) = value.items()
            if mark in _OF_TEXT and type(said) is str:
                read[name] = _OF_TEXT[mark](said)
                continue
        elif with_rows and kind is list and all(type(row) is dict and _take(row) for row in value):
            continue
        return False
    return True


def parts_as_text(indicators: Mapping[str, Parts]) -> str:
    """A unit's numerators and denominators as JSON text."""
    return encode(
        {code: [each.numerator, each.denominator, each.value] for code, each in indicators.items()}
    )


@lru_cache(_AT_ONCE)
def parts_of(text: str) -> dict[str, Parts]:
    """The inverse of :func:`parts_as_text`; else one of UNREADABLE."""
    read: object = _quickly(text) if '"$' not in text else None
    if read is None:
        read = decode(text)
    if not isinstance(read, dict) or not all(map(_is_number, chain(*read.values()))):
        raise TypeError(text)
    return {code: Parts(*parts) for code, parts in read.items()}


def _is_value(value: object) -> bool:
    """Whether it is a field's, or a register's rows."""
    if isinstance(value, list):
        return all(
            isinstance(row, dict) and _SCALARS.issuperset(map(type, row.values())) for row in value
        )
    return type(value) in _SCALARS


def _is_number(value: object) -> bool:
    return value is None or isinstance(value, float | int)


def _finding(
    code: str,
    severity: str,
    sheet: str | None,
    cell: str | None,
    field: str | None,
    expected: object,
    found: object,
    data: dict[str, object],
) -> tuple[Any, ...]:
    """What :class:`Finding` says after its file, with the code before; its severity is what was
    recorded, also where the code has another today.
    """
    Family(code.partition("-")[0])
    several = {name: tuple(each) for name, each in data.items() if isinstance(each, list)}
    known = CODES.get(code)
    own = None if known is not None and known.severity == severity else Severity(severity)
    return code, sheet, cell, field, expected, found, {**data, **several}, None, own


def _plain(value: object) -> object:
    if type(value) in _AS_IT_STANDS or (type(value) is float and math.isfinite(value)):
        return value
    if type(value) is dict:  # as nearly all: most of what is in one stands as it is
        return {
            str(name): each if type(each) in _AS_IT_STANDS else _plain(each)
            for name, each in value.items()
        }
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if isinstance(value, ExcelError):
        return {_ERROR: value.value}
    if isinstance(value, Phrase):
        return {_PHRASE: [value.key, _plain(value.data)]}
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, datetime.datetime):
        return {_TIME: value.isoformat()}
    if isinstance(value, datetime.date):
        return {_DATE: value.isoformat()}
    if isinstance(value, float) and not math.isfinite(value):
        return {_NUMBER: str(value)}
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


def _typed(read: dict[str, object]) -> object:
    if len(read) == 1:
        ((name, value),) = read.items()
        if name in _OF_TEXT:
            return _OF_TEXT[name](str(value))
        if name == _PHRASE and isinstance(value, list):
            return Phrase(*value)
    return read


# One for all, for thousands are decoded at a time; most texts have nothing that JSON lacks.
_ENCODER = json.JSONEncoder(ensure_ascii=True, allow_nan=False)
_DECODER, _PLAIN_DECODER = json.JSONDecoder(object_hook=_typed), json.JSONDecoder()
