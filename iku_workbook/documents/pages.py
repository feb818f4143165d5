"""Estimates on which page each block of a document begins, as Word and LibreOffice lay it out.

A table of contents that is right before anybody updates it has to know. Documents are set in Arial,
whose widths stand here; lines are broken between words, and pages where one is full, where a block
asks for a new one, or where what belongs together would be parted. Within a part that begins on a
page of its own an estimate is off only where the part ends close to the end of a page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

LINE = 1.149
"""The height of a line of Arial, of its size."""

_WIDTHS = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "()-`r",
    355: '"',
    389: "*",
    469: "^",
    500: "Jckvxyz",
    556: "#$0123456789?L_abdeghnopqu",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@",
}
"""Thousandths of the size; bold letters are a little wider."""
_WIDTH = {letter: width / 1000 for width, letters in _WIDTHS.items() for letter in letters}
_USUAL, _BOLD, _MONO = 0.556, 1.06, 0.6
_TWIP, _POINT, _HALF = 20, 12700, 2
_CELL = 10.8  # points: the margins at the left and right of a cell
_RULE = 0.5  # points: the line above a row, and below the last
_WORDS = re.compile(r"[^\s-]*-|[^\s-]+|\n")
_SAID = {qn("w:br"): "\n", qn("w:noBreakHyphen"): "\u2011"}
"""What a sign that is no text stands for in a line; all others are a space."""
_TITLE = 2  # lines that stay together at the head and the foot of a page


@dataclass
class _Block:
    """What is set as one: a paragraph's lines, or a row of a table."""

    element: Any
    lines: Sequence[float]
    before: float = 0
    after: float = 0
    keep: bool = False
    new_page: bool = False
    whole: bool = False
    head: float = 0

    def below(self, above: float) -> float:
        """The space before it, below a block that asks for this much after itself: the greater of
        the two stands between them.
        """
        return max(0.0, self.before - above)


def _height(blocks: Sequence[_Block], above: float = 0) -> float:
    """Of blocks below each other; the first below one that asks for this much after itself."""
    high = 0.0
    for block in blocks:
        high += block.below(above) + sum(block.lines) + block.after
        above = block.after
    return high


@dataclass
class _Page:
    """How far the pages are filled: the number of the last one, what is left of it, and the space
    that its last block asks for after itself.
    """

    room: float
    number: int = 1
    after: float = 0
    left: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.room

    def turn(self) -> None:
        """A new page, unless this one is empty."""
        if self.left < self.room:
            self.number, self.left, self.after = self.number + 1, self.room, 0

    def set(self, block: _Block) -> int:
        """Put a block there; the page that it begins on."""
        started = self.number
        for place, line in enumerate((block.below(self.after), *block.lines)):
            if line > self.left and place:
                self.turn()
                self.left -= block.head
                started = self.number if place == 1 else started
                self.left -= line if place == len(block.lines) > 1 else 0  # never one line alone
            self.left -= line
        self.left, self.after = self.left - block.after, block.after
        return started


def page_of(document: Document) -> dict[Any, int]:
    """For each paragraph and table of the body the page on which it begins."""
    styles = _Styles(document)
    sections = list(document.sections)
    found: dict[Any, int] = {}
    page = _Page(_room(sections[0], styles))
    width = _across(sections[0])
    blocks: list[_Block] = []
    at = 0
    for element in document.element.body:
        blocks += styles.blocks(element, width)
        if element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
            _fill(page, blocks, found)
            at, blocks = at + 1, []
            page.turn()
            page = _Page(_room(sections[at], styles), page.number)
            width = _across(sections[at])
    _fill(page, blocks, found)
    return found


def _fill(page: _Page, blocks: Sequence[_Block], found: dict[Any, int]) -> None:
    for place, block in enumerate(blocks):
        if block.new_page:
            page.turn()
        elif page.left < page.room and _together(blocks[place:], page.after) > page.left:
            page.turn()
            page.after = math.inf  # a page that is begun for want of room has no space at its head
            page.left -= block.head
        found.setdefault(block.element, page.set(block))


