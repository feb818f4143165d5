"""Takes out a last section in which nothing is left: a page would be printed for it."""

from __future__ import annotations

from docx.document import Document
from docx.oxml.ns import qn

_PARAGRAPH, _RUN, _SECTION = qn("w:p"), qn("w:r"), qn("w:sectPr")


def drop_empty_section(document: Document) -> None:
    """Let a document end with the section before the last, where a template left the last empty.

    How a section looks stands in the last paragraph of it; of the last section, behind everything.
    """
    body = document.element.body
    last = body.find(_SECTION)
    before = last.getprevious() if last is not None else None
    if before is None or before.tag != _PARAGRAPH:
        return
    ends = before.find(f"{qn('w:pPr')}/{_SECTION}")
    if ends is None:
        return
    body.replace(last, ends)
    if before.find(_RUN) is None:
        body.remove(before)
