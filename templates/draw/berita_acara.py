"""Berita Acara: how one period's data were collected and verified.

Set in the manner of naskah dinas (Permendagri 1/2023): letterhead, title and number, the day and
who sign, what was done in numbered parts, the close, signatures. Day, number and names are written
by hand: they are those of the signing, and of the office's own register.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.shared import Cm
from docx.text.paragraph import Paragraph

from templates.draw.captions import caption
from templates.draw.letterhead import letterhead
from templates.draw.paper import BOTH, CENTRE, Block, Paper, write

DOTS = "................................................"
DAY = "...................."
PERSON = (0.8, 3.8, 0.5, 11.4)
COUNTS = (6.0, 3.0)
UNITS = (0.9, 3.55, 2.7, 1.75, 5.0, 2.6)
FINDINGS = (0.9, 3.0, 8.6, 4.0)
DECISIONS = (0.9, 2.8, 5.4, 2.6, 4.8)
FILES = (0.9, 2.6, 4.5, 1.7, 3.4, 2.4, 3.3, 6.4)


@dataclass(frozen=True)
class ByHand:
    """One who signs, and whose name nobody knows before."""

    role: str

    def lines(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each line and how it looks, with room for the signature."""
        yield self.role, {}
        for _ in range(3):
            yield "", {}
        yield DOTS, {}


def draw() -> Paper:
    """The template."""
    paper = Paper("Berita Acara {{ periode }}")
    letterhead(paper)
    _title(paper)
    _parties(paper)
    _collected(paper)
    _found(paper)
    _decided(paper)
    _counted(paper)
    _close(paper)
    about = "Berita Acara {{ periode }} | {{ instansi.nama }}"
    paper.footer(about, returns=True)
    paper.turn()
    paper.mark("{%p if verifikasi.berkas %}")
    _files(paper)
    paper.mark("{%p endif %}")
    paper.footer(about, returns=True)
    return paper


def _title(paper: Paper) -> None:
    title = "Berita Acara\nPengumpulan dan Verifikasi Data Indikator Kinerja Utama\n{{ periode }}"
    paper.heading(title, 1, align=CENTRE, bold=True, size=12, caps=True, after=2)
    paper.text("Nomor: ....................................", align=CENTRE, after=14)


def _parties(paper: Paper) -> None:
    _said(
        paper,
        f"Pada hari ini {DAY} tanggal {DAY} bulan {DAY} tahun {DAY}, kami yang bertanda tangan di "
        "bawah ini:",
    )
    for number, task, party in (
        ("1.", "mengumpulkan data", "Pihak Pertama"),
        ("2.", "memverifikasi data", "Pihak Kedua"),
    ):
        rows = paper.table(PERSON, lines=False)
        for name in ("Nama", "Pangkat/Golongan", "Jabatan"):
            for cell in rows.add((number, name, ":", DOTS)):
                cell.paragraphs[0].style = "Normal"
            number = ""
        named = f"yang {task}, selanjutnya disebut {party};"
        paper.text(named, before=2, after=6).paragraph_format.left_indent = Cm(1)
    _said(
        paper,
        "menyatakan bahwa data {{ judul }} untuk {{ periode }} pada {{ instansi.lengkap }} "
        "telah dikumpulkan dan diverifikasi, dengan hasil menurut catatan "
        "penerimaan per {{ data_per }} sebagai berikut.",
    )


def _collected(paper: Paper) -> None:
    _part(paper, "1. Pengumpulan data")
    _said(
        paper,
        "Laporan diminta dari {{ laporan.jumlah }} {{ kata.unit }}, dengan batas waktu "
        "{{ verifikasi.batas_waktu }}. "
        "{% if laporan.masuk == '0' %}Sampai {{ data_per }} belum ada laporan yang masuk."
        "{% else %}Laporan masuk dari {{ laporan.masuk }} {{ kata.unit }}.{% endif %}",
    )
    caption(paper, "Tabel", "Status laporan")
    rows = paper.table(COUNTS)
    rows.head(("Status", "Jumlah {{ kata.unit }}"), numbered=False)
    rows.each("s in verifikasi.ringkasan", ("{{ s.sebutan }}", "{{ s.jumlah }}"), (None, CENTRE))
    rows.line(("Jumlah", "{{ laporan.jumlah }}"), (None, CENTRE), bold=True)
    caption(paper, "Tabel", "Laporan tiap {{ kata.unit }}")
    rows = paper.table(UNITS)
    rows.head(
        ("No", "{{ kata.Unit }}", "Status", "Nomor terima", "Diterima", "Keterangan"),
        numbered=False,
    )
    texts = (
        "{{ loop.index }}",
        "{{ v.nama }}",
        "{{ v.status }}",
        "{{ v.nomor }}",
        "{{ v.tanggal }}",
        '{{ v.keterangan or "-" }}',
    )
    rows.each("v in verifikasi.unit", texts, (CENTRE, None, None, CENTRE), size=9)
    paper.mark("{%p if verifikasi.terlambat %}")
    _said(paper, 'Terlambat: {{ verifikasi.terlambat|join(", ") }}.', before=4)
    paper.mark("{%p endif %}")
    paper.mark("{%p if verifikasi.tak_dikenal %}")
    _said(
        paper,
        "Berkas yang {{ kata.unit }} atau periodenya belum diketahui, untuk periode ini atau masuk "
        "selama laporannya dikumpulkan: nomor terima "
        '{{ verifikasi.tak_dikenal|join(", ") }}.',
        before=4,
    )
    paper.mark("{%p endif %}")


