"""An A4 page in the manner of an Indonesian office, and the few things that stand on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from templates.draw.fields import field

LEFT, CENTRE, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
A4 = (Cm(21), Cm(29.7))
SHADE = "DDEBF7"  # behind a heading: pale enough for a copier
GREY = RGBColor(0x59, 0x59, 0x59)
LINES = (
    *(("Normal", 15), ("Heading 1", 20), ("Heading 2", 17), ("Heading 3", 15)),
    *(("Caption", 13), ("Tabel", 12), ("Header", 10), ("Footer", 10)),
)
"""Points of a line of each style: more than the tallest of those fonts takes."""
FEW = 12
"""Rows of a table that is not parted where it need not be."""
LAST = 2
"""Rows of a table that stay with the signature below it: one alone on its page looks forgotten."""
UNSET = "['belum ditetapkan']"
"""What a list says in its cell where the definition says nothing."""
OBJECTIVE = "{{ i.sasaran or 'belum ditetapkan' }}"
UNIT = '{{ i.satuan or "-" }}'
"""What an indicator serves and is measured in; no cell stands there with nothing in it."""


class Paper:
    """One document while it is drawn."""

    def __init__(
        self, title: str, *, font: str = "Arial", size: float = 11, wide: bool = False
    ) -> None:
        self.document = Document()
        self._properties(title)
        self._page(wide)
        self._styles(font, size)
        self._lists = 100

    def fix_lines(self) -> None:
        """Lines as high in every font that stands in for Arial, so that pages end at the same place
        everywhere and a table of contents can know them.
        """
        for name, points in LINES:
            line_at_least(self.document.styles[name], points)

    def _properties(self, title: str) -> None:
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = title, "", ""
        properties.language = "id-ID"

    def _page(self, wide: bool) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = A4[::-1] if wide else A4
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.left_margin, section.right_margin = Cm(2.5), Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
        section.header_distance = section.footer_distance = Cm(1)

    def _styles(self, font: str, size: float) -> None:
        defaults = self.document.styles.element.find(qn("w:docDefaults"))
        defaults.find(".//" + qn("w:lang")).set(qn("w:val"), "id-ID")
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = font, Pt(size)
        normal.paragraph_format.space_after = Pt(0)
        sizes = ((size + 2, 0), (size + 1, 14), (size, 12))
        for level, (points, before) in enumerate(sizes, start=1):
            heading = self.document.styles[f"Heading {level}"]
            heading.font.name, heading.font.size, heading.font.bold = font, Pt(points), True
            heading.font.color.rgb = None
            fonts = heading.element.rPr.rFonts
            for key in [key for key in fonts.attrib if "Theme" in key]:
                del fonts.attrib[key]
            heading.paragraph_format.space_before = Pt(before)
            heading.paragraph_format.space_after = Pt(4)
        caption = self.document.styles["Caption"]
        caption.font.name, caption.font.size, caption.font.bold = font, Pt(size - 1), True
        caption.font.color.rgb = None
        caption.paragraph_format.space_before = Pt(8)
        caption.paragraph_format.space_after = Pt(3)
        caption.paragraph_format.keep_with_next = True
        small = self.document.styles.add_style("Tabel", WD_STYLE_TYPE.PARAGRAPH)
        small.base_style, small.font.size = normal, Pt(9.5)
        small.paragraph_format.space_before = small.paragraph_format.space_after = Pt(2)

    # --- text ----------------------------------------------------------------------------------

    def text(self, text: str = "", **looks: Any) -> Paragraph:
        """A paragraph at the end; see :func:`write` for its looks."""
        return write(self.document.add_paragraph(), text, **looks)

    def mark(self, mark: str) -> None:
        """A paragraph that is gone once the template is filled in: ``{%p … %}``."""
        self.document.add_paragraph(mark)

    def heading(self, text: str, level: int, *, new_page: bool = False, **looks: Any) -> Paragraph:
        """A heading that a table of contents and a screen reader find."""
        paragraph = write(self.document.add_paragraph(style=f"Heading {level}"), text, **looks)
        paragraph.paragraph_format.page_break_before = new_page or None
        return paragraph

    def items(
        self,
        source: str,
        shape: str = "decimal",
        *,
        text: str = "{{ butir }}",
        indent: float = 0,
        size: float | None = None,
    ) -> list[Paragraph]:
        """A numbered list over ``source``: ``decimal`` 1. 2. 3., ``lowerLetter`` a. b. c."""
        number = self._numbering(shape, indent)
        begin = self.text(f"{{%p for butir in {source} %}}")
        each = self.text(text, after=2, size=size)
        properties = each._p.get_or_add_pPr()
        properties.get_or_add_numPr().get_or_add_ilvl().val = 0
        properties.numPr.get_or_add_numId().val = number
        return [begin, each, self.text("{%p endfor %}")]

    def _numbering(self, shape: str, indent: float) -> int:
        """A list of its own, so that it begins anew."""
        self._lists += 1
        numbering = self.document.part.numbering_part.element
        left = int(Cm(indent + 0.8).twips)
        hanging = int(Cm(0.8).twips)
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{self._lists}">'
            '<w:multiLevelType w:val="singleLevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{shape}"/>'
            '<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
            "</w:abstractNum>"
        )
        numbering.insert(len(numbering.findall(qn("w:abstractNum"))), abstract)
        return int(numbering.add_num(self._lists).numId)

    # --- what frames a page ----------------------------------------------------------------------

    def turn(self) -> None:
        """From here on the paper lies on its side; header and footer go on."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.page_width, section.page_height = section.page_height, section.page_width
        section.orientation = WD_ORIENT.LANDSCAPE

    def footer(self, text: str, *, returns: bool = False) -> None:
        """What the document is, and the page of how many; below, what it rests on: the definition,
        and where figures come from ``returns``, up to when those are known.
        """
        section = self.document.sections[-1]
        section.footer.is_linked_to_previous = False
        paragraph = section.footer.paragraphs[0]
        paragraph.style = self.document.styles["Footer"]
        paragraph.style.paragraph_format.tab_stops.clear_all()  # they are of another page's width
        paragraph.paragraph_format.tab_stops.add_tab_stop(self.width, WD_TAB_ALIGNMENT.RIGHT)
        write(paragraph, f"{text}\tHalaman ", size=8)
        field(paragraph, "PAGE", size=8)
        write(paragraph, " dari ", size=8)
        field(paragraph, "NUMPAGES", size=8)
        border(paragraph, "top", "single", 4, space=4)
        code = section.footer.add_paragraph(style="Footer")
        proof = "{% if kode_bukti %} · Kode bukti {{ kode_bukti }}{% endif %}"
        known = "{% if catatan_terakhir %} · {{ catatan_terakhir }}{% endif %}"
        basis, until = ("keadaan", known) if returns else ("definisi.berlaku", "")
        write(code, f"{{{{ {basis} }}}}{proof}{until}", size=7)

    @property
    def width(self) -> int:
        """Of the text, in Word's own unit."""
        section = self.document.sections[-1]
        return section.page_width - section.left_margin - section.right_margin

    # --- tables ----------------------------------------------------------------------------------

    def table(self, widths: Sequence[float], *, lines: bool = True) -> "Rows":
        """A table with columns of so many centimetres, less where that is wider than the page,
        without rows yet.
        """
        share = min(1, self.width / Cm(1) / sum(widths))
        widths = [width * share for width in widths]
        table = self.document.add_table(0, len(widths))
        return Rows(shaped(table, widths, lines=lines), widths)

    def signatures(self, *blocks: "Block | None") -> None:
        """Who signs, from left to right; kept together on one page."""
        rows = self.table([self.width / Cm(1) / len(blocks)] * len(blocks), lines=False)
        for cell, block in zip(rows.add([""] * len(blocks)), blocks, strict=True):
            cell._tc.remove(cell.paragraphs[0]._p)
            for text, looks in block.lines() if block else [("", {})]:
                write(cell.add_paragraph(), text, align=CENTRE, **looks)
            for paragraph in cell.paragraphs[:-1]:
                paragraph.paragraph_format.keep_with_next = True


