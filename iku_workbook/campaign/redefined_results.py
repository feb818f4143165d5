"""What another definition would make of targets and results: computed as ever, and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.results import figures_under
from iku_workbook.definition import Definition
from iku_workbook.definition.figures import Figure, figures
from iku_workbook.definition.model import Target
from iku_workbook.findings import Verdict
from iku_workbook.periods import Period
from iku_workbook.results.indicators import IndicatorResult, Results

Change = tuple[Target | None, Target | None]
"""What a figure is, and what it would be."""


@dataclass(frozen=True, slots=True)
class ResultChange:
    """An indicator's result in a period as it is, and as it would be; None where there is none."""

    period: Period
    before: IndicatorResult | None
    after: IndicatorResult | None

    @property
    def changed(self) -> bool:
        """Whether anything of it that is shown would be another."""
        return self._shown(self.before) != self._shown(self.after)

    @staticmethod
    def _shown(result: IndicatorResult | None) -> object:
        return result and (result.value, result.target, result.achievement, result.band)


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one indicator.

    figures  the planned figures that would be others
    results  of every period that returns were accepted for and that is not closed
    """

    code: str
    name: str
    figures: Mapping[Figure, Change]
    results: Sequence[ResultChange]


def effects(campaign: CampaignFolder, before: Definition, after: Definition) -> list[Effect]:
    """The effect on every indicator that either definition has, in the new one's order."""
    names = {each.code: each.name for each in (*before.indicators, *after.indicators)}
    order = dict.fromkeys(each.code for each in (*after.indicators, *before.indicators))
    was, will = figures(before), figures(after)
    results = list(_results(campaign, before, after))
    return [
        Effect(
            code,
            names[code],
            {
                each: (was.get(each), will.get(each))
                for each in dict.fromkeys((*was, *will))
                if each.indicator == code and was.get(each) != will.get(each)
            },
            [
                ResultChange(one.period, one.indicators.get(code), other.indicators.get(code))
                for one, other in results
            ],
        )
        for code in order
    ]


def _results(
    campaign: CampaignFolder, before: Definition, after: Definition
) -> Iterator[tuple[Results, Results]]:
    """Each open period's results under both; none where their periods are not the same ones."""
    if (before.year, before.cadence) != (after.year, after.cadence):
        return
    with campaign.registry() as registry:
        closed = registry.closed()
        accepted = {one.period for one in registry.returns() if one.verdict is Verdict.ACCEPTED}
    periods = [Period.parse(code) for code in sorted(filter(None, accepted))]
    if not periods:
        return
    years = (figures_under(campaign, each, periods[-1]).periods for each in (before, after))
    for one, other in zip(*years, strict=True):
        if one.period in periods and one.period.code not in closed:
            yield one, other