def _together(blocks: Sequence[_Block], above: float) -> float:
    """The height of what may not be parted from the first of these, below what asks for so much
    after itself.
    """
    chain: list[_Block] = []
    for block in blocks:
        if chain and block.new_page:
            break
        if block.keep:
            chain.append(block)
            continue
        parted = not block.whole and len(block.lines) >= 2 * _TITLE
        own = block.lines[:_TITLE] if parted else block.lines
        last = chain[-1].after if chain else above
        return _height(chain, above) + block.below(last) + sum(own)
    return _height(chain, above)


def _across(section: Any) -> float:
    return float((section.page_width - section.left_margin - section.right_margin) / _POINT)


def _room(section: Any, styles: _Styles) -> float:
    """From the top margin, or below a header that is higher, to the bottom or the footer."""
    width = _across(section)
    edges = []
    for part, margin, distance in (
        (section.header, section.top_margin, section.header_distance),
        (section.footer, section.bottom_margin, section.footer_distance),
    ):
        blocks = [one for each in part._element for one in styles.blocks(each, width)]
        edges.append(max(margin / _POINT, distance / _POINT + _height(blocks)))
    return float(section.page_height / _POINT - sum(edges))


class _Styles:
    """How a document's paragraphs look: their own way, else that of their style, else the usual."""

    def __init__(self, document: Document) -> None:
        root = document.styles.element
        self._by_id = {each.get(qn("w:styleId")): each for each in root.iter(qn("w:style"))}
        usual = root.xpath("w:style[@w:type='paragraph' and @w:default='1']/@w:styleId")
        self._usual = str(usual[0]) if usual else ""
        self._defaults = root.find(qn("w:docDefaults"))

    def blocks(self, element: Any, width: float) -> Iterator[_Block]:
        """A paragraph as one block, a table as one a row."""
        if element.tag == qn("w:p"):
            yield self._paragraph(element, width)
        elif element.tag == qn("w:tbl"):
            yield from self._table(element)

    def _table(self, table: Any) -> Iterator[_Block]:
        named = table.xpath("w:tblPr/w:tblStyle/@w:val")
        style, head = self._by_id.get(str(named[0])) if named else None, 0.0
        rows = table.findall(qn("w:tr"))
        for row in rows:
            asked = row.xpath("w:trPr/w:trHeight/@w:val")
            cells = [self._cell(cell, style) for cell in row.findall(qn("w:tc"))]
            least = int(asked[0]) / _TWIP if asked else 0
            rules = 2 * _RULE if row is rows[-1] else _RULE
            high = max([least, *(height for height, _ in cells)]) + rules
            keeps = any(keep for _, keep in cells)
            is_head = bool(row.xpath("w:trPr/w:tblHeader"))
            repeated = 0.0 if is_head else head
            yield _Block(table, (high,), keep=keeps, whole=True, head=repeated)
            head += high if is_head else 0

    def _cell(self, cell: Any, style: Any) -> tuple[float, bool]:
        """How high what stands in a cell is, and whether it stays with what comes below."""
        asked = cell.xpath("w:tcPr/w:tcW/@w:w")
        width = int(asked[0]) / _TWIP - _CELL if asked else 0
        blocks = []
        for element in cell:
            if element.tag == qn("w:p"):
                blocks.append(self._paragraph(element, width, style))
            elif element.tag == qn("w:tbl"):
                blocks += self._table(element)
        return _height(blocks), bool(blocks and blocks[0].keep)

    def _paragraph(self, paragraph: Any, width: float, table_style: Any = None) -> _Block:
        looks = self._looks(paragraph, table_style)
        said, size, bold, mono = _text(paragraph, looks)
        indent = (looks["left"] + looks["right"]) / _TWIP
        count = _count(said, width - indent, size * (_BOLD if bold else 1), mono=mono)
        line = _line(size, looks)
        lines = [line] * count
        drawn = paragraph.xpath(".//wp:inline/wp:extent/@cy")
        if drawn:
            lines = [max(line, int(drawn[0]) / _POINT)]
        return _Block(
            paragraph,
            lines,
            looks["before"] / _TWIP,
            looks["after"] / _TWIP,
            keep=bool(looks["keep"]),
            new_page=bool(looks["new_page"]),
        )

    def _looks(self, paragraph: Any, table_style: Any) -> dict[str, Any]:
        looks: dict[str, Any] = {
            **{"before": 0, "after": 0, "line": 240, "rule": "auto", "left": 0, "right": 0},
            **{"keep": False, "new_page": False, "size": 22, "bold": False, "caps": False},
        }
        named = paragraph.xpath("w:pPr/w:pStyle/@w:val")
        chain, style = [], self._by_id.get(str(named[0]) if named else self._usual)
        while style is not None and style not in chain:
            chain.append(style)
            based = style.xpath("w:basedOn/@w:val")
            style = self._by_id.get(str(based[0])) if based else None
        for each in (*self._defaults.xpath("*"), table_style, *reversed(chain), paragraph):
            if each is not None:
                _overlay(looks, each)
        return looks


