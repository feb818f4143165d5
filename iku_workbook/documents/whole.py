"""A filled-in part of a document made whole: what a template leaves out leaves nothing open.

Where all that stood in a cell is left out, the cell has no paragraph, and Word calls the document
damaged while LibreOffice prints the row's cells in each other's place. The same goes for a row
without a cell, a table without a row, and a text box or footer without a paragraph.
"""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_BLOCKS = (_PARAGRAPH, _TABLE, qn("w:sdt"), qn("w:customXml"), qn("w:altChunk"))
_HOLD_BLOCKS = tuple(map(qn, ("w:tc", "w:body", "w:hdr", "w:ftr", "w:footnote", "w:txbxContent")))
_SECTION = qn("w:sectPr")


def make_whole(part: Any) -> None:
    """Take out what holds nothing any more, and put a paragraph where there has to be one."""
    for outer, inner in ((_ROW, _CELL), (_TABLE, _ROW)):
        for element in list(part.iter(outer)):
            if next(element.iter(inner), None) is None:
                element.getparent().remove(element)
    for element in list(part.iter(*_HOLD_BLOCKS)):
        if not _ends_with_paragraph(element):
            _end_with_paragraph(element)


def _ends_with_paragraph(element: Any) -> bool:
    last = next(element.iterchildren(*_BLOCKS, reversed=True), None)
    return last is not None and last.tag != _TABLE and next(last.iter(_PARAGRAPH), None) is not None


def _end_with_paragraph(element: Any) -> None:
    paragraph = OxmlElement("w:p")
    section = element.find(_SECTION)
    if section is None:
        element.append(paragraph)
    else:
        section.addprevious(paragraph)
