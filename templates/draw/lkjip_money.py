"""LKjIP: budgets, what was spent of them, and the objectives that they served."""

from templates.draw.paper import CENTRE, RIGHT, Paper
from templates.draw.report_text import caption, guide, name, note, said

MONEY = (0.9, 6.1, 3.7, 4.0, 1.8)
EFFICIENCY = (3.5, 1.7, 3.6, 3.9, 1.9, 1.9)


def money(paper: Paper) -> None:
    """Budgets and what was spent, and objectives beside it; only where there are programmes."""
    paper.mark("{%p if program %}")
    paper.heading("D. Realisasi Anggaran", 2, new_page=True)
    said(
        paper,
        "Realisasi adalah belanja dari {{ periode_mulai }} sampai dengan {{ periode_selesai }} "
        "menurut catatan kantor; persentase adalah realisasi dibagi anggaran tahun {{ tahun }}.",
    )
    caption(paper, "Tabel", "Anggaran dan realisasi")
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
    heads = ("Sasaran", "Capaian (%)", "Rencana", "Realisasi", "Serapan (%)", "Selisih")
    rows.head(heads, numbered=False)
    texts = ("{{ e.sasaran }}", "{{ e.capaian }}", "{{ e.rencana }}", "{{ e.realisasi }}")
    aligned = (None, *[RIGHT] * 5)
    rows.each("e in efisiensi", (*texts, "{{ e.serapan_rencana }}", "{{ e.selisih }}"), aligned)
    guide(
        paper,
        "Ganti dengan analisis efisiensi: apa yang membuat sasaran tercapai dengan anggaran lebih "
        "sedikit atau lebih banyak daripada rencana.",
    )
