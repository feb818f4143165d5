"""Reads of a workbook's styles which cells are locked, and how their content is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from lxml import etree

from iku_workbook.workbook.reading.budget import Unreadable
from iku_workbook.workbook.reading.colours import (
    BLACK,
    OFFICE_THEME,
    PALETTE,
    Colours,
    mixed,
    rgb,
    theme_colours,
)
from iku_workbook.workbook.reading.fonts import Font, font_of
from iku_workbook.workbook.reading.markup import is_true, parse, remembered, whole
from iku_workbook.workbook.reading.package import Package

T = TypeVar("T")

# ECMA-376 part 1, 18.8.30: built-in formats that show a date or a time, in every language.
_PERCENTAGES = frozenset({"9", "10"})
_DATES = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
GENERAL = "General"
# Of those that are no dates; a currency's sign depends on the language and says nothing.
_BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "1": "0",
        "2": "0.00",
        "3": "#,##0",
        "4": "#,##0.00",
        **{str(number): "#,##0_);(#,##0)" for number in (5, 6, 37, 38, 41, 42)},
        **{str(number): "#,##0.00_);(#,##0.00)" for number in (7, 8, 39, 40, 43, 44)},
        "9": "0%",
        "10": "0.00%",
        "11": "0.00E+00",
        "12": "# ?/?",
        "13": "# ??/??",
        "48": "##0.0E+0",
        "49": "@",
        **dict.fromkeys(_DATES, "dd/mm/yyyy"),
    }
)
# Excel's own limit is 65,490.
_MOST_STYLES = 65_536
_MOST_CONDITIONAL = 4_096  # no person makes as many
# Excel allows 255 characters in a format; a longer one says nothing about dates.
_LONGEST_FORMAT = 1_000
_ELAPSED = re.compile("[hH]+|[mM]+|[sS]+").fullmatch


class Look(NamedTuple):
    """What a cell's content is shown as.

    number_format  the code of the number format, built-in ones as Excel shows them
    ink, paper     the colours of font and background, ``RRGGBB``; None where the program chooses
    size           of the font, in points; 0 for a font of symbols, which shows no digits
    repeated       whether the content is repeated as often as it fits: 1 as 111
    struck         whether a line is drawn through it
    """

    number_format: str = GENERAL
    ink: str | None = None
    paper: str | None = None
    size: float = 11.0
    repeated: bool = False
    struck: bool = False


class Style(NamedTuple):
    """Whether a style locks its cells, whether it shows dates or percentages, how it looks, and
    whether what stands in its cells was typed behind an apostrophe, which keeps it a text.
    """

    locked: bool
    is_date: bool
    is_percent: bool = False
    look: Look = Look()
    is_quoted: bool = False


class ConditionalLook(NamedTuple):
    """What a conditional format lays over a cell's own look; None for what it leaves."""

    number_format: str | None
    ink: str | None
    paper: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Styles:
    """A workbook's styles.

    cells        by the text of the number that a cell gives as its ``s``
    conditional  by the number that a conditional format gives as its ``dxfId``
    colours      to which texts refer, too
    mark         by which what was read with these styles is known again
    """

    cells: Mapping[str, Style]
    conditional: tuple[ConditionalLook, ...]
    colours: Colours
    mark: object = field(default_factory=object)


PLAIN = Style(True, False)
NO_STYLES = Styles(MappingProxyType({"0": PLAIN}), (), Colours())


def styles(package: Package, part: str, theme: str | None = None) -> Styles:
    """The styles, their colours taken from the part of the ``theme`` where they refer to it.

    The ``protection`` of the cell's own format counts and its absence means locked; the flag
    ``applyProtection`` only says whether a later change of the named style would replace it.
    Unreadable FILE-019 for more styles than Excel can hold.
    """
    colours = theme_colours(package, theme) if theme and theme in package else OFFICE_THEME
    return _styles(part, package.read(part), package.tree, colours)


@remembered
def _styles(part: str, data: bytes, limit: int, theme: tuple[str, ...]) -> Styles:
    root, namespace = parse(part, data, "styleSheet", limit)
    main = f"{{{namespace}}}"
    formats = {
        element.get("numFmtId", ""): element.get("formatCode", "")
        for element in root.iterfind(f"{main}numFmts/{main}numFmt")
    }
    blocks = list(root.iterchildren(main + "cellXfs"))
    if sum(map(len, blocks)) > _MOST_STYLES:
        raise Unreadable("FILE-019", {"part": part})
    looks = _Looks(root, main, formats, theme)
    found = {
        str(number): Style(
            _locked(xf, main), *_shows(xf, formats), looks.of(xf), is_true(xf.get("quotePrefix"))
        )
        for block in blocks
        for number, xf in enumerate(block.iterchildren(main + "xf"))
    }
    conditional = islice(root.iterfind(f"{main}dxfs/{main}dxf"), _MOST_CONDITIONAL)
    return Styles(
        MappingProxyType(found or {"0": PLAIN}),
        tuple(map(looks.conditional, conditional)),
        looks.colours,
    )


