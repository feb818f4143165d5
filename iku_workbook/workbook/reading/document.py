"""Reads what a Word document says: its paragraphs and the cells of its tables, in order.

How the text is cut into runs is each program's own, and is left out; so are charts, pictures, and
what programs fill in by themselves: numbers of pages, and the table of contents.
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
_SAID = {"tab": " ", "br": " ", "noBreakHyphen": "\u2011"}  # and a t its text
_PIECES = ("{*}t", *(f"{{*}}{each}" for each in _SAID))
_FILLED_IN = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "TOC"})


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
    filled_in = set(_filled_in(root))
    for paragraph in root.iter("{*}p"):
        text = "".join(_texts(paragraph, filled_in)).strip()
        if text:
            yield Passage(text, *_place(paragraph, tables))


def _filled_in(root: etree._Element) -> Iterator[etree._Element]:
    """What stands in fields (ECMA-376 part 1, 17.16) that each program fills in itself."""
    fields: list[str] = []  # the instructions of those that are open, the outermost first
    for each in root.iter("{*}fldChar", "{*}instrText", *_PIECES):
        local = etree.QName(each).localname
        if local == "instrText" and fields:
            fields[-1] += each.text or ""
        elif local == "fldChar":
            kind = each.get(f"{{{etree.QName(each).namespace}}}fldCharType")
            if kind == "begin":
                fields.append("")
            elif kind == "end" and fields:
                fields.pop()
        elif any(_is_filled_in(instruction) for instruction in fields):
            yield each
    for simple in root.iter("{*}fldSimple"):
        if _is_filled_in(simple.get(f"{{{etree.QName(simple).namespace}}}instr") or ""):
            yield from simple.iter(*_PIECES)


def _is_filled_in(instruction: str) -> bool:
    return next(iter(instruction.split()), "").upper() in _FILLED_IN


def _texts(paragraph: etree._Element, filled_in: set[etree._Element]) -> Iterator[str]:
    """The texts of its runs; what stands beside a picture twice, for older programs, once."""
    for each in paragraph.iter(*_PIECES):
        own = next(each.iterancestors("{*}p")) is paragraph and each not in filled_in
        if own and not _is_fallback(each):
            local = etree.QName(each).localname
            yield (each.text or "") if local == "t" else _SAID[local]


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
