"""Native Word charts, in the workbooks' colours, with numbers as the language writes them.

A chart is plain data until :func:`draw` has XlsxWriter write it, as it writes those of a workbook.
Behind it stands a sheet with its figures: who edits them in Word changes the chart and its labels.
"""

from __future__ import annotations

import datetime
import io
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from locale import windows_locale
from typing import Any, ClassVar, NamedTuple
from zipfile import ZipFile

from xlsxwriter import Workbook

from iku_workbook.definition.field_types import decimals_format
from iku_workbook.numbers import format_number
from iku_workbook.results.rounding import PERCENT, of_target
from iku_workbook.safe_text import printable

WIDTH = 160
"""Millimetres: the width of the text on an A4 page."""

BEHIND = "rId1"
"""The relationship by which a chart names the workbook with its figures."""

_INK, _PALE, _REALISED, _EARLIER, _TARGET = "#404040", "#BFBFBF", "#9DC3E6", "#D9D9D9", "#C55A11"
_SHEET = "Data"
_MADE = datetime.datetime(2000, 1, 1)  # the same chart gives the same bytes
_LABEL = 0.16  # of a chart's height: a column that is lower has no room for its figure
_AIR = 1.2  # room beyond the highest value for its label
_SHORT = 0.3  # of the target: a bar that is shorter has no room for its figure
_FULL = 100  # percent: the target is reached
_NAME = 100  # characters: three lines beside a bar
_CUT = " »"
_THIN = 1.25  # points
_BARS = {"x": 0.36, "y": 0.14, "width": 0.62, "height": 0.84}  # beside the names, of the whole
_LINE = {
    "line": {"color": _TARGET, "width": 1.75},
    "marker": {
        "type": "diamond",
        "size": 7,
        "fill": {"color": _TARGET},
        "border": {"color": "white"},
    },
}
_DASHES = {
    "line": {"none": True},
    "marker": {
        "type": "long_dash",
        "size": 10,
        "fill": {"color": _INK},
        "border": {"color": _INK},
    },
}
_UNMARKED = {"major_tick_mark": "none", "minor_tick_mark": "none"}

# XlsxWriter leaves out what Excel 2007 took for granted; in a document Word takes the opposite.
_EXPLICIT = (
    (r'<c:lang val="[^"]*"/>', r'\g<0><c:roundedCorners val="0"/>'),
    (r'<c:grouping val="\w+"/>', r'\g<0><c:varyColors val="0"/>'),
    (
        r"(?<=</c:tx>)(<c:spPr>.*?</c:spPr>)(?=<c:(?:dPt|dLbls)>)",
        r'\1<c:invertIfNegative val="0"/>',
    ),
    (
        r'<c:showVal val="1"/>',
        r'<c:showLegendKey val="0"/>\g<0><c:showCatName val="0"/><c:showSerName val="0"/>'
        r'<c:showPercent val="0"/><c:showBubbleSize val="0"/>',
    ),
    # A figure of 12 digits stands in one line, however narrow its column.
    (r"(?s)<a:bodyPr/>(?=(?:(?!<c:dLbls>).)*</c:dLbls>)", '<a:bodyPr wrap="none"/>'),
    (r"(?s)(<c:marker>(?:(?!</c:ser>).)*)", r'\1<c:smooth val="0"/>'),
    (r"</c:scaling>(?!<c:delete)", r'\g<0><c:delete val="0"/>'),
    (r'<c:plotVisOnly val="1"/>', r'\g<0><c:dispBlanksAs val="gap"/>'),
    (
        r"<c:printSettings>.*</c:printSettings>",
        f'<c:externalData r:id="{BEHIND}"><c:autoUpdate val="0"/></c:externalData>',
    ),
)


class Column(NamedTuple):
    """A heading, a number for each name, None where there is none, and the decimals of each."""

    heading: str
    values: Sequence[float | None]
    places: Sequence[int]


