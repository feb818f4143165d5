"""Fields: what Word works out by itself."""

from collections.abc import Iterator

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from docx.text.paragraph import Paragraph


def field(paragraph: Paragraph, asks: str, shown: str = "1", size: float | None = None) -> None:
    """What Word works out: the page, how many there are, a table of contents."""
    for piece in _field(asks, shown):
        run = paragraph.add_run()
        run.font.size = Pt(size) if size is not None else None
        run._r.append(parse_xml(piece))


def _field(asks: str, shown: str) -> Iterator[str]:
    space = nsdecls("w")
    yield f'<w:fldChar {space} w:fldCharType="begin"/>'
    yield f'<w:instrText {space} xml:space="preserve"> {asks} </w:instrText>'
    yield f'<w:fldChar {space} w:fldCharType="separate"/>'
    yield f"<w:t {space}>{shown}</w:t>"
    yield f'<w:fldChar {space} w:fldCharType="end"/>'
