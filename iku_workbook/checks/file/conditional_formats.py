"""Finds conditional formats that the form has not, and what they lay over its cells.

Programs write the form's own anew, cell by cell when cells are pasted: a rule is the form's where
its formula is, moved to where it stands. Whether the formula of another one holds is not asked: it
may hold when the page is signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from iku_workbook.checks.file.formula_equality import tokens
from iku_workbook.workbook.reading.shared_formulas import SharedFormula
from iku_workbook.workbook.reading.surroundings import ConditionalFormat

_LONGEST = 2_000  # characters of a formula that is compared
_AREAS = 8  # of a rule from which it is understood
_CHARACTERS = 300_000  # of all formulas of a sheet, as often as they are understood
_APART = (5_000, 500)  # a cell from which no formula of a form leads off the sheet


def foreign(
    found: Sequence[ConditionalFormat], issued: tuple[ConditionalFormat, ...]
) -> list[ConditionalFormat]:
    """The rules that are none of the form's, however the form's own were split and moved."""
    if not found or tuple(found) == issued:
        return []
    if _are_too_long(found):
        return list(found)
    ours = _ours(issued)
    return [rule for rule in found if not any(each in ours for each in _said(rule))]


def _are_too_long(found: Sequence[ConditionalFormat]) -> bool:
    """Whether the rules are more than any program makes of a form's: none is then compared."""
    sizes = (len(formula) * len(rule.areas[:_AREAS]) for rule in found for formula in rule.formulas)
    return sum(sizes) > _CHARACTERS


def lost(found: Sequence[ConditionalFormat], issued: tuple[ConditionalFormat, ...]) -> int:
    """How many of the form's rules are gone; none where a program has dropped all of them."""
    if not found or tuple(found) == issued or _are_too_long(found):
        return 0
    still = {each for rule in found for each in _said(rule)}
    return len(_ours(issued) - still)


@lru_cache(maxsize=64)
def _ours(issued: tuple[ConditionalFormat, ...]) -> frozenset[object]:
    return frozenset(each for rule in issued for each in list(_said(rule))[:1])


def _said(rule: ConditionalFormat) -> Iterator[object]:
    """What a rule says, from the first of its cells, and from the first of each area."""
    plain = rule.look.number_format, rule.hides_value
    if any(len(formula) > _LONGEST for formula in rule.formulas):
        return
    for area in rule.areas[:_AREAS]:
        moved = (
            tokens(SharedFormula(formula, area.top, area.left).at(*_APART))
            for formula in rule.formulas
        )
        yield rule.kind, tuple(moved), plain
