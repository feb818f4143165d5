"""LKjIP, Bab III Akuntabilitas Kinerja: achievement, indicator by indicator, and its evidence."""

from collections.abc import Callable
from typing import Any

from docx.table import _Cell
from docx.text.paragraph import Paragraph

from templates.draw.captions import caption
from templates.draw.paper import BOTH, CENTRE, LEFT, RIGHT, Paper, border, write

ACHIEVED = (0.9, 4.3, 1.8, 2.0, 2.5, 2.2, 2.8)
BY_PERIOD = (2.3, 1.7, 2.0, 2.0, 2.5, 1.9, 2.4, 1.7)
COMPARED = (2.7, 2.75, 2.75, 2.75, 2.75, 2.8)
BANDS = (5.5, 5.5)
MONEY = (1.1, 6.2, 3.5, 3.6, 2.1)
EFFICIENCY = (4.1, 1.9, 3.1, 3.4, 2.0, 2.0)
PLACES = (8.25, 8.25)
RETURNS = (4.1, 2.2, 2.3, 3.1, 2.3, 2.5)
COUNTED = (0.9, 2.2, 3.6, 1.5, 2.6, 5.7)
FIGURES = (None, CENTRE, CENTRE, CENTRE, CENTRE, CENTRE)
COUNTING = "{% if hanya_disetujui %}disetujui{% else %}diterima{% endif %}"
WAITING = "Diterima, belum disetujui, sehingga tidak dihitung"
STARRED = "{0}.sementara and {0}.realisasi != '-'"
"""Can still change, and stands there with a star: of what has no figure only the note says it."""
MONTHS = "setahun|length > 6"
"""A year of so many periods takes two pages an indicator."""
MANY = "indikator|length > 6"
"""So many indicators take a page for their table and one for their chart."""


COMPLETENESS = "{% if program %}E{% else %}D{% endif %}"
"""The part about completeness: before it stands that about money, where there is any."""
COUNTED_ANY = 'laporan.per_periode|selectattr("laporan")|list'
"""Whether there is a return that counts."""

CHAPTER = "3."
"""Before the numbers of tables and charts."""


def draw() -> Paper:
    """The template."""
    paper = Paper("LKjIP {{ tahun }}: Bab III Akuntabilitas Kinerja")
    running_head(paper)
    title = "Bab III\nAkuntabilitas Kinerja"
    paper.heading(title, 1, align=CENTRE, bold=True, size=14, caps=True)
    introduction(paper)
    paper.text("Daftar Isi", bold=True, before=10, after=4)
    paper.contents(2, 3)
    accountability(paper)
    _appendix(paper)
    paper.footer("LKjIP Tahun {{ tahun }}{% if not keadaan %} | Data per {{ data_per }}{% endif %}")
    return paper


def accountability(paper: Paper) -> None:
    """The parts of the chapter, from how achievement is measured to how complete the data are."""
    _measure(paper)
    _achievements(paper)
    _analysis(paper)
    _money(paper)
    _completeness(paper)


def introduction(paper: Paper) -> None:
    """Of what time the figures are, and which returns they come from."""
    paper.text(
        "Bab ini menyajikan capaian indikator kinerja utama {{ instansi.nama }} "
        "{{ instansi.kabupaten }} dari {{ periode_mulai }} sampai dengan {{ periode_selesai }}. "
        f"Angka di dalamnya berasal dari {{{{ laporan.seluruhnya }}}} yang sudah diperiksa dan "
        f"{COUNTING}, di antaranya {{{{ laporan.dihitung }}}} dari {{{{ laporan.jumlah }}}} "
        "{{ kata.unit }} untuk {{ periode }}; keadaan per {{ data_per }}."
        "{% if hanya_disetujui %} Yang diterima dan belum disetujui tidak dihitung.{% endif %}",
        align=BOTH,
        before=14,
        after=4,
    )
    paper.mark("{%p if laporan.menunggu_keputusan %}")
    said(
        paper,
        "Perhatian: {{ laporan.menunggu_keputusan|length }} laporan masih menunggu keputusan; "
        f"angkanya dapat berubah (bagian {COMPLETENESS}).",
        bold=True,
    )
    paper.mark("{%p endif %}")


