"""The whole accountability report: its parts, chapter III as alone, and the pages of its lists."""

import pytest

from iku_workbook.definition import load
from iku_workbook.definition.model import Paper
from tests import libreoffice
from tests.clients.paper import needs_paper, pages, squeezed
from tests.documents import material
from tests.libreoffice import needs_writer
from tests.source import CHECKOUT

pytestmark = pytest.mark.slow

REGENCY = CHECKOUT / "templates" / "examples" / "kabupaten-2025.yaml"
SCHOOLS = CHECKOUT / "tests" / "definition" / "school.yaml"
CLINICS = CHECKOUT / "tests" / "definition" / "puskesmas.yaml"
PARTS = [
    "Kata Pengantar",
    "Ikhtisar Eksekutif",
    "Bab I\nPendahuluan",
    "Bab II\nPerencanaan Kinerja",
    "Bab III\nAkuntabilitas Kinerja",
    "Bab IV\nPenutup",
    "Lampiran",
]
LAST = {"quarterly": "Q4", "semester": "S2", "monthly": "M12"}
LISTS = ("toc ", "table of figures")


def parts(document):
    return [each.text for each in document.paragraphs if each.style.name == "Heading 1"]


def entries(document):
    """What the lists of contents, tables and charts name, with the page of each."""
    for each in document.paragraphs:
        if each.style.name.lower().startswith(LISTS):
            *said, page = each._p.xpath("w:hyperlink/w:r/w:t/text()")
            yield "".join(said), int(page)


def on(text, page):
    """Whether a page says it, also in capitals."""
    return squeezed(text).casefold() in page.casefold()


def test_its_parts_are_those_of_the_regulation():
    """facts.md#whole-report: cover, foreword, summary, contents, chapters I to IV, appendices."""
    document = material.opened(material.made("lkjip-lengkap"))
    assert parts(document) == PARTS
    said = material.texts(document)
    assert said[0].startswith("Laporan Kinerja Instansi Pemerintah")
    named = [said.index(each) for each in ("Daftar Isi", "Daftar Tabel", "Daftar Grafik")]
    assert named == sorted(named)
    assert max(named) < said.index(PARTS[2])


def test_chapter_three_is_the_same_as_alone():
    """facts.md#whole-report: chapter III says word for word what the document of it says."""
    whole = material.texts(material.opened(material.made("lkjip-lengkap")))
    alone = material.texts(material.opened(material.made("lkjip")))
    begin = alone.index("A. Pengukuran Kinerja")
    end = alone.index("F. Lampiran: Laporan yang Dihitung")
    chapter = alone[begin:end]
    at = whole.index(chapter[0])
    assert whole[at : at + len(chapter)] == chapter
    assert len(chapter) > 100


def test_what_is_to_be_written_is_marked():
    """facts.md#whole-report: guided, in brackets on yellow; a plan that is known needs none."""
    document = material.opened(material.made("lkjip-lengkap"))
    chapters, chapter = {}, ""
    for each in document.paragraphs:
        chapter = each.text if each.style.name == "Heading 1" else chapter
        if each.text.startswith("["):
            chapters.setdefault(chapter, []).append(each.runs[0].font.highlight_color)
    assert set(chapters) == set(PARTS) - {"Bab II\nPerencanaan Kinerja"}
    assert all(colour is not None for colours in chapters.values() for colour in colours)


def test_the_cover_has_neither_header_nor_footer():
    """facts.md#whole-report: a cover, alone or before the report."""
    for kind in ("sampul", "lkjip-lengkap"):
        [section] = material.opened(material.made(kind)).sections
        assert section.different_first_page_header_footer
        assert not "".join(section.first_page_footer._element.itertext()).strip()


def cases():
    for paper in Paper:
        yield "sreseh", None, paper
        yield "kabupaten", REGENCY, paper
        yield "schools", SCHOOLS, paper
        yield "clinics", CLINICS, paper


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Documents of three definitions on both papers: each with its pages as text."""
    folder = tmp_path_factory.mktemp("reports")
    made = {}
    for name, file, paper in cases():
        shown = (load(file)[0] if file else material.definition()).model_copy(
            update={"paper": paper}
        )
        last = f"{shown.year}-{LAST[shown.cadence]}"
        facts = material.facts(shown, None if not file else (), last if file else "2024-Q2")
        for kind in ("lkjip-lengkap", "lkjip"):
            path = folder / f"{name}-{kind}-{paper}.docx"
            path.write_bytes(material.filled(material.template(kind, shown.language), facts))
            made[path.stem] = path
    pdfs = libreoffice.to_pdf(list(made.values()), folder / "pdf")
    return {each.stem: (made[each.stem].read_bytes(), pages(each)) for each in pdfs}


@pytest.mark.parametrize("kind", ["lkjip-lengkap", "lkjip"])
@pytest.mark.parametrize(("name", "file", "paper"), [*cases()])
@needs_writer
@needs_paper
def test_every_page_that_is_listed_is_right(printed, name, file, paper, kind):
    """facts.md#contents: the page that each entry names is the one that it stands on, on A4 and
    F4, for villages, a regency with programmes, schools of an English definition, and clinics by
    months.
    """
    data, found = printed[f"{name}-{kind}-{paper}"]
    listed = list(entries(material.opened(data)))
    wrong = [(text, page) for text, page in listed if not on(text, found[page - 1])]
    assert wrong == []
    assert len(listed) > 5
