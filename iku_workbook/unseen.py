"""Tells the characters that nobody sees: what looks blank is blank.

Chat programs, web pages and phones paste marks along that have no width (joiners, directions, byte
order marks, soft hyphens) and letters that are drawn as a blank. Unicode calls nearly all of them
Default_Ignorable_Code_Point (UCD, DerivedCoreProperties.txt), which Python's tables hold but for
its part Other_Default_Ignorable_Code_Point (PropList.txt): that part is written out here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Other_Default_Ignorable_Code_Point that is no filler; what is unassigned in it included.
_IGNORABLE = (
    (0x034F, 0x034F),
    (0x17B4, 0x17B5),
    (0x2065, 0x2065),
    (0xFFF0, 0xFFF8),
    (0xE0000, 0xE0FFF),
)
# Format characters that are seen nevertheless: signs that embrace digits
# (Prepended_Concatenation_Mark), the joiners of hieroglyphs, annotations.
_SEEN = (
    (0x0600, 0x0605),
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x0890, 0x0891),
    (0x08E2, 0x08E2),
    (0xFFF9, 0xFFFB),
    (0x110BD, 0x110CD),
    (0x13430, 0x1345F),
)
# The names of letters and signs that are drawn as a blank as wide as any other.
_BLANK = ("HANGUL FILLER", "SEONG FILLER", "PATTERN BLANK", "NULL NOTEHEAD")


def unmarked(text: str) -> str:
    """``text`` without what nobody sees in it; a letter that is drawn as a blank is a space."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def seen(text: str) -> str:
    """The same in one line, with single spaces between its words and none around them."""
    return " ".join(unmarked(text).split())


def is_blank(value: object) -> bool:
    """Whether a cell's value is nothing to be seen: none, spaces, or marks without a width."""
    if not isinstance(value, str):
        return value is None
    return not ("!" <= value[:1] <= "~" or seen(value))  # most begin with what everybody sees


def marks(text: str) -> str:
    """The marks in ``text`` that nobody sees and that are no spaces, by number: ``U+200B``."""
    if text.isascii() and text.isprintable():
        return ""
    return ", ".join(f"U+{ord(each):04X}" for each in dict.fromkeys(text) if is_unseen(each))


def is_unseen(character: str) -> bool:
    """Whether a character that is no white space shows nothing where it stands."""
    return not character.isspace() and _shown(character) in {"", " "}


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    category, code = unicodedata.category(character), ord(character)
    name = unicodedata.name(character, "")
    if character.isspace():
        return character
    if name.endswith(_BLANK):
        return " "
    ignorable = category == "Cc" or "VARIATION SELECTOR" in name or _within(code, _IGNORABLE)
    if ignorable or (category == "Cf" and not _within(code, _SEEN)):
        return ""
    return character


def _within(code: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first <= code <= last for first, last in ranges)
