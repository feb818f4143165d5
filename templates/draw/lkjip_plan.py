"""LKjIP, Bab II Perencanaan Kinerja: the plan, the indicators, and what was agreed for the year."""

from templates.draw.captions import caption
from templates.draw.paper import CENTRE, OBJECTIVE, RIGHT, UNIT, UNSET, Paper, lines_of, write
from templates.draw.report_text import guide, name, note, said

OBJECTIVES = (1.0, 11.5, 4.0)
INDICATORS = (0.9, 4.6, 6.6, 4.4)
TARGETS = (0.9, 5.0, 5.2, 2.2, 3.2)
PROGRAMMES = (0.9, 7.2, 4.2, 4.2)
CHAPTER = "2."


def plan(paper: Paper) -> None:
    """The chapter, from its heading on."""
    looks = {"bold": True, "size": 14, "caps": True, "after": 10}
    paper.heading("Bab II\nPerencanaan Kinerja", 1, new_page=True, align=CENTRE, **looks)
    _strategy(paper)
    _indicators(paper)
    _agreement(paper)


def _strategy(paper: Paper) -> None:
    paper.heading("A. Rencana Strategis", 2)
    for condition, title, hint in (
        ("instansi.visi", "Visi", "visi"),
        ("instansi.misi", "Misi", "misi"),
        ("instansi.tujuan", "Tujuan", "tujuan"),
    ):
        name(paper, title)
        paper.mark(f"{{%p if {condition} %}}")
        if title == "Visi":
            said(paper, "{{ instansi.visi }}")
        else:
            paper.items(condition)
        paper.mark("{%p else %}")
        guide(paper, f"Ganti dengan {hint} menurut dokumen perencanaan.")
        paper.mark("{%p endif %}")
    paper.mark("{%p if sasaran %}")
    name(paper, "Sasaran")
    caption(paper, "Tabel", "Sasaran strategis dan indikatornya", CHAPTER)
    rows = paper.table(OBJECTIVES)
    rows.head(("No", "Sasaran Strategis", "Indikator"), numbered=False)
    texts = ("{{ sasaran.index(o) + 1 }}", "{{ o.teks }}", '{{ o.indikator|join(", ") }}')
    rows.short("o", "sasaran", texts, (CENTRE, None, CENTRE))
    paper.mark("{%p endif %}")


def _indicators(paper: Paper) -> None:
    paper.heading("B. Indikator Kinerja Utama", 2)
    said(
        paper,
        "Indikator kinerja utama, cara menghitungnya, dan sumber datanya"
        "{% if keputusan.tentang != judul %} ditetapkan dengan Keputusan "
        "{{ penanda_tangan.jabatan }} Nomor {{ keputusan.nomor }} tanggal {{ keputusan.tanggal }}"
        "{% else %} adalah sebagai berikut{% endif %}.",
    )
    caption(paper, "Tabel", "Indikator kinerja utama", CHAPTER)
    rows = paper.table(INDICATORS)
    rows.head(("No", "Indikator", "Formulasi", "Sumber Data"), numbered=False)
    formula = (
        "{% if i.uraian_nilai %}{{ i.uraian_nilai }}. {{ i.digabung }}{% else %}"
        "{{ i.uraian_pembilang }} ÷\u00a0{{ i.uraian_penyebut }}"
        '{% if i.pengali %} ×\u00a0{{ i.pengali|replace(" ", "\u00a0") }}{% endif %}{% endif %}'
    )
    texts = ("{{ i.nomor }}", "{{ i.nama }}", formula, "")
    for cells in rows.short("i", "indikator", texts, (CENTRE,)):
        lines_of(cells[3], f"i.sumber or {UNSET}")


def _agreement(paper: Paper) -> None:
    paper.heading("C. Perjanjian Kinerja Tahun {{ tahun }}", 2)
    above = said(
        paper,
        "Target yang diperjanjikan untuk tahun {{ tahun }}"
        "{% if program %}, dan program beserta anggarannya{% endif %}:",
    )
    above.paragraph_format.keep_with_next = True
    caption(paper, "Tabel", "Target Perjanjian Kinerja Tahun {{ tahun }}", CHAPTER)
    rows = paper.table(TARGETS)
    rows.head(("No", "Sasaran", "Indikator Kinerja", "Satuan", "Target"), numbered=False)
    texts = (
        "{{ i.nomor }}",
        OBJECTIVE,
        "{{ i.nama }}",
        UNIT,
        "{{ i.target_tahun }}",
    )
    rows.short("i", "indikator", texts, (CENTRE, None, None, CENTRE, RIGHT), kept=True)
    note(paper, "Target menurut definisi {{ definisi.kode }}.")
    paper.mark("{%p if program %}")
    caption(paper, "Tabel", "Program dan anggaran Tahun {{ tahun }}", CHAPTER)
    rows = paper.table(PROGRAMMES)
    rows.head(("No", "Program", "Indikator", "Anggaran"), numbered=False)
    served = '{{ g.indikator|join(", ") or g.keterangan or "-" }}'
    texts = ("{{ g.nomor }}", "{{ g.nama }}", served, "{{ g.anggaran }}")
    rows.short("g", "program", texts, (CENTRE, None, None, RIGHT), kept=True)
    total = rows.line(("", "Jumlah", "", ""), (None, None, None, RIGHT), bold=True)
    write(total[3].paragraphs[0], "{{ anggaran.anggaran }}", bold=True)
    paper.mark("{%p endif %}")