@dataclass(frozen=True)
class Block:
    """One who signs: what stands above the title, and whose title, name and rank."""

    above: Sequence[str]
    who: str

    def lines(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each line and how it looks, with room for the signature."""
        for text in self.above:
            yield text, {}
        # A line of dots, to be written on by hand, bears no comma.
        comma = f"{{% if {self.who}.jabatan.strip('.') %}},{{% endif %}}"
        yield f"{{{{ {self.who}.jabatan }}}}{comma}", {"caps": True}
        for _ in range(3):
            yield "", {}
        yield f"{{{{ {self.who}.nama }}}}", {"bold": True}
        yield f"{{%p if {self.who}.pangkat %}}", {}
        yield f"{{{{ {self.who}.pangkat }}}}", {}
        yield "{%p endif %}", {}


@dataclass
class Rows:
    """A table that grows downwards."""

    table: Table
    widths: Sequence[float]

    def add(self, texts: Sequence[str], **looks: Any) -> list[_Cell]:
        """A row; it stays on one page."""
        row = self.table.add_row()
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        for cell, width, text in zip(row.cells, self.widths, texts, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.style = "Tabel"
            write(paragraph, text, **looks)
        return list(row.cells)

    def head(
        self, texts: Sequence[str], *, numbered: bool = True, size: float | None = None
    ) -> list[_Cell]:
        """Headings, repeated on every page; below them the columns' numbers, as usual."""
        cells = self._head(texts, bold=True, size=size)
        if numbered:
            self._head([f"({number})" for number in range(1, len(texts) + 1)], size=8)
        return cells

    def _head(self, texts: Sequence[str], **looks: Any) -> list[_Cell]:
        cells = self.add(texts, align=CENTRE, **looks)
        self.table.rows[-1]._tr.get_or_add_trPr().append(
            parse_xml(f"<w:tblHeader {nsdecls('w')}/>")
        )
        for cell in cells:
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            cell.paragraphs[0].paragraph_format.keep_with_next = True
            shade(cell)
        return cells

    def mark(self, mark: str) -> None:
        """A row that is gone once the template is filled in: ``{%tr … %}``."""
        self.add([mark, *[""] * (len(self.widths) - 1)])

    def line(
        self, texts: Sequence[str], aligned: Sequence, *, together: bool = False, **looks: Any
    ) -> list[_Cell]:
        """A row whose texts stand as ``aligned`` says; ``together``: with the row below it."""
        cells = self.add(texts, **looks)
        align(cells, aligned)
        for cell in cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = together or None
        return cells

    def each(
        self, loop: str, texts: Sequence[str], aligned: Sequence = (), **looks: Any
    ) -> list[_Cell]:
        """A row for each of a list: ``loop`` is ``i in indikator``."""
        self.mark(f"{{%tr for {loop} %}}")
        cells = self.line(texts, aligned, **looks)
        self.mark("{%tr endfor %}")
        return cells

    def short(
        self,
        name: str,
        source: str,
        texts: Sequence[str],
        aligned: Sequence = (),
        *,
        kept: bool = False,
        **looks: Any,
    ) -> list[list[_Cell]]:
        """A row for each ``name`` of a list; on one page where they are few. ``kept``: the last one
        stays with what stands below it, a sum or a note. The cells of each kind of row.
        """
        few = f"{source}|length <= {FEW}"
        return [
            self.each(f"{name} in {rows}", texts, aligned, together=together, **looks)
            for rows, together in (
                (f"{source}[:-1] if {few}", True),
                (f"{source}[:-1] if not {few}", False),
                (f"{source}[-1:]", kept),
            )
        ]

    def set_out(self, columns: int, repeated: int) -> None:
        """Give the grid as many columns as the filled-in table will have, one of them repeated."""
        grid = self.table._tbl.tblGrid
        widths = [column.get(qn("w:w")) for column in grid]
        more = columns - len(widths)
        for _ in range(more):
            grid.insert(
                repeated, parse_xml(f'<w:gridCol {nsdecls("w")} w:w="{widths[repeated]}"/>')
            )


def write(
    paragraph: Paragraph,
    text: str,
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    bold: bool | None = None,
    italic: bool | None = None,
    underline: bool | None = None,
    caps: bool | None = None,
    size: float | None = None,
    before: float | None = None,
    after: float | None = None,
    grey: bool = False,
    font: str | None = None,
) -> Paragraph:
    """Add a run of text to a paragraph; what is None stays as the style has it."""
    if text:
        run = paragraph.add_run(text)
        run.font.bold, run.font.italic, run.font.underline = bold, italic, underline
        run.font.all_caps, run.font.name = caps, font
        if size is not None:
            run.font.size = Pt(size)
        if grey:
            run.font.color.rgb = GREY
    if align is not None:
        paragraph.alignment = align
    if before is not None:
        paragraph.paragraph_format.space_before = Pt(before)
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def line_at_least(of: Any, points: float) -> None:
    """Lines of a style or a paragraph are so many points high; a picture makes its own higher."""
    of.paragraph_format.line_spacing = Pt(points)
    of.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST


def align(cells: Sequence[_Cell], aligned: Sequence) -> None:
    """How each cell's text stands; None leaves it on the left."""
    for cell, how in zip(cells, aligned, strict=False):
        if how is not None:
            cell.paragraphs[0].alignment = how


def merge_down(top: _Cell, *below: _Cell) -> None:
    """One cell of several, without moving anything between them."""
    for cell in (top, *below):
        how = "restart" if cell is top else "continue"
        merge = parse_xml(f'<w:vMerge {nsdecls("w")} w:val="{how}"/>')
        cell._tc.get_or_add_tcPr().insert_element_before(merge, "w:shd", "w:vAlign")


def lines_of(cell: _Cell, source: str, size: float | None = None) -> None:
    """A cell that lists ``source``, one entry a line."""
    write(cell.paragraphs[0], f"{{%p for butir in {source} %}}")
    write(cell.add_paragraph(style="Tabel"), "{{ butir }}", size=size)
    write(cell.add_paragraph(style="Tabel"), "{%p endfor %}")


def without(widths: Sequence[float], column: int) -> list[float]:
    """The widths where a column is left out; the others share what it had."""
    rest = [width for at, width in enumerate(widths) if at != column]
    return [width * sum(widths) / sum(rest) for width in rest]


def shaped(table: Table, widths: Sequence[float], *, lines: bool) -> Table:
    """A table of fixed columns, with or without lines between them."""
    table.style = "Table Grid" if lines else "Normal Table"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def shade(cell: _Cell, colour: str = SHADE) -> None:
    """A colour behind a cell."""
    shading = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>'
    cell._tc.get_or_add_tcPr().insert_element_before(parse_xml(shading), "w:vAlign")


def border(paragraph: Paragraph, side: str, kind: str, eighths: int, *, space: int = 1) -> None:
    """A line at one side of a paragraph, so many eighths of a point thick."""
    properties = paragraph._p.get_or_add_pPr()
    line = (
        f'<w:pBdr {nsdecls("w")}><w:{side} w:val="{kind}" w:sz="{eighths}" '
        f'w:space="{space}" w:color="auto"/></w:pBdr>'
    )
    properties.insert_element_before(
        parse_xml(line), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