def running_head(paper: Paper) -> None:
    """Whose report it is, above every page."""
    head = paper.document.sections[0].header.paragraphs[0]
    write(head, "{{ instansi.nama }} {{ instansi.kabupaten }}", align=LEFT, size=8, grey=True)
    border(head, "bottom", "single", 4, space=3)


def _measure(paper: Paper) -> None:
    paper.heading("A. Pengukuran Kinerja", 2)
    said(
        paper,
        '{{ cara_capaian|join(" ") }} '
        '{% if indikator|selectattr("uraian_pembilang")|list %}Pembilang dan penyebut dijumlahkan '
        "lebih dahulu untuk {{ kata.semua }}, baru dibagi. {% endif %}"
        "Tanpa target tidak ada capaian. Capaian dan predikat dihitung dari angka yang belum "
        "dibulatkan; pembulatan hanya untuk penyajian.",
    )
    paper.mark("{%p if predikat %}")
    _caption(paper, "Tabel", "Skala predikat capaian")
    rows = paper.table(BANDS)
    rows.head(("Capaian (%)", "Predikat"), numbered=False)
    until = "{% if b.sampai %}sampai {{ b.sampai }}{% else %}ke atas{% endif %}"
    rows.each("b in predikat", (f"{{{{ b.mulai }}}} {until}", "{{ b.sebutan }}"), (CENTRE, CENTRE))
    paper.mark("{%p endif %}")


def _achievements(paper: Paper) -> None:
    paper.heading("B. Capaian Indikator Kinerja Utama", 2, new_page=True)
    _caption(paper, "Tabel", "Target, realisasi dan capaian sampai dengan {{ periode }}")
    rows = paper.table(ACHIEVED)
    rows.head(("No", "Indikator", "Satuan", "Target", "Realisasi", "Capaian (%)", "Predikat"))
    texts = (
        "{{ i.nomor }}",
        "{{ i.nama }}",
        "{{ i.satuan }}",
        "{{ i.target }}",
        _marked("i"),
        "{{ i.capaian }}",
        "{{ i.predikat }}",
    )
    cells = rows.each("i in indikator", texts, (CENTRE, *FIGURES))
    _range(cells[4], "i")
    paper.mark(
        '{%p if indikator|selectattr("sementara")|rejectattr("realisasi", "equalto", "-")|list %}'
    )
    note(
        paper,
        "* Sementara: masih dapat berubah; sebabnya tertulis di bawah tabel indikatornya. Dalam "
        "kurung: nilai terendah dan tertinggi yang masih mungkin.",
    )
    paper.mark("{%p endif %}")
    paper.mark("{%p for butir in rata_rata %}")
    said(paper, "{{ butir }}")
    paper.mark("{%p endfor %}")
    _sources(paper)
    _either(paper, MANY, lambda new_page: _chart_of_all(paper, new_page=new_page))


def _chart_of_all(paper: Paper, *, new_page: bool) -> None:
    caption = _caption(paper, "Grafik", "Capaian terhadap target {{ periode }} (persen)")
    caption.paragraph_format.page_break_before = new_page or None
    paper.text("{{ grafik_capaian }}", align=CENTRE)


def _sources(paper: Paper) -> None:
    """Where the figures come from; which papers those were, only the office knows."""
    note(
        paper,
        "Sumber: realisasi dihitung dari laporan {{ kata.unit }} "
        f"(bagian {COMPLETENESS}); target, target akhir "
        "Renstra dan realisasi tahun sebelumnya menurut definisi {{ definisi.kode }}, sidik "
        "{{ definisi.sidik }}.",
    )
    paper.text(
        "[Tuliskan dokumen asal target dan realisasi tahun sebelumnya, misalnya Perjanjian Kinerja "
        "Tahun {{ tahun }} dan LKjIP tahun lalu.]",
        italic=True,
        grey=True,
        size=8.5,
        after=4,
    )


