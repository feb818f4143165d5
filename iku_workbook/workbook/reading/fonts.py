"""Tells how a font draws characters: that of a cell's style, and that of a part of a text.

ECMA-376 part 1, 18.8.22 (``font``), 18.4.7 (``rPr``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from iku_workbook.workbook.reading.colours import Attributes, Colours
from iku_workbook.workbook.reading.markup import decimal, is_true

_SYMBOLS = re.compile(r"wingdings|webdings|symbol$|marlett|zapf dingbats", re.IGNORECASE).match


class Font(NamedTuple):
    """How characters are drawn.

    ink     the colour, ``RRGGBB``; None where the program chooses
    size    in points; 0 for a font of symbols, which shows no digits
    struck  whether a line is drawn through them
    script  ``superscript`` or ``subscript`` where they are raised or lowered, else empty
    """

    ink: str | None = None
    size: float = 11.0
    struck: bool = False
    script: str = ""


def font_of(said: Mapping[str, Attributes], colours: Colours) -> Font:
    """The font of which ``said`` has the elements by their names."""
    face = _val(said, "name") or _val(said, "rFont") or ""
    script = _val(said, "vertAlign") or ""
    return Font(
        ink=colours.of(said.get("color")),
        size=0.0 if _SYMBOLS(face) else decimal(_val(said, "sz"), 11.0),
        struck="strike" in said and is_true(_val(said, "strike") or "1"),
        script=script if script in {"superscript", "subscript"} else "",
    )


def _val(said: Mapping[str, Attributes], name: str) -> str | None:
    return said[name].get("val") if name in said else None