@dataclass(frozen=True, slots=True)
class Words:
    """The texts in a chart; ``alt_text`` is for a reader who cannot see it."""

    alt_text: str
    realised: str
    target: str
    label: str
    language: str
    target_to: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """One indicator over time: columns for results, a marked line for targets, and dashes at the
    two ``ends`` of what can still change, which are () where nothing can.

    ``values`` and ``targets`` go with ``names``, None where there is none, and ``places`` are the
    decimals of the values; the first ``earlier`` are of years before. ``targets_to`` are where
    targets that are ranges end, which ``targets`` are the beginnings of; () without any.
    """

    words: Words
    names: Sequence[str]
    values: Sequence[float | None]
    targets: Sequence[float | None]
    places: Sequence[int]
    decimals: int
    earlier: int
    ends: Sequence[Column] = ()
    targets_to: Sequence[float | None] = ()

    height: ClassVar[float] = 46
    """Millimetres."""
    longest: ClassVar[float | None] = None
    """No column is cut."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The chart's data sheet, the labelled series first."""
        realised = Column(self.words.realised, self.values, self.places)
        targets = [
            Column(word, each, [of_target(one, self.decimals) for one in each])
            for word, each in (
                (self.words.target, self.targets),
                (self.words.target_to, self.targets_to),
            )
            if each
        ]
        return realised, *targets, *self.ends

    def describe(self, book: Workbook) -> Any:
        """XlsxWriter's chart of the sheet behind it."""
        shown = [value for column in self.columns for value in column.values if value]
        top = max((each for each in shown if each > 0), default=1) * _AIR
        least = min((each for each in shown if each < 0), default=0) * _AIR or 0
        chart = book.add_chart({"type": "column"})
        chart.add_series(
            {
                **_series(1, len(self.names)),
                "fill": {"color": _REALISED},
                "points": [{"fill": {"color": _EARLIER}}] * self.earlier,
                "gap": 90,
                "data_labels": _labels(
                    self, [self._place(at, top) for at in range(len(self.names))]
                ),
            }
        )
        line = book.add_chart({"type": "line"})
        first_end = len(self.columns) - len(self.ends) + 1
        for column in range(2, len(self.columns) + 1):
            look = _DASHES if column >= first_end else _LINE
            line.add_series({**_series(column, len(self.names)), **look})
        chart.combine(line)
        chart.set_x_axis(
            {
                "num_font": _font(),
                "line": {"color": _PALE},
                **({"label_position": "low"} if least else {}),
                **_UNMARKED,
            }
        )
        chart.set_y_axis(
            {"visible": False, "min": least, "max": top, "major_gridlines": {"visible": False}}
        )
        chart.set_legend({"position": "top", "font": _font()})
        return chart

    def _place(self, at: int, top: float) -> str:
        """A figure stands where the target does not, and above a column that is too low for it."""
        room, target = top * _LABEL, self.targets[at]
        if (self.values[at] or 0) < room:
            return "outside_end"
        return "inside_end" if target is not None and target < room else "inside_base"


@dataclass(frozen=True, slots=True)
class Achieved:
    """All indicators' achievement in percent as bars, with a line where the target is reached.

    A bar that is far longer is cut, and says so, so that the others can still be compared.
    ``places`` are the decimals of each.
    """

    words: Words
    names: Sequence[str]
    percents: Sequence[float | None]
    places: Sequence[int]
    decimals: ClassVar[int] = PERCENT
    longest: ClassVar[float] = 160
    """Percent: a longer bar is cut."""

    @property
    def height(self) -> float:
        """Millimetres."""
        return 12 + 11 * len(self.names)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The chart's data sheet."""
        return (Column(self.words.realised, self.percents, self.places),)

    def describe(self, book: Workbook) -> Any:
        """XlsxWriter's chart of the sheet behind it."""
        highest = max((percent or 0 for percent in self.percents), default=0)
        chart = book.add_chart({"type": "bar"})
        chart.add_series(
            {
                **_series(1, len(self.names)),
                "fill": {"color": _REALISED},
                "gap": 100,
                "data_labels": _labels(self, [self._place(each) for each in self.percents]),
            }
        )
        # The only line of the grid is the target's, the only number of its axis too.
        reached = self.words.target.replace('"', "")
        chart.set_x_axis(
            {
                "min": 0,
                "max": round(max(_FULL, min(highest, self.longest)) * _AIR),
                "major_unit": _FULL,
                "major_gridlines": {"visible": True, "line": {"color": _TARGET, "width": _THIN}},
                "num_format": f'[={_FULL}]"{printable(reached)}";""',
                "num_font": _font(color=_TARGET),
                "line": {"none": True},
                **_UNMARKED,
            }
        )
        # As wide as the grid, whose line at 0 it covers.
        line = {"color": _PALE, "width": _THIN}
        chart.set_y_axis({"reverse": True, "num_font": _font(), "line": line, **_UNMARKED})
        chart.set_plotarea({"layout": _BARS})
        chart.set_legend({"none": True})
        return chart

    def _place(self, percent: float | None) -> str:
        """Within its bar, where the target's line does not come; beside one that is too short."""
        return "outside_end" if (percent or 0) < _FULL * _SHORT else "inside_end"


