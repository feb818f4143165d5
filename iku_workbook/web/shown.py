"""A value as the pages write it."""

from __future__ import annotations

from iku_workbook.messages import Catalogue
from iku_workbook.numbers import format_number


def shown(value: object, say: Catalogue, decimals: int | None = None) -> str:
    """As the language writes it, a number in so many decimals (without: in all that it has); a dash
    where there is none.
    """
    if value is None:
        return "–"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return format_number(value, decimals=decimals, language=say.language)
    return say.show(value)
