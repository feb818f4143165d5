"""Fills tables of contents in, so that they show their entries before anybody updates them.

Of headings (``TOC \\o``), or of the titles of tables or charts (``TOC \\c``). Pages are estimated;
a program that lays the document out corrects them when the field is updated (in Word: right click,
Update Field).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml

from iku_workbook.documents.captions import ASKS, sequence_of
from iku_workbook.documents.pages import page_of

_PARAGRAPH, _TEXT, _BREAK = qn("w:p"), qn("w:t"), qn("w:br")
_ASKS = "w:r/w:instrText[starts-with(normalize-space(.), 'TOC')]"
_LEVELS = re.compile(r'\\o\s+"(\d)-(\d)"')
_ALL_LEVELS = (1, 9)
_KIND = re.compile(r'\\c\s+"([^"]+)"')


class _Heading(NamedTuple):
    """A heading or title: its paragraph, and its level from 1."""

    paragraph: Any
    level: int

    @property
    def text(self) -> str:
        """In one line."""
        pieces = self.paragraph.iter(_TEXT, _BREAK, qn("w:tab"))
        parts = (each.text or "" if each.tag == _TEXT else " " for each in pieces)
        return " ".join("".join(parts).split())


def fill_contents(document: Document) -> None:
    """Put what they list into all tables of contents of the body, with bookmarks to lead there;
    then the pages, which what was put in has moved.
    """
    body = document.element.body
    listed: list[tuple[_Heading, Any]] = []
    for asking in body.xpath(f".//w:p[{_ASKS}]"):
        instruction = "".join(asking.xpath(f"{_ASKS}/text()"))
        found = _asked(document, instruction)
        if found:
            listed += zip(found, _replace(document, asking, instruction, found), strict=True)
    pages = page_of(document) if listed else {}
    for heading, entry in listed:
        shown = entry.xpath("w:hyperlink/w:r/w:t")[-1]
        shown.text = str(pages.get(heading.paragraph, 1))


def _asked(document: Document, instruction: str) -> list[_Heading]:
    """What a field asks for, in the order of reading."""
    kind = _KIND.search(instruction)
    if kind:
        titles = document.element.body.xpath(f".//w:p[{ASKS}]")
        return [_Heading(each, 1) for each in titles if sequence_of(each) == kind[1]]
    stated = _LEVELS.search(instruction)
    least, most = map(int, stated.groups()) if stated else _ALL_LEVELS
    return [each for each in _headings(document) if least <= each.level <= most]


def _headings(document: Document) -> Iterator[_Heading]:
    levels = {
        style.style_id: int(style.name[-1])
        for style in document.styles
        if style.name and re.fullmatch(r"(?i)heading [1-9]", style.name)
    }
    for paragraph in document.element.body.iter(_PARAGRAPH):
        level = levels.get("".join(paragraph.xpath("w:pPr/w:pStyle/@w:val")))
        heading = _Heading(paragraph, level or 0)
        if level and heading.text:
            yield heading


def _replace(
    document: Document, asking: Any, instruction: str, headings: Sequence[_Heading]
) -> list[Any]:
    """The paragraphs of the field, from where it begins to where it ends, by one for each entry."""
    styles = {str(style.name).lower(): style.style_id for style in document.styles}
    old, open_ = [], 0
    for paragraph in (asking, *asking.itersiblings(_PARAGRAPH)):
        old.append(paragraph)
        kinds = paragraph.xpath(".//w:fldChar/@w:fldCharType")
        open_ += kinds.count("begin") - kinds.count("end")
        if open_ <= 0:
            break
    numbers = count(
        1 + max(map(int, document.element.body.xpath("//w:bookmarkStart/@w:id")), default=0)
    )
    entries = []
    of_titles = _KIND.search(instruction) is not None
    for place, (number, heading) in enumerate(zip(numbers, headings, strict=False)):
        name = f"_Toc{number:08}"
        _mark(heading.paragraph, number, name)
        begin = _field_begin(instruction) if place == 0 else ""
        end = _character("end") if place == len(headings) - 1 else ""
        style = styles.get("table of figures" if of_titles else f"toc {heading.level}")
        entries.append(parse_xml(_entry(heading, name, style, begin, end)))
        asking.addprevious(entries[-1])
    for paragraph in old:
        paragraph.getparent().remove(paragraph)
    return entries


def _mark(paragraph: Any, number: int, name: str) -> None:
    """A bookmark around what a heading says."""
    space = nsdecls("w")
    start = parse_xml(f'<w:bookmarkStart {space} w:id="{number}" w:name="{name}"/>')
    properties = paragraph.find(qn("w:pPr"))
    if properties is not None:
        properties.addnext(start)
    else:
        paragraph.insert(0, start)
    paragraph.append(parse_xml(f'<w:bookmarkEnd {space} w:id="{number}"/>'))


def _entry(heading: _Heading, name: str, style: str | None, begin: str, end: str) -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    page = _field_begin(f" PAGEREF {name} \\h ") + _text("1") + _character("end")
    link = f'<w:hyperlink w:anchor="{name}" w:history="1">{_text(heading.text)}<w:r><w:tab/></w:r>'
    return f"<w:p {nsdecls('w')}>{look}{begin}{link}{page}</w:hyperlink>{end}</w:p>"


def _field_begin(instruction: str) -> str:
    asked = f'<w:instrText xml:space="preserve">{escape(instruction)}</w:instrText>'
    return f"{_character('begin')}<w:r>{asked}</w:r>{_character('separate')}"


def _character(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _text(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
