"""Reads the raw rows of any sheet from its XML tree; ``fast_rows`` does it for common files."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from iku_workbook.cell_addresses import COLUMNS, column_letters
from iku_workbook.workbook.reading.addresses import position
from iku_workbook.workbook.reading.budget import nowhere
from iku_workbook.workbook.reading.colours import Colours
from iku_workbook.workbook.reading.fast_rows import (
    NO_ATTRIBUTES,
    RawCell,
    RawRow,
    row_height,
)
from iku_workbook.workbook.reading.markup import Tags
from iku_workbook.workbook.reading.texts import item_text


def tree_rows(
    data: etree._Element, names: Tags, sheet: str, limit: int, colours: Colours
) -> Iterator[RawRow]:
    """The rows of any ``sheetData``; texts that stand in a cell are at most ``limit`` long.

    Unreadable FILE-032 for an address that no sheet has, with the name of this ``sheet``.
    """
    for row in data.iterchildren(names.row):
        if len(row) > COLUMNS:
            raise nowhere(sheet, column_letters(len(row)) + row.get("r", ""))
        cells = [_cell(cell, names, sheet, limit, colours) for cell in row.iterchildren(names.c)]
        yield RawRow(row.get("r"), row_height(row.get("hidden"), row.get("ht")), cells)


def _cell(cell: etree._Element, names: Tags, sheet: str, limit: int, colours: Colours) -> RawCell:
    kind = cell.get("t", "n")
    value = formula = ""
    attributes = NO_ATTRIBUTES
    for child in cell:
        if child.tag == names.v and kind != "inlineStr":
            value = child.text or ""
        elif child.tag == names.is_ and kind == "inlineStr":
            value = item_text(child, names, limit, colours)
        elif child.tag == names.f:
            formula = child.text or ""
            attributes = {str(name): str(text) for name, text in child.items()}
    address = cell.get("r")
    try:
        place = None if address is None else position(address)
    except ValueError:
        raise nowhere(sheet, address) from None
    return place, cell.get("s", "0"), kind, value, formula, attributes