class _Looks:
    """The fonts, fills and number formats of a part, which its styles refer to by number."""

    def __init__(
        self, root: etree._Element, main: str, formats: Mapping[str, str], theme: tuple[str, ...]
    ) -> None:
        own = (
            rgb(each.get("rgb")) or BLACK
            for each in root.iterfind(f"{main}colors/{main}indexedColors/*")
        )
        self.colours = Colours(theme, tuple(own) or PALETTE)
        self._main, self._formats = main, formats
        self._fonts = [
            font_of({etree.QName(each).localname: each for each in font}, self.colours)
            for font in root.iterfind(f"{main}fonts/{main}font")
        ]
        self._fills = [self._paper(fill) for fill in root.iterfind(f"{main}fills/{main}fill")]

    def of(self, xf: etree._Element) -> Look:
        """The look of a cell's style."""
        font = _numbered(self._fonts, xf.get("fontId", "0"), Font())
        paper = _numbered(self._fills, xf.get("fillId", "0"), None)
        number = xf.get("numFmtId", "0")
        shown = self._formats.get(number) or _BUILT_IN.get(number, GENERAL)
        placed = xf.find(self._main + "alignment")
        repeated = placed is not None and placed.get("horizontal") == "fill"
        return _look(shown, font.ink, paper, font.size, repeated, font.struck)

    def conditional(self, dxf: etree._Element) -> ConditionalLook:
        """What a conditional format changes."""
        number = dxf.find(self._main + "numFmt")
        fill = dxf.find(f"{self._main}fill/{self._main}patternFill")
        if fill is None:
            paper = next(map(self._paper, dxf.iterfind(self._main + "fill")), None)
        else:
            # The other way round than in a cell's fill, where nothing but a colour is given.
            paper = self.colours.of(fill.find(self._main + "bgColor"))
            paper = paper or self.colours.of(fill.find(self._main + "fgColor"))
        return ConditionalLook(
            None if number is None else number.get("formatCode", GENERAL),
            self._ink(dxf.find(self._main + "font")),
            paper,
        )

    def _ink(self, font: etree._Element | None) -> str | None:
        return None if font is None else self.colours.of(font.find(self._main + "color"))

    def _paper(self, fill: etree._Element) -> str | None:
        """The colour of a background that has one, of several that run into each other what lies
        between them; patterns are mixed of two, and stay apart.
        """
        stops = fill.iterfind(f"{self._main}gradientFill/{self._main}stop/{self._main}color")
        between = mixed([colour for colour in map(self.colours.of, stops) if colour])
        if between is not None:
            return between
        pattern = fill.find(self._main + "patternFill")
        if pattern is None or pattern.get("patternType", "none") != "solid":
            return None
        return self.colours.of(pattern.find(self._main + "fgColor"))


# Looks that are alike are one, so that comparing them costs nothing.
_look = lru_cache(maxsize=1024)(Look)


def _numbered(found: Sequence[T], number: str, default: T) -> T:
    at = whole(number)
    return default if at is None or at >= len(found) else found[at]


def _locked(xf: etree._Element, main: str) -> bool:
    return all(
        is_true(protection.get("locked", "1"))
        for protection in xf.iterchildren(main + "protection")
    )


def _shows(xf: etree._Element, formats: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether a style's number format shows a date, and whether it shows a percentage."""
    number_format = xf.get("numFmtId", "0")
    if number_format in formats:
        code = formats[number_format]
        return is_date_format(code), is_percent_format(code)
    return number_format in _DATES, number_format in _PERCENTAGES


@lru_cache(maxsize=512)
def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or a time: its first section holds a d, m, y, h or s.

    Quoted and escaped characters, colours, conditions and languages in brackets do not count;
    elapsed time such as ``[h]`` does.
    """
    return any(
        _ELAPSED(part[1:]) if part.startswith("[") else part in "dmyhsDMYHS"
        for part in _first_section(code)
    )


@lru_cache(maxsize=512)
def is_percent_format(code: str) -> bool:
    """Whether a number format shows a hundred times the number: its first section holds a %."""
    return "%" in _first_section(code)


def _first_section(code: str) -> Iterator[str]:
    """What counts in a number format: its characters up to the first semicolon, neither quoted nor
    escaped, and what stands in brackets, behind the bracket that opens it.
    """
    characters = iter(code if len(code) <= _LONGEST_FORMAT else "")
    for character in characters:
        if character == ";":
            return
        if character == '"':
            _until('"', characters)
        elif character in "\\_*":
            next(characters, "")
        elif character == "[":
            yield "[" + _until("]", characters)
        else:
            yield character


def _until(stop: str, characters: Iterator[str]) -> str:
    taken = ""
    for character in characters:
        if character == stop:
            break
        taken += character
    return taken
