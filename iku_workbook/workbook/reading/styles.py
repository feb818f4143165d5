"""Reads of a workbook's styles which cells are locked, and which show a date or a percentage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from iku_workbook.workbook.reading.budget import Unreadable
from iku_workbook.workbook.reading.markup import is_true, parse, remembered
from iku_workbook.workbook.reading.package import Package

# ECMA-376 part 1, 18.8.30: built-in formats that show a date or a time, in every language.
_PERCENTAGES = frozenset({"9", "10"})
_DATES = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
# Excel's own limit is 65,490.
_MOST_STYLES = 65_536
# Excel allows 255 characters in a format; a longer one says nothing about dates.
_LONGEST_FORMAT = 1_000
_ELAPSED = re.compile("[hH]+|[mM]+|[sS]+").fullmatch


class Style(NamedTuple):
    """Whether a style locks its cells, whether it shows dates or percentages, and whether what
    stands in them was typed behind an apostrophe, which keeps it a text.
    """

    locked: bool
    is_date: bool
    is_percent: bool = False
    is_quoted: bool = False


PLAIN = Style(True, False)


def styles(package: Package, part: str) -> Mapping[str, Style]:
    """The styles by the text of the number that a cell gives as its ``s``.

    The ``protection`` of the cell's own format counts and its absence means locked; the flag
    ``applyProtection`` only says whether a later change of the named style would replace it.
    Unreadable FILE-019 for more styles than Excel can hold.
    """
    return _styles(part, package.read(part), package.tree)


@remembered
def _styles(part: str, data: bytes, limit: int) -> Mapping[str, Style]:
    root, namespace = parse(part, data, "styleSheet", limit)
    main = f"{{{namespace}}}"
    formats = {
        element.get("numFmtId", ""): element.get("formatCode", "")
        for block in root.iterchildren(main + "numFmts")
        for element in block.iterchildren(main + "numFmt")
    }
    blocks = list(root.iterchildren(main + "cellXfs"))
    if sum(map(len, blocks)) > _MOST_STYLES:
        raise Unreadable("FILE-019", {"part": part})
    found = {
        str(number): Style(
            _locked(xf, main),
            *_shows(xf.get("numFmtId", "0"), formats),
            is_true(xf.get("quotePrefix")),
        )
        for block in blocks
        for number, xf in enumerate(block.iterchildren(main + "xf"))
    }
    return MappingProxyType(found or {"0": PLAIN})


def _locked(xf: etree._Element, main: str) -> bool:
    return all(
        is_true(protection.get("locked", "1"))
        for protection in xf.iterchildren(main + "protection")
    )


def _shows(number_format: str, formats: dict[str, str]) -> tuple[bool, bool]:
    """Whether a number format shows a date, and whether it shows a percentage."""
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
