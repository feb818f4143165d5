"""Numbers the titles of tables and charts: which are there is known once a template is filled in.

A title is a paragraph with Word's field SEQ: "Tabel 3." and the field. Each kind is counted from 1
for every text that stands before its field, so that a chapter has numbers of its own; Word counts
the same when its fields are updated, for the first of each says so (``\\r 1``).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

ASKS = "w:r/w:instrText[starts-with(normalize-space(.), 'SEQ ')]"
"""Where a paragraph asks for its number."""

_RUN, _TEXT, _ASKED = qn("w:r"), qn("w:t"), qn("w:instrText")
_BEGINS_ANEW = re.compile(r"\s*\\r\s*\d+")


def number_captions(document: Document) -> None:
    """Put the numbers into all titles of the body, in the order of reading."""
    counted: Counter[tuple[str, str]] = Counter()
    for paragraph in document.element.body.xpath(f".//w:p[{ASKS}]"):
        asks = paragraph.xpath(ASKS)[0]
        runs = paragraph.findall(_RUN)
        place = runs.index(asks.getparent())
        before = "".join(_said(run) for run in runs[:place])
        kind = sequence_of(paragraph)
        counted[kind, before] += 1
        number = counted[kind, before]
        asked = _BEGINS_ANEW.sub("", asks.text).strip()
        asks.text = f" {asked} \\r 1 " if number == 1 else f" {asked} "
        shown = next(text for run in runs[place:] for text in run.findall(_TEXT))
        shown.text = str(number)


def sequence_of(paragraph: Any) -> str:
    """What a title counts: "Tabel"; nothing where the paragraph is no title."""
    asks = paragraph.xpath(ASKS)
    return str(asks[0].text.split()[1]) if asks else ""


def _said(run: Any) -> str:
    return "".join(text.text or "" for text in run.findall(_TEXT))
