"""Texts whose parts look differently: runs with a font of their own, and aids to reading.

ECMA-376 part 1, 18.4.4 (``r``), 18.4.6 (``rPh``). What a cell holds is the text alone; what a
person reads of it follows from how its parts are drawn.
"""

from __future__ import annotations

from typing import NamedTuple

from iku_workbook.workbook.reading.fonts import Font


class Part(NamedTuple):
    """A part of a text, with its font, None for that of the cell; ``is_aid``: it is none of the
    text but drawn above it, as an aid to reading.
    """

    text: str
    font: Font | None
    is_aid: bool = False


class RichText(str):
    """A text, and the parts in which it is drawn."""

    __slots__ = ("parts",)
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, parts: tuple[Part, ...], text: str | None = None) -> RichText:
        """The text that these parts come to, unless it is given."""
        own = "".join(part.text for part in parts if not part.is_aid)
        rich = cls(own if text is None else text)
        rich.parts = parts
        return rich
