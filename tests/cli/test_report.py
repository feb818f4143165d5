"""``iku report``: the documents, from a campaign."""

import docx
import pytest

from iku_workbook import resources
from tests.cli.run import run
from tests.newest import SCHOOL

KINDS = (
    *("lampiran", "perjanjian-kinerja", "rencana-aksi", "lkjip", "berita-acara"),
    *("lkjip-lengkap", "sampul"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_each_document_is_written_where_the_results_are(campaign, kind):
    """contract.md#report: iku report KIND --period P."""
    ran = run("-C", campaign, "report", kind, campaign / "inbox", "--period", "2024-Q1")
    assert (ran.status, ran.out) == (0, "")
    path = campaign / "results" / f"{kind}-2024-Q1.docx"
    assert str(path) in ran.err
    assert docx.Document(str(path)).paragraphs


def test_a_plan_needs_neither_returns_nor_a_period(campaign, tmp_path):
    """contract.md#report: -o FILE.docx; what the year's plan says does not wait for returns."""
    out = tmp_path / "a" / "b.docx"
    ran = run("-C", campaign, "report", "rencana-aksi", "-o", out)
    assert ran.status == 0
    assert docx.Document(str(out)).tables


def test_a_report_on_results_asks_for_returns(campaign):
    """contract.md#exit-2: 2 for a mistake in the command, and it is told what to do."""
    ran = run("-C", campaign, "report", "lkjip", "--period", "2024-Q1")
    assert ran.status == 2
    assert "→" in ran.err


def test_a_return_with_an_error_is_left_out_and_said(campaign, bad):
    """contract.md#exit-1: 1 where some workbook has an error finding; the document is written."""
    ran = run("-C", campaign, "report", "lkjip", campaign / "inbox", bad, "--period", "2024-Q1")
    assert ran.status == 1
    assert (campaign / "results" / "lkjip-2024-Q1.docx").exists()


def test_another_years_period_is_refused(campaign):
    """contract.md#exit-2: 2 for a mistake in the command."""
    ran = run("-C", campaign, "report", "lampiran", "--period", "2023-Q1")
    assert ran.status == 2
    assert "2024-Q1" in ran.err


def test_an_edited_template_is_used_from_then_on(campaign):
    """house.md#templates: report templates that an office may edit in Word."""
    ran = run("-C", campaign, "report", "lampiran", "--edit-template")
    assert ran.status == 0
    path = campaign / "templates" / "lampiran.docx"
    assert ran.out.strip() == str(path)
    assert path.read_bytes() == resources.template("lampiran.docx").read_bytes()
    template = docx.Document(str(path))
    template.paragraphs[0].runs[0].text = "Salinan untuk {{ instansi.nama }}"
    template.save(str(path))
    assert run("-C", campaign, "report", "lampiran").status == 0
    document = docx.Document(str(campaign / "results" / "lampiran-2024.docx"))
    assert document.paragraphs[0].text == "Salinan untuk Kantor Kecamatan Sreseh"


def test_a_document_is_in_the_language_of_its_definition(tmp_path):
    """facts.md#english-documents: what a definition in English prints is English, and so is the
    template that is handed out, whoever asks for it.
    """
    root = tmp_path / "schools"
    assert run("new", root, "--definition", SCHOOL).status == 0
    ran = run("-C", root, "report", "sampul", "--lang", "id")
    assert ran.status == 0, ran.err
    document = docx.Document(str(root / "results" / "sampul-2025.docx"))
    assert "Performance Accountability Report" in document.tables[0].cell(0, 0).text
    assert run("-C", root, "report", "sampul", "--edit-template").status == 0
    edited = (root / "templates" / "sampul.docx").read_bytes()
    assert edited == resources.template("en/sampul.docx").read_bytes()


def test_an_edited_template_is_never_replaced(campaign):
    """Nothing that an office wrote is lost."""
    path = campaign / "templates" / "lkjip.docx"
    path.parent.mkdir()
    path.write_bytes(b"mine")
    ran = run("-C", campaign, "report", "lkjip", "--edit-template")
    assert ran.status == 2
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_mistake_in_a_template_names_the_file_and_the_name(campaign, language):
    """A missing placeholder value is a clear error that names the template and the placeholder."""
    path = campaign / "templates" / "lampiran.docx"
    run("-C", campaign, "report", "lampiran", "--edit-template")
    template = docx.Document(str(path))
    template.add_paragraph("{{ penanda_tagan.nama }}")
    template.save(str(path))
    ran = run("--lang", language, "-C", campaign, "report", "lampiran", "-o", campaign / "x.docx")
    assert ran.status == 2
    for word in (str(path), "penanda_tagan", "penanda_tangan"):
        assert word in ran.err
    assert not (campaign / "x.docx").exists()


def test_a_template_that_is_no_document_is_told(campaign):
    """quality.md#template-safe: 0 tracebacks; a broken template is told with its name."""
    path = campaign / "templates" / "lampiran.docx"
    path.parent.mkdir()
    path.write_bytes(b"{{ tahun }}")
    ran = run("-C", campaign, "report", "lampiran")
    assert ran.status == 2
    assert str(path) in ran.err
