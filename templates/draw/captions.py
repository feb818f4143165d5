"""Titles of tables and charts: "Tabel 3.1 ...", numbered by Word's own field.

The program numbers them once the template is filled in, for only then it is known which of them
are there; a list of tables (``contents_of``) finds them by the same field.
"""

from docx.text.paragraph import Paragraph

from templates.draw.fields import field
from templates.draw.paper import CENTRE, Paper, write


def caption(paper: Paper, kind: str, title: str, chapter: str = "") -> Paragraph:
    """A title above what it names: of ``kind`` ("Tabel", "Grafik"), counted within ``chapter``."""
    paragraph = paper.text(f"{kind} {chapter}", align=CENTRE)
    paragraph.style = "Caption"
    field(paragraph, f"SEQ {kind} \\* ARABIC")
    return write(paragraph, f" {title}")
