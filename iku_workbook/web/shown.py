"""A value as the pages write it."""

from __future__ import annotations

from iku_workbook.definition.model import Indicator, Target
from iku_workbook.definition.targets import TargetRange, written
from iku_workbook.messages import Catalogue
from iku_workbook.results.achievement import grade_begun
from iku_workbook.safe_text import short


def shown_target(indicator: Indicator, target: Target | None, say: Catalogue) -> str:
    """A target as it was aimed at: with the word of the grade that begins at it, if one does."""
    figure, word = shown(target, say), grade_begun(target, indicator.grades)
    return say("results.target_grade", target=figure, grade=short(word)) if word else figure


def shown(value: object, say: Catalogue, decimals: int | None = None) -> str:
    """As the language writes it, a number in so many decimals (without: in all that it has); a dash
    where there is none.
    """
    if value is None:
        return "–"
    if isinstance(value, int | float | TargetRange) and not isinstance(value, bool):
        return written(value, decimals, say.language)
    return say.show(value)
