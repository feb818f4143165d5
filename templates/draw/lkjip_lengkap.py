"""LKjIP, the whole report: cover, foreword, summary, contents, chapters I to IV, appendices.

Its parts are those that PermenPANRB 53/2014 asks of a performance report. Chapter III is drawn by
the same code as the document that has it alone (``lkjip.py``).
"""

from templates.draw.captions import caption
from templates.draw.contents import contents, contents_of
from templates.draw.lkjip import accountability, counted, introduction, running_head
from templates.draw.lkjip_plan import plan
from templates.draw.lkjip_returns import COUNTED_ANY
from templates.draw.paper import BOTH, CENTRE, Block, Paper
from templates.draw.report_text import guide, said
from templates.draw.sampul import cover

UNITS = (1.2, 4.6, 7.4, 3.3)
REACHED = (
    "{{ butir.nama }}: {% if butir.realisasi == '-' %}belum ada realisasi"
    "{% if butir.target != '-' %}, target {{ butir.target }}{% endif %}"
    "{% else %}{{ butir.realisasi }}"
    "{% if butir.satuan %}{% if butir.satuan != '%' %} {% endif %}{{ butir.satuan }}{% endif %}"
    "{% if butir.sementara %} (sementara){% endif %}"
    "{% if butir.target != '-' %} dari target {{ butir.target }}{% endif %}{% endif %}"
    "{% if butir.capaian != '-' %} (capaian {{ butir.capaian }}%"
    "{% if butir.predikat != '-' %}, {{ butir.predikat }}{% endif %}){% endif %}."
)
"""One indicator in a sentence."""
SIGNED = "{{ keputusan.tempat }}, ........................................"


def draw() -> Paper:
    """The template."""
    paper = Paper("LKjIP {{ tahun }}")
    paper.fix_lines()
    cover(paper)
    running_head(paper)
    _foreword(paper)
    _summary(paper)
    _contents(paper)
    _office(paper)
    plan(paper)
    chapter(paper, "Bab III\nAkuntabilitas Kinerja")
    introduction(paper)
    accountability(paper)
    _close(paper)
    _appendices(paper)
    about = "LKjIP Tahun {{ tahun }}{% if not keadaan %} | Data per {{ data_per }}{% endif %}"
    paper.footer(about, returns=True)
    return paper


def chapter(paper: Paper, title: str) -> None:
    """A chapter's heading, at the head of a page."""
    looks = {"bold": True, "size": 14, "caps": True, "after": 10}
    paper.heading(title, 1, new_page=True, align=CENTRE, **looks)


def _foreword(paper: Paper) -> None:
    chapter(paper, "Kata Pengantar")
    said(
        paper,
        "Laporan Kinerja Instansi Pemerintah (LKjIP) {{ instansi.lengkap }} "
        "Tahun {{ tahun }} disusun sebagai pertanggungjawaban atas pelaksanaan tugas dan fungsi "
        "serta penggunaan anggaran, dan atas kinerja yang diperjanjikan untuk tahun {{ tahun }}.",
    )
    said(
        paper,
        "Laporan ini menyajikan capaian {{ indikator|length }} indikator kinerja utama dari "
        "{{ periode_mulai }} sampai dengan {{ periode_selesai }}, dihitung dari "
        "{{ laporan.seluruhnya }} yang diterima dari {{ kata.unit }}.",
    )
    guide(
        paper,
        "Ganti dengan kata pengantar pimpinan: ucapan syukur, hal terpenting dari tahun ini, "
        "harapan, dan terima kasih kepada {{ kata.semua }} serta pihak lain yang membantu. "
        "Tulisan berlatar kuning di dalam kurung siku adalah petunjuk pengisian: ganti atau hapus "
        "semuanya sebelum laporan ditandatangani.",
    )
    _signature(paper)


def _signature(paper: Paper) -> None:
    paper.text(before=10).paragraph_format.keep_with_next = True
    paper.signatures(None, Block((SIGNED,), "penanda_tangan"))


