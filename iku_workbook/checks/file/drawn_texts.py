"""Tells what a person reads of a cell whose text is drawn in several ways, and what is struck out.

Of a part in the colour of its background, or too small, nothing is read; a figure raised or lowered
beside another is no digit of it (10² is read as 102); an aid to reading that holds figures stands
above the text. What is struck out is read, and nobody knows whether it still holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from iku_workbook.unseen import is_blank, seen
from iku_workbook.workbook.reading.colours import BLACK, WHITE, contrast
from iku_workbook.workbook.reading.fonts import Font
from iku_workbook.workbook.reading.rich_texts import Part, RichText
from iku_workbook.workbook.reading.styles import Look

_VISIBLE = 1.25  # contrast below which nobody sees that something is written
_READABLE = 4.0  # points
_PARTS = 500  # of a text that are looked at: it is then drawn otherwise, for all that is known
_DIGIT = re.compile(r"\d").search
_SCRIPTS = {
    "superscript": str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"),
    "subscript": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}


@lru_cache(maxsize=1024)
def is_readable(ink: str | None, paper: str | None, size: float) -> bool:
    """Whether something in this colour and size can be read on this background."""
    return size >= _READABLE and contrast(ink or BLACK, paper or WHITE) >= _VISIBLE


def is_plain(value: object, look: Look) -> bool:
    """Whether what stands in a cell is no text of several parts, or one that is read as it is."""
    if type(value) is not RichText:
        return True
    return len(value.parts) <= _PARTS and _reads_plainly(value.parts, look)


# The same labels come back a thousand times.
@lru_cache(maxsize=1024)
def _reads_plainly(parts: tuple[Part, ...], look: Look) -> bool:
    text = RichText.of(parts)
    return not is_struck(text, look) and seen(as_drawn(text, look)) == seen(text)


def as_drawn(text: RichText, look: Look) -> str:
    """What a person reads of a text in a cell of this look."""
    drawn = [(part, part.font or _font_of(look)) for part in text.parts[:_PARTS]]
    drawn = [(part, font) for part, font in drawn if is_readable(font.ink, look.paper, font.size)]
    own = [(part.text, font.script) for part, font in drawn if not part.is_aid]
    aids = [part.text.strip() for part, _ in drawn if part.is_aid and _DIGIT(part.text)]
    return _scripts(own) + "".join(f" ({each})" for each in aids)


def _scripts(parts: Sequence[tuple[str, str]]) -> str:
    """Texts put together, those that are raised or lowered beside a digit in such digits."""
    said = ""
    for (text, script), (after, _) in pairwise((*parts, ("", ""))):
        beside = said[-1:].isdigit() or after[:1].isdigit()
        said += text.translate(_SCRIPTS[script]) if script and beside else text
    return said


def drawn_otherwise(text: RichText, look: Look) -> str | None:
    """What a person reads instead of the text; None where that is the text, or nothing at all."""
    drawn = as_drawn(text, look)
    return None if is_blank(drawn) or seen(drawn) == seen(text) else drawn


def is_struck(value: object, look: Look) -> bool:
    """Whether a line is drawn through a cell's content, or through a part of it."""
    if not isinstance(value, RichText):
        return look.struck
    return any(
        (part.font or _font_of(look)).struck and not is_blank(part.text) for part in value.parts
    )


def _font_of(look: Look) -> Font:
    return Font(look.ink, look.size, look.struck)
