"""LKjIP, Bab III Akuntabilitas Kinerja: achievement, indicator by indicator, and its evidence."""

from templates.draw.contents import contents
from templates.draw.lkjip_indicator import analysis, between, marked
from templates.draw.lkjip_money import money
from templates.draw.lkjip_returns import COUNTING, appendix, completeness, counted
from templates.draw.paper import BOTH, CENTRE, LEFT, RIGHT, UNIT, Paper, border, without, write
from templates.draw.report_text import caption, either, guide, note, said

__all__ = ["accountability", "counted", "draw", "introduction", "note", "running_head", "said"]

ACHIEVED = (0.9, 3.95, 1.65, 2.8, 3.0, 1.8, 2.4)
"""Room for hundreds of billions, with a star beside the result."""
BANDS = (5.5, 5.5)


def draw() -> Paper:
    """The template."""
    paper = Paper("LKjIP {{ tahun }}: Bab III Akuntabilitas Kinerja")
    paper.fix_lines()
    running_head(paper)
    title = "Bab III\nAkuntabilitas Kinerja"
    paper.heading(title, 1, align=CENTRE, bold=True, size=14, caps=True)
    introduction(paper)
    paper.text("Daftar Isi", bold=True, before=10, after=4)
    contents(paper, 2, 3)
    accountability(paper)
    appendix(paper)
    about = "LKjIP Tahun {{ tahun }}{% if not keadaan %} | Data per {{ data_per }}{% endif %}"
    paper.footer(about, returns=True)
    return paper


def accountability(paper: Paper) -> None:
    """The parts of the chapter, from how achievement is measured to how complete the data are."""
    _measure(paper)
    _achievements(paper)
    paper.heading("C. Analisis Capaian Kinerja", 2)
    analysis(paper)
    money(paper)
    completeness(paper)


def introduction(paper: Paper) -> None:
    """Of what time the figures are, and which returns they come from."""
    paper.text(
        "Bab ini menyajikan capaian indikator kinerja utama {{ instansi.lengkap }} "
        "dari {{ periode_mulai }} sampai dengan {{ periode_selesai }}. "
        f"Angka di dalamnya berasal dari {{{{ laporan.seluruhnya }}}} yang sudah diperiksa dan "
        f"{COUNTING}, di antaranya {{{{ laporan.dihitung }}}} dari {{{{ laporan.jumlah }}}} "
        "{{ kata.unit }} untuk {{ periode }}; keadaan per {{ data_per }}."
        "{% if hanya_disetujui %} Yang diterima dan belum disetujui tidak dihitung.{% endif %}",
        align=BOTH,
        before=14,
        after=4,
    )
    guide(
        paper,
        "Tulisan di dalam kurung siku seperti ini adalah petunjuk pengisian. Ganti atau hapus "
        "semuanya sebelum laporan ditandatangani.",
    )
    paper.mark("{%p if laporan.menunggu_keputusan %}")
    said(
        paper,
        "Perhatian: {{ laporan.menunggu_keputusan|length }} laporan masih menunggu keputusan; "
        "angkanya dapat berubah (bagian E).",
        bold=True,
    )
    paper.mark("{%p endif %}")


def running_head(paper: Paper) -> None:
    """Whose report it is, above every page."""
    head = paper.document.sections[0].header.paragraphs[0]
    write(head, "{{ instansi.lengkap }}", align=LEFT, size=8, grey=True)
    border(head, "bottom", "single", 4, space=3)


def _measure(paper: Paper) -> None:
    paper.heading("A. Pengukuran Kinerja", 2)
    said(
        paper,
        '{{ cara_capaian|join(" ") }} '
        '{% if indikator|selectattr("uraian_pembilang")|list %}Pembilang dan penyebut dijumlahkan '
        "lebih dahulu untuk {{ kata.semua }}, baru dibagi. {% endif %}"
        "Indikator yang belum bertarget tidak dihitung capaiannya. "
        "Capaian{% if predikat %} dan predikat{% endif %} dihitung dari angka yang belum "
        "dibulatkan; pembulatan hanya untuk penyajian.",
    )
    paper.mark("{%p if predikat %}")
    caption(paper, "Tabel", "Skala predikat capaian")
    rows = paper.table(BANDS)
    rows.head(("Capaian (%)", "Predikat"), numbered=False)
    until = "{% if b.sampai %}sampai {{ b.sampai }}{% else %}ke atas{% endif %}"
    rows.each("b in predikat", (f"{{{{ b.mulai }}}} {until}", "{{ b.sebutan }}"), (CENTRE, CENTRE))
    paper.mark("{%p endif %}")


def _achievements(paper: Paper) -> None:
    paper.heading("B. Capaian Indikator Kinerja Utama", 2)
    caption(paper, "Tabel", "Target, realisasi dan capaian sampai dengan {{ periode }}")
    either(paper, "predikat", lambda banded: _achieved(paper, banded=banded))
    paper.mark(
        '{%p if indikator|selectattr("sementara")|rejectattr("realisasi", "equalto", "-")|list %}'
    )
    note(
        paper,
        "* Sementara: masih dapat berubah; sebabnya tertulis di bawah tabel indikatornya."
        '{% if indikator|selectattr("rentang")|list %} Dalam kurung: nilai terendah dan tertinggi '
        "yang masih mungkin.{% endif %}",
    )
    paper.mark("{%p endif %}")
    paper.mark("{%p for butir in rata_rata %}")
    said(paper, "{{ butir }}", before=3)
    paper.mark("{%p endfor %}")
    _sources(paper)
    # One bar alone compares nothing; the table above says it.
    paper.mark("{%p if indikator|length > 1 %}")
    caption(paper, "Grafik", "Capaian terhadap target {{ periode }} (persen)")
    paper.text("{{ grafik_capaian }}", align=CENTRE)
    paper.mark("{%p endif %}")


def _achieved(paper: Paper, *, banded: bool) -> None:
    """Every indicator in a line; without a scale there is no word for any achievement."""
    columns = (
        ("No", "{{ i.nomor }}"),
        ("Indikator", "{{ i.nama }}"),
        ("Satuan", UNIT),
        ("Target", "{{ i.target }}"),
        ("Realisasi", marked("i")),
        ("Capaian (%)", "{{ i.capaian }}"),
        *([("Predikat", "{{ i.predikat }}")] if banded else []),
    )
    heads, texts = zip(*columns, strict=True)
    rows = paper.table(ACHIEVED if banded else without(ACHIEVED, len(columns)))
    rows.head(heads)
    aligned = (CENTRE, None, CENTRE, *[RIGHT] * 3, CENTRE)
    for cells in rows.short("i", "indikator", texts, aligned, kept=True, size=9):
        between(cells[4], "i")


def _sources(paper: Paper) -> None:
    """Where the figures come from; which papers those were, only the office knows."""
    note(
        paper,
        "Sumber: realisasi dihitung dari laporan {{ kata.unit }} "
        "(bagian E); target, target akhir "
        "Renstra dan realisasi tahun sebelumnya menurut definisi {{ definisi.kode }}.",
    )
    guide(
        paper,
        "Ganti dengan dokumen asal target dan realisasi tahun sebelumnya, misalnya Perjanjian "
        "Kinerja Tahun {{ tahun }} dan LKjIP tahun lalu.",
    )