Chart = Trend | Achieved


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as Word stores it: the chart part, and the workbook with its data."""

    chart: bytes
    workbook: bytes


def draw(chart: Chart) -> Drawing:
    """The parts of a chart; the same bytes for the same chart."""
    with ZipFile(io.BytesIO(_workbook(chart, shown=True))) as archive:
        xml = archive.read("xl/charts/chart1.xml").decode()
    for pattern, explicit in _EXPLICIT:
        xml = re.sub(pattern, explicit, xml)
    return Drawing(xml.encode(), _workbook(chart, shown=False))


def described(chart: Chart) -> str:
    """Alternative text: the chart's subject and its figures."""
    first, *others = chart.columns
    figures = []
    for at, name in enumerate(chart.names):
        beside = "".join(
            f" ({more.heading}: {_written(chart, more.values[at], more.places[at])})"
            for more in others
            if more.values[at] is not None
        )
        figures.append(f"{name}: {_written(chart, first.values[at], first.places[at])}{beside}")
    return f"{chart.words.alt_text} {'; '.join(figures)}."


def _workbook(chart: Chart, *, shown: bool) -> bytes:
    """A sheet with names, figures and their labels, and with the chart where it is ``shown``."""
    out = io.BytesIO()
    values = chart.columns[0].values
    last = len(chart.columns) + 1
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet(_SHEET)
        sheet.set_column(0, 0, _NAME / 2)
        for row, name in enumerate(chart.names, start=1):
            sheet.write_string(row, 0, _clipped(name))
        for number, column in enumerate(chart.columns, start=1):
            sheet.write_string(0, number, printable(column.heading))
            sheet.write_column(1, number, column.values)
        sheet.write_string(0, last, chart.words.label)
        for row, (value, places) in enumerate(zip(values, chart.places, strict=True), start=1):
            if value is not None:
                formula = _label_formula(chart, f"B{row + 1}", places)
                sheet.write_formula(row, last, formula, None, _written(chart, value, places))
        if shown:
            drawn = chart.describe(book)
            drawn.set_title({"none": True})
            drawn.set_chartarea({"border": {"none": True}})
            sheet.insert_chart(0, last + 2, drawn)
    return out.getvalue()


def _clipped(name: str) -> str:
    return textwrap.shorten(printable(name), _NAME, placeholder=" …")


def _written(chart: Chart, value: float | None, places: int) -> str:
    """A dash where there is none."""
    if value is None:
        return "-"
    text = format_number(value, decimals=places, language=chart.words.language)
    return text + _CUT if chart.longest and value > chart.longest else text


def _label_formula(chart: Chart, cell: str, places: int) -> str:
    """The text of a figure as the document's language writes it, whatever the computer's does."""
    text = f"FIXED({cell},{places})"
    swapped = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({text},",","~"),".",","),"~",".")'
    decimal = format_number(1 / 2, language=chart.words.language)[1]
    cut = f'&IF({cell}>{chart.longest},"{_CUT}","")' if chart.longest else ""
    return f'=IF(MID(FIXED(0,1),2,1)="{decimal}",{text},{swapped}){cut}'


def _series(column: int, count: int) -> dict[str, Any]:
    """One column of the sheet against the names."""
    return {
        "name": [_SHEET, 0, column],
        "categories": [_SHEET, 1, 0, count, 0],
        "values": [_SHEET, 1, column, count, column],
    }


def _labels(chart: Chart, places: Sequence[str]) -> dict[str, Any]:
    """Each label shows its cell; a program that cannot, the value in the language's format."""
    column = "ABCDEFG"[len(chart.columns) + 1]
    values = chart.columns[0].values
    font = _font(bold=True)
    custom = [
        {"delete": True}
        if value is None
        else {"value": f"={_SHEET}!${column}${row}", "position": place, "font": font}
        for row, (value, place) in enumerate(zip(values, places, strict=True), start=2)
    ]
    language = f"{chart.words.language}_"
    code = next(code for code, name in windows_locale.items() if name.startswith(language))
    shown = f"[$-{code:x}]{decimals_format(max(chart.places, default=chart.decimals))}"
    cut = f'[>{chart.longest}]{shown}"{_CUT}";' if chart.longest else ""
    return {
        "value": True,
        "num_format": cut + shown,
        "font": font,
        "position": "outside_end",
        "custom": custom,
    }


def _font(*, color: str = _INK, bold: bool = False) -> dict[str, Any]:
    return {"name": "Arial", "size": 8.5, "color": color, "bold": bold}
