"""Makes text from a workbook safe to show: nothing in it can act on a terminal, page or cell.

What a stranger typed may hold escape sequences that move a terminal's cursor, marks that turn the
reading direction, or line breaks that forge another line of the report.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from iku_workbook.unseen import is_unseen

if TYPE_CHECKING:
    import json

SHOWN_AT_MOST = 300
"""Characters of a sentence that people read; the data formats hold it whole."""

_PICTURES = 0x2400  # the block of symbols for the control characters, in their order
_DELETE, _DELETE_PICTURE, _UNKNOWN = 0x7F, "\u2421", "\ufffd"
# What XML cannot hold or changes on the way; line breaks stay.
_NOT_XML = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What json leaves as it is and a terminal or a text editor may obey, or cannot write.
_ACTS = re.compile("[\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_SHAPELESS = "\u115f\u1160\u3164\uffa0"  # letters of Hangul that stand for none
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})
_EXACT = 1e15  # whole numbers below are what their figures say
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}


def visible(text: str) -> str:
    """``text`` with a symbol for each character that acts instead of being seen."""
    return text if text.isascii() and text.isprintable() else "".join(map(_symbol, text))


def short(text: str) -> str:
    """``text`` made visible, and cut where nobody reads on."""
    cut = text if len(text) <= SHOWN_AT_MOST else text[: SHOWN_AT_MOST - 1] + "…"
    return visible(cut)


def is_readable(text: str) -> bool:
    """Whether a person sees a letter or a figure in it."""
    return any(each.isalnum() and each not in _SHAPELESS for each in text)


def printable(text: str) -> str:
    """``text`` with a picture for each character that XML cannot hold."""
    return _NOT_XML.sub(lambda found: _picture(ord(found[0])), text)


def data(value: object) -> object:
    """A value as JSON holds it: dates as ISO text, whole numbers as integers, NaN as null."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, float):
        if -_EXACT < value < _EXACT:
            return int(value) if value.is_integer() else value
        if not math.isfinite(value):
            return None
        from iku_workbook.numbers import whole_number

        return whole_number(value) if value.is_integer() else value
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def text(value: object) -> str | None:
    """An expected or found value as text that scripts can compare; None for no value."""
    plain = data(value)
    return None if plain is None else str(plain)


def json_text(document: object, indent: int | None = None) -> str:
    """A document as JSON; what acts instead of being seen stands in it as its number alone."""
    written = _encoder(indent).encode(document)
    if written.isascii() and "\x7f" not in written:  # as most: not worth a search
        return written
    return _ACTS.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


@cache
def _encoder(indent: int | None) -> json.JSONEncoder:
    """One for all: thousands of units are told each for itself."""
    from json import JSONEncoder

    return JSONEncoder(ensure_ascii=False, indent=indent, allow_nan=False)


@cache
def _symbol(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(_PICTURES + code)
    if code == _DELETE:
        return _DELETE_PICTURE
    category = unicodedata.category(character)
    # A mark on the letter before it (Mn) is part of what is seen: the colour of an emoji.
    if category in _UNSEEN or (is_unseen(character) and category != "Mn"):
        return f"⟨U+{code:04X}⟩"
    return character


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(_PICTURES + code)
    return _DELETE_PICTURE if code == _DELETE else _UNKNOWN
