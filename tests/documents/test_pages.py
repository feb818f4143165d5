"""What somebody sees who turns the pages of a document for the first time."""

import io
import re
import zipfile

from docx.enum.section import WD_ORIENT

from iku_workbook.definition import load
from tests.documents import material
from tests.documents.years import clinics
from tests.source import CHECKOUT

REGENCY = CHECKOUT / "templates" / "examples" / "kabupaten-2025.yaml"


def test_every_table_has_a_title_of_its_own():
    """facts.md#captions: no two tables of the whole report are called the same in its list."""
    said = material.texts(material.opened(material.made("lkjip-lengkap")))
    titles = [each for each in said if re.match(r"Tabel [\dL.]+ ", each) and "\t" not in each]
    bare = [re.sub(r"^Tabel [\dL.]+ ", "", each) for each in titles]
    assert bare
    assert len({*bare}) == len({*titles})


def test_what_the_definition_leaves_out_is_a_line_of_dots():
    """facts.md#appendix: no part of the appendix is a head with nothing below it."""
    bare = {"vision": "", "missions": (), "goals": (), "duty": "", "functions": ()}
    shown = material.definition()
    agency = shown.agency.model_copy(update=bare)
    facts = material.facts(shown.model_copy(update={"agency": agency}))
    said = material.texts(material.opened(material.filled(material.template("lampiran"), facts)))
    for part in ("Visi", "Misi", "Tujuan", "Tugas", "Fungsi"):
        at = next(at for at, text in enumerate(said) if text.endswith(part))
        assert set(said[at + 1]) == {"."}


def test_the_formula_of_an_index_is_written_as_people_write_it():
    """facts.md#appendix: names and numbers of the language, not the definition's own words."""
    shown, _ = load(REGENCY)
    said = material.facts(shown, (), "2025-Q4")["indikator"]
    index = next(each for each in said if each["kode"] == "RB")
    assert index["digabung"] == (
        "Dihitung dari hasil indikator lain: 0,6 × Nilai SAKIP + 0,4 × Indeks kepuasan masyarakat"
    )


def test_a_long_figure_in_a_chart_stands_in_one_line():
    """facts.md#reports: a label is not broken within an amount."""
    with zipfile.ZipFile(io.BytesIO(material.made("lkjip"))) as parts:
        charts = [parts.read(each).decode() for each in parts.namelist() if "charts/chart" in each]
    assert charts
    for chart in charts:
        for labels in re.findall(r"(?s)<c:dLbls>.*?</c:dLbls>", chart):
            assert "<a:bodyPr/>" not in labels


def kept(table):
    """Of each row whether it stays with what comes below it."""
    return [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows]


def test_an_annex_with_nothing_in_it_is_left_out():
    """facts.md#every-page: nobody has sent anything: the record says so, and has one section."""
    template = material.template("berita-acara")
    turned = {}
    for returns in (None, ()):
        document = material.opened(
            material.filled(template, material.facts(None, returns, "2024-Q2"))
        )
        turned[returns] = [each.orientation for each in document.sections]
        assert document.sections[-1].footer.paragraphs[0].text.startswith("Berita Acara")
    assert turned == {
        None: [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE],
        (): [WD_ORIENT.PORTRAIT],
    }
    said = material.texts(document)
    assert any(each.endswith("sehingga Berita Acara ini tidak berlampiran.") for each in said)


def test_no_row_stands_alone_above_who_signs():
    """facts.md#every-page: the last two indicators stay with the signature, those before do not."""
    for kind in ("rencana-aksi", "lampiran"):
        found = material.table(material.opened(material.made(kind)), "No")
        assert kept(found)[-3:] == [False, True, True]


def test_twelve_months_part_in_the_middle():
    """facts.md#every-page: half a page is not left empty for the sake of a table of months."""
    facts = material.facts(*clinics())
    document = material.opened(material.filled(material.template("lkjip"), facts))
    months = kept(material.table(document, "Sampai dengan"))[-12:]
    assert (months[:5], months[5], months[6:11]) == ([True] * 5, False, [True] * 5)
