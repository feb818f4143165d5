"""LKjIP: one indicator, from its result to what the office writes about it.

What is compared is what a report on performance compares (PermenPANRB 53/2014): the result with its
target, with other years, with the plan's end, with a national standard where there is one; then
what helped or hindered, how well resources were used, and the programmes that served it.
"""

from collections.abc import Sequence

from docx.table import _Cell

from templates.draw.paper import CENTRE, RIGHT, Paper, without, write
from templates.draw.report_text import caption, either, guide, name, note, said

BY_PERIOD = (2.0, 2.2, 2.05, 2.05, 2.35, 1.75, 2.45, 1.65)
VALUES = (2.7, 3.1, 3.1, 2.4, 3.1, 2.1)
YEARS = (3.0, 3.6, 3.6, 3.6)
COMPARED = (7.2, 3.1, 3.1, 3.1)
PLACES = (8.25, 8.25)
PROGRAMMES = (7.4, 3.4, 3.6, 2.1)
STARRED = "{0}.sementara and {0}.realisasi != '-'"
"""Can still change, and stands there with a star: of what has no figure only the note says it."""
NOTED = "i.catatan or i.sementara"
"""Whether there is something to be said below the table of its periods."""
MANY_NAMES = "i.di_depan|length + i.di_belakang|length > 40"
"""So many units, and their table has a page of its own."""


def analysis(paper: Paper) -> None:
    """Every indicator, one below the other: what it came to; what it is compared with, and why."""
    paper.mark("{%p for i in indikator %}")
    paper.heading("{{ i.nomor }}. {{ i.nama }}", 3)
    for condition, text in (
        ("i.sasaran", "Sasaran: {{ i.sasaran }}."),
        ("i.definisi", "{{ i.definisi }}"),
    ):
        paper.mark(f"{{%p if {condition} %}}")
        said(paper, text)
        paper.mark("{%p endif %}")
    _by_period(paper)
    caption(paper, "Grafik", "{{ i.nama }}{% if i.satuan %} ({{ i.satuan }}){% endif %}")
    paper.text("{{ i.grafik }}", align=CENTRE)
    paper.mark("{%p if (i.di_depan or i.di_belakang) and i.ditunggu != '1' %}")
    either(paper, MANY_NAMES, lambda new: _places(paper, new_page=new))
    paper.mark("{%p endif %}")
    _years(paper)
    _compared(paper)
    _to_write(paper)
    paper.mark("{%p endfor %}")


def _by_period(paper: Paper) -> None:
    """Period by period, each with what it is divided of."""
    said(
        paper,
        "{% if i.uraian_nilai %}Nilai: {{ i.uraian_nilai }}. {{ i.digabung }}"
        "{% if i.uraian_bobot %}, bobotnya {{ i.uraian_bobot }}{% endif %}."
        "{% else %}Pembilang: {{ i.uraian_pembilang }}. Penyebut: {{ i.uraian_penyebut }}."
        "{% if i.pengali %} Realisasi adalah pembilang dibagi penyebut, dikalikan "
        "{{ i.pengali }}.{% endif %}{% endif %}",
    )
    caption(
        paper,
        "Tabel",
        "Target, realisasi dan capaian {{ i.nama }} sejak awal tahun"
        "{% if i.satuan %} ({{ i.satuan }}){% endif %}",
    )
    paper.mark("{%p if i.uraian_nilai %}")
    either(paper, "predikat", lambda banded: _periods(paper, VALUES, banded=banded))
    paper.mark("{%p else %}")
    either(paper, "predikat", lambda banded: _periods(paper, BY_PERIOD, banded=banded))
    paper.mark("{%p endif %}")
    paper.mark(f"{{%p if {NOTED} %}}")
    star = f"{{% if {STARRED.format('i')} %}}* {{% endif %}}"
    note(paper, f'{star}{{{{ i.catatan|join(" ") }}}}')
    paper.mark("{%p endif %}")


