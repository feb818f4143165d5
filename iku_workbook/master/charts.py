"""The charts of the summary: each indicator's results over the year, beside its targets."""

from __future__ import annotations

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from iku_workbook.definition.field_types import decimals_format
from iku_workbook.definition.model import Indicator
from iku_workbook.master.cell_text import cell_text
from iku_workbook.master.context import MasterContext
from iku_workbook.results.rounding import of_values
from iku_workbook.sheet_names import clipped
from iku_workbook.workbook.writing.styles import DARK, GREY

HEIGHT = 270  # pixels
_A_ROW = 4  # charts beside each other
_TITLE = 60  # characters
_DECIMALS = 1  # of a label, where they do
_RESULT, _TARGET = "#9DC3E6", "#C55A11"
_DASHES = {
    "line": {"none": True},
    "marker": {
        "type": "long_dash",
        "size": 9,
        "fill": {"color": DARK},
        "border": {"color": DARK},
    },
}


def chart_rows(count: int) -> int:
    """How many rows of charts there are."""
    return -(-count // _A_ROW)


def insert_charts(sheet: Worksheet, master: MasterContext, row: int, width: float) -> None:
    """The charts of all indicators from a row on, some beside each other in so many pixels."""
    indicators = master.definition.indicators
    beside = min(len(indicators), _A_ROW)
    for index, indicator in enumerate(indicators):
        chart = _chart(master, indicator)
        wide = width / beside
        chart.set_size({"width": int(wide - 10), "height": HEIGHT - 10})
        down, right = divmod(index, beside)
        where = {"x_offset": int(right * wide) + 4, "y_offset": down * HEIGHT + 4}
        sheet.insert_chart(row - 1, 0, chart, where)


def _chart(master: MasterContext, indicator: Indicator) -> Chart:
    layout, say = master.layout.achievement, master.say
    periods = "=" + layout.of_year(indicator.code, "period")
    columns = master.book.add_chart({"type": "column"})
    columns.add_series(
        {
            "name": say("results.value"),
            "categories": periods,
            "values": "=" + layout.of_year(indicator.code, "value"),
            "fill": {"color": _RESULT},
            "gap": 70,
            "data_labels": {
                "value": True,
                "position": "center",  # where the line of the targets seldom is
                "num_format": _labels(master, indicator),
                "font": {"size": 8, "bold": True, "color": DARK},
            },
        }
    )
    columns.combine(_lines(master, indicator, periods))
    # The code comes first, so that no name can begin as a formula does.
    title = clipped(cell_text(f"{indicator.code} · {indicator.name}"), _TITLE)
    columns.set_title({"name": title, "name_font": {"size": 10, "color": DARK}, "overlay": False})
    columns.set_legend({"position": "bottom", "font": _font(8)})
    columns.set_x_axis({"num_font": _font(8)})
    grid = {"visible": True, "line": {"color": "#E7E6E6"}}
    columns.set_y_axis({"min": 0, "num_font": _font(8), "major_gridlines": grid})
    columns.show_blanks_as("gap")
    columns.set_chartarea({"border": {"color": "#BFBFBF"}})
    return columns


def _lines(master: MasterContext, indicator: Indicator, periods: str) -> Chart:
    """The targets, and dashes at the ends of what can still change."""
    layout, say = master.layout.achievement, master.say
    lines = master.book.add_chart({"type": "line"})
    named = {"target": "period_target"}
    if indicator.ranged:
        named = {"target": "target_lower", "target_to": "target_upper"}
    for key, word in named.items():
        lines.add_series(
            {
                "name": say(f"results.{word}"),
                "categories": periods,
                "values": "=" + layout.of_year(indicator.code, key),
                "line": {"color": _TARGET, "width": 1.75},
                "marker": {"type": "diamond", "size": 6, "fill": {"color": _TARGET}},
            }
        )
    for key in ("least", "greatest") if _changes(master, indicator) else ():
        lines.add_series(
            {
                "name": say(f"results.{key}"),
                "categories": periods,
                "values": "=" + layout.of_year(indicator.code, key),
                **_DASHES,
            }
        )
    return lines


def _changes(master: MasterContext, indicator: Indicator) -> bool:
    """Whether any of its results can still change, and it is known how far."""
    return any(each.indicators[indicator.code].range for each in master.periods)


def _labels(master: MasterContext, indicator: Indicator) -> str:
    """How results are written into a chart; a blank one counts as 0 there and is left out."""
    few = min(indicator.decimals, _DECIMALS)
    found = [each.indicators[indicator.code] for each in master.periods]
    results = [(each.value, each.targets) for each in found]
    num_format = decimals_format(of_values(indicator, results, few))
    return f"{num_format};-{num_format};"


def _font(size: int) -> dict[str, object]:
    return {"size": size, "color": GREY}
