"""What a template can name of one indicator: its texts, its results, and comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from iku_workbook.calculations import Role, part_labels
from iku_workbook.definition import Definition
from iku_workbook.definition.indicators import Index
from iku_workbook.definition.indices import Figure, readable
from iku_workbook.definition.model import Indicator, Polarity, Target, TargetRange
from iku_workbook.definition.objectives import text_of
from iku_workbook.definition.targets import ends_of, written
from iku_workbook.documents.ahead_behind import compared, listed, sides
from iku_workbook.documents.charts import Column, Trend, Words
from iku_workbook.messages import Catalogue
from iku_workbook.numbers import format_number
from iku_workbook.periods import Period, label, periods_of, short_label
from iku_workbook.results.achievement import band, grade_begun
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.naming import names_of, together_in_words
from iku_workbook.results.notes import notes, shown_band
from iku_workbook.results.rounding import of_change, of_target
from iku_workbook.results.year import Year

_PERCENT = "%"
_SIGNS = {"*": "×", "/": "÷", ",": ";"}


def indicator_facts(
    year: Year, indicator: Indicator, number: int, say: Catalogue
) -> dict[str, Any]:
    """The texts about one indicator, numbered ``number``, that a template can use."""
    definition, result = year.definition, year.results.indicators[indicator.code]
    return {
        "nomor": str(number),
        **_words(definition, indicator, say),
        "sasaran": text_of(definition.objectives, indicator.objective),
        **_targets(definition, indicator, say),
        **_figures(definition, indicator, result, say),
        **_ahead_behind(definition, indicator, result, say),
        "catatan": list(notes(indicator, result, say)),
        "per_periode": list(_by_period(year, indicator, say)),
        "grafik": _trend(year, indicator, say),
    }


def _words(definition: Definition, indicator: Indicator, say: Catalogue) -> dict[str, Any]:
    labels, index = part_labels(definition, indicator), indicator.index
    scale = format_number(indicator.scale, language=say.language)
    times = f"{scale} %" if indicator.unit_of_measure == _PERCENT else scale
    return {
        "kode": indicator.code,
        "nama": indicator.name,
        "definisi": indicator.definition,
        "satuan": indicator.unit_of_measure,
        "uraian_pembilang": labels.get(Role.NUMERATOR, ""),
        "uraian_penyebut": labels.get(Role.DENOMINATOR, ""),
        "uraian_nilai": index.label if index else labels.get(Role.VALUE, ""),
        "uraian_bobot": labels.get(Role.WEIGHT, ""),
        "digabung": say("results.index_formula", formula=_formula(definition, index, say))
        if index
        else together_in_words(indicator, say),
        "pengali": times if indicator.scale != 1 else "",
        "makin_rendah_makin_baik": indicator.polarity is Polarity.LOWER,
        "sumber": list(indicator.sources),
        "penanggung_jawab": list(indicator.responsible),
    }


def _formula(definition: Definition, index: Index, say: Catalogue) -> str:
    """An index's formula as people write it: each result by its indicator's name, numbers and
    signs as the language has them.
    """
    names = {each.code: each.name for each in definition.indicators}
    read = readable(definition.indicators)

    def in_words(found: re.Match[str]) -> str:
        token = found[0]
        if token in read:
            name = names[read[token].code]
            achieved = read[token].figure is Figure.ACHIEVEMENT
            return say("document.achieved-of", name=name) if achieved else name
        if token[0].isdigit():
            decimals = len(token.partition(".")[2])
            return format_number(float(token), decimals=decimals, language=say.language)
        return _SIGNS.get(token, token)

    return re.sub(r"[A-Za-z_]\w*|\d+(?:\.\d+)?|[*/,]", in_words, index.formula)


def _targets(definition: Definition, indicator: Indicator, say: Catalogue) -> dict[str, Any]:
    year = periods_of(definition.year, definition.cadence)
    own = (indicator.targets.get(period.code) for period in year)
    return {
        "target_tahun": target_text(indicator, indicator.year_target(year[-1]), say),
        "target_setahun": [target_text(indicator, target, say) for target in own],
        "target_akhir": target_text(indicator, indicator.end_of_plan(definition.year), say),
        "rencana": [
            {"tahun": code, "target": target_text(indicator, indicator.targets[code], say)}
            for code in sorted(filter(str.isdigit, indicator.targets))
        ],
    }


def _figures(
    definition: Definition, indicator: Indicator, result: IndicatorResult, say: Catalogue
) -> dict[str, Any]:
    bands, places = definition.achievement.bands, result.places
    earlier = result.baseline_period
    return {
        "target": target_text(indicator, result.target, say),
        "pembilang": figure(result.numerator, None, say),
        "penyebut": figure(result.denominator, None, say),
        "realisasi": figure(result.value, places.value, say),
        "capaian": figure(result.achievement, places.achievement, say),
        "predikat": shown_band(result, say) or figure(None, 2, say),
        "capaian_tahun": figure(result.year_achievement, places.year_achievement, say),
        "predikat_tahun": band(result.year_achievement, bands) or figure(None, 2, say),
        "periode_lalu": label(Period.parse(earlier), say.language) if earlier else "",
        "realisasi_lalu": figure(result.baseline, indicator.decimals, say),
        "perubahan": difference(result.value, result.baseline, indicator.decimals, say),
        "capaian_akhir": figure(result.plan_achievement, places.plan_achievement, say),
        "sementara": result.provisional,
        "rentang": _range(indicator, result, say),
        "diterima": figure(result.reported, None, say),
        "ditunggu": figure(result.expected, None, say),
    }


_OF_PERIOD = ("pembilang", "penyebut", "realisasi", "capaian", "predikat", "sementara")


def _by_period(year: Year, indicator: Indicator, say: Catalogue) -> Iterator[dict[str, Any]]:
    """Every period of the year with its target; of those to come nothing else is known."""
    definition, none = year.definition, figure(None, None, say)
    known = {each.period.code: each.indicators[indicator.code] for each in year.periods}
    for period in periods_of(definition.year, definition.cadence):
        result = known.get(period.code)
        own = _figures(definition, indicator, result, say) if result else {}
        target = target_text(indicator, indicator.target(period), say)
        figures = {name: own.get(name, none) for name in _OF_PERIOD}
        due = result is not None and result.due
        counted = f"{own['diterima']}/{own['ditunggu']}" if due else none
        yield {
            "nama": short_label(period, say.language),
            "target": target,
            **figures,
            "sementara": result is not None and result.provisional,
            "rentang": own.get("rentang", ""),
            "laporan": counted,
        }


def _range(indicator: Indicator, result: IndicatorResult, say: Catalogue) -> str:
    """What a provisional result can still come to; empty where nobody knows, or it is final."""
    ends = {name: figure(*end, say) for name, end in _ends(indicator, result).items()}
    return say("results.range", **ends) if ends else ""


def _ends(indicator: Indicator, result: IndicatorResult) -> dict[str, tuple[float, int]]:
    """The ends of a result's range; none where there is no result."""
    return result.ends(indicator) if result.value is not None else {}


