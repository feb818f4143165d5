"""A closed period whose results a later definition computes otherwise than they were reported.

Results up to a later period count what the closed one counted, by the definition that holds now;
the closed period's own results stay those of its closing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from iku_workbook.definition.targets import TargetRange, written
from iku_workbook.messages import Catalogue
from iku_workbook.numbers import format_number
from iku_workbook.periods import Period, label
from iku_workbook.results.indicators import IndicatorResult

_FIGURES = ("value", "target", "achievement", "numerator", "denominator", "band")
"""What is compared, what a reader asks for first at the beginning."""


@dataclass(frozen=True, slots=True)
class Restated:
    """What was reported of a closed period, and what the definition of now makes of it.

    at             when it was closed, at the office
    reported, now  its indicators by code
    """

    period: Period
    at: datetime.datetime
    reported: Mapping[str, IndicatorResult]
    now: Mapping[str, IndicatorResult]

    @property
    def changed(self) -> dict[str, str]:
        """The first figure that is another, of each indicator that has any, by its code."""
        found = {}
        for code in dict.fromkeys([*self.now, *self.reported]):
            was, is_ = self.reported.get(code), self.now.get(code)
            moved = (each for each in _FIGURES if _of(was, each) != _of(is_, each))
            if first := next(moved, None):
                found[code] = first
        return found

    def sentence(self, say: Catalogue) -> str:
        """Which figures were reported, and which stand here."""
        figures = "; ".join(self._figures(say))
        return say(
            "results.restated",
            period=label(self.period, say.language),
            at=self.at,
            figures=figures,
        )

    def _figures(self, say: Catalogue) -> Iterator[str]:
        for code, name in self.changed.items():
            was, is_ = (_shown(each.get(code), name, say) for each in (self.reported, self.now))
            word = say(f"results.restated_{name}")
            yield say("results.restated_figure", code=code, figure=word, reported=was, now=is_)

    def as_json(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "period": self.period.code,
            "closed": self.at.isoformat(timespec="seconds"),
            "indicators": list(self.changed),
        }


def _of(result: IndicatorResult | None, name: str) -> object:
    return getattr(result, name, None)


def _shown(result: IndicatorResult | None, name: str, say: Catalogue) -> str:
    figure = _of(result, name)
    if result is None or figure is None:
        return "–"
    if name in {"value", "achievement"} and isinstance(figure, int | float):
        decimals = getattr(result.places, name)
        return format_number(figure, decimals=decimals, language=say.language)
    if isinstance(figure, TargetRange):
        return written(figure, None, say.language)
    return say.show(figure)