def _periods(paper: Paper, widths: Sequence[float], *, banded: bool) -> None:
    """The year's periods; what is divided of what stands beside a ratio alone, a word for the
    achievement where there is a scale of them.
    """
    ratio = (("Pembilang", "{{ q.pembilang }}"), ("Penyebut", "{{ q.penyebut }}"))
    parts = ratio if widths is BY_PERIOD else ()
    columns = (
        ("Sampai dengan", "{{ q.nama }}"),
        ("Target", "{{ q.target }}"),
        *parts,
        ("Realisasi", marked("q")),
        ("Capaian (%)", "{{ q.capaian }}"),
        *([("Predikat", "{{ q.predikat }}")] if banded else []),
        ("Laporan", "{{ q.laporan }}"),
    )
    heads, texts = zip(*columns, strict=True)
    rows = paper.table(widths if banded else without(widths, len(widths) - 2))
    rows.head(heads, numbered=False, size=8.5)
    aligned = (None, *[RIGHT] * (4 + len(parts) - 1), *([CENTRE] if banded else []), RIGHT)
    # So few rows are not parted, nor from what is said below them; twelve months are between June
    # and July, lest what stands above is left alone on half a page.
    last = f"i.per_periode[-1:] if {{}} ({NOTED})"
    for source, together in (
        ("i.per_periode[:-1][:5]", True),
        ("i.per_periode[:-1][5:6]", False),
        ("i.per_periode[:-1][6:]", True),
        (last.format(""), True),
        (last.format("not"), False),
    ):
        cells = rows.each(f"q in {source}", texts, aligned, size=8.5, together=together)
        between(cells[2 + len(parts)], "q")


def _places(paper: Paper, *, new_page: bool) -> None:
    """Every unit on its side of what it is held against."""
    caption(paper, "Tabel", "Capaian {{ i.nama }} menurut {{ kata.unit }}", new_page=new_page)
    rows = paper.table(PLACES)
    rows.head(
        (
            "Sudah mencapai {{ i.patokan }} ({{ i.di_depan|length }})",
            "Belum mencapai {{ i.patokan }} ({{ i.di_belakang|length }})",
        ),
        numbered=False,
    )
    rows.line(('{{ i.di_depan|join(", ") or "-" }}', '{{ i.di_belakang|join(", ") or "-" }}'), ())
    paper.mark("{%p if i.tanpa_target %}")
    note(
        paper,
        "Tidak dibandingkan, karena tidak bertarget sendiri untuk {{ periode }}: "
        '{{ i.tanpa_target|join(", ") }}.',
    )
    paper.mark("{%p endif %}")


def _years(paper: Paper) -> None:
    title = (
        "Target, realisasi dan capaian {{ i.nama }} beberapa tahun"
        "{% if i.satuan %} ({{ i.satuan }}){% endif %}"
    )
    caption(paper, "Tabel", title)
    rows = paper.table(YEARS)
    rows.head(("Tahun", "Target", "Realisasi", "Capaian (%)"), numbered=False)
    texts = ("{{ y.tahun }}", "{{ y.target }}", marked("y"), "{{ y.capaian }}")
    rows.each("y in i.beberapa_tahun", texts, (CENTRE, *[RIGHT] * 3), together=True)
    note(
        paper,
        "Realisasi tahun {{ tahun }} sampai dengan {{ periode }}, terhadap target tahun itu. "
        "Realisasi tahun lain menurut definisi {{ definisi.kode }}; capaiannya dihitung dengan "
        "cara yang sama.",
    )