def _summary(paper: Paper) -> None:
    chapter(paper, "Ikhtisar Eksekutif")
    said(
        paper,
        "Kinerja {{ instansi.nama }} tahun {{ tahun }} diukur dengan {{ indikator|length }} "
        "indikator kinerja utama. Capaiannya terhadap target {{ periode }}:",
    )
    paper.items("indikator", text=REACHED)
    paper.mark("{%p for butir in rata_rata[-1:] %}")
    said(paper, "{{ butir }}")
    paper.mark("{%p endfor %}")
    paper.mark("{%p if program %}")
    said(
        paper,
        "{% if anggaran.realisasi == '-' %}Anggaran program {{ anggaran.anggaran }}; realisasinya "
        "belum dicatat.{% else %}"
        "Dari anggaran program {{ anggaran.anggaran }} direalisasikan {{ anggaran.realisasi }} "
        "({{ anggaran.serapan }}%).{% endif %}",
    )
    paper.mark("{%p endif %}")
    said(
        paper,
        "Angka {{ periode }} berasal dari laporan {{ laporan.dihitung }} dari "
        "{{ laporan.jumlah }} {{ kata.unit }}, menurut keadaan per {{ data_per }}.",
    )
    for text in (
        "Ganti dengan keberhasilan dan kendala utama yang memengaruhi capaian tahun {{ tahun }}.",
        "Ganti dengan langkah yang sudah dan akan diambil, serta antisipasi untuk tahun "
        "berikutnya.",
    ):
        guide(paper, text)


def _contents(paper: Paper) -> None:
    for number, (title, draw) in enumerate(
        (
            ("Daftar Isi", lambda: contents(paper, 1, 3)),
            ("Daftar Tabel", lambda: contents_of(paper, "Tabel")),
            ("Daftar Grafik", lambda: contents_of(paper, "Grafik")),
        )
    ):
        named = paper.text(title, align=CENTRE, bold=True, caps=True, size=14, before=14, after=8)
        named.paragraph_format.page_break_before = number < 2 or None
        named.paragraph_format.keep_with_next = True
        draw()


def _office(paper: Paper) -> None:
    chapter(paper, "Bab I\nPendahuluan")
    paper.heading("A. Latar Belakang", 2)
    said(
        paper,
        "Setiap instansi pemerintah mempertanggungjawabkan kinerjanya dalam kerangka Sistem "
        "Akuntabilitas Kinerja Instansi Pemerintah. Laporan ini membandingkan kinerja yang dicapai "
        "{{ instansi.nama }} dengan yang diperjanjikan, menjelaskan sebab keberhasilan dan "
        "kegagalannya, dan menjadi bahan perbaikan perencanaan tahun berikutnya.",
    )
    paper.heading("B. Dasar Hukum", 2)
    paper.items(GROUNDS)
    paper.heading("C. Tugas dan Fungsi", 2)
    paper.mark("{%p if instansi.tugas %}")
    said(paper, "Tugas: {{ instansi.tugas }}.")
    paper.mark("{%p else %}")
    guide(paper, "Ganti dengan tugas instansi menurut peraturan pembentukannya.")
    paper.mark("{%p endif %}")
    paper.mark("{%p if instansi.fungsi %}")
    said(paper, "Fungsi:")
    paper.items("instansi.fungsi", "lowerLetter")
    paper.mark("{%p else %}")
    guide(paper, "Ganti dengan fungsi instansi menurut peraturan pembentukannya.")
    paper.mark("{%p endif %}")
    paper.heading("D. Struktur Organisasi", 2)
    guide(
        paper,
        "Sisipkan bagan struktur organisasi, jumlah pegawai menurut jabatan dan golongan, serta "
        "sarana yang dimiliki.",
    )
    _units(paper)
    paper.heading("F. Aspek Strategis dan Permasalahan Utama", 2)
    guide(
        paper,
        "Ganti dengan hal strategis bagi instansi dan permasalahan utama (isu strategis) yang "
        "dihadapi tahun {{ tahun }}.",
    )
    paper.heading("G. Sistematika Penyajian", 2)
    # One page has them all: what is left of a chapter is more than its last lines.
    _, each, _ = paper.items(PARTS)
    each.paragraph_format.keep_with_next = True


