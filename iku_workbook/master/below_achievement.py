"""Below the table of the achievement sheet: results beside base year and plan, the rating scale."""

from __future__ import annotations

from functools import partial

from xlsxwriter.worksheet import Worksheet

from iku_workbook.cell_addresses import a1
from iku_workbook.definition.field_types import decimals_format
from iku_workbook.definition.model import Indicator
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.master.context import MasterContext
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.master.shown import (
    figure_of,
    shown_format,
)
from iku_workbook.periods import short_label
from iku_workbook.results.achievement import (
    RESULT,
    TARGET,
    TARGET_TO,
    achieved,
)
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.rounding import of_change

_VALUE, _BASELINE, _CHANGE, _PLAN, _REACHED, _PLAN_TO = range(4, 10)  # columns
_TITLES = (
    "code",
    "indicator",
    "period",
    "value",
    "baseline",
    "change",
    "plan_target",
    "plan_achievement",
)
_ONE_PAGE = 16  # rows of which a page certainly has room for so many, with their notes
_NAME_WIDTH, _NARROW = 40.0, 12.0  # of the columns that it stands in


def write_comparison(sheet: MasterSheet, master: MasterContext, prints: Fingerprints) -> None:
    """Each result beside that of the base year and the end of the medium-term plan."""
    row = master.layout.achievement.last + 2
    if row > _ONE_PAGE:
        sheet.set_h_pagebreaks([row - 1])  # none of its rows stands under the other one's headings
    master.text(sheet, (row, 1), master.say("results.comparison"), "section")
    ranged = ("plan_target_to",) if "target_to" in master.layout.achievement.columns else ()
    titles = [master.say(f"results.{key}") for key in (*_TITLES, *ranged)]
    master.fit(sheet, row + 1, [(title, _NARROW) for title in titles])
    for column, title in enumerate(titles, start=1):
        master.text(sheet, (row + 1, column), title, "header")
    for index, indicator in enumerate(master.definition.indicators):
        _write_compared(sheet, master, row + 2 + index, indicator)
        prints.add(row + 2 + index)


def _write_compared(
    sheet: Worksheet, master: MasterContext, row: int, indicator: Indicator
) -> None:
    result, period = master.results.indicators[indicator.code], master.results.period
    layout, shown = master.layout.achievement, partial(shown_format, indicator, result)
    num_format = decimals_format(indicator.decimals)
    master.text(sheet, (row, 1), indicator.code, "code")
    master.text(sheet, (row, 2), indicator.name, "cell")
    master.text(sheet, (row, 3), short_label(period, master.say.language), "cell_center")
    value = a1(layout.row(indicator.code, period.number), layout.columns["value"])
    master.formula(sheet, (row, _VALUE), value, result.value, "sum", shown("value"))
    base = f'"{result.baseline_period}: "{num_format}' if result.baseline_period else num_format
    plan = partial(figure_of, result)
    stated = [(_BASELINE, result.baseline, base)]
    stated.append((_PLAN, plan("plan_target"), shown("plan_target")))
    if "target_to" in layout.columns:
        stated.append((_PLAN_TO, plan("plan_target_to"), shown("plan_target_to")))
    for column, figure, how in stated:
        if figure is None:
            master.blank(sheet, (row, column), "amount")
        else:
            master.number(sheet, (row, column), figure, "amount", how)
    now, before, target, to = (a1(row, at) for at in (_VALUE, _BASELINE, _PLAN, _PLAN_TO))
    formula = f'IF(COUNT({now},{before})=2,{now}-{before},"")'
    moved = decimals_format(of_change(result.value, result.baseline, indicator.decimals))
    change = f"+{moved};-{moved};{moved}"
    master.formula(sheet, (row, _CHANGE), formula, _change(result), "amount", change)
    tree = achieved(indicator.judging(master.definition.achievement.cap))
    formula = to_excel(tree, {RESULT: now, TARGET: target, TARGET_TO: to}.__getitem__)
    reached, percent = result.plan_achievement, shown("plan_achievement")
    master.formula(sheet, (row, _REACHED), formula, reached, "amount", percent)
    master.fit(sheet, row, [(indicator.name, _NAME_WIDTH)])


def _change(result: IndicatorResult) -> float | None:
    if result.value is None or result.baseline is None:
        return None
    return result.value - result.baseline


def write_scale(sheet: MasterSheet, master: MasterContext, prints: Fingerprints) -> None:
    """Write the rating scale, in which the table looks up ratings."""
    bands = sorted(master.definition.achievement.bands, key=lambda each: each.from_)
    if not bands:
        return
    first = master.layout.achievement.scale
    master.text(sheet, (first - 2, 1), master.say("results.scale"), "section")
    master.text(sheet, (first - 1, 1), master.say("results.from"), "header")
    master.text(sheet, (first - 1, 2), master.say("results.band"), "header")
    for row, band in enumerate(bands, start=first):
        master.number(sheet, (row, 1), band.from_, "amount", "General")
        master.text(sheet, (row, 2), band.label, "cell")
        prints.add(row)
