"""The word for an achievement, looked up in the scale that stands on the achievement sheet."""

from __future__ import annotations

from iku_workbook.cell_addresses import absolute
from iku_workbook.master.context import MasterContext
from iku_workbook.results.achievement import DECIMALS
from iku_workbook.sheet_names import quoted


def rating(
    master: MasterContext, achievement: str, *, provisional: bool, elsewhere: bool = False
) -> str:
    """A formula: the word for what stands in a cell, blank where nothing does.

    ``elsewhere``: it stands on another sheet than the scale.
    """
    layout = master.layout.achievement
    sheet = f"{quoted(layout.name)}!" if elsewhere else ""
    first = layout.scale
    last = first + len(master.definition.achievement.bands) - 1
    starts, words = (
        f"{sheet}{absolute(first, column)}:{absolute(last, column)}" for column in (1, 2)
    )
    judged = f"ROUND(MAX({achievement},{sheet}{absolute(first, 1)}),{DECIMALS})"
    found = f"LOOKUP({judged},{starts},{words})"
    if provisional:
        before, after = master.say.template("results.provisional_band").split("{band}")
        found = f'"{before}"&{found}&"{after}"'
    return f'IF(COUNT({achievement})=0,"",{found})'
