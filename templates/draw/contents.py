"""Lists of what a document holds, filled in with the rest: Word's own fields, which it updates."""

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Cm, Pt

from templates.draw.fields import field
from templates.draw.paper import Paper, line_at_least


def contents(paper: Paper, least: int, most: int) -> None:
    """A table of contents of these levels of headings."""
    for level in range(least, most + 1):
        _entries(paper, f"toc {level}", 0.6 * (level - least))
    paragraph = paper.document.add_paragraph(style=f"toc {least}")
    field(paragraph, f'TOC \\o "{least}-{most}" \\h \\z \\u', "Daftar isi")


def contents_of(paper: Paper, kind: str) -> None:
    """A list of all tables or charts, by their numbered titles (``captions.py``)."""
    style = "table of figures"
    if style not in paper.document.styles:
        _entries(paper, style, 0)
    field(paper.document.add_paragraph(style=style), f'TOC \\h \\z \\c "{kind}"', kind)


def _entries(paper: Paper, name: str, indent: float) -> None:
    """The style of a list's entries, with dots to the page."""
    style = paper.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = paper.document.styles["Normal"]
    style.font.size = Pt(10)
    style.paragraph_format.space_after = Pt(2)
    line_at_least(style, 13)
    style.paragraph_format.left_indent = Cm(indent)
    style.paragraph_format.right_indent = Cm(1)
    style.paragraph_format.tab_stops.add_tab_stop(
        paper.width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
    )
