"""Warns of what is unlike all its fellows: a unit's code, its kind, a target.

Each may be meant, and more often a finger slipped: one code of twelve with a figure too many, one
village that is a `dsea`, a target of 8000 among those of 80.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from iku_workbook.definition.lint_context import LintContext
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.misread import plain
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.model import Indicator, Target, TargetRange
from iku_workbook.findings import Severity

_ANY_FIGURE = str.maketrans("123456789", "000000000")
_LAST_PART = re.compile(r"[.-][^.-]*$")
_FELLOWS = 3  # of whom one that differs is asked about
_ALIKE = 0.75  # as two words that differ by a slip are
_SHORTEST = 4  # of such words, but for two letters that changed places
_TIMES = 50  # as great or small as no other figure: of 75 to 90 both 0.8 and 8000 are


def check_unlike(context: LintContext) -> Iterator[Mistake]:
    """Units' codes and kinds, and what an indicator is held against."""
    yield from _codes(context)
    yield from _kinds(context)
    for at, indicator in enumerate(context.definition.indicators):
        yield from _targets(context, at, indicator)


def _codes(context: LintContext) -> Iterator[Mistake]:
    """A code of another shape, or with another beginning, than those of all its kind."""
    units = context.definition.units
    for kind in dict.fromkeys(unit.kind for unit in units):
        own = {at: unit.code for at, unit in enumerate(units) if unit.kind == kind}
        shapes = {at: code.translate(_ANY_FIGURE) for at, code in own.items()}
        above = {at: _LAST_PART.sub("", code) for at, code in own.items()}
        found = {alone: fellow for each in (shapes, above) for alone, fellow in _alone(each)}
        for at, fellow in found.items():
            data = {"code": own[at], "like": own[fellow]}
            yield _warning(context, "unit-code-unlike", ("units", at, "code"), data)


def _alone(traits: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """The one that has another trait than all its fellows, and one of those."""
    counted = Counter(traits.values())
    if len(counted) == 2 and len(traits) > _FELLOWS and min(counted.values()) == 1:
        often, seldom = (trait for trait, _ in counted.most_common())
        at = {trait: place for place, trait in traits.items()}
        yield at[seldom], at[often]


def _kinds(context: LintContext) -> Iterator[Mistake]:
    """The only unit of a kind whose name is nearly that of many."""
    counted = Counter(unit.kind for unit in context.definition.units)
    for at, unit in enumerate(context.definition.units):
        if counted[unit.kind] > 1:
            continue
        for other, count in counted.items():
            slip = other.casefold() != unit.kind.casefold() and _nearly(unit.kind, other)
            if count >= _FELLOWS and slip:
                data = {"name": unit.kind, "nearest": other}
                yield _warning(context, "kind-unlike", ("units", at, "kind"), data)


def _nearly(one: str, other: str) -> bool:
    if sorted(one) == sorted(other):
        return True
    return len(one) >= _SHORTEST and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _targets(context: LintContext, at: int, indicator: Indicator) -> Iterator[Mistake]:
    """A figure many times as great as all others, or as small, or alone below 0."""
    planned: dict[KeyPath, Target] = {}
    planned |= {("targets", period): each for period, each in indicator.targets.items()}
    planned |= {("baseline", period): each for period, each in indicator.baseline.items()}
    if indicator.plan_target is not None:
        planned["plan_target",] = indicator.plan_target
    found = [each for place, target in planned.items() for each in _figures(place, target)]
    places, figures = [each for each, _ in found], [each for _, each in found]
    for index, (place, figure) in enumerate(zip(places, figures, strict=True)):
        others = figures[:index] + figures[index + 1 :]
        if _unlike(figure, others):
            data = {"value": plain(figure), "other": plain(others[0])}
            yield _warning(context, "target-unlike", ("indicators", at, *place), data)


def _figures(place: KeyPath, target: Target) -> Iterator[tuple[KeyPath, float]]:
    """A number in its place, the two of a range in theirs."""
    if isinstance(target, TargetRange):
        yield (*place, "from"), target.from_
        yield (*place, "to"), target.to
    else:
        yield place, target


def _unlike(figure: float, others: Sequence[float]) -> bool:
    sizes = [abs(each) for each in others if each]
    if len(sizes) < 2 or not figure:
        return False
    if figure < 0 < min(others):
        return True
    return abs(figure) >= _TIMES * max(sizes) or abs(figure) * _TIMES <= min(sizes)


def _warning(context: LintContext, code: str, path: KeyPath, data: Mapping[str, object]) -> Mistake:
    return context.locations.mistake(code, path, data, severity=Severity.WARNING)
