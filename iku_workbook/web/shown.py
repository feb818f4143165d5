"""A value as the pages write it."""

from __future__ import annotations

from iku_workbook.definition.targets import TargetRange, written
from iku_workbook.messages import Catalogue


def shown(value: object, say: Catalogue, decimals: int | None = None) -> str:
    """As the language writes it, a number in so many decimals (without: in all that it has); a dash
    where there is none.
    """
    if value is None:
        return "–"
    if isinstance(value, int | float | TargetRange) and not isinstance(value, bool):
        return written(value, decimals, say.language)
    return say.show(value)
