"""What an indicator's result is compared with beyond the year: other years, a national standard.

A report on performance compares a year's result with that of several years before it, with what the
plan aims at in the years to come, and with the national standard where there is one.
"""

from __future__ import annotations

from typing import Any

from iku_workbook.definition.model import Definition, Indicator, Target
from iku_workbook.documents.indicator import difference, figure, target_text
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, periods_of
from iku_workbook.results.achievement import achievement
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.rounding import of_achievement
from iku_workbook.results.year import Year

Facts = dict[str, Any]


def comparison_facts(year: Year, indicator: Indicator, say: Catalogue) -> Facts:
    """The texts that compare one indicator's result."""
    result = year.results.indicators[indicator.code]
    return {
        "beberapa_tahun": _years(year.definition, indicator, result, say),
        **_standard(indicator, result, say),
        **_to_targets(year.definition, indicator, result, say),
    }


def _years(
    definition: Definition, indicator: Indicator, result: IndicatorResult, say: Catalogue
) -> list[Facts]:
    """Every year of which a result or a target is known, in order."""
    measured = _of_earlier_years(indicator)
    planned = {code for code in indicator.targets if code.isdigit()}
    found = []
    for code in sorted({*measured, *planned, str(definition.year)}):
        target = indicator.targets.get(code)
        if code == str(definition.year):
            target = result.year_target
            value, decimals = result.value, result.places.value
            percent, places = result.year_achievement, result.places.year_achievement
        else:
            value, decimals = measured.get(code), indicator.decimals
            percent = _achieved(definition, indicator, value, target)
            places = of_achievement(percent, definition.achievement.bands)
        found.append(
            {
                "tahun": code,
                "target": target_text(indicator, target, say),
                "realisasi": figure(value, decimals, say),
                "capaian": figure(percent, places, say),
                "sementara": code == str(definition.year) and result.provisional,
            }
        )
    return found


def _of_earlier_years(indicator: Indicator) -> dict[str, float]:
    """What a year came to: as it is said, or by its last period."""
    found: dict[str, float] = {}
    for code in sorted(indicator.baseline):
        period = Period.parse(code)
        whole = Period.parse(str(period.year))
        if period.end == whole.end and str(period.year) not in indicator.baseline:
            found[str(period.year)] = indicator.baseline[code]
    return found | {code: value for code, value in indicator.baseline.items() if code.isdigit()}


def _achieved(
    definition: Definition, indicator: Indicator, value: float | None, target: Target | None
) -> float | None:
    return achievement(indicator, value, target, definition.achievement.cap)


def _standard(indicator: Indicator, result: IndicatorResult, say: Catalogue) -> Facts:
    """The national standard, whose it is, and what the result is more or less than it."""
    standard = indicator.national_standard
    if standard is None:
        return {"standar_nasional": "", "sumber_standar": "", "selisih_standar": ""}
    return {
        "standar_nasional": figure(standard.value, indicator.decimals, say),
        "sumber_standar": standard.source,
        "selisih_standar": difference(result.value, standard.value, indicator.decimals, say),
    }


def _to_targets(
    definition: Definition, indicator: Indicator, result: IndicatorResult, say: Catalogue
) -> Facts:
    """What the result is more or less than the targets of the period, the year and the plan."""
    last = periods_of(definition.year, definition.cadence)[-1]
    return {
        name: difference(result.value, target, indicator.decimals, say)
        for name, target in (
            ("selisih", result.target),
            ("selisih_tahun", indicator.year_target(last)),
            ("selisih_akhir", indicator.end_of_plan(definition.year)),
        )
    }
