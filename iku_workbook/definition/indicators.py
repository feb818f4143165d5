"""The records of a definition that results come from: indicators, targets, the rating scale.

An indicator divides a numerator by a denominator, or takes one number of every unit together; a
reconciliation compares what units below report with what the unit above them reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

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
from iku_workbook.periods import Cadence, Period, periods_of


class ResultOf(StrEnum):
    """What a period's result is computed over: the year so far, or that period's values alone."""

    YEAR = "year"
    PERIOD = "period"


class Band(Record):
    """A word for a figure of ``from`` and more: of an achievement in percent, of a value."""

    from_: float = Key(alias="from")
    label: Label


def _one_word_each(grades: tuple[Band, ...]) -> tuple[Band, ...]:
    """A target may be one of these words, so each of them begins at one figure."""
    seen: set[str] = set()
    for index, grade in enumerate(grades):
        if grade.label.casefold() in seen:
            raise refuse("duplicate-entry", value=grade.label, at=index)
        seen.add(grade.label.casefold())
    return _descending(grades)


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


class OverUnits(StrEnum):
    """How the values of several units are taken together."""

    SUM = "sum"
    MEAN = "mean"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"


class UnitValue(Record):
    """One number of every unit, and how those of several are taken together.

    A unit whose value is blank takes no part.

    weight       of a mean: a formula; the mean is then the sum of value x weight by that of the
                 weights
    each_period  the value is computed in each period, and these become the year so far in this way
    """

    label: Label
    formula: Formula
    over_units: Annotated[OverUnits, Key(strict=False)]
    weight: Formula | None = None
    each_period: Annotated[OverTime, Key(strict=False)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _says_how(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and data.get("over_units") is None:
            raise refuse("over-units-missing")
        return data

    @model_validator(mode="after")
    def _weighs_a_mean(self) -> Self:
        if self.weight is not None and self.over_units is not OverUnits.MEAN:
            raise refuse("weight-misplaced", over_units=self.over_units.value, at="weight")
        return self


class Index(Record):
    """A formula over the results of other indicators (:mod:`iku_workbook.definition.indices`)."""

    label: Label
    formula: Formula


class NationalStandard(Record):
    """What is measured against in the whole country; ``source``: who says so."""

    value: float
    source: Label


class Indicator(Record):
    """numerator / denominator x scale, or one value of every unit, or an index of other results.

    objective   what it is there for: an objective's id, or a text

    targets     by period of any year of the plan: ``2025``, ``2025-Q1``; a year's alone is held
                against each of its periods
    baseline    by earlier periods
    plan_target the end of the medium-term plan
    national_standard  what documents compare the result with, where there is one
    achievement how much of a target it reaches, where that is its own
    grades      words for its value ("B" from 76.61 on), highest first
    result      of the year so far, or of each period by itself
    cadence     has a result only in the period that ends one of these; None for every period
    """

    code: IndicatorCode
    name: Label
    objective: Prose = ""
    definition: Prose = ""
    numerator: Part | None = None
    denominator: Part | None = None
    scale: Positive = 1.0
    value: UnitValue | None = None
    index: Index | None = None
    unit_of_measure: Line = ""
    decimals: Annotated[int, between(0, 15)] = 2
    result: Annotated[ResultOf, Key(strict=False)] = ResultOf.YEAR
    cadence: Annotated[Cadence, Key(strict=False)] | None = None
    polarity: Annotated[Polarity, Key(strict=False)] = Polarity.HIGHER
    targets: Mapping[str, StatedTarget] = {}
    baseline: Mapping[str, float] = {}
    plan_target: StatedTarget | None = None
    national_standard: NationalStandard | None = None
    achievement: OwnAchievement = OwnAchievement()
    grades: Annotated[tuple[Band, ...], AfterValidator(_one_word_each)] = ()
    sources: tuple[Label, ...] = ()
    responsible: tuple[Label, ...] = ()

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        ratio = {"numerator": self.numerator, "denominator": self.denominator}
        stated = [key for key, part in ratio.items() if part is not None]
        if self.index is not None:
            stated += ["value"] if self.value is not None else []
            if stated:
                raise refuse("index-beside-other", indicator=self.code, key=stated[0], at=stated[0])
            if "scale" in self.model_fields_set:
                raise refuse("scale-misplaced", indicator=self.code, at="scale")
            if self.result is ResultOf.PERIOD:
                raise refuse("result-of-index", indicator=self.code, at="result")
        elif self.value is None:
            if not stated:
                raise refuse("no-measure", indicator=self.code)
            if len(stated) < len(ratio):
                (key,) = ratio.keys() - stated
                raise refuse("missing-key", key=key)
        elif stated:
            raise refuse("value-beside-ratio", indicator=self.code, key=stated[0], at=stated[0])
        elif "scale" in self.model_fields_set:
            raise refuse("scale-misplaced", indicator=self.code, at="scale")
        return self

    @model_validator(mode="after")
    def _one_way_over_time(self) -> Self:
        for key in ("numerator", "denominator", "value"):
            part: Part | UnitValue | None = getattr(self, key)
            each = part.each_period if part is not None else None
            if self.result is ResultOf.PERIOD and each is not None:
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

    def year_target(self, period: Period) -> Target | None:
        """What the year is held against: its target, or that of its last period, whose result is
        the year's.
        """
        last = periods_of(period.year, period.cadence)[-1]
        return self.targets.get(str(period.year), self.targets.get(last.code))

    def end_of_plan(self, year: int) -> Target | None:
        """The target at the end of the medium-term plan: the one that is said to be it, or that of
        the last year that ``targets`` have after ``year``.
        """
        later = [code for code in self.targets if code.isdigit() and int(code) > year]
        return (
            self.plan_target
            if not later or self.plan_target is not None
            else self.targets[max(later)]
        )

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
