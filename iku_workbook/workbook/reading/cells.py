"""A cell, and how the text of its value is understood by its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from iku_workbook.formula.error_values import ExcelError
from iku_workbook.workbook.reading.budget import Meter
from iku_workbook.workbook.reading.cell_values import error, iso_serial, logical, number
from iku_workbook.workbook.reading.rich_texts import Part
from iku_workbook.workbook.reading.styles import PLAIN, Look, Style, Styles
from iku_workbook.workbook.reading.texts import decoded

Key = tuple[int, int]
Value = float | str | bool | ExcelError | None
Drawn = str | tuple[str, tuple[Part, ...]]


class Cell(NamedTuple):
    """A cell's value; ``formula`` without its ``=``, shared ones written out.

    ``is_quoted``: it was typed behind an apostrophe, which makes a text of anything.
    """

    value: Value
    formula: str | None
    locked: bool
    is_date: bool
    is_percent: bool = False
    look: Look = PLAIN.look
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """What all sheets refer to: shared texts, styles, the date system, and the budget's meter;
    ``drawn`` are the texts again, with their parts where they are drawn in several; ``has_rich``:
    whether any is.
    """

    strings: Mapping[str, str]
    drawn: Mapping[str, Drawn]
    has_rich: bool
    styles: Styles
    date1904: bool
    meter: Meter


# Half the price of Cell(...), in the innermost line of every validation.
_new = tuple.__new__
# Types whose text stands in the cell itself: without one, it is the empty text.
_OWN_TEXT = frozenset({"str", "inlineStr"})


def cell_of(value: Value, formula: str | None, kind: str, style: Style) -> Cell:
    """The cell of a style in which these stand."""
    locked, is_date, is_percent, look, is_quoted = style
    fields = value, formula, locked, is_date or kind == "d", is_percent, look, is_quoted
    return _new(Cell, fields)


@lru_cache(maxsize=1024)
def blank_cell(style: Style) -> Cell:
    """A cell in which nothing stands: half of those of a form."""
    return cell_of(None, None, "n", style)


def value_of(kind: str, text: str, strings: Mapping[str, str], *, date1904: bool) -> Value:
    """The value of a cell, by its type (ECMA-376 part 1, 18.18.11); ValueError or KeyError."""
    if not text:
        return "" if kind in _OWN_TEXT else None
    if kind == "n":
        return number(text)
    if kind == "s":
        return strings[text]
    if kind == "inlineStr":
        return text
    if kind == "str":
        return decoded(text)
    if kind == "b":
        return logical(text)
    if kind == "e":
        return error(text)
    if kind == "d":
        return iso_serial(text, date1904)
    raise ValueError(kind)
