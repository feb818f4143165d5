"""Sampul: the cover of the accountability report, with the emblem where the campaign has one."""

from docx.enum.table import WD_ALIGN_VERTICAL
from docx.shared import Cm, Pt

from templates.draw.paper import CENTRE, Paper, write

HIGH = (9.0, 6.0, 8.0)
"""Centimetres of the page for what the report is, the emblem, and whose it is."""


def draw() -> Paper:
    """The template."""
    paper = Paper("Sampul LKjIP Tahun {{ tahun }}")
    cover(paper)
    paper.footer("LKjIP Tahun {{ tahun }}")
    return paper


def cover(paper: Paper) -> None:
    """The first page, which bears neither header nor footer."""
    paper.document.sections[0].different_first_page_header_footer = True
    rows = paper.table((paper.width / Cm(1),), lines=False)
    title = "Laporan Kinerja Instansi Pemerintah\n(LKjIP)\nTahun {{ tahun }}"
    office = "{{ instansi.nama }}"
    if_under = "{% if instansi.induk %}{{ instansi.induk }}\n{% endif %}"
    for high, lines in zip(
        HIGH,
        (
            ((title, {"bold": True, "caps": True, "size": 20}),),
            (("{{ instansi.lambang }}", {}),),
            ((f"{if_under}{office}", {"bold": True, "caps": True, "size": 16}),),
        ),
        strict=True,
    ):
        [cell] = rows.add([""])
        rows.table.rows[-1].height = Cm(high)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        for text, looks in lines:
            line = write(cell.add_paragraph(), text, align=CENTRE, **looks)
            line.paragraph_format.line_spacing = 1.3
        cell._tc.remove(cell.paragraphs[0]._p)
    paper.text(size=1).paragraph_format.line_spacing = Pt(1)