GROUNDS = (
    "['Peraturan Presiden Nomor 29 Tahun 2014 tentang Sistem Akuntabilitas Kinerja Instansi "
    "Pemerintah', 'Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor "
    "53 Tahun 2014 tentang Petunjuk Teknis Perjanjian Kinerja, Pelaporan Kinerja dan Tata Cara "
    "Reviu atas Laporan Kinerja Instansi Pemerintah'] + instansi.dasar"
)
PARTS = (
    "['Bab I Pendahuluan: penjelasan umum instansi, aspek strategis, dan permasalahan utama', "
    "'Bab II Perencanaan Kinerja: ringkasan rencana strategis dan perjanjian kinerja tahun ini', "
    "'Bab III Akuntabilitas Kinerja: capaian kinerja, analisisnya, dan realisasi anggaran', "
    "'Bab IV Penutup: simpulan dan langkah perbaikan', 'Lampiran']"
)


def _units(paper: Paper) -> None:
    paper.heading("E. {{ kata.Unit }} yang Melapor", 2)
    above = "Data kinerja dilaporkan oleh {{ daftar_unit|length }} {{ kata.unit }} berikut."
    paper.text(above, align=BOTH, after=4).paragraph_format.keep_with_next = True
    caption(paper, "Tabel", "{{ kata.Unit }} yang melapor", "1.")
    rows = paper.table(UNITS)
    rows.head(("No", "Kode", "Nama", "Jenis"), numbered=False)
    texts = ("{{ daftar_unit.index(u) + 1 }}", "{{ u.kode }}", "{{ u.nama }}", "{{ u.jenis }}")
    rows.short("u", "daftar_unit", texts, (CENTRE,))


def _close(paper: Paper) -> None:
    chapter(paper, "Bab IV\nPenutup")
    paper.heading("A. Simpulan", 2)
    said(
        paper,
        "LKjIP {{ instansi.nama }} Tahun {{ tahun }} menyajikan capaian {{ indikator|length }} "
        "indikator kinerja utama sampai dengan {{ periode }}.",
    )
    paper.mark("{%p for butir in rata_rata[-1:] %}")
    said(paper, "{{ butir }}")
    paper.mark("{%p endfor %}")
    guide(paper, "Ganti dengan simpulan umum atas capaian kinerja tahun {{ tahun }}.")
    paper.heading("B. Langkah Perbaikan", 2)
    guide(
        paper,
        "Ganti dengan langkah yang akan dilakukan untuk meningkatkan kinerja: tiap langkah dengan "
        "penanggung jawab dan waktunya.",
    )
    paper.text(
        "Demikian laporan ini disusun sebagai pertanggungjawaban kinerja dan bahan perbaikan "
        "selanjutnya.",
        align=BOTH,
        before=8,
    ).paragraph_format.keep_with_next = True
    _signature(paper)


def _appendices(paper: Paper) -> None:
    chapter(paper, "Lampiran")
    paper.heading("1. Perjanjian Kinerja Tahun {{ tahun }}", 2)
    guide(paper, "Lampirkan Perjanjian Kinerja Tahun {{ tahun }} yang sudah ditandatangani.")
    paper.heading("2. Penghargaan dan Dokumen Pendukung", 2)
    guide(paper, "Lampirkan penghargaan dan dokumen pendukung lain, atau hapus bagian ini.")
    paper.mark(f"{{%p if {COUNTED_ANY} %}}")
    paper.heading("3. Laporan yang Dihitung", 2)
    counted(paper, "L.")
    paper.mark("{%p endif %}")
