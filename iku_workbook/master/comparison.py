"""Below the achievements: the results beside base year and plan, and the scale of words."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.addresses import a1
from iku_workbook.definition.field_types import decimals_format
from iku_workbook.definition.model import Indicator
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.master.context import MasterContext
from iku_workbook.periods import short_label
from iku_workbook.results.achievement import RESULT, achieved
from iku_workbook.results.indicators import IndicatorResult

PERCENT = "#,##0.00"
_VALUE, _BASELINE, _CHANGE, _PLAN, _REACHED = range(4, 9)  # columns
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
_NAME_WIDTH, _NARROW = 40.0, 12.0  # of the columns that it stands in


def write_comparison(sheet: Worksheet, master: MasterContext) -> None:
    """Each result beside that of the base year and the end of the medium-term plan."""
    row = master.plan.achievement.last + 2
    master.text(sheet, (row, 1), master.say("results.comparison"), "section")
    titles = [master.say(f"results.{key}") for key in _TITLES]
    master.fit(sheet, row + 1, [(title, _NARROW) for title in titles])
    for column, title in enumerate(titles, start=1):
        master.text(sheet, (row + 1, column), title, "header")
    for index, indicator in enumerate(master.definition.indicators):
        _write_compared(sheet, master, row + 2 + index, indicator)


def _write_compared(
    sheet: Worksheet, master: MasterContext, row: int, indicator: Indicator
) -> None:
    result, period = master.results.indicators[indicator.code], master.results.period
    shown, plan = decimals_format(indicator.decimals), master.plan.achievement
    master.text(sheet, (row, 1), indicator.code, "code")
    master.text(sheet, (row, 2), indicator.name, "cell")
    master.text(sheet, (row, 3), short_label(period, master.say.language), "cell_center")
    value = a1(plan.row(indicator.code, period.number), plan.columns["value"])
    master.formula(sheet, (row, _VALUE), value, result.value, "sum", shown)
    base = f'"{result.baseline_period}: "{shown}' if result.baseline_period else shown
    stated = ((_BASELINE, result.baseline, base), (_PLAN, result.plan_target, shown))
    for column, figure, how in stated:
        if figure is None:
            master.blank(sheet, (row, column), "amount")
        else:
            master.number(sheet, (row, column), figure, "amount", how)
    now, before, aim = (a1(row, column) for column in (_VALUE, _BASELINE, _PLAN))
    formula = f'IF(COUNT({now},{before})=2,{now}-{before},"")'
    change = f"+{shown};-{shown};{shown}"
    master.formula(sheet, (row, _CHANGE), formula, _change(result), "amount", change)
    tree = achieved(indicator.polarity, master.definition.achievement.cap)
    formula = to_excel(tree, lambda name: now if name == RESULT else aim)
    master.formula(sheet, (row, _REACHED), formula, result.plan_achievement, "amount", PERCENT)
    master.fit(sheet, row, [(indicator.name, _NAME_WIDTH)])


def _change(result: IndicatorResult) -> float | None:
    if result.value is None or result.baseline is None:
        return None
    return result.value - result.baseline


def write_scale(sheet: Worksheet, master: MasterContext) -> None:
    """The scale that the table looks words up in."""
    bands = sorted(master.definition.achievement.bands, key=lambda each: each.from_)
    if not bands:
        return
    first = master.plan.achievement.scale
    master.text(sheet, (first - 2, 1), master.say("results.scale"), "section")
    master.text(sheet, (first - 1, 1), master.say("results.from"), "header")
    master.text(sheet, (first - 1, 2), master.say("results.band"), "header")
    for row, band in enumerate(bands, start=first):
        master.number(sheet, (row, 1), band.from_, "amount", "General")
        master.text(sheet, (row, 2), band.label, "cell")
