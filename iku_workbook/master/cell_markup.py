"""The markup of a cell as it stands in a worksheet's XML: what XlsxWriter writes, in one step.

A master has millions of cells, of which XlsxWriter asks one by one what each is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from iku_workbook.formula.values import Value

_SAID_OFTEN = 1 << 14  # texts whose markup is kept: names of units, of states and of periods
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read it as one character
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


class Cell(NamedTuple):
    """What a cell shows; ``live`` where a formula computes it; and its markup."""

    value: Value
    live: bool
    markup: str


def blank(place: str, style: int) -> Cell:
    """An empty cell; ``style`` is the number of its format."""
    return Cell(None, False, f'<c r="{place}" s="{style}"/>')


def number(place: str, style: int, value: float) -> Cell:
    """A number, with the digits that a program keeps."""
    return Cell(value, False, f'<c r="{place}" s="{style}"><v>{value:.16G}</v></c>')


def text(place: str, style: int, value: str) -> Cell:
    """A text that a cell can hold (``cell_text``)."""
    return Cell(value, False, f'<c r="{place}" s="{style}"{_inline(value)}')


def formula(place: str, style: int, formula: str, value: Value) -> Cell:
    """A formula without its ``=``, and the value that it has."""
    shown, kind = value, ""
    if isinstance(value, bool):
        shown, kind = int(value), ' t="b"'
    elif isinstance(value, str) and value:
        shown, kind = escaped(value), ' t="e"' if value in _ERRORS else ' t="str"'
    return known_formula(place, style, escaped(formula), shown, value, kind)


def known_formula(
    place: str, style: int, formula: str, shown: object, value: Value, kind: str = ""
) -> Cell:
    """A formula that is escaped, and the value that it has as it is ``shown``: a number, or of the
    ``kind`` that is told.
    """
    markup = f'<c r="{place}" s="{style}"{kind}><f>{formula}</f><v>{shown}</v></c>'
    return Cell(value, True, markup)


@lru_cache(_SAID_OFTEN)
def _inline(value: str) -> str:
    kept = ' xml:space="preserve"' if value != value.strip() else ""
    literal = escaped(_ESCAPED.sub("_x005F_", value))
    return f' t="inlineStr"><is><t{kept}>{literal}</t></is></c>'


def escaped(value: str) -> str:
    """A text or formula as it stands between tags."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
