"""LKjIP: budgets, what was spent of them, and the objectives that they served."""

from templates.draw.paper import CENTRE, RIGHT, Paper
from templates.draw.report_text import caption, guide, name, note, said

MONEY = (0.9, 6.1, 3.7, 4.0, 1.8)
HEADS = ("No", "Program", "Anggaran", "Realisasi Anggaran", "%")
BLANK = 4  # rows to be filled in by hand
EFFICIENCY = (3.5, 1.7, 3.6, 3.9, 1.9, 1.9)


def money(paper: Paper) -> None:
    """Budgets, what was spent, and objectives beside it; by hand where nothing is known of them."""
    paper.heading("D. Realisasi Anggaran", 2)
    paper.mark("{%p if program %}")
    said(
        paper,
        "Realisasi adalah belanja dari {{ periode_mulai }} sampai dengan {{ periode_selesai }} "
        "menurut catatan kantor; persentase adalah realisasi dibagi anggaran tahun {{ tahun }}.",
    )
    caption(paper, "Tabel", "Anggaran dan realisasi")
    rows = paper.table(MONEY)
    rows.head(HEADS, numbered=False)
    texts = ("{{ g.nomor }}", "{{ g.nama }}", "{{ g.anggaran }}", "{{ g.realisasi }}")
    aligned = (CENTRE, None, RIGHT, RIGHT, RIGHT)
    rows.short("g", "program", (*texts, "{{ g.serapan }}"), aligned, kept=True)
    total = ("{{ anggaran.anggaran }}", "{{ anggaran.realisasi }}", "{{ anggaran.serapan }}")
    rows.line(("", "Jumlah", *total), aligned, bold=True, together=True)
    paper.mark("{%p if catatan_anggaran %}")
    star = "{% if '*' in anggaran.realisasi %}* Belum lengkap. {% endif %}"
    note(paper, f'{star}{{{{ catatan_anggaran|join(" ") }}}}')
    paper.mark("{%p endif %}")
    paper.mark("{%p if efisiensi %}")
    _efficiency(paper)
    paper.mark("{%p endif %}")
    paper.mark("{%p else %}")
    _by_hand(paper)
    paper.mark("{%p endif %}")


def _by_hand(paper: Paper) -> None:
    """What is to be filled in, and how the program would do it."""
    above = guide(
        paper,
        "Isi tabel ini dengan program, anggaran dan realisasinya. Bila program dan anggarannya "
        "ditulis pada definisi (programmes), tabel ini terisi sendiri, dengan efisiensi tiap "
        "sasaran.",
    )
    above.paragraph_format.keep_with_next = True
    caption(paper, "Tabel", "Anggaran dan realisasi")
    rows = paper.table(MONEY)
    rows.head(HEADS, numbered=False)
    for number in range(1, BLANK + 1):
        rows.line((f"{number}", "", "Rp", "Rp", ""), (CENTRE,), together=True)
    rows.line(("", "Jumlah", "Rp", "Rp", ""), (), bold=True)
    guide(
        paper,
        "Ganti dengan efisiensi: capaian kinerja dibandingkan dengan serapan anggaran, dan sebab "
        "bedanya.",
    )


def _efficiency(paper: Paper) -> None:
    """Achievement beside money; the regulation asks for it and gives no formula."""
    name(paper, "Efisiensi Penggunaan Sumber Daya")
    said(
        paper,
        "Rata-rata capaian indikator tiap sasaran disandingkan dengan realisasi terhadap anggaran "
        "yang direncanakan sampai dengan {{ periode }}. Selisih, dalam persen poin, adalah capaian "
        "dikurangi serapan itu: di atas 0 berarti yang tercapai lebih daripada yang dibelanjakan. "
        "Tanpa rencana sampai periode itu, atau selama realisasi belum lengkap, tidak ada selisih.",
    )
    caption(paper, "Tabel", "Capaian sasaran dan anggarannya")
    rows = paper.table(EFFICIENCY)
    heads = ("Sasaran", "Capaian (%)", "Rencana", "Realisasi Anggaran", "Serapan (%)", "Selisih")
    rows.head(heads, numbered=False)
    texts = ("{{ e.sasaran }}", "{{ e.capaian }}", "{{ e.rencana }}", "{{ e.realisasi }}")
    aligned = (None, *[RIGHT] * 5)
    rows.each("e in efisiensi", (*texts, "{{ e.serapan_rencana }}", "{{ e.selisih }}"), aligned)
    guide(
        paper,
        "Ganti dengan analisis efisiensi: apa yang membuat sasaran tercapai dengan anggaran lebih "
        "sedikit atau lebih banyak daripada rencana.",
    )