def _ahead_behind(
    definition: Definition, indicator: Indicator, result: IndicatorResult, say: Catalogue
) -> dict[str, Any]:
    found = sides(indicator, result, names_of(definition.reporting))
    yardstick = "own" if result.goals else "target" if result.target is not None else "result"
    yardstick = yardstick if compared(indicator, result) else "none"
    value = figure(found.yardstick, found.places, say)
    return {
        "patokan": say(f"document.yardstick-{yardstick}", value=value),
        "di_depan": listed(found.ahead, indicator, say, graded=found.graded),
        "tanpa_target": list(found.apart),
        "di_belakang": listed(found.behind, indicator, say, graded=found.graded),
    }


def _trend(year: Year, indicator: Indicator, say: Catalogue) -> Trend:
    """Every period of the year, those to come too, after what was measured in earlier years."""
    definition, before = year.definition, sorted(indicator.baseline)
    periods = periods_of(definition.year, definition.cadence)
    names = [_heading(code, say) for code in before]
    names += [short_label(period, say.language) for period in periods]
    found = [each.indicators[indicator.code] for each in year.periods]
    to_come = len(periods) - len(found)
    targets = [ends_of(indicator.target(each)) for each in periods]
    words = Words(
        alt_text=say("document.told-trend", name=indicator.name, year=str(definition.year)),
        realised=say("results.value"),
        target=say("document.target-from" if indicator.ranged else "document.target"),
        target_to=say("document.target-to"),
        label=say("document.label"),
        language=say.language,
    )
    return Trend(
        words,
        names,
        [*(indicator.baseline[each] for each in before), *(each.value for each in found)]
        + [None] * to_come,
        [*(None for _ in before), *(each[0] for each in targets)],
        [*(indicator.decimals for _ in before), *(each.places.value for each in found)]
        + [indicator.decimals] * to_come,
        indicator.decimals,
        len(before),
        _ranges(indicator, found, (len(before), to_come), say),
        [*(None for _ in before), *(each[1] for each in targets)] if indicator.ranged else (),
    )


def _ranges(
    indicator: Indicator,
    results: Sequence[IndicatorResult],
    beside: tuple[int, int],
    say: Catalogue,
) -> list[Column]:
    """The ends of what can still change, with so many names before and after; [] without any."""
    before, after = beside
    ends = [_ends(indicator, each) for each in results]
    columns = []
    none: tuple[float | None, int] = (None, indicator.decimals)
    for key in ("least", "greatest") if any(ends) else ():
        own = [each.get(key, none) for each in ends]
        values, places = zip(*([none] * before + own + [none] * after), strict=True)
        columns.append(Column(say(f"results.{key}"), values, places))
    return columns


def _heading(code: str, say: Catalogue) -> str:
    """An earlier period, which may be of any year."""
    period = Period.parse(code)
    name = short_label(period, say.language)
    return name if code == str(period.year) else f"{name} {period.year}"


def target_text(indicator: Indicator, target: Target | None, say: Catalogue) -> str:
    """A target, beside it the word for it where grades have one; a dash where there is none."""
    shown = figure(target, of_target(target, indicator.decimals), say)
    word = grade_begun(target, indicator.grades)
    return say("results.target_grade", target=shown, grade=word) if word else shown


def difference(value: float | None, against: Target | None, decimals: int, say: Catalogue) -> str:
    """A result less what it is held against, with its sign; 0 within a range, outside it from the
    nearer end.
    """
    if value is None or against is None:
        return figure(None, None, say)
    if isinstance(against, TargetRange):
        against = min(max(value, against.from_), against.to)
    return signed(value - against, of_change(value, against, decimals), say)


def signed(more: float | None, decimals: int, say: Catalogue) -> str:
    """What is more or less than something else: "+8,33", "-1,67"."""
    shown = figure(more, decimals, say)
    return f"+{shown}" if more is not None and round(more, decimals) > 0 else shown


def figure(value: Target | None, decimals: int | None, say: Catalogue) -> str:
    """A figure in so many decimals; a dash where there is none."""
    if value is None:
        return say("document.no-figure")
    return written(value, decimals, say.language)
