"""LKjIP: how complete the data are, and every return that the figures come from."""

from templates.draw.captions import caption as numbered
from templates.draw.paper import CENTRE, FEW, LEFT, RIGHT, Paper, line_at_least, write
from templates.draw.report_text import CHAPTER, caption, either, name, note, said

RETURNS = (4.1, 2.2, 2.3, 3.1, 2.3, 2.5)
COUNTED = (0.9, 2.9, 2.9, 1.7, 2.5, 5.6)
COUNTING = "{% if hanya_disetujui %}disetujui{% else %}diterima{% endif %}"
WAITING = "Diterima, belum disetujui, sehingga tidak dihitung"
FEW_RETURNS = f"daftar_unit|length <= {FEW} and laporan.per_periode|length <= 4"
"""So few that their names stay together with the table above them."""
COUNTED_ANY = 'laporan.per_periode|selectattr("laporan")|list'
"""Whether there is a return that counts."""


def completeness(paper: Paper) -> None:
    """How many returns count of each period; which are late, corrected, missing or in doubt."""
    paper.heading("E. Kelengkapan Data", 2)
    above = said(
        paper,
        "Angka sejak awal tahun menjumlahkan {{ laporan.seluruhnya }}. Isian yang menyatakan "
        "keadaan, bukan jumlah, memakai jawaban terakhir tiap {{ kata.unit }}.",
    )
    above.paragraph_format.keep_with_next = True
    caption(paper, "Tabel", f"Laporan yang {COUNTING}")
    rows = paper.table(RETURNS)
    heads = (
        "Periode",
        f"{{% filter capitalize %}}{COUNTING}{{% endfilter %}}",
        "Jumlah {{ kata.unit }}",
        "Kelengkapan (%)",
        "Terlambat",
        "Diperbaiki",
    )
    rows.head(heads, numbered=False)
    texts = ("{{ p.nama }}", "{{ p.diterima }}", "{{ p.jumlah }}", "{{ p.persen }}")
    counts = ("{{ p.terlambat|length }}", "{{ p.diperbaiki|length }}")
    aligned = (None, *[RIGHT] * 5)
    rows.short("p", "laporan.per_periode", (*texts, *counts), aligned, kept=True)
    below = note(
        paper,
        "Terlambat: diterima setelah batas waktu. Diperbaiki: menggantikan laporan sebelumnya dari "
        "{{ kata.unit }} yang sama.",
    )
    below.paragraph_format.keep_with_next = True
    either(paper, FEW_RETURNS, lambda together: _late(paper, together=together))
    _missing(paper)


def _late(paper: Paper, *, together: bool) -> None:
    """Which returns came late or were corrected, period by period."""
    for words, of in (("Terlambat", "terlambat"), ("Diperbaiki", "diperbaiki")):
        paper.mark("{%p for p in laporan.per_periode %}")
        paper.mark(f"{{%p if p.{of} %}}")
        named = said(paper, f'{words} ({{{{ p.nama }}}}): {{{{ p.{of}|join(", ") }}}}.')
        named.paragraph_format.keep_with_next = together or None
        paper.mark("{%p endif %}")
        paper.mark("{%p endfor %}")


def _missing(paper: Paper) -> None:
    """Which have not come, do not count, or await a decision; what else a reader has to know."""
    for words, of in (("Belum ada laporan yang diterima", "belum"), (WAITING, "belum_disetujui")):
        paper.mark(f"{{%p for p in laporan.per_periode[:-1] if p.{of} %}}")
        said(paper, f'{words} ({{{{ p.nama }}}}): {{{{ p.{of}|join(", ") }}}}.')
        paper.mark("{%p endfor %}")
    for words, source in (
        ("Belum masuk", "laporan.belum_masuk"),
        (WAITING, "laporan.belum_disetujui"),
        ("Perlu diperbaiki", "laporan.perlu_diperbaiki"),
        ("Ditolak", "laporan.ditolak"),
    ):
        paper.mark(f"{{%p if {source} %}}")
        said(paper, f'{words} ({{{{ periode }}}}): {{{{ {source}|join(", ") }}}}.')
        paper.mark("{%p endif %}")
    for words, source in (
        ("Menunggu keputusan", "laporan.menunggu_keputusan"),
        ("Catatan", "catatan"),
    ):
        paper.mark(f"{{%p if {source} %}}")
        name(paper, words)
        paper.mark(f"{{%p for butir in {source} %}}")
        said(paper, "{{ butir }}")
        paper.mark("{%p endfor %}")
        paper.mark("{%p endif %}")


def appendix(paper: Paper) -> None:
    """The returns that count, where there are any, as the last part of the chapter."""
    paper.mark(f"{{%p if {COUNTED_ANY} %}}")
    paper.heading("F. Lampiran: Laporan yang Dihitung", 2)
    counted(paper)
    paper.mark("{%p endif %}")


def counted(paper: Paper, chapter: str = CHAPTER) -> None:
    """Every return that the figures come from, with the hash of its file in groups."""
    said(
        paper,
        "Nilai hash (SHA-256) menunjukkan bahwa sebuah berkas masih sama dengan yang diterima: "
        "berkas yang berubah satu huruf pun nilai hash-nya berbeda. Definisi {{ definisi.kode }}: "
        "nilai hash {{ definisi.sidik }}.{% if kode_bukti %} Kode bukti catatan penerimaan: "
        "{{ kode_bukti }}, diperiksa dengan iku verify --head.{% endif %}",
        align=LEFT,
    )
    numbered(paper, "Tabel", f"Laporan yang {COUNTING} dan dihitung", chapter)
    rows = paper.table(COUNTED)
    heads = ("No", "{{ kata.Unit }}", "Berkas", "Nomor", "Diterima", "Nilai hash (SHA-256)")
    rows.head(heads, numbered=False)
    rows.mark("{%tr for p in laporan.per_periode if p.laporan %}")
    name = rows.line(("{{ p.nama }}", *[""] * 5), (), bold=True, together=True)
    name[0].merge(name[-1])
    rows.mark("{%tr for k in p.laporan %}")
    texts = (
        "{{ loop.index }}",
        "{{ k.unit }}",
        "{{ k.berkas }}",
        "{{ k.nomor }}",
        "{{ k.tanggal }}",
    )
    cells = rows.line((*texts, ""), (CENTRE, None, None, RIGHT, None), size=8)
    write(cells[4].paragraphs[0], "{% if k.keterangan %} ({{ k.keterangan }}){% endif %}", size=8)
    line_at_least(write(cells[5].paragraphs[0], "{{ k.sidik }}", size=7, font="Courier New"), 9)
    rows.mark("{%tr endfor %}")
    rows.mark("{%tr endfor %}")
