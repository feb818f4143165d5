"""Rencana Aksi: the year's targets, period by period, and who answers for them.

The columns of the periods are a loop, because a definition may report by quarter, month or
semester. The twelve months stand in two lines, so that their figures can be read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from docx.table import _Cell

from templates.draw.letterhead import letterhead
from templates.draw.paper import (
    CENTRE,
    LAST,
    OBJECTIVE,
    RIGHT,
    UNIT,
    UNSET,
    Block,
    Paper,
    Rows,
    align,
    lines_of,
    merge_down,
)

PERIODS = slice(5, 8)  # the columns between which the loop stands: for, what is repeated, endfor
HEADS = (
    *("No", "Sasaran", "Indikator Kinerja", "Satuan", "Target Tahun {{ tahun }}"),
    *("", "", "", "Penanggung Jawab"),
)
YEARLY = 'indikator if "-" in i.target_setahun and i.target_tahun != "-"'
"""Indicators that have a target of the year where a period has none of its own."""


@dataclass(frozen=True)
class Lines:
    """How an indicator's targets are set out.

    parts   which of the year's periods stand in each of its lines
    shown   periods that the table's width is set out for
    widths  of the columns, in centimetres
    """

    parts: Sequence[str]
    shown: int
    widths: Sequence[float]


ONE = Lines(("",), 4, (1.0, 2.9, 3.0, 1.9, 2.65, 2.65, 2.65, 2.65, 3.15))
TWO = Lines(("[:6]", "[6:]"), 6, (1.0, 2.6, 2.8, 1.9, 2.1, 2.05, 2.05, 2.05, 2.5))


def draw() -> Paper:
    """The template."""
    paper = Paper("Rencana Aksi Tahun {{ tahun }}", wide=True)
    letterhead(paper)
    title = "Rencana Aksi Pencapaian Kinerja\nTahun {{ tahun }}"
    paper.heading(title, 1, align=CENTRE, bold=True, size=13, caps=True)
    paper.text()
    paper.mark("{%p if setahun|length > 6 %}")
    _targets(paper, TWO)
    paper.mark("{%p else %}")
    _targets(paper, ONE)
    paper.mark("{%p endif %}")
    _due_by_the_year(paper)
    _signature(paper)
    paper.footer("Rencana Aksi {{ instansi.nama }} Tahun {{ tahun }}")
    return paper


def _targets(paper: Paper, lines: Lines) -> None:
    rows = paper.table(lines.widths)
    _heads(rows, lines)
    _each(rows, lines, f"indikator[:-{LAST}]")
    _each(rows, lines, f"indikator[-{LAST}:]", together=True)
    rows.set_out(len(HEADS) - len(HEADS[PERIODS]) + lines.shown, PERIODS.start)


def _each(rows: Rows, lines: Lines, source: str, *, together: bool = False) -> None:
    """A row for each indicator; ``together``: with what stands below the table."""
    rows.mark(f"{{%tr for i in {source} %}}")
    texts = ["{{ i.nomor }}", OBJECTIVE, "{{ i.nama }}", UNIT]
    texts += ["{{ i.target_tahun }}", "", "", "", ""]
    drawn = []
    for part in lines.parts:
        shown = _loop(f"i.target_setahun{part}", texts if not drawn else [""] * len(texts))
        drawn.append(rows.line(shown, (), size=8.5, together=together or part != lines.parts[-1]))
        align(drawn[-1], (CENTRE, None, None, CENTRE, *[RIGHT] * 4))
    lines_of(drawn[0][-1], f"i.penanggung_jawab or {UNSET}", size=8.5)
    _merge_beside(drawn)
    rows.mark("{%tr endfor %}")


def _heads(rows: Rows, lines: Lines) -> None:
    tops = rows.head(HEADS, numbered=False)
    span = tops[PERIODS.start].merge(tops[PERIODS.stop - 1])
    span.paragraphs[0].add_run(f"{{% colspan setahun{lines.parts[0]}|length %}}Target").bold = True
    named = [
        rows.head(_loop(f"setahun{part}", [""] * len(HEADS)), numbered=False)
        for part in lines.parts
    ]
    _merge_beside([tops, *named])


def _merge_beside(drawn: Sequence[Sequence[_Cell]]) -> None:
    """The cells beside the periods reach over all lines."""
    if len(drawn) > 1:
        for column in (*range(PERIODS.start), *range(PERIODS.stop, len(HEADS))):
            merge_down(*(cells[column] for cells in drawn))


def _loop(source: str, texts: list[str]) -> list[str]:
    """A row's texts with a loop over its columns."""
    texts[PERIODS] = [f"{{%tc for p in {source} %}}", "{{ p }}", "{%tc endfor %}"]
    return texts


def _due_by_the_year(paper: Paper) -> None:
    """What a dash among the periods means, where there is one beside a target of the year."""
    paper.mark(f"{{%p for i in {YEARLY} %}}")
    paper.mark("{%p if loop.first %}")
    text = (
        "Tanda - : tidak ada target tersendiri; indikator yang tidak punya target periode satu pun "
        "memakai target tahun {{ tahun }}."
    )
    paper.text(text, italic=True, size=8.5, before=3).paragraph_format.keep_with_next = True
    paper.mark("{%p endif %}")
    paper.mark("{%p endfor %}")


def _signature(paper: Paper) -> None:
    paper.text(before=6).paragraph_format.keep_with_next = True
    where = "{{ keputusan.tempat }}, .............................. {{ tahun }}"
    paper.signatures(None, Block((where,), "penanda_tangan"))
