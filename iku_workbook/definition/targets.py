"""What results are held against: targets, which may be ranges, and how achievement is computed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Annotated, NamedTuple, Self

from pydantic import AfterValidator, Discriminator, Tag, model_validator
from pydantic import Field as Key

from iku_workbook.definition.values import Positive, Record, bound_text, refuse
from iku_workbook.numbers import format_number
from iku_workbook.periods import Period

_NUMBER, _RANGE = TAGS = ("a number", "a range")
"""Which of the two a target is: pydantic puts the word on its path to what is wrong."""


class Polarity(StrEnum):
    """Whether a higher or a lower value is better."""

    HIGHER = "higher"
    LOWER = "lower"


class AchievementFormula(StrEnum):
    """How much of a target T a result R reaches, in percent: definition.md#achievement-formulas."""

    HIGHER = "higher"
    """R/T."""
    LOWER_LINEAR = "lower_linear"
    """(2T-R)/T: T itself makes 100, none of it 200, twice of it 0."""
    LOWER_RATIO = "lower_ratio"
    """T/R: half of T makes 200, twice of it 50."""
    RANGE = "range"
    """100 from A to B; R/A below, (2B-R)/B above."""


class TargetZero(StrEnum):
    """What a result comes to where the target is 0, of which there are no parts."""

    NONE = "none"
    PERFECT_IF_ZERO = "perfect_if_zero"


class OwnAchievement(Record):
    """How an indicator's achievement is computed; None for what the definition says of all.

    floor  the least that it comes to, in percent
    cap    the most, instead of the definition's
    """

    formula: Annotated[AchievementFormula, Key(strict=False)] | None = None
    floor: float | None = None
    target_zero: Annotated[TargetZero, Key(strict=False)] = TargetZero.NONE
    cap: Positive | None = None


class Judging(NamedTuple):
    """The same with all that it leaves to others."""

    formula: AchievementFormula
    floor: float | None
    target_zero: TargetZero
    cap: float | None

    @classmethod
    def of(cls, own: OwnAchievement, polarity: Polarity, cap: float | None) -> Self:
        """By what an indicator says itself, its polarity, and the cap of the definition."""
        formula = own.formula
        if formula is None:
            lower = polarity is Polarity.LOWER
            formula = AchievementFormula.LOWER_LINEAR if lower else AchievementFormula.HIGHER
        floors = AchievementFormula.LOWER_LINEAR, AchievementFormula.RANGE
        floor = 0.0 if own.floor is None and formula in floors else own.floor
        return cls(formula, floor, own.target_zero, cap if own.cap is None else own.cap)


def _not_negative(value: float) -> float:
    if value < 0:
        raise refuse("below-zero", value=bound_text(value))
    return value


class TargetRange(Record):
    """From where to where a value is as it should be; both ends are."""

    from_: Annotated[float, AfterValidator(_not_negative)] = Key(alias="from")
    to: float

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.from_ >= self.to:
            low, high = bound_text(self.from_), bound_text(self.to)
            raise refuse("range-reversed", low=low, high=high, at="to")
        return self


def _kind(value: object) -> str:
    return _RANGE if isinstance(value, Mapping | TargetRange) else _NUMBER


Target = float | TargetRange
StatedTarget = Annotated[
    Annotated[float, Tag(_NUMBER)] | Annotated[TargetRange, Tag(_RANGE)], Discriminator(_kind)
]
"""A target as a definition says it: ``80`` or ``{from: 60, to: 85}``."""


def period_aimed(targets: Collection[str], period: Period) -> str:
    """The code of the period whose target holds: its own, or its year's where of that year nothing
    else is said. ``targets`` are the codes for which there are any.
    """
    year = str(period.year)
    own = {code for code in targets if code.partition("-")[0] == year}
    return year if own == {year} else period.code


def ends_of(target: Target | None) -> tuple[float | None, float | None]:
    """Where a target begins and where it ends; a number is both."""
    if isinstance(target, TargetRange):
        return target.from_, target.to
    return target, target


def written(figure: Target, decimals: int | None, language: str) -> str:
    """A figure as the language writes it; a range with a dash: 60–85."""
    if isinstance(figure, TargetRange):
        return "–".join(written(each, decimals, language) for each in (figure.from_, figure.to))
    return format_number(figure, decimals=decimals, language=language)