def _either(paper: Paper, condition: str, draw: Callable[[bool], object]) -> None:
    """The same on a new page where a condition holds, and on the same page where not."""
    paper.mark(f"{{%p if {condition} %}}")
    draw(True)
    paper.mark("{%p else %}")
    draw(False)
    paper.mark("{%p endif %}")


def _analysis(paper: Paper) -> None:
    paper.heading("C. Analisis Capaian Kinerja", 2, new_page=True)
    paper.mark("{%p for i in indikator %}")
    title = "{{ i.nomor }}. {{ i.nama }}"
    _either(paper, "not loop.first", lambda new: paper.heading(title, 3, new_page=new))
    paper.mark("{%p if i.sasaran %}")
    said(paper, "Sasaran: {{ i.sasaran }}.")
    paper.mark("{%p endif %}")
    paper.mark("{%p if i.definisi %}")
    said(paper, "{{ i.definisi }}")
    paper.mark("{%p endif %}")
    _by_period(paper)
    _compared(paper)
    _caption(paper, "Grafik", "{{ i.nama }}{% if i.satuan %} ({{ i.satuan }}){% endif %}")
    paper.text("{{ i.grafik }}", align=CENTRE)
    _places(paper)
    _to_write(paper)
    paper.mark("{%p endfor %}")


def _by_period(paper: Paper) -> None:
    """One indicator period by period, each with what it is divided of."""
    said(
        paper,
        "{% if i.uraian_nilai %}Nilai: {{ i.uraian_nilai }}. {{ i.digabung }}"
        "{% if i.uraian_bobot %}, bobotnya {{ i.uraian_bobot }}{% endif %}."
        "{% else %}Pembilang: {{ i.uraian_pembilang }}. Penyebut: {{ i.uraian_penyebut }}."
        "{% if i.pengali %} Realisasi adalah pembilang dibagi penyebut, dikalikan "
        "{{ i.pengali }}.{% endif %}{% endif %}",
    )
    _caption(
        paper,
        "Tabel",
        "Target, realisasi dan capaian sejak awal tahun"
        "{% if i.satuan %} ({{ i.satuan }}){% endif %}",
    )
    rows = paper.table(BY_PERIOD)
    heads = ("Sampai dengan", "Target", "Pembilang", "Penyebut", "Realisasi", "Capaian (%)")
    rows.head((*heads, "Predikat", "Laporan"), numbered=False, size=9)
    texts = (
        "{{ q.nama }}",
        "{{ q.target }}",
        "{{ q.pembilang }}",
        "{{ q.penyebut }}",
        _marked("q"),
        "{{ q.capaian }}",
        "{{ q.predikat }}",
        "{{ q.laporan }}",
    )
    cells = rows.each("q in i.per_periode", texts, (None, *[CENTRE] * 7), size=9)
    _range(cells[4], "q")
    paper.mark("{%p if i.catatan or i.sementara %}")
    star = f"{{% if {STARRED.format('i')} %}}* {{% endif %}}"
    note(paper, f'{star}{{{{ i.catatan|join(" ") }}}}')
    paper.mark("{%p endif %}")


