"""Kop naskah dinas: emblem, government, office, where it is and how to reach it, a double line."""

from docx.enum.table import WD_ALIGN_VERTICAL
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm

from templates.draw.paper import CENTRE, Paper, write

SIDE = 2.2  # centimetres for the emblem, and as much on the right: the words stand in the middle
REACHED = (
    '{{ [instansi.telepon and "Telepon " ~ instansi.telepon, '
    'instansi.laman and "Laman " ~ instansi.laman, '
    'instansi.pos_el and "Surel " ~ instansi.pos_el]|select|join(", ") }}'
)
ADDRESS = (
    '{{ [instansi.alamat, instansi.kode_pos and "Kode Pos " ~ instansi.kode_pos]'
    '|select|join(", ") }}'
)
LINES = (
    ("instansi.induk", "{{ instansi.induk }}", {"bold": True, "size": 14, "caps": True}),
    ("", "{{ instansi.nama }}", {"bold": True, "size": 16, "caps": True}),
    ("instansi.alamat or instansi.kode_pos", ADDRESS, {"size": 9.5}),
    ("instansi.telepon or instansi.laman or instansi.pos_el", REACHED, {"size": 9.5}),
)
"""Each line of words: when it is there, what it says, its looks."""


def letterhead(paper: Paper) -> None:
    """At the head of a page; what a definition leaves out leaves no gap."""
    rows = paper.table((SIDE, paper.width / Cm(1) - 2 * SIDE, SIDE), lines=False)
    emblem, words, beside = rows.add(("{{ instansi.lambang }}", "", ""))
    for cell in (emblem, words, beside):
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        line = (
            f'<w:tcBorders {nsdecls("w")}><w:bottom w:val="thinThickSmallGap" w:sz="24" '
            'w:space="0" w:color="auto"/></w:tcBorders>'
        )
        cell._tc.get_or_add_tcPr().insert_element_before(parse_xml(line), "w:shd", "w:vAlign")
    for condition, text, looks in LINES:
        texts = (f"{{%p if {condition} %}}", text, "{%p endif %}") if condition else (text,)
        for each in texts:
            shown = looks if each == text else {}
            write(words.add_paragraph(), each, align=CENTRE, **shown)
    words._tc.remove(words.paragraphs[0]._p)
    words.paragraphs[-1].paragraph_format.space_after = None
    paper.text(size=8)