def _overlay(looks: dict[str, Any], element: Any) -> None:
    """What this element says itself."""
    properties, run = element.find(qn("w:pPr")), element.find(qn("w:rPr"))
    if properties is not None:
        for name, key, attribute in (
            ("w:spacing", "before", "w:before"),
            ("w:spacing", "after", "w:after"),
            ("w:spacing", "line", "w:line"),
            ("w:ind", "left", "w:left"),
            ("w:ind", "right", "w:right"),
        ):
            own = properties.find(qn(name))
            if own is not None and own.get(qn(attribute)):
                looks[key] = int(own.get(qn(attribute)))
                if key == "line":
                    looks["rule"] = own.get(qn("w:lineRule"), "auto")
        for name, key in (("w:keepNext", "keep"), ("w:pageBreakBefore", "new_page")):
            _switch(looks, properties, name, key)
    if run is not None:
        _overlay_run(looks, run)


def _overlay_run(looks: dict[str, Any], run: Any) -> None:
    size = run.find(qn("w:sz"))
    if size is not None:
        looks["size"] = int(size.get(qn("w:val")))
    _switch(looks, run, "w:b", "bold")
    _switch(looks, run, "w:caps", "caps")
    fonts = run.find(qn("w:rFonts"))
    if fonts is not None:
        looks["font"] = fonts.get(qn("w:ascii"), "")


def _switch(looks: dict[str, Any], within: Any, name: str, key: str) -> None:
    own = within.find(qn(name))
    if own is not None:
        looks[key] = own.get(qn("w:val"), "true") not in {"0", "false"}


def _text(paragraph: Any, looks: dict[str, Any]) -> tuple[str, float, bool, bool]:
    """What a paragraph says, in the size and weight of the longest of its runs."""
    texts, longest, shown = [], -1, looks
    for run in paragraph.iter(qn("w:r")):
        own = dict(looks)
        if run.find(qn("w:rPr")) is not None:
            _overlay_run(own, run.find(qn("w:rPr")))
        said = "".join(
            (each.text or "") if each.tag == qn("w:t") else _SAID.get(each.tag, " ")
            for each in run.iter(qn("w:t"), qn("w:br"), qn("w:tab"), qn("w:noBreakHyphen"))
        )
        texts.append(said.upper() if own["caps"] else said)
        if len(said) > longest and said:
            longest, shown = len(said), own
    size = shown["size"] / _HALF
    return "".join(texts), size, bool(shown["bold"]), "Courier" in shown.get("font", "")


def _line(size: float, looks: dict[str, Any]) -> float:
    line, natural = looks["line"], size * LINE
    if looks["rule"] == "auto":
        return float(natural * line / 240)
    fixed = line / _TWIP
    return float(fixed if looks["rule"] == "exact" else max(fixed, natural))


def _count(text: str, width: float, size: float, *, mono: bool) -> int:
    """How many lines a text takes, broken between words and behind hyphens."""
    count, used = 1, 0.0
    for word in _WORDS.finditer(text):
        if word[0] == "\n":
            count, used = count + 1, 0.0
            continue
        wide = sum(_MONO if mono else _WIDTH.get(each, _USUAL) for each in word[0]) * size
        space = _WIDTH[" "] * size if used and text[word.start() - 1].isspace() else 0
        if used and used + space + wide > width:
            count, used, space = count + 1, 0.0, 0
        used += space + wide
        while used > width > 0:
            count, used = count + 1, used - width
    return count
