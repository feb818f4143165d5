"""Resolves the colours of a workbook: written as RGB, as a number of a palette, or of the theme.

ECMA-376 part 1, 18.8.3 (``color``), 18.8.27 (the palette of 64), 20.1.6.2 (the theme's colours).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from iku_workbook.workbook.reading.markup import decimal, parse_any, remembered, whole
from iku_workbook.workbook.reading.package import Package

BLACK, WHITE = "000000", "FFFFFF"

# In the order in which a colour numbers them, which is not that of the theme part.
_OF_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
_OFFICE = "FFFFFF 000000 E7E6E6 44546A 5B9BD5 ED7D31 A5A5A5 FFC000 4472C4 70AD47 0563C1 954F72"
OFFICE_THEME = tuple(_OFFICE.split())
"""The theme of a workbook without one."""

_PALETTE = (
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF "
    * 2
    + "800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 "
    "FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF "
    "CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 "
    "969696 003366 339966 003300 333300 993300 993366 333399 333333"
)
PALETTE = tuple(_PALETTE.split())
"""The 64 colours of a workbook that has no palette of its own."""

_RGB = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})").fullmatch
_SYSTEM_INK, _SYSTEM_PAPER = 64, 65


class Attributes(Protocol):
    """The attributes of an element: the element itself, or a mapping."""

    def get(self, name: str, /) -> str | None:
        """An attribute's text, None where there is none."""


class Colours(NamedTuple):
    """The colours that a workbook's styles refer to by number."""

    theme: tuple[str, ...] = OFFICE_THEME
    palette: tuple[str, ...] = PALETTE

    def of(self, element: Attributes | None) -> str | None:
        """The colour as ``RRGGBB``; None where there is none or the program chooses."""
        if element is None:
            return None
        own = rgb(element.get("rgb"))
        if own:
            return _tinted(own, element.get("tint"))
        theme = _pick(self.theme, element.get("theme"))
        if theme:
            return _tinted(theme, element.get("tint"))
        palette = (*self.palette[:_SYSTEM_INK], *PALETTE[len(self.palette) :], BLACK, WHITE)
        return _pick(palette, element.get("indexed"))


def theme_colours(package: Package, part: str) -> tuple[str, ...]:
    """The twelve colours of a theme part, those of the Office theme where it lacks one."""
    return _theme(part, package.read(part), package.tree)


@remembered
def _theme(part: str, data: bytes, limit: int) -> tuple[str, ...]:
    root = parse_any(part, data, limit)
    found = list(OFFICE_THEME)
    for scheme in root.iter("{*}clrScheme"):
        for number, name in enumerate(_OF_THEME):
            for colour in scheme.iterfind(f"{{*}}{name}/*"):
                found[number] = rgb(colour.get("lastClr") or colour.get("val")) or found[number]
        break
    return tuple(found)


def rgb(text: str | None) -> str | None:
    """``RRGGBB`` of a colour written so, or with its opacity before it; None for anything else."""
    found = _RGB(text or "")
    return found[1].upper() if found else None


def mixed(colours: Sequence[str]) -> str | None:
    """The colour between several ``RRGGBB``; None where there are none."""
    if not colours:
        return None
    parts = zip(*map(bytes.fromhex, colours), strict=True)
    return bytes(round(sum(each) / len(colours)) for each in parts).hex().upper()


def contrast(one: str, other: str) -> float:
    """The contrast of two colours ``RRGGBB``, 1 for none to 21 (WCAG 2.1, 1.4.3)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = [value / 255 for value in bytes.fromhex(colour)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _pick(colours: tuple[str, ...], number: str | None) -> str | None:
    at = whole(number)
    return colours[at] if at is not None and at < len(colours) else None


def _tinted(colour: str, tint: str | None) -> str:
    """Lighter by a tint above 0, darker by one below: towards white or black by that share."""
    share = min(1.0, decimal((tint or "").lstrip("-"), 0.0))
    goal = 0 if (tint or "").startswith("-") else 255
    mixed = (round(value + (goal - value) * share) for value in bytes.fromhex(colour))
    return bytes(mixed).hex().upper()
