"""What the chapters of a report are made of: text, notes, titles, guides to what is to be written.

A guide stands in square brackets on yellow: it says what belongs in its place, which replaces it.
"""

from collections.abc import Callable
from typing import Any

from docx.enum.text import WD_COLOR_INDEX
from docx.text.paragraph import Paragraph

from templates.draw.captions import caption as numbered
from templates.draw.paper import BOTH, Paper, line_at_least

CHAPTER = "3."
"""Before the numbers of tables and charts."""


def said(paper: Paper, text: str, **looks: Any) -> Paragraph:
    """A paragraph of the report's text."""
    return paper.text(text, **{"align": BOTH, "after": 4, **looks})


def note(paper: Paper, text: str) -> Paragraph:
    """Below a table, in small letters."""
    paragraph = paper.text(text, italic=True, size=8.5, before=2, after=2)
    line_at_least(paragraph, 12)
    return paragraph


def guide(paper: Paper, text: str) -> Paragraph:
    """What the office is to write here: no figure says it, and nobody else can."""
    paragraph = paper.text(f"[{text}]", italic=True, size=9.5, before=3, after=4)
    paragraph.runs[0].font.highlight_color = WD_COLOR_INDEX.YELLOW
    return paragraph


def name(paper: Paper, title: str, *, new_page: bool = False) -> None:
    """A title within a part, which a table of contents leaves out."""
    paragraph = paper.text(title, bold=True, before=6, after=2)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.page_break_before = new_page or None


def caption(paper: Paper, kind: str, title: str, *, new_page: bool = False) -> Paragraph:
    """The title of a table or chart, numbered within the chapter."""
    paragraph = numbered(paper, kind, title, CHAPTER)
    paragraph.paragraph_format.page_break_before = new_page or None
    return paragraph


def either(paper: Paper, condition: str, draw: Callable[[bool], object]) -> None:
    """The same on a new page where a condition holds, and on the same page where not."""
    paper.mark(f"{{%p if {condition} %}}")
    draw(True)
    paper.mark("{%p else %}")
    draw(False)
    paper.mark("{%p endif %}")
