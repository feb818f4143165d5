"""Reads what stands around the cells of a sheet and decides what a person sees of them.

Merged cells, hidden rows and columns, conditional formats, print headers, links and drawings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from lxml import etree

from iku_workbook.cell_addresses import COLUMNS
from iku_workbook.workbook.reading.addresses import EVERYWHERE, Area, areas
from iku_workbook.workbook.reading.budget import at_most
from iku_workbook.workbook.reading.charts import Chart
from iku_workbook.workbook.reading.drawings import NO_GRID, Drawing, Grid
from iku_workbook.workbook.reading.markup import decimal, is_true, whole
from iku_workbook.workbook.reading.styles import ConditionalLook

# What is looked at of a kind: no person makes as many, and no program.
_MOST = 10_000
_MOST_MERGES, _MOST_COLUMNS, _MOST_RULES = 1_000, 1_000, 2_000
_NO_LOOK = ConditionalLook(None, None, None)
_ALL_HIDDEN = (1, COLUMNS, 0.0)


class ConditionalFormat(NamedTuple):
    """A rule that changes how cells look where its formula holds.

    areas         the cells; the formulas are as they stand for the first
    hides_value   whether a bar or an icon stands in the value's place
    """

    areas: tuple[Area, ...]
    kind: str
    formulas: tuple[str, ...]
    look: ConditionalLook
    hides_value: bool


_ANY_RULE = ConditionalFormat((EVERYWHERE,), "", (), _NO_LOOK, hides_value=False)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the cells of a sheet.

    grid          how high its rows are and how wide its columns, 0 where hidden
    printed       the texts of its print headers and footers, with their codes (``&P``)
    links         cells and the id of the relationship that their link follows
    jumps         cells and the place in the workbook that their link leads to
    charts        what its charts show, where that was asked for
    filtered      whether a filter hides rows
    zeros         whether a 0 is shown; where it is not, its cell is as blank
    """

    grid: Grid = NO_GRID
    merges: tuple[Area, ...] = ()
    conditional: tuple[ConditionalFormat, ...] = ()
    printed: tuple[str, ...] = ()
    links: tuple[tuple[Area, str], ...] = ()
    drawings: tuple[Drawing, ...] = ()
    charts: tuple[Chart, ...] = ()
    zeros: bool = True
    jumps: tuple[tuple[Area, str], ...] = ()
    filtered: bool = False


NOTHING_AROUND = Surroundings()
"""What stands around the cells of a sheet of which only values were read."""


def surroundings(root: etree._Element, looks: tuple[ConditionalLook, ...]) -> Surroundings:
    """What a worksheet's part says around its cells: without the heights of rows, which stand
    among them, and without drawings, which stand in a part of their own.
    """
    merged = root.iterfind("{*}mergeCells/{*}mergeCell")
    merges = (area for cell in merged for area in areas(cell.get("ref", "")))
    headers = (element for block in root.iterchildren("{*}headerFooter") for element in block)
    return Surroundings(
        grid=_grid(root),
        merges=at_most(_MOST_MERGES, merges, EVERYWHERE),
        conditional=at_most(_MOST_RULES, _conditional(root, looks), _ANY_RULE),
        printed=printed(element.text or "" for element in headers),
        links=tuple(islice(_links(root), _MOST)),
        zeros=all(
            is_true(view.get("showZeros", "1"))
            for view in root.iterfind("{*}sheetViews/{*}sheetView")
        ),
        jumps=tuple(islice(_jumps(root), _MOST)),
        filtered=has_filter(root),
    )


def has_filter(root: etree._Element) -> bool:
    """Whether a worksheet's or a table's part states what a filter leaves."""
    return root.find("{*}autoFilter/{*}filterColumn") is not None


def printed(texts: Iterable[str]) -> tuple[str, ...]:
    """The print headers and footers that say something, of their texts as the part has them."""
    return tuple(filter(None, map(str.strip, texts)))


def _grid(root: etree._Element) -> Grid:
    height, width = 15.0, 9.14
    for default in root.iterchildren("{*}sheetFormatPr"):
        height = decimal(default.get("defaultRowHeight"), height)
        width = decimal(default.get("defaultColWidth"), width)
        if is_true(default.get("zeroHeight")):
            height = 0.0
    columns = (_column(each, width) for each in root.iterfind("{*}cols/{*}col"))
    return Grid({}, at_most(_MOST_COLUMNS, columns, _ALL_HIDDEN), height, width)


def _column(element: etree._Element, width: float) -> tuple[int, int, float]:
    hidden = is_true(element.get("hidden"))
    own = 0.0 if hidden else decimal(element.get("width"), width)
    return whole(element.get("min")) or 0, whole(element.get("max")) or 0, own


def _conditional(
    root: etree._Element, looks: tuple[ConditionalLook, ...]
) -> Iterator[ConditionalFormat]:
    """Every rule; those younger than Excel 2007 stand in an extension ([MS-XLSX] 2.6.12)."""
    for block in root.iter("{*}conditionalFormatting"):
        cells = block.get("sqref") or block.findtext("{*}sqref") or ""
        where = at_most(_MOST, areas(cells), EVERYWHERE)
        for rule in block.iterchildren("{*}cfRule"):
            formulas = rule.iterchildren("{*}formula", "{*}f")
            yield ConditionalFormat(
                where,
                rule.get("type", ""),
                tuple((each.text or "").strip() for each in formulas),
                _look(rule, looks),
                any(each.get("showValue") in {"0", "false"} for each in rule),
            )


def _look(rule: etree._Element, looks: tuple[ConditionalLook, ...]) -> ConditionalLook:
    own = rule.find("{*}dxf/{*}numFmt")
    if own is not None:
        return _NO_LOOK._replace(number_format=own.get("formatCode"))
    number = whole(rule.get("dxfId"))
    return looks[number] if number is not None and number < len(looks) else _NO_LOOK


def _links(root: etree._Element) -> Iterator[tuple[Area, str]]:
    for link in root.iterfind("{*}hyperlinks/{*}hyperlink"):
        # The namespace of r:id differs between the standards.
        identity = next((str(text) for key, text in link.items() if str(key).endswith("}id")), "")
        for area in areas(link.get("ref", "")) if identity else ():
            yield area, identity


def _jumps(root: etree._Element) -> Iterator[tuple[Area, str]]:
    for link in root.iterfind("{*}hyperlinks/{*}hyperlink"):
        outside = any(str(key).endswith("}id") for key in link.keys())  # noqa: SIM118
        location = link.get("location", "")
        for area in areas(link.get("ref", "")) if location and not outside else ():
            yield area, location