def _compared(paper: Paper) -> None:
    """The result beside everything that it is held against, a line each."""
    caption(paper, "Tabel", "Perbandingan realisasi {{ i.nama }} sampai dengan {{ periode }}")
    rows = paper.table(COMPARED)
    rows.head(("Pembanding", "Nilai", "Capaian (%)", "Selisih"), numbered=False)
    aligned = (None, *[RIGHT] * 3)
    for condition, texts in (
        (
            "i.target != '-'",
            ("Target {{ periode }}", "{{ i.target }}", "{{ i.capaian }}", "{{ i.selisih }}"),
        ),
        (
            "",
            (
                "Target tahun {{ tahun }}",
                "{{ i.target_tahun }}",
                "{{ i.capaian_tahun }}",
                "{{ i.selisih_tahun }}",
            ),
        ),
        (
            "i.target_akhir != '-'",
            (
                "Target akhir Renstra",
                "{{ i.target_akhir }}",
                "{{ i.capaian_akhir }}",
                "{{ i.selisih_akhir }}",
            ),
        ),
        (
            "i.periode_lalu",
            (
                "Realisasi {{ i.periode_lalu }}",
                "{{ i.realisasi_lalu }}",
                "-",
                "{{ i.perubahan }}",
            ),
        ),
        (
            "i.standar_nasional",
            (
                "Standar nasional ({{ i.sumber_standar }})",
                "{{ i.standar_nasional }}",
                "-",
                "{{ i.selisih_standar }}",
            ),
        ),
    ):
        if condition:
            rows.mark(f"{{%tr if {condition} %}}")
        rows.line(texts, aligned, together=True)
        if condition:
            rows.mark("{%tr endif %}")
    note(
        paper,
        f"Realisasi: {marked('i')}. Selisih: realisasi dikurangi pembanding"
        "{% if '–' in i.target %}, terhadap rentang dari ujung yang terdekat{% endif %}."
        "{% if i.makin_rendah_makin_baik %} Makin rendah makin baik: selisih di bawah 0 berarti "
        "lebih baik daripada pembandingnya.{% endif %}",
    )


def _to_write(paper: Paper) -> None:
    """What no figure says: in each place, what is to be written there."""
    name(paper, "Program Pendukung")
    paper.mark("{%p if i.program %}")
    caption(paper, "Tabel", "Program yang menunjang {{ i.nama }}")
    rows = paper.table(PROGRAMMES)
    rows.head(("Program", "Anggaran", "Realisasi Anggaran", "%"), numbered=False)
    texts = ("{{ g.nama }}", "{{ g.anggaran }}", "{{ g.realisasi }}", "{{ g.serapan }}")
    rows.each("g in i.program", texts, (None, *[RIGHT] * 3))
    guide(
        paper,
        "Ganti dengan penjelasan: kegiatan mana di dalam program ini yang paling menentukan "
        "capaian, mana yang kurang berhasil, dan mengapa.",
    )
    paper.mark("{%p else %}")
    guide(
        paper,
        "Ganti dengan program dan kegiatan yang menunjang indikator ini, anggaran dan "
        "realisasinya, serta pengaruhnya terhadap capaian.",
    )
    paper.mark("{%p endif %}")
    for title, text in (
        (
            "Analisis",
            "Ganti dengan sebab tercapai atau tidaknya target: sekurang-kurangnya dua faktor yang "
            "mendukung atau menghambat, masing-masing dengan bukti dari tabel di atas, dan apa "
            "yang sudah dilakukan. Jelaskan pula perubahan dari tahun ke tahun dan sisa jarak ke "
            "target akhir Renstra.",
        ),
        (
            "Efisiensi",
            "Ganti dengan penggunaan sumber daya: anggaran, tenaga dan waktu yang dipakai "
            "dibandingkan dengan hasilnya; bila ada penghematan, sebut dari mana dan berapa.",
        ),
        (
            "Kendala",
            "Ganti dengan kendala: apa yang menghambat, sejak kapan, di {{ kata.unit }} mana, dan "
            "mengapa belum teratasi.",
        ),
        (
            "Tindak Lanjut",
            "Ganti dengan langkah perbaikan: apa yang dikerjakan, siapa penanggung jawabnya"
            '{% if i.penanggung_jawab %} ({{ i.penanggung_jawab|join(", ") }}){% endif %}, kapan '
            "selesai, dan hasil yang diharapkan.",
        ),
    ):
        name(paper, title)
        guide(paper, text)


def marked(of: str) -> str:
    """A result, with a star where it can still change."""
    star = f"{{% if {STARRED.format(of)} %}} *{{% endif %}}"
    return f"{{{{ {of}.realisasi }}}}{star}"


def between(cell: _Cell, of: str) -> None:
    """Below a result that can still change: from where to where."""
    shown = f"{of}.rentang and {STARRED.format(of)}"
    text = f"{{% if {shown} %}}\n({{{{ {of}.rentang }}}}){{% endif %}}"
    write(cell.paragraphs[0], text, size=7.5)
