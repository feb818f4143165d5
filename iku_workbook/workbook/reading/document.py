"""Reads what a Word document says: its paragraphs and the cells of its tables, in order.

How the text is cut into runs is each program's own, and is left out; so are charts and pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from iku_workbook.workbook.reading.budget import Budget, Meter
from iku_workbook.workbook.reading.guard import guard_document
from iku_workbook.workbook.reading.markup import parse_any

_BODY = "word/document.xml"
_MARGINS = ("word/header", "word/footer")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a document that says something.

    table, row, column  where it stands, each from 1; 0 outside of tables
    """

    text: str
    table: int = 0
    row: int = 0
    column: int = 0


def read_document(data: bytes, budget: Budget) -> list[Passage]:
    """What a .docx says, what is printed at the margins last; Unreadable for any other bytes."""
    package = guard_document(data, Meter(budget))
    found = list(_passages(parse_any(_BODY, package.read(_BODY), package.tree)))
    margins = sorted(
        name for name in package.names() if name.startswith(_MARGINS) and name.endswith(".xml")
    )
    printed = (
        each.text
        for name in margins
        for each in _passages(parse_any(name, package.read(name), package.tree))
    )
    # Programs write one part for each kind of page: the same margin as often as they like.
    return [*found, *(Passage(text) for text in dict.fromkeys(printed))]


def _passages(root: etree._Element) -> Iterator[Passage]:
    tables: dict[etree._Element, int] = {}
    for paragraph in root.iter("{*}p"):
        text = "".join(_texts(paragraph)).strip()
        if text:
            yield Passage(text, *_place(paragraph, tables))


def _texts(paragraph: etree._Element) -> Iterator[str]:
    """The texts of its runs; what stands beside a picture twice, for older programs, once."""
    for each in paragraph.iter("{*}t", "{*}tab", "{*}br"):
        if next(each.iterancestors("{*}p")) is paragraph and not _is_fallback(each):
            local = etree.QName(each).localname
            yield (each.text or "") if local == "t" else " "


def _is_fallback(element: etree._Element) -> bool:
    return next(element.iterancestors("{*}Fallback", "{*}drawing"), None) is not None


def _place(paragraph: etree._Element, tables: dict[etree._Element, int]) -> tuple[int, int, int]:
    cell = next(paragraph.iterancestors("{*}tc"), None)
    row = cell.getparent() if cell is not None else None
    table = row.getparent() if row is not None else None
    if cell is None or row is None or table is None:
        return 0, 0, 0
    number = tables.setdefault(table, len(tables) + 1)
    return number, _order(row, "{*}tr"), _order(cell, "{*}tc")


def _order(element: etree._Element, tag: str) -> int:
    return 1 + sum(1 for _ in element.itersiblings(tag, preceding=True))
