"""Mean achievement: of the indicators of each objective, and of all that the office has.

Each indicator counts alike, with its achievement of the period's target as it is, capped where it
is. One without an achievement is no part of the mean, which says of how many it is. Achievements
far above their targets carry a mean: its sentence names them, and says what it is without them,
which is a choice of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iku_workbook.definition import Definition
from iku_workbook.definition.objectives import Aim, aims
from iku_workbook.definition.targets import written
from iku_workbook.messages import Catalogue
from iku_workbook.results.achievement import band, mean
from iku_workbook.results.indicators import IndicatorResult, Results
from iku_workbook.results.rounding import of_achievement

FAR = 150
"""Percent: an achievement above it carries a mean."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean achievement of indicators, by their codes.

    aim          the objective that they are of; None for the whole office
    achievement  percent, not rounded; None where none of them has any
    places       the decimals in which it is shown
    known        how many it is of
    provisional  whether one of those may still change
    far          names and achievements that carry the mean, where there are others beside them
    without      the mean of those others
    """

    aim: Aim | None
    codes: Sequence[str]
    achievement: float | None
    band: str | None
    places: int
    known: int
    provisional: bool
    far: Sequence[tuple[str, float, int]] = ()
    without: float | None = None

    def as_json(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "achievement": self.achievement,
            "band": self.band,
            "known": self.known,
            "of": len(self.codes),
            "provisional": self.provisional,
        }

    def shown_band(self, say: Catalogue) -> str:
        """Its word, which says where it may still change; empty without one."""
        if self.band is None or not self.provisional:
            return self.band or ""
        return say("results.provisional_band", band=self.band)

    def sentence(self, say: Catalogue) -> str:
        """Of what it is the mean, how high, by which word and of how many indicators."""
        shown = "–"
        if self.achievement is not None:
            shown = f"{written(self.achievement, self.places, say.language)}%"
        if self.provisional:
            key = "results.mean_provisional" if self.band else "results.mean_open"
            shown = f"{shown} ({say(key, band=self.band)})"
        elif self.band:
            shown = f"{shown} ({self.band})"
        about = {"mean": shown, "known": self.known, "of": len(self.codes)}
        if self.aim is None:
            told = say("results.mean_office", **about)
        else:
            told = say("results.mean_objective", text=self.aim.text, **about)
        return f"{told} {self._beside(say)}".rstrip()

    def _beside(self, say: Catalogue) -> str:
        if self.without is None:
            return ""
        named = (f"{name} {written(each, p, say.language)}%" for name, each, p in self.far)
        rest = f"{written(self.without, self.places, say.language)}%"
        return say("results.mean_without", far="; ".join(named), limit=str(FAR), mean=rest)


def means(definition: Definition, results: Results) -> tuple[Mean, ...]:
    """Of every objective, in order, and of the office, which comes last; none of one indicator."""
    if len(definition.indicators) == 1:
        return ()
    return tuple(_means(definition, results))


def _means(definition: Definition, results: Results) -> Iterator[Mean]:
    whole = [each.code for each in definition.indicators]
    names = {each.code: each.name for each in definition.indicators}
    bands = definition.achievement.bands
    named = aims(definition.objectives, definition.indicators)
    for aim, codes in (*((each, each.indicators) for each in named), (None, whole)):
        found = [results.indicators[code] for code in codes]
        percent, known = mean(each.achievement for each in found)
        open_ = any(each.provisional for each in found if each.achievement is not None)
        places = of_achievement(percent, bands)
        word = band(percent, bands)
        apart = _apart([names[code] for code in codes], found)
        yield Mean(aim, codes, percent, word, places, known, open_, *apart)


def _apart(
    names: Sequence[str], found: Sequence[IndicatorResult]
) -> tuple[Sequence[tuple[str, float, int]], float | None]:
    """Those that carry a mean, and the mean of the others; None where there are none of either."""
    shown = [
        (name, each.achievement, each.places.achievement)
        for name, each in zip(names, found, strict=True)
        if each.achievement is not None
    ]
    far = [each for each in shown if each[1] > FAR]
    rest, _ = mean(percent for _, percent, _ in shown if percent <= FAR)
    return far, rest if far else None
