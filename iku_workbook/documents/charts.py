"""Charts as pictures, in the colours of the workbooks and with numbers as the language writes them.

A chart is plain data until :func:`png` draws it: a document without one does without matplotlib,
which takes longer to start than everything else.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iku_workbook.numbers import format_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 160
"""Millimetres: the width of the text on an A4 page."""

_INCH = 25.4
_DOTS = 200  # an inch: sharp in print, 30 KB
_FONTS = ("Arial", "Liberation Sans", "Nimbus Sans", "DejaVu Sans")  # the last comes with it
_INK, _PALE, _REALISED, _EARLIER, _TARGET = "#404040", "#BFBFBF", "#1F4E78", "#A6A6A6", "#C55A11"
_FIGURE: dict[str, Any] = {
    "textcoords": "offset points",
    "fontsize": 8.5,
    "fontweight": "bold",
    "color": _INK,
    "bbox": {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
}
_WITHIN: dict[str, Any] = {"color": "white", "bbox": None, "va": "top"}
_BROKEN: dict[str, Any] = {"color": "white", "bbox": None, "va": "center", "fontsize": 12}
_LABEL = 0.16  # of a chart's height: a figure above a column, and the space around it
_AIR = 1.2  # room beyond the highest value for its label
_FULL = 100  # percent: the target is reached
_MOST = 2 * _FULL  # percent: longer bars are broken
_LINE = 36  # characters of an indicator's name beside its bar


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a chart, and ``told``: what it shows, for a reader who cannot see it."""

    told: str
    realised: str
    target: str
    language: str


@dataclass(frozen=True, slots=True)
class Trend:
    """One indicator over time: columns for results, marks for targets.

    ``values`` and ``targets`` go with ``names``, None where there is none; the first ``earlier``
    are of years before.
    """

    words: Words
    names: Sequence[str]
    values: Sequence[float | None]
    targets: Sequence[float | None]
    decimals: int
    earlier: int

    @property
    def height(self) -> float:
        """Millimetres."""
        return 50

    def draw(self, axes: Axes) -> None:
        """Fill the chart in."""
        places = range(len(self.names))
        top = max((each for each in (*self.values, *self.targets) if each), default=1) * _AIR
        for at, value in enumerate(self.values):
            if value is not None:
                self._column(axes, at, value, room=top * _LABEL)
        for at, target in enumerate(self.targets):
            if target is not None:
                axes.plot([at - 0.36, at + 0.36], [target, target], color=_TARGET, linewidth=2)
        axes.bar(0, 0, color=_REALISED, label=self.words.realised)
        axes.plot([], [], color=_TARGET, linewidth=2, label=self.words.target)
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False, fontsize=8.5)
        axes.set_xticks(places, self.names)
        axes.set_xlim(-0.6, len(self.names) - 0.4)
        axes.set_ylim(0, top)
        axes.yaxis.set_visible(False)

    def _column(self, axes: Axes, at: int, value: float, room: float) -> None:
        """One result with its figure: above it, or inside where a target's mark would cross it."""
        axes.bar(at, value, width=0.5, color=_EARLIER if at < self.earlier else _REALISED)
        target = self.targets[at]
        inside = target is not None and value < target < value + room < 2 * value
        shown = format_number(value, decimals=self.decimals, language=self.words.language)
        looks = {**_FIGURE, **_WITHIN} if inside else _FIGURE
        offset = (0, -4) if inside else (0, 4)
        axes.annotate(shown, (at, value), xytext=offset, ha="center", **looks)


@dataclass(frozen=True, slots=True)
class Achieved:
    """All indicators' achievement in percent as bars, with a line where the target is reached.

    A bar of more than twice the target is broken, so that the others can still be compared.
    """

    words: Words
    names: Sequence[str]
    percents: Sequence[float | None]

    @property
    def height(self) -> float:
        """Millimetres."""
        return 10 + 11 * len(self.names)

    def draw(self, axes: Axes) -> None:
        """Fill the chart in."""
        lengths = [min(percent or 0, _MOST) for percent in self.percents]
        axes.barh(range(len(lengths)), lengths, height=0.5, color=_REALISED, zorder=2)
        ends = [-0.45, len(lengths) - 0.5]
        axes.plot([_FULL, _FULL], ends, color=_TARGET, linewidth=1.2, zorder=3)
        for at, percent in enumerate(self.percents):
            shown = "-"
            if percent is not None:
                shown = format_number(percent, decimals=2, language=self.words.language)
            end = (lengths[at], at)
            axes.annotate(shown, end, xytext=(5, 0), va="center", zorder=4, **_FIGURE)
            if percent is not None and percent > _MOST:
                axes.annotate("//", end, xytext=(-20, 0), zorder=4, **_FIGURE | _BROKEN)
        axes.annotate(
            self.words.target, (_FULL, -0.55), ha="center", va="bottom", fontsize=8, color=_TARGET
        )
        names = [textwrap.fill(name, _LINE, max_lines=3, placeholder=" …") for name in self.names]
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5, -0.8)
        axes.set_xlim(0, max(_FULL, *lengths) * _AIR)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        axes.spines["left"].set_visible(True)


Chart = Trend | Achieved


def png(chart: Chart) -> bytes:
    """The picture, ``WIDTH`` by the chart's height; the same bytes for the same chart and fonts."""
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.font_manager import fontManager

    here = {font.name for font in fontManager.ttflist}
    font = next(name for name in _FONTS if name in here)
    # A dollar sign in a name is money, never mathematics.
    settings: Any = {"font.family": font, "font.size": 8.5, "text.parse_math": False}
    out = io.BytesIO()
    with matplotlib.rc_context(settings):
        size = (WIDTH / _INCH, chart.height / _INCH)
        figure = Figure(figsize=size, dpi=_DOTS, layout="constrained")
        axes = figure.subplots()
        for side, spine in axes.spines.items():
            spine.set_visible(side == "bottom")
            spine.set_color(_PALE)
        axes.tick_params(length=0, labelcolor=_INK)
        chart.draw(axes)
        figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()
