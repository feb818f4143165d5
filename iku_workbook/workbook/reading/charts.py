"""Reads what the charts of a sheet show: which cells, under which names, along which axes.

ECMA-376 part 1, 21.2. What programs respell when they save (looks, cached points) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from iku_workbook.workbook.reading.markup import parse_any
from iku_workbook.workbook.reading.package import Package
from iku_workbook.workbook.reading.workbook_parts import relationships

_BOUNDS = ("min", "max")


class Series(NamedTuple):
    """A row of points.

    kind    how they are drawn (``barChart``)
    name    the words, or the cell that has them
    labels  the number format of what is written beside the points; empty without
    """

    kind: str
    name: str
    categories: str
    values: str
    labels: str


class Chart(NamedTuple):
    """A chart.

    texts   what is written on it, its title first
    axes    of each axis of values its least and greatest, and whether it is turned round; None
            where they follow from the values
    """

    texts: tuple[str, ...]
    series: tuple[Series, ...]
    axes: tuple[tuple[float | None, float | None, bool], ...]


def charts(package: Package, sheet: str) -> tuple[Chart, ...]:
    """The charts of a sheet, by the name of its part; Unreadable for parts that are damaged."""
    drawn = _related(package, sheet, "drawing")
    parts = [part for drawing in drawn for part in _related(package, drawing, "chart")]
    return tuple(_chart(parse_any(each, package.read(each), package.tree)) for each in parts)


def _related(package: Package, part: str, kind: str) -> list[str]:
    return [each.target for each in relationships(package, part).values() if each.kind == kind]


def _chart(root: etree._Element) -> Chart:
    rich = root.iter("{*}rich")
    texts = ("".join(text.text or "" for text in each.iter("{*}t")) for each in rich)
    axes = (_axis(each) for each in root.iter("{*}valAx"))
    return Chart(tuple(filter(None, texts)), tuple(_series(root)), tuple(axes))


def _series(root: etree._Element) -> Iterator[Series]:
    for each in root.iter("{*}ser"):
        of = each.getparent()
        labels = each.find("{*}dLbls/{*}numFmt")
        yield Series(
            kind=etree.QName(of).localname if of is not None else "",
            name=_reference(each.find("{*}tx")),
            categories=_reference(each.find("{*}cat")),
            values=_reference(each.find("{*}val")),
            labels=labels.get("formatCode", "") if labels is not None else "",
        )


def _reference(element: etree._Element | None) -> str:
    """The cells that something is read from, else the words or numbers that stand there."""
    if element is None:
        return ""
    found = next(element.iter("{*}f"), None)
    if found is not None and found.text:
        return found.text.strip().strip('"')
    return " ".join(each.text or "" for each in element.iter("{*}v"))


def _axis(axis: etree._Element) -> tuple[float | None, float | None, bool]:
    least, greatest = (_bound(axis.find(f"{{*}}scaling/{{*}}{name}")) for name in _BOUNDS)
    turned = axis.find("{*}scaling/{*}orientation")
    return least, greatest, turned is not None and turned.get("val") == "maxMin"


def _bound(element: etree._Element | None) -> float | None:
    try:
        return None if element is None else float(element.get("val", ""))
    except ValueError:
        return None
