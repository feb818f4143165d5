"""Perjanjian Kinerja: the statement, and the agreed targets (form of PermenPANRB 53/2014)."""

from docx.shared import Cm

from templates.draw.letterhead import letterhead
from templates.draw.paper import BOTH, CENTRE, OBJECTIVE, RIGHT, UNIT, Block, Paper

TARGETS = (1.1, 4.6, 5.6, 2.0, 3.1)
PROGRAMMES = (1.1, 6.7, 4.6, 4.0)
HEADS = ("No", "Program", "Anggaran", "Keterangan")
PERSON = (2.6, 0.5, 13.3)
SIGNED = "{{ keputusan.tempat }}, .............................. {{ tahun }}"
LINE = Cm(0.85)  # to write in by hand


def draw() -> Paper:
    """The template."""
    paper = Paper("Perjanjian Kinerja Tahun {{ tahun }}", size=12)
    letterhead(paper)
    paper.heading(
        "Perjanjian Kinerja Tahun {{ tahun }}",
        1,
        align=CENTRE,
        bold=True,
        size=13,
        caps=True,
        after=16,
    )
    _statement(paper)
    _signatures(paper)
    _targets(paper)
    _programmes(paper)
    _signatures(paper)
    paper.footer("Perjanjian Kinerja {{ instansi.nama }} Tahun {{ tahun }}")
    return paper


def _statement(paper: Paper) -> None:
    _paragraph(
        paper,
        "Dalam rangka mewujudkan manajemen pemerintahan yang efektif, transparan, dan akuntabel "
        "serta berorientasi pada hasil, kami yang bertanda tangan di bawah ini:",
    )
    _person(paper, "penanda_tangan")
    _paragraph(paper, "selanjutnya disebut pihak pertama;")
    _person(paper, "atasan")
    _paragraph(paper, "selaku atasan pihak pertama, selanjutnya disebut pihak kedua.")
    _paragraph(
        paper,
        "Pihak pertama berjanji akan mewujudkan target kinerja yang seharusnya sesuai lampiran "
        "perjanjian ini, dalam rangka mencapai target kinerja jangka menengah seperti yang telah "
        "ditetapkan dalam dokumen perencanaan. Keberhasilan dan kegagalan pencapaian target "
        "kinerja tersebut menjadi tanggung jawab kami.",
    )
    _paragraph(
        paper,
        "Pihak kedua akan melakukan supervisi yang diperlukan serta akan melakukan evaluasi "
        "terhadap capaian kinerja dari perjanjian ini dan mengambil tindakan yang diperlukan "
        "dalam rangka pemberian penghargaan dan sanksi.",
    )


def _paragraph(paper: Paper, text: str) -> None:
    paragraph = paper.text(text, align=BOTH, after=10)
    paragraph.paragraph_format.line_spacing = 1.4


def _person(paper: Paper, who: str) -> None:
    rows = paper.table(PERSON, lines=False)
    for name, fact in (("Nama", "nama"), ("Jabatan", "jabatan")):
        for cell in rows.add((name, ":", f"{{{{ {who}.{fact} }}}}")):
            cell.paragraphs[0].style = "Normal"
    paper.text(size=5)


def _signatures(paper: Paper) -> None:
    paper.text(before=10)
    paper.signatures(
        Block(("", "Pihak Kedua,"), "atasan"),
        Block((SIGNED, "Pihak Pertama,"), "penanda_tangan"),
    )


def _targets(paper: Paper) -> None:
    title = "Lampiran Perjanjian Kinerja Tahun {{ tahun }}\n{{ instansi.nama }}"
    looks = {"bold": True, "caps": True, "size": 12, "after": 14}
    paper.heading(title, 1, new_page=True, align=CENTRE, **looks)
    rows = paper.table(TARGETS)
    rows.head(("No", "Sasaran", "Indikator Kinerja", "Satuan", "Target"))
    texts = (
        "{{ i.nomor }}",
        OBJECTIVE,
        "{{ i.nama }}",
        UNIT,
        "{{ i.target_tahun }}",
    )
    rows.each("i in indikator", texts, (CENTRE, None, None, CENTRE, RIGHT))


def _programmes(paper: Paper) -> None:
    """The definition's programmes; without any the office fills them in by hand."""
    paper.text()
    paper.mark("{%p if program %}")
    rows = paper.table(PROGRAMMES)
    rows.head(HEADS, numbered=False)
    texts = (
        "{{ g.nomor }}",
        "{{ g.nama }}",
        "{{ g.anggaran }}",
        '{{ g.keterangan or g.indikator|join(", ") or "-" }}',
    )
    rows.short("g", "program", texts, (CENTRE, None, RIGHT, None), kept=True)
    rows.line(("", "Jumlah", "{{ anggaran.anggaran }}", ""), (None, None, RIGHT), bold=True)
    paper.mark("{%p else %}")
    rows = paper.table(PROGRAMMES)
    rows.head(HEADS, numbered=False)
    for number in range(1, 5):
        rows.line((f"{number}", "", "Rp", ""), (CENTRE,), together=True)
    rows.line(("", "Jumlah", "Rp", ""), (), bold=True)
    for row in rows.table.rows[1:]:
        row.height = LINE
    paper.mark("{%p endif %}")