def _compared(paper: Paper) -> None:
    """With the year before, the year's target and the plan's end."""
    _caption(
        paper,
        "Tabel",
        "Perbandingan dengan tahun sebelumnya, target tahun {{ tahun }}, dan target akhir Renstra",
    )
    rows = paper.table(COMPARED)
    rows.head(
        (
            "Realisasi {{ i.periode_lalu }}",
            "Perubahan",
            "Target tahun {{ tahun }}",
            "Capaian tahun (%)",
            "Target akhir Renstra",
            "Capaian akhir Renstra (%)",
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
    paper.mark("{%p if i.rencana|length > 1 %}")
    note(
        paper,
        "Target tahunan menurut rencana: {% for r in i.rencana %}{{ r.tahun }}: {{ r.target }}"
        "{% if not loop.last %}; {% endif %}{% endfor %}.",
    )
    paper.mark("{%p endif %}")


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
        if title == "Analisis":
            _either(paper, MONTHS, lambda new: _name(paper, "Analisis", new_page=new))
        else:
            _name(paper, title)
        paper.text(f"[Tuliskan {hint}.]", italic=True, grey=True, after=3)


def _name(paper: Paper, title: str, *, new_page: bool = False) -> None:
    name = paper.text(title, bold=True, before=6, after=2)
    name.paragraph_format.keep_with_next = True
    name.paragraph_format.page_break_before = new_page or None


def _money(paper: Paper) -> None:
    """Budgets and what was spent, and objectives beside it; only where there are programmes."""
    paper.mark("{%p if program %}")
    paper.heading("D. Realisasi Anggaran", 2, new_page=True)
    said(
        paper,
        "Realisasi adalah belanja dari {{ periode_mulai }} sampai dengan {{ periode_selesai }} "
        "menurut catatan kantor; persentase adalah realisasi dibagi anggaran tahun {{ tahun }}.",
    )
    _caption(paper, "Tabel", "Anggaran dan realisasi")
    rows = paper.table(MONEY)
    rows.head(("No", "Program", "Anggaran", "Realisasi", "%"), numbered=False)
    texts = ("{{ g.nomor }}", "{{ g.nama }}", "{{ g.anggaran }}", "{{ g.realisasi }}")
    aligned = (CENTRE, None, RIGHT, RIGHT, RIGHT)
    rows.each("g in program", (*texts, "{{ g.serapan }}"), aligned)
    total = ("{{ anggaran.anggaran }}", "{{ anggaran.realisasi }}", "{{ anggaran.serapan }}")
    rows.line(("", "Jumlah", *total), aligned, bold=True)
    paper.mark("{%p if catatan_anggaran %}")
    star = "{% if '*' in anggaran.realisasi %}* Belum lengkap. {% endif %}"
    note(paper, f'{star}{{{{ catatan_anggaran|join(" ") }}}}')
    paper.mark("{%p endif %}")
    paper.mark("{%p if efisiensi %}")
    _efficiency(paper)
    paper.mark("{%p endif %}")
    paper.mark("{%p endif %}")


def _efficiency(paper: Paper) -> None:
    """Achievement beside money; the regulation asks for it and gives no formula."""
    _name(paper, "Efisiensi Penggunaan Sumber Daya")
    said(
        paper,
        "Rata-rata capaian indikator tiap sasaran disandingkan dengan realisasi terhadap anggaran "
        "yang direncanakan sampai dengan {{ periode }}. Selisih, dalam persen poin, adalah capaian "
        "dikurangi serapan itu: di atas 0 berarti yang tercapai lebih daripada yang dibelanjakan. "
        "Tanpa rencana sampai periode itu, atau selama realisasi belum lengkap, tidak ada selisih.",
    )
    _caption(paper, "Tabel", "Capaian sasaran dan anggarannya")
    rows = paper.table(EFFICIENCY)
    heads = ("Sasaran", "Capaian (%)", "Rencana", "Realisasi", "Serapan (%)", "Selisih")
    rows.head(heads, numbered=False)
    texts = ("{{ e.sasaran }}", "{{ e.capaian }}", "{{ e.rencana }}", "{{ e.realisasi }}")
    aligned = (None, *[RIGHT] * 5)
    rows.each("e in efisiensi", (*texts, "{{ e.serapan_rencana }}", "{{ e.selisih }}"), aligned)
    paper.text(
        "[Tuliskan analisis efisiensi: apa yang membuat sasaran tercapai dengan anggaran lebih "
        "sedikit atau lebih banyak daripada rencana.]",
        italic=True,
        grey=True,
        before=4,
        after=3,
    )


def _either_letter(paper: Paper, with_money: str, without: str, title: str) -> None:
    """A part's heading, by its letter where there are programmes, and where there are none."""
    paper.mark("{%p if program %}")
    paper.heading(f"{with_money}. {title}", 2, new_page=True)
    paper.mark("{%p else %}")
    paper.heading(f"{without}. {title}", 2, new_page=True)
    paper.mark("{%p endif %}")


def _completeness(paper: Paper) -> None:
    _either_letter(paper, "E", "D", "Kelengkapan Data")
    said(
        paper,
        "Angka sejak awal tahun menjumlahkan {{ laporan.seluruhnya }}. Isian yang menyatakan "
        "keadaan, bukan jumlah, memakai jawaban terakhir tiap {{ kata.unit }}.",
    )
    _caption(paper, "Tabel", f"Laporan yang {COUNTING}")
    rows = paper.table(RETURNS)
    heads = (
        "Periode",
        f"{{% filter capitalize %}}{COUNTING}{{% endfilter %}}",
        "Seluruhnya",
        "Kelengkapan (%)",
        "Terlambat",
        "Diperbaiki",
    )
    rows.head(heads, numbered=False)
    texts = ("{{ p.nama }}", "{{ p.diterima }}", "{{ p.jumlah }}", "{{ p.persen }}")
    counts = ("{{ p.terlambat|length }}", "{{ p.diperbaiki|length }}")
    rows.each("p in laporan.per_periode", (*texts, *counts), FIGURES)
    note(
        paper,
        "Terlambat: diterima setelah batas waktu. Diperbaiki: menggantikan laporan sebelumnya dari "
        "{{ kata.unit }} yang sama.",
    )
    for words, of in (("Terlambat", "terlambat"), ("Diperbaiki", "diperbaiki")):
        paper.mark("{%p for p in laporan.per_periode %}")
        paper.mark(f"{{%p if p.{of} %}}")
        said(paper, f'{words} ({{{{ p.nama }}}}): {{{{ p.{of}|join(", ") }}}}.')
        paper.mark("{%p endif %}")
        paper.mark("{%p endfor %}")
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
        _name(paper, words)
        paper.mark(f"{{%p for butir in {source} %}}")
        said(paper, "{{ butir }}")
        paper.mark("{%p endfor %}")
        paper.mark("{%p endif %}")


def _appendix(paper: Paper) -> None:
    paper.mark(f"{{%p if {COUNTED_ANY} %}}")
    _either_letter(paper, "F", "E", "Lampiran: Laporan yang Dihitung")
    counted(paper)
    paper.mark("{%p endif %}")


def counted(paper: Paper) -> None:
    """Every return that the figures come from, with the hash of its file in groups."""
    said(
        paper,
        "Sidik (SHA-256) menunjukkan bahwa sebuah berkas masih sama dengan yang diterima: berkas "
        "yang berubah satu huruf pun sidiknya berbeda.",
    )
    rows = paper.table(COUNTED)
    heads = ("No", "{{ kata.Unit }}", "Berkas", "Nomor", "Diterima", "Sidik (SHA-256)")
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
    cells = rows.line((*texts, ""), (CENTRE, None, None, CENTRE, None), size=8)
    write(cells[4].paragraphs[0], "{% if k.keterangan %} ({{ k.keterangan }}){% endif %}", size=8)
    write(cells[5].paragraphs[0], "{{ k.sidik }}", size=7, font="Courier New")
    rows.mark("{%tr endfor %}")
    rows.mark("{%tr endfor %}")


def _marked(of: str) -> str:
    """A result, with a star where it can still change."""
    star = f"{{% if {STARRED.format(of)} %}} *{{% endif %}}"
    return f"{{{{ {of}.realisasi }}}}{star}"


def _range(cell: _Cell, of: str) -> None:
    """Below a result that can still change: from where to where."""
    shown = f"{of}.rentang and {STARRED.format(of)}"
    text = f"{{% if {shown} %}}\n({{{{ {of}.rentang }}}}){{% endif %}}"
    write(cell.paragraphs[0], text, size=7.5)


def said(paper: Paper, text: str, **looks: Any) -> None:
    """A paragraph of the report's text."""
    paragraph = paper.text(text, align=BOTH, after=4, **looks)
    paragraph.paragraph_format.line_spacing = 1.1


def note(paper: Paper, text: str) -> None:
    """Below a table, in small letters."""
    paper.text(text, italic=True, size=8.5, before=2, after=2)


def _caption(paper: Paper, kind: str, title: str) -> Paragraph:
    return caption(paper, kind, title, CHAPTER)
