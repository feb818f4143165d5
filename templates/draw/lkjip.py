"""LKjIP, Bab III Akuntabilitas Kinerja: achievement, indicator by indicator, and its evidence."""

from docx.enum.text import WD_BREAK

from templates.draw.paper import BOTH, CENTRE, LEFT, Paper, border, write

ACHIEVED = (0.9, 5.0, 1.5, 2.0, 2.1, 2.2, 2.8)
ONE = (5.9, 1.5, 2.0, 2.1, 2.2, 2.8)
COMPARED = (2.7, 2.75, 2.75, 2.75, 2.75, 2.8)
BANDS = (5.5, 5.5)
PLACES = (8.25, 8.25)
RETURNS = (6.5, 3.0, 3.0, 3.0)
FIGURES = (None, CENTRE, CENTRE, CENTRE, CENTRE, CENTRE)


def draw() -> Paper:
    """The template."""
    paper = Paper("LKjIP {{ tahun }}: Bab III Akuntabilitas Kinerja")
    _running_head(paper)
    for line in ("Bab III", "Akuntabilitas Kinerja"):
        paper.text(line, align=CENTRE, bold=True, size=14, caps=True)
    paper.text(
        "Bab ini menyajikan capaian indikator kinerja utama {{ instansi.nama }} "
        "{{ instansi.kabupaten }} dari {{ periode_mulai }} sampai dengan {{ periode_selesai }}. "
        "Realisasi dihitung dari {{ laporan.dihitung }} laporan yang sudah diperiksa dan "
        "{% if hanya_disetujui %}disetujui{% else %}diterima{% endif %}, "
        "di antara {{ laporan.jumlah }} desa/kelurahan; keadaan per {{ data_per }}.",
        align=BOTH,
        before=14,
        after=6,
    )
    _measure(paper)
    _achievements(paper)
    _analysis(paper)
    _completeness(paper)
    paper.footer("LKjIP Tahun {{ tahun }} | Data per {{ data_per }}")
    return paper


def _running_head(paper: Paper) -> None:
    head = paper.document.sections[0].header.paragraphs[0]
    write(head, "{{ instansi.nama }} {{ instansi.kabupaten }}", align=LEFT, size=8, grey=True)
    border(head, "bottom", "single", 4, space=3)


def _measure(paper: Paper) -> None:
    paper.heading("A. Pengukuran Kinerja", 1)
    _said(
        paper,
        "Capaian adalah realisasi dibagi target dikalikan 100. "
        '{% if indikator|selectattr("makin_rendah_makin_baik")|list %}Untuk indikator yang makin '
        "rendah makin baik, capaian adalah dua kali target dikurangi realisasi, dibagi target, "
        "dikalikan 100. {% endif %}"
        "Pembilang dan penyebut dijumlahkan lebih dahulu untuk seluruh wilayah, baru dibagi. "
        "Tanpa target tidak ada capaian.",
    )
    paper.mark("{%p if predikat %}")
    _caption(paper, "Tabel 3.1 Skala predikat capaian")
    rows = paper.table(BANDS)
    rows.head(("Capaian (%)", "Predikat"), numbered=False)
    until = "{% if b.sampai %}sampai {{ b.sampai }}{% else %}ke atas{% endif %}"
    rows.each("b in predikat", (f"{{{{ b.mulai }}}} {until}", "{{ b.sebutan }}"), (CENTRE, CENTRE))
    paper.mark("{%p endif %}")


def _achievements(paper: Paper) -> None:
    paper.heading("B. Capaian Indikator Kinerja Utama", 1)
    _caption(paper, "Tabel 3.2 Target, realisasi dan capaian sampai dengan {{ periode }}")
    rows = paper.table(ACHIEVED)
    rows.head(("No", "Indikator", "Satuan", "Target", "Realisasi", "Capaian (%)", "Predikat"))
    texts = (
        "{{ i.nomor }}",
        "{{ i.nama }}",
        "{{ i.satuan }}",
        "{{ i.target }}",
        "{{ i.realisasi }}",
        "{{ i.capaian }}",
        "{{ i.predikat }}",
    )
    rows.each("i in indikator", texts, (CENTRE, *FIGURES))
    paper.text(size=6)
    _caption(paper, "Grafik 3.1 Capaian terhadap target {{ periode }} (persen)")
    paper.text("{{ grafik_capaian }}", align=CENTRE)


def _analysis(paper: Paper) -> None:
    first = paper.heading("C. Analisis Capaian Kinerja", 1)
    first.paragraph_format.page_break_before = True
    paper.mark("{%p for i in indikator %}")
    paper.heading("{{ i.nomor }}. {{ i.nama }}", 2)
    paper.mark("{%p if i.sasaran %}")
    _said(paper, "Sasaran: {{ i.sasaran }}.")
    paper.mark("{%p endif %}")
    paper.mark("{%p if i.definisi %}")
    _said(paper, "{{ i.definisi }}")
    paper.mark("{%p endif %}")
    _one(paper)
    _compared(paper)
    _caption(
        paper,
        "Grafik 3.{{ loop.index + 1 }} {{ i.nama }}{% if i.satuan %} ({{ i.satuan }}){% endif %}",
    )
    paper.text("{{ i.grafik }}", align=CENTRE)
    _places(paper)
    _to_write(paper)
    paper.mark("{%p if not loop.last %}")
    paper.text(size=2).add_run().add_break(WD_BREAK.PAGE)
    paper.mark("{%p endif %}")
    paper.mark("{%p endfor %}")


