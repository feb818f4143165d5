"""Checks how achievement is computed: formula, polarity and targets of an indicator go together."""

from __future__ import annotations

from collections.abc import Iterator

from iku_workbook.definition.lint_context import LintContext
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.model import Indicator, Polarity, Target, TargetRange
from iku_workbook.definition.targets import AchievementFormula, TargetZero
from iku_workbook.definition.values import bound_text
from iku_workbook.findings import Severity

_POLARITIES = {
    AchievementFormula.HIGHER: Polarity.HIGHER,
    AchievementFormula.LOWER_LINEAR: Polarity.LOWER,
    AchievementFormula.LOWER_RATIO: Polarity.LOWER,
    AchievementFormula.RANGE: Polarity.HIGHER,  # says nothing there, and so has to be left out
}
_FULL = 100.0


def check_goals(context: LintContext) -> Iterator[Mistake]:
    """Every indicator's way to its achievement, and its targets."""
    for index, indicator in enumerate(context.definition.indicators):
        path: KeyPath = ("indicators", index)
        yield from _formula(context, path, indicator)
        for at, target in _targets(path, indicator):
            yield from _target(context, at, indicator, target)


def _formula(context: LintContext, path: KeyPath, indicator: Indicator) -> Iterator[Mistake]:
    own, cap = indicator.achievement, context.definition.achievement.cap
    judging, at = indicator.judging(cap), (*path, "achievement")
    if indicator.polarity is not _POLARITIES[judging.formula]:
        ranged = judging.formula is AchievementFormula.RANGE
        code = "range-polarity" if ranged else "achievement-polarity"
        data = {"formula": judging.formula.value, "polarity": _POLARITIES[judging.formula].value}
        yield context.locations.mistake(code, (*at, "formula"), data)
    lower = _POLARITIES[judging.formula] is Polarity.LOWER
    if own.target_zero is not TargetZero.NONE and not lower:
        data = {"formula": judging.formula.value}
        yield context.locations.mistake("target-zero-misplaced", (*at, "target_zero"), data)
    most = min(_FULL, judging.cap or _FULL)
    if own.floor is not None and own.floor >= most:
        data = {"floor": bound_text(own.floor), "most": bound_text(most)}
        yield context.locations.mistake("floor-too-high", (*at, "floor"), data)
    if judging.formula is AchievementFormula.LOWER_RATIO and judging.cap is None:
        yield context.locations.mistake(
            "ratio-without-cap", (*at, "formula"), {}, severity=Severity.WARNING
        )


def _targets(path: KeyPath, indicator: Indicator) -> Iterator[tuple[KeyPath, Target]]:
    for period, target in indicator.targets.items():
        yield (*path, "targets", period), target
    if indicator.plan_target is not None:
        yield (*path, "plan_target"), indicator.plan_target


def _target(
    context: LintContext, at: KeyPath, indicator: Indicator, target: Target
) -> Iterator[Mistake]:
    if isinstance(target, TargetRange) is not indicator.ranged:
        code = "target-not-range" if indicator.ranged else "target-range-misplaced"
        yield context.locations.mistake(code, at, {"code": indicator.code})
        return
    unsaid = "target_zero" not in indicator.achievement.model_fields_set
    if target == 0 and indicator.polarity is Polarity.LOWER and unsaid:
        yield context.locations.mistake("target-zero", at, {}, severity=Severity.WARNING)
