"""Puts a template, drawn on A4, on the paper that the definition names before it is filled in.

F4, which offices call folio, is 215 x 330 mm; what it is wider than A4 goes to the margin at which
sheets are bound. Tables and tab stops become as wide as the text does. A page of another size is
the office's own choice in its template, and stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm

from iku_workbook.definition.model import Paper

_A4 = (Mm(210), Mm(297))
_SIZES = {Paper.A4: _A4, Paper.FOLIO: (Mm(215), Mm(330))}
_BOUND = Mm(30)  # the least margin at the left of F4
_NEARLY = Mm(1)  # programs round a page's size in units of their own
_TWIP = 635  # English metric units, of which python-docx counts lengths
_SAME = 10  # twips: what rounding the page and its margins by themselves comes to
_WIDTH, _POSITION = qn("w:w"), qn("w:pos")
_TYPE, _VALUE, _SECTION = qn("w:type"), qn("w:val"), qn("w:sectPr")


def put_on(document: Document, paper: Paper) -> None:
    """Give every page of A4 the size of this paper, upright or lying as it is."""
    sections = list(document.sections)
    for section, blocks in zip(sections, _blocks(document), strict=True):
        across, down = section.page_width or 0, section.page_height or 0
        sides = sorted((across, down))
        if any(abs(side - own) > _NEARLY for side, own in zip(sides, _A4, strict=True)):
            continue
        before = _text_width(section)
        short, long = _SIZES[paper]
        section.page_width, section.page_height = (long, short) if across > down else (short, long)
        if paper is Paper.FOLIO:
            section.left_margin = max(section.left_margin or 0, _BOUND)
        for part in (*blocks, *_above_and_below(section), document.styles.element):
            _widen(part, before, _text_width(section))


def _text_width(section: Section) -> int:
    """Between the margins, in twips, as the file counts."""
    margins = (section.left_margin or 0) + (section.right_margin or 0)
    return round(((section.page_width or 0) - margins) / _TWIP)


def _blocks(document: Document) -> Iterator[list[Any]]:
    """What stands in the body of each section."""
    blocks: list[Any] = []
    for block in document.element.body:
        blocks.append(block)
        if block.tag == _SECTION or block.find(f"{qn('w:pPr')}/{_SECTION}") is not None:
            yield blocks
            blocks = []


def _above_and_below(section: Section) -> Iterator[Any]:
    """The headers and footers that a section does not have from the one before it."""
    for each in (
        section.header,
        section.footer,
        section.first_page_header,
        section.first_page_footer,
        section.even_page_header,
        section.even_page_footer,
    ):
        if not each.is_linked_to_previous:
            yield each._element


def _widen(part: Any, before: int, after: int) -> None:
    """Tables in proportion; a tab stop at the end of the line goes with the end."""
    widths = (qn("w:gridCol"), qn("w:tcW"), qn("w:tblW"))
    for each in part.iter(*widths):
        if each.get(_TYPE, "dxa") == "dxa" and each.get(_WIDTH):
            each.set(_WIDTH, str(round(int(each.get(_WIDTH)) * after / before)))
    for stop in part.iter(qn("w:tab")):
        place = stop.get(_POSITION)
        if place and stop.get(_VALUE) != "clear" and abs(int(place) - before) <= _SAME:
            stop.set(_POSITION, str(after))
