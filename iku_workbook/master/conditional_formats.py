"""Conditional formats of the master; a colour always goes with a word or a sign."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import product
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from iku_workbook.cell_addresses import a1, absolute
from iku_workbook.definition.field_types import decimals_format
from iku_workbook.definition.model import Band, Polarity
from iku_workbook.formula.to_excel import number_text
from iku_workbook.master.context import MasterContext
from iku_workbook.results.achievement import DECIMALS, NOISE
from iku_workbook.workbook.writing.styles import ATTENTION, FINE, WRONG

_GOOD, _FAIR = 0.6, 0.4  # the shares of a scale below which a word is no longer green, then amber
FINE_SIGN, WRONG_SIGN = "✓", "✗"
EARLIER_MARK = '" *"'
"""In a number format, after a figure that is of an earlier period."""


def mark_bands(
    sheet: Worksheet, master: MasterContext, rows: tuple[int, int], columns: Mapping[str, int]
) -> None:
    """Colour the words of the scale by their rank in it; the word itself says the same."""
    bands = sorted(master.definition.achievement.bands, key=lambda each: each.from_)
    if not bands:
        return
    achievement = "$" + a1(rows[0], columns["achievement"])
    column = columns["band"] - 1
    formats = master.styles.fine, master.styles.attention, master.styles.wrong
    for look, least in zip(formats, _thresholds(bands), strict=True):
        judged = f"ROUND({achievement},{DECIMALS})"
        reached = f"{judged}>={number_text(least)}" if least is not None else "TRUE"
        rule = {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({achievement}),{reached})",
            "format": look,
            "stop_if_true": True,
        }
        sheet.conditional_format(rows[0] - 1, column, rows[1] - 1, column, rule)


def _thresholds(bands: list[Band]) -> tuple[float, float, None]:
    """Where the upper part of a scale begins, where its middle; the rest has no beginning."""
    good = min(math.ceil(len(bands) * _GOOD), len(bands) - 1)
    fair = min(math.floor(len(bands) * _FAIR), good)
    return bands[good].from_, bands[fair].from_, None


class Goal(NamedTuple):
    """The cells (row, column) of a target; ``to``: that in which it ends, where it is a range;
    ``of_row``: each row has its own, this is the first's.
    """

    target: tuple[int, int]
    to: tuple[int, int] | None
    polarity: Polarity
    of_row: bool = False

    @property
    def cell(self) -> str:
        """Its target's address in a formula."""
        return "$" + a1(*self.target) if self.of_row else absolute(*self.target)

    def known(self, value: str) -> str:
        """A formula: whether there is both a value and a target."""
        cells = [value, self.cell, *([absolute(*self.to)] if self.to else [])]
        return f"COUNT({','.join(cells)})={len(cells)}"

    def reached(self, value: str) -> str:
        """A formula: whether a value reaches it."""
        target = self.cell
        if self.to is None:
            return _reached(value, target, self.polarity)
        not_below = _reached(value, target, Polarity.HIGHER)
        return f"AND({not_below},{_reached(value, absolute(*self.to), Polarity.LOWER)})"


def mark_against(
    sheet: Worksheet,
    master: MasterContext,
    rows: tuple[int, int],
    column: int,
    goal: Goal,
    places: Iterable[int],
    earlier: str | None = None,
) -> None:
    """Mark the values of a column by whether they reach a goal that stands on the same sheet.

    ``places`` are the decimals in which they are shown: each value in the fewest of them in which
    it is seen on its side of the target. ``earlier`` is a formula: whether the values of the first
    row are those of an earlier period, which the mark says.
    """
    value, reached = a1(rows[0], column), goal.reached(a1(rows[0], column))
    known, (*fewer, most) = goal.known(value), sorted(places)
    for decimals in (*fewer, most):
        shown = f"({goal.reached(f'ROUND({value},{decimals})')})=({reached})"
        enough = "TRUE" if decimals == most else shown
        marks = ((FINE_SIGN, FINE, reached), (WRONG_SIGN, ATTENTION, f"NOT({reached})"))
        whens = [(earlier, EARLIER_MARK)] if earlier else []
        for (sign, look, condition), (when, mark) in product(marks, [*whens, ("TRUE", "")]):
            num_format = f'"{sign} "{decimals_format(decimals)}{mark}'
            rule = {
                "type": "formula",
                "criteria": f"=AND({known},{condition},{enough},{when})",
                "format": master.styles.laid_over({**look, "num_format": num_format}),
                "stop_if_true": True,
            }
            sheet.conditional_format(rows[0] - 1, column - 1, rows[1] - 1, column - 1, rule)


def _reached(value: str, goal: str, polarity: Polarity) -> str:
    """A formula: whether a value reaches a target, but for what binary numbers leave."""
    over = f"{value}-{goal}" if polarity is Polarity.HIGHER else f"{goal}-{value}"
    return f"{over}>=-{number_text(NOISE)}*ABS({goal})"


def mark_signs(
    sheet: Worksheet,
    master: MasterContext,
    rows: tuple[int, int],
    column: int,
    *,
    filled: bool = True,
) -> None:
    """Colour cells that begin with a sign, or only their text."""
    for sign, look in ((FINE_SIGN, FINE), (WRONG_SIGN, WRONG)):
        rule = {
            "type": "text",
            "criteria": "begins with",
            "value": sign,
            "format": master.styles.laid_over(
                look if filled else {"font_color": look["font_color"]}
            ),
        }
        sheet.conditional_format(rows[0] - 1, column - 1, rows[1] - 1, column - 1, rule)
