"""Lampiran Keputusan: the seven parts of the decree's appendix, in its order.

Set as regional decrees are (Permendagri 80/2015): Bookman Old Style, the reference at the upper
right, no letterhead.
"""

from docx.shared import Cm, Pt
from docx.table import _Cell

from templates.draw.paper import (
    BOTH,
    CENTRE,
    LAST,
    OBJECTIVE,
    UNSET,
    Block,
    Paper,
    Rows,
    border,
    lines_of,
    shaped,
    write,
)

WIDTHS = (1.0, 4.3, 4.1, 8.2, 3.6, 4.0)
FRACTION = (5.9, 1.9)
REFERENCE = 8.2  # centimetres from the left margin to the reference
COLON, SAID = 2.1, 2.4  # centimetres from there to the colon, and to what stands behind it
NUMERALS = ("1", "2", "3", "4", "5", "6", "7")
BLANK = "''.ljust(40, '.')"
"""What stands where the definition says nothing: a line of dots."""
SIGNATORY = '{{ penanda_tangan.jabatan|replace("." * 20, "." * 10) }}'
"""Whose decree it is; its dots are few enough for the line that they stand in."""


def draw() -> Paper:
    """The template."""
    paper = Paper("Lampiran Keputusan {{ keputusan.nomor }}", font="Bookman Old Style", size=10)
    _reference(paper)
    looks = {"bold": True, "caps": True, "size": 10.5, "before": 10, "after": 4}
    title = paper.heading("{{ keputusan.tentang }}", 1, align=CENTRE, **looks)
    title.paragraph_format.left_indent = title.paragraph_format.right_indent = Cm(2.2)
    _part(paper, 0, "Instansi", "{{ instansi.lengkap }}")
    _part(paper, 1, "Visi", f"{{{{ instansi.visi or {BLANK} }}}}")
    _part(paper, 2, "Misi")
    paper.items(f"instansi.misi or [{BLANK}]", indent=0.8)
    _part(paper, 3, "Tujuan")
    paper.items(f"instansi.tujuan or [{BLANK}]", indent=0.8)
    _part(paper, 4, "Tugas", f"{{{{ instansi.tugas or {BLANK} }}}}")
    _part(paper, 5, "Fungsi")
    paper.items(f"instansi.fungsi or [{BLANK}]", "lowerLetter", indent=0.8)
    footer = "Lampiran Keputusan {{ penanda_tangan.jabatan }} Nomor {{ keputusan.nomor }}"
    paper.footer(footer)
    paper.turn()
    _part(paper, 6, "Indikator Kinerja Utama")
    _indicators(paper)
    _grounds(paper)
    _signature(paper)
    paper.footer(footer)
    return paper


def _reference(paper: Paper) -> None:
    """Which decree it is the appendix of, as such decrees have it."""
    decree = paper.text(f"Lampiran Keputusan {SIGNATORY}", caps=True)
    paper.mark("{%p if instansi.kabupaten %}")
    regency = paper.text("{{ instansi.kabupaten }}", caps=True)
    paper.mark("{%p endif %}")
    for line in (decree, regency):
        line.paragraph_format.left_indent = Cm(REFERENCE)
    for name, said in (
        ("Nomor", "{{ keputusan.nomor }}"),
        ("Tanggal", "{{ keputusan.tanggal }}"),
        ("Tentang", "{{ keputusan.tentang }}"),
    ):
        line = paper.text(f"{name}\t:\t{said}", caps=True).paragraph_format
        line.left_indent, line.first_line_indent = Cm(REFERENCE + SAID), Cm(-SAID)
        line.tab_stops.add_tab_stop(Cm(REFERENCE + COLON))
        line.tab_stops.add_tab_stop(Cm(REFERENCE + SAID))


def _part(paper: Paper, number: int, name: str, text: str = "") -> None:
    """A part's name, and below it what it says in one sentence."""
    looks = {"bold": True, "size": 10.5, "before": 4, "after": 1}
    title = paper.heading(f"{NUMERALS[number]}.\t{name}", 2, **looks)
    title.paragraph_format.tab_stops.add_tab_stop(Cm(0.8))
    if text:
        said = paper.text(text, align=BOTH, after=2)
        said.paragraph_format.left_indent = Cm(0.8)


def _indicators(paper: Paper) -> None:
    rows = paper.table(WIDTHS)
    rows.head(
        (
            "No",
            "Sasaran Strategis",
            "Indikator Kinerja Utama",
            "Formulasi",
            "Sumber Data",
            "Penanggung Jawab",
        )
    )
    texts = ("{{ i.nomor }}", OBJECTIVE, "{{ i.nama }}", "", "", "")
    for source, together in ((f"indikator[:-{LAST}]", False), (f"indikator[-{LAST}:]", True)):
        cells = rows.each(f"i in {source}", texts, (CENTRE,), together=together)
        _fraction(cells[3])
        lines_of(cells[4], f"i.sumber or {UNSET}")
        lines_of(cells[5], f"i.penanggung_jawab or {UNSET}")


def _fraction(cell: _Cell) -> None:
    """The numerator over the denominator, and the factor beside the line between them; of a value
    without these what it is, and how those of all units are taken together.
    """
    inner = Rows(shaped(cell.add_table(0, 2), FRACTION, lines=False), FRACTION)
    parts, factor = inner.add(("{%p if i.uraian_nilai %}", ""))
    lines = (
        "{{ i.uraian_nilai }}",
        "{{ i.digabung }}{% if i.uraian_bobot %}, bobotnya {{ i.uraian_bobot }}{% endif %}",
        "{%p else %}",
        "{{ i.uraian_pembilang }}",
        "{{ i.uraian_penyebut }}",
        "{%p endif %}",
    )
    drawn = [
        write(parts.add_paragraph(style="Tabel"), each, align=CENTRE, size=9) for each in lines
    ]
    border(drawn[3], "bottom", "single", 6, space=2)
    write(factor.paragraphs[0], "{% if i.pengali %}× {{ i.pengali }}{% endif %}", size=9)
    factor.vertical_alignment = 1
    # A cell ends with a paragraph; the one before the inner table would only push it down.
    cell._tc.remove(cell.paragraphs[0]._p)
    cell.paragraphs[-1].paragraph_format.line_spacing = Pt(2)


def _grounds(paper: Paper) -> None:
    """They stay with the signature, which never stands on a page of its own."""
    paper.mark("{%p if instansi.dasar %}")
    intro = paper.text("Dasar penetapan:", size=9.5, before=6, after=2)
    for paragraph in (intro, *paper.items("instansi.dasar", size=9.5)):
        paragraph.paragraph_format.keep_with_next = True
    paper.mark("{%p endif %}")


def _signature(paper: Paper) -> None:
    paper.text(size=5).paragraph_format.keep_with_next = True
    above = ("Ditetapkan di {{ keputusan.tempat }}", "pada tanggal {{ keputusan.tanggal }}")
    paper.signatures(None, Block(above, "penanda_tangan"))
