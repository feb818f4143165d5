"""Compares what the charts of a sheet show with what they were written to show, whatever program
saved them since: cells, names, words, labels, axes. Looks are no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from iku_workbook.campaign.difference import Change, Difference
from iku_workbook.checks.file.number_formats import shows_otherwise
from iku_workbook.workbook.reading.charts import Chart, Series
from iku_workbook.workbook.reading.workbook import Sheet

_FIGURES = (1234.567, 0.0)  # which a label that says what it was written to say shows alike


def compare_charts(written: Sheet, found: Sheet) -> Iterator[Difference]:
    """What is not as it was on the charts of a sheet; those that were added cover its cells."""
    charts = written.around.charts
    pairs = _pairs(charts, found.around.charts)
    for place, chart in enumerate(charts):
        if place in pairs:
            yield from _chart(written.name, chart, pairs[place])
        else:
            yield Difference(Change.CHART_GONE, written.name, _title(chart))


def _pairs(ours: Sequence[Chart], theirs: Sequence[Chart]) -> dict[int, Chart]:
    """Which chart each is now: the one of its title, of its cells, or the next that is left."""
    found: dict[int, Chart] = {}
    left = list(theirs)
    for key in (_title, _values, lambda chart: None):
        for place, chart in enumerate(ours):
            now = next((each for each in left if key(each) == key(chart)), None)
            if place not in found and now is not None:
                found[place] = now
                left.remove(now)
    return found


def _chart(sheet: str, was: Chart, now: Chart) -> Iterator[Difference]:
    title = _title(was)
    for before, after in (
        (" · ".join(was.texts), " · ".join(now.texts)),
        (_axes(was), _axes(now)),
    ):
        if before != after:
            yield Difference(Change.CHART, sheet, title, before, after)
    for then, since in zip_longest(was.series, now.series):
        known = then or since
        named = f"{title} ({known.name})" if known else title
        for before, after in _series(then, since):
            yield Difference(Change.CHART, sheet, named, before, after)


def _series(was: Series | None, now: Series | None) -> Iterator[tuple[str, str]]:
    """What a series said and says, of all in which it differs."""
    if was is None or now is None:
        yield was.values if was else "", now.values if now else ""
        return
    for before, after in zip(_plain(was), _plain(now), strict=True):
        if before != after:
            yield before, after
    labels = now.labels or was.labels
    if was.labels and any(shows_otherwise(each, labels, was.labels) for each in _FIGURES):
        yield was.labels, labels


def _plain(series: Series) -> tuple[str, ...]:
    """All that a series is drawn of, as all programs spell it."""
    references = (series.name, series.categories, series.values)
    return series.kind, *(each.replace("$", "").replace("'", "") for each in references)


def _axes(chart: Chart) -> str:
    """Where each axis begins and ends, and whether it is turned round."""
    return ", ".join(
        "–".join("…" if each is None else f"{each:g}" for each in axis[:2]) + "↓" * axis[2]
        for axis in chart.axes
    )


def _title(chart: Chart) -> str:
    return next(iter(chart.texts), "")


def _values(chart: Chart) -> list[str]:
    return [each.values for each in chart.series]
