"""Rencana Aksi: the year's targets, period by period, and who answers for them.

The columns of the periods are a loop, because a definition may report by quarter, month or
semester.
"""

from templates.draw.paper import CENTRE, Block, Paper, align, lines_of, merge_down

WIDTHS = (1.0, 4.9, 4.9, 1.5, 2.2, 2.2, 2.2, 4.1)
PERIODS = slice(4, 7)  # the columns between which the loop stands: for, what is repeated, endfor
SHOWN = 4  # periods that the table's width is set out for


def draw() -> Paper:
    """The template."""
    paper = Paper("Rencana Aksi Tahun {{ tahun }}", wide=True)
    paper.letterhead()
    for line in ("Rencana Aksi Pencapaian Kinerja", "Tahun {{ tahun }}"):
        paper.text(line, align=CENTRE, bold=True, size=13, caps=True)
    paper.text()
    _targets(paper)
    _signature(paper)
    paper.footer("Rencana Aksi {{ instansi.nama }} Tahun {{ tahun }}")
    return paper


def _targets(paper: Paper) -> None:
    rows = paper.table(WIDTHS)
    tops = rows.head(
        ("No", "Sasaran", "Indikator Kinerja", "Satuan", "", "", "", "Penanggung Jawab"),
        numbered=False,
    )
    span = tops[PERIODS.start].merge(tops[PERIODS.stop - 1])
    span.paragraphs[0].add_run("{% colspan setahun|length %}Target").bold = True
    names = rows.head(_loop("setahun", "{{ p }}", [""] * len(WIDTHS)), numbered=False)
    for top, name in zip(tops, names, strict=True):
        if top not in tops[PERIODS]:
            merge_down(top, name)
    texts = ["{{ i.nomor }}", "{{ i.sasaran }}", "{{ i.nama }}", "{{ i.satuan }}", "", "", "", ""]
    cells = rows.each("i in indikator", _loop("i.target_setahun", "{{ p }}", texts))
    align(cells, (CENTRE, None, None, CENTRE, CENTRE, CENTRE, CENTRE))
    lines_of(cells[-1], "i.penanggung_jawab")
    rows.set_out(len(WIDTHS) - len(WIDTHS[PERIODS]) + SHOWN, PERIODS.start)


def _loop(source: str, each: str, texts: list[str]) -> list[str]:
    """A row's texts with a loop over its columns."""
    texts[PERIODS] = [f"{{%tc for p in {source} %}}", each, "{%tc endfor %}"]
    return texts


def _signature(paper: Paper) -> None:
    paper.text(before=6)
    where = "{{ keputusan.tempat }}, .............................. {{ tahun }}"
    paper.signatures(None, Block((where,), "penanda_tangan"))
