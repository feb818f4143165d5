"""Sampul: the cover of the accountability report, with the emblem where the campaign has one."""

from docx.shared import Pt

from templates.draw.paper import CENTRE, Paper


def draw() -> Paper:
    """The template."""
    paper = Paper("Sampul LKjIP Tahun {{ tahun }}")
    cover(paper)
    return paper


def cover(paper: Paper) -> None:
    """What the report is, the emblem, whose it is, and the year in which it is made."""
    title = paper.text(
        "Laporan Kinerja Instansi Pemerintah\n(LKjIP)\nTahun {{ tahun }}",
        align=CENTRE,
        bold=True,
        caps=True,
        size=22,
        before=70,
        after=90,
    )
    title.paragraph_format.line_spacing = 1.3
    paper.mark("{%p if instansi.lambang %}")
    paper.text("{{ instansi.lambang }}", align=CENTRE, after=60)
    paper.mark("{%p endif %}")
    paper.mark("{%p if instansi.induk %}")
    paper.text("{{ instansi.induk }}", align=CENTRE, bold=True, caps=True, size=16, before=60)
    paper.mark("{%p endif %}")
    office = paper.text("{{ instansi.nama }}", align=CENTRE, bold=True, caps=True, size=18)
    office.paragraph_format.space_before = Pt(4)
    paper.mark("{%p if periode_selesai != akhir_tahun %}")
    paper.mark("{%p endif %}")