def _one(paper: Paper) -> None:
    """One indicator's own row, and what it is divided of."""
    _caption(
        paper, "Tabel 3.{{ loop.index * 2 + 1 }} Capaian {{ i.nama }} sampai dengan {{ periode }}"
    )
    rows = paper.table(ONE)
    heads = ("Indikator", "Satuan", "Target", "Realisasi", "Capaian (%)", "Predikat")
    rows.head(heads, numbered=False)
    figures = (
        "{{ i.satuan }}",
        "{{ i.target }}",
        "{{ i.realisasi }}",
        "{{ i.capaian }}",
        "{{ i.predikat }}",
    )
    rows.line(("{{ i.nama }}", *figures), FIGURES, together=True, bold=True)
    for part in ("pembilang", "penyebut"):
        label = f"{part.capitalize()}: {{{{ i.uraian_{part} }}}}"
        rows.line((label, "", "", f"{{{{ i.{part} }}}}", "", ""), FIGURES, together=True)
    rows.mark("{%tr if i.catatan %}")
    note = rows.line(('{{ i.catatan|join(" ") }}', *[""] * 5), (), italic=True, size=8.5)
    note[0].merge(note[-1])
    rows.mark("{%tr endif %}")


def _compared(paper: Paper) -> None:
    """With the year before, the year's target and the plan's end."""
    _caption(
        paper,
        "Tabel 3.{{ loop.index * 2 + 2 }} Perbandingan dengan tahun sebelumnya, target tahun "
        "{{ tahun }}, dan target akhir Renstra",
    )
    rows = paper.table(COMPARED)
    rows.head(
        (
            "Realisasi {{ i.periode_lalu }}",
            "Perubahan",
            "Target tahun {{ tahun }}",
            "Capaian terhadap target tahun (%)",
            "Target akhir Renstra",
            "Capaian terhadap akhir Renstra (%)",
        ),
        numbered=False,
    )
    texts = (
        "{{ i.realisasi_lalu }}",
        "{{ i.perubahan }}",
        "{{ i.target_tahun }}",
        "{{ i.capaian_tahun }}",
        "{{ i.target_akhir }}",
        "{{ i.capaian_akhir }}",
    )
    rows.line(texts, [CENTRE] * len(COMPARED))


def _places(paper: Paper) -> None:
    paper.text(size=6)
    rows = paper.table(PLACES)
    rows.head(("Sudah mencapai {{ i.patokan }}", "Belum mencapai {{ i.patokan }}"), numbered=False)
    rows.line(
        (
            '{{ i.di_depan|join(", ") or "-" }}',
            '{{ i.di_belakang|join(", ") or "-" }}',
        ),
        (),
    )


def _to_write(paper: Paper) -> None:
    """Space for what no figure says: the office writes over the grey words."""
    for title, hint in (
        ("Analisis", "faktor yang mendukung atau menghambat, dan upaya yang sudah dilakukan"),
        ("Kendala", "kendala yang dihadapi"),
        ("Tindak Lanjut", "langkah perbaikan, penanggung jawab dan waktunya"),
    ):
        name = paper.text(title, bold=True, before=8, after=2)
        name.paragraph_format.keep_with_next = True
        paper.text(f"[Tuliskan {hint}.]", italic=True, grey=True, after=4)


def _completeness(paper: Paper) -> None:
    paper.heading("D. Kelengkapan Data", 1)
    _caption(paper, "Tabel 3.{{ indikator|length * 2 + 3 }} Laporan yang diterima")
    rows = paper.table(RETURNS)
    rows.head(("Periode", "Diterima", "Seluruhnya", "Kelengkapan (%)"), numbered=False)
    texts = ("{{ p.nama }}", "{{ p.diterima }}", "{{ p.jumlah }}", "{{ p.persen }}")
    rows.each("p in laporan.per_periode", texts, FIGURES)
    paper.text(size=6)
    for words, source in (
        ("Belum masuk", "laporan.belum_masuk"),
        ("Diterima, belum disetujui, sehingga tidak dihitung", "laporan.belum_disetujui"),
        ("Perlu diperbaiki", "laporan.perlu_diperbaiki"),
        ("Ditolak", "laporan.ditolak"),
    ):
        paper.mark(f"{{%p if {source} %}}")
        _said(paper, f'{words} ({{{{ periode }}}}): {{{{ {source}|join(", ") }}}}.')
        paper.mark("{%p endif %}")


def _said(paper: Paper, text: str) -> None:
    paragraph = paper.text(text, align=BOTH, after=4)
    paragraph.paragraph_format.line_spacing = 1.1


def _caption(paper: Paper, text: str) -> None:
    paper.text(text, align=CENTRE).style = "Caption"
