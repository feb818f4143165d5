"""The records of a definition that results come from: indicators, targets, the rating scale.

An indicator divides a numerator by a denominator; a reconciliation compares what units below report
with what the unit above them reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator
from pydantic import Field as Key

from iku_workbook.definition.over_time import OverTime
from iku_workbook.definition.targets import (
    AchievementFormula,
    Judging,
    OwnAchievement,
    Polarity,
    StatedTarget,
    Target,
    period_aimed,
)
from iku_workbook.definition.values import (
    Formula,
    Id,
    IndicatorCode,
    Label,
    Line,
    Positive,
    Prose,
    Record,
    between,
    bound_text,
    refuse,
)
from iku_workbook.periods import Period


class ResultOf(StrEnum):
    """What a period's result is computed over: the year so far, or that period's values alone."""

    YEAR = "year"
    PERIOD = "period"


class Band(Record):
    """A word for a figure of ``from`` and more: of an achievement in percent, of a value."""

    from_: float = Key(alias="from")
    label: Label


def _descending(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    seen: set[float] = set()
    for index, band in enumerate(bands):
        if band.from_ in seen:
            raise refuse("duplicate-entry", value=bound_text(band.from_), at=index)
        seen.add(band.from_)
    return tuple(sorted(bands, key=lambda band: -band.from_))


class Part(Record):
    """A numerator or a denominator: summed over the units.

    each_period  how what the formula gives of each period's own values becomes the year so far;
                 None where it is computed once, over the values of the year so far
    """

    label: Label
    formula: Formula
    each_period: Annotated[OverTime, Key(strict=False)] | None = None

    @property
    def gives_halves(self) -> bool:
        """Whether whole numbers of the periods may become one that is not whole."""
        return self.each_period is OverTime.MEAN


class Indicator(Record):
    """numerator / denominator x scale.

    targets     by period of any year of the plan: ``2025``, ``2025-Q1``; a year's alone is held
                against each of its periods
    baseline    by earlier periods
    plan_target the end of the medium-term plan
    achievement how much of a target it reaches, where that is its own
    grades      words for its value ("B" from 76.61 on), highest first
    result      of the year so far, or of each period by itself
    """

    code: IndicatorCode
    name: Label
    objective: Prose = ""
    definition: Prose = ""
    numerator: Part
    denominator: Part
    scale: Positive = 1.0
    unit_of_measure: Line = ""
    decimals: Annotated[int, between(0, 15)] = 2
    result: Annotated[ResultOf, Key(strict=False)] = ResultOf.YEAR
    polarity: Annotated[Polarity, Key(strict=False)] = Polarity.HIGHER
    targets: Mapping[str, StatedTarget] = {}
    baseline: Mapping[str, float] = {}
    plan_target: StatedTarget | None = None
    achievement: OwnAchievement = OwnAchievement()
    grades: Annotated[tuple[Band, ...], AfterValidator(_descending)] = ()
    sources: tuple[Label, ...] = ()
    responsible: tuple[Label, ...] = ()

    @model_validator(mode="after")
    def _one_way_over_time(self) -> Self:
        for key in ("numerator", "denominator"):
            part: Part = getattr(self, key)
            if self.result is ResultOf.PERIOD and part.each_period is not None:
                raise refuse("each-period-misplaced", indicator=self.code, at=key)
        return self

    @property
    def ranged(self) -> bool:
        """Whether its targets are ranges."""
        return self.achievement.formula is AchievementFormula.RANGE

    def judging(self, cap: float | None) -> Judging:
        """How its achievement is computed, in a definition with this cap."""
        return Judging.of(self.achievement, self.polarity, cap)

    def target(self, period: Period) -> Target | None:
        """What a period is held against: its own target, or the year's where only that is set."""
        return self.targets.get(self.target_period(period))

    def target_period(self, period: Period) -> str:
        """The code of the period whose target that is."""
        return period_aimed(self.targets, period)


class Side(Record):
    """One side of a reconciliation: the sum of a field or calculation over its units."""

    label: Label
    of: Id


class Reconciliation(Record):
    """The same quantity as two kinds of unit report it: their sums may differ by ``tolerance``.

    Sums are compared unit above by unit above: what an office says of its villages' documents
    against what those villages say.
    """

    id: Id
    label: Label
    left: Side
    right: Side
    tolerance: Annotated[float, Key(ge=0)] = 0.0


class Achievement(Record):
    """How achievement (percent of target) is capped and rated; bands highest first."""

    cap: Positive | None = None
    bands: Annotated[tuple[Band, ...], AfterValidator(_descending)] = ()