def _found(paper: Paper) -> None:
    _part(paper, "2. Temuan")
    paper.mark("{%p if verifikasi.temuan %}")
    caption(paper, "Tabel", "Temuan yang masih terbuka atau dikesampingkan")
    rows = paper.table(FINDINGS)
    rows.head(("No", "{{ kata.Unit }}", "Temuan", "Keadaan"), numbered=False)
    place = "{% if t.letak %} ({{ t.letak }}){% endif %}"
    texts = ("{{ loop.index }}", "{{ t.unit }}", f"{{{{ t.teks }}}}{place}")
    rows.each("t in verifikasi.temuan", (*texts, "{{ t.keadaan }}"), (CENTRE,), size=9)
    paper.mark("{%p else %}")
    _said(paper, "Tidak ada temuan yang masih terbuka atau dikesampingkan.")
    paper.mark("{%p endif %}")


def _decided(paper: Paper) -> None:
    _part(paper, "3. Keputusan")
    paper.mark("{%p if verifikasi.keputusan %}")
    caption(paper, "Tabel", "Keputusan")
    rows = paper.table(DECISIONS)
    rows.head(("No", "Waktu", "Keputusan", "{{ kata.Unit }}", "Oleh, alasan"), numbered=False)
    reason = "{% if d.alasan %}: {{ d.alasan }}{% endif %}"
    texts = ("{{ loop.index }}", "{{ d.tanggal }}", "{{ d.keputusan }}", "{{ d.unit }}")
    rows.each("d in verifikasi.keputusan", (*texts, f"{{{{ d.oleh }}}}{reason}"), (CENTRE,), size=9)
    paper.mark("{%p else %}")
    _said(paper, "Belum ada keputusan yang dicatat untuk periode ini.")
    paper.mark("{%p endif %}")


def _counted(paper: Paper) -> None:
    _part(paper, "4. Data yang dihitung")
    counted = _said(
        paper,
        "{% if laporan.dihitung == '0' %}Belum ada laporan {{ periode }} yang dihitung"
        "{% else %}Hasil {{ periode }} dihitung dari laporan {{ laporan.dihitung }} dari "
        "{{ laporan.jumlah }} {{ kata.unit }}{% endif %}"
        "{% if hanya_disetujui %}; hanya laporan yang disetujui yang dihitung{% endif %}. "
        "{% if laporan.menunggu_keputusan %}{{ laporan.menunggu_keputusan|length }} laporan masih "
        "menunggu keputusan. {% endif %}"
        "{% if verifikasi.berkas %}Semua berkas yang diterima, beserta nilai hash-nya, tercantum "
        "dalam lampiran.{% else %}Sampai {{ data_per }} tidak ada berkas yang diterima untuk "
        "{{ periode }}, sehingga Berita Acara ini tidak berlampiran.{% endif %}",
    )
    paper.mark("{%p if kode_bukti %}")
    proof = paper.text("Kode bukti catatan penerimaan: {{ kode_bukti }}.", after=6)
    paper.mark("{%p endif %}")
    # What is signed stands above the signatures, on the same page.
    for paragraph in (counted, proof):
        paragraph.paragraph_format.keep_with_next = True


def _close(paper: Paper) -> None:
    close = paper.text(
        "Demikian Berita Acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana "
        "mestinya.",
        align=BOTH,
        before=10,
        after=10,
    )
    close.paragraph_format.keep_with_next = True
    place = paper.text("Dibuat di {{ keputusan.tempat }}", align=CENTRE, after=8)
    place.paragraph_format.keep_with_next = True
    paper.signatures(ByHand("Pihak Kedua,"), ByHand("Pihak Pertama,"))
    between = paper.text(size=6)
    between.paragraph_format.keep_with_next = True
    paper.signatures(Block(("Mengetahui,",), "penanda_tangan"))


def _files(paper: Paper) -> None:
    title = "Lampiran Berita Acara {{ periode }}\nBerkas yang Diterima"
    paper.heading(title, 1, align=CENTRE, bold=True, size=12, caps=True, after=6)
    _said(
        paper,
        "Nilai hash (SHA-256) menunjukkan bahwa sebuah berkas masih sama dengan yang diterima: "
        "berkas yang berubah satu huruf pun nilai hash-nya berbeda.",
    )
    rows = paper.table(FILES)
    rows.head(
        (
            "No",
            "{{ kata.Unit }}",
            "Berkas",
            "Nomor terima",
            "Diterima",
            "Penerima",
            "Hasil pemeriksaan",
            "SHA-256",
        ),
        numbered=False,
    )
    place = "{% if f.kedudukan %}; {{ f.kedudukan }}{% endif %}"
    texts = (
        "{{ loop.index }}",
        "{{ f.unit }}",
        "{{ f.berkas }}",
        "{{ f.nomor }}",
        "{{ f.tanggal }}",
        "{{ f.oleh }}",
        f"{{{{ f.hasil }}}}{place}",
        "",
    )
    cells = rows.each("f in verifikasi.berkas", texts, (CENTRE, None, None, CENTRE), size=8.5)
    write(cells[-1].paragraphs[0], "{{ f.sidik }}", size=7.5, font="Courier New")


def _part(paper: Paper, title: str) -> None:
    paper.heading(title, 2, bold=True, size=11, before=10, after=3)


def _said(paper: Paper, text: str, **looks: Any) -> Paragraph:
    paragraph = paper.text(text, align=BOTH, **{"after": 6, **looks})
    paragraph.paragraph_format.line_spacing = 1.15
    return paragraph
