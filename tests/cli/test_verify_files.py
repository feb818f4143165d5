"""iku verify FILE: a master or a document that was handed out, months later."""

import re
import shutil
import zipfile
from unittest.mock import patch

import docx
import openpyxl
import pytest

from iku_workbook.results import brief
from tests.campaign.office import copied, office, take_in
from tests.cli.run import run


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """A campaign with the first quarter's returns, its master and its report."""
    campaign = office(tmp_path_factory.mktemp("files") / "sreseh-2024")
    take_in(campaign)
    run("-C", campaign.root, "report", "lkjip", "--period", "2024-Q1")
    run("-C", campaign.root, "consolidate", "--period", "2024-Q1")
    return campaign


def verify(campaign, *files):
    """The exit status and the lines that a person reads."""
    done = run("-C", campaign.root, "verify", *files)
    return done.status, done.out.splitlines()


def test_what_was_written_is_genuine_and_a_copy_is_told_by_its_figures(reported, tmp_path):
    """quality.md#file-proof: genuine, saved again, altered and where, not ours."""
    master, document = reported.results / "2024-Q1.xlsx", reported.results / "lkjip-2024-Q1.docx"
    status, lines = verify(reported, master, document)
    assert (status, [line.partition(":")[0] for line in lines]) == (0, ["Asli", "Asli"])

    # Under whatever name, saved by another program: every figure is the same.
    again = tmp_path / "rekap.xlsx"
    openpyxl.load_workbook(master).save(again)
    status, lines = verify(reported, again)
    assert (status, len(lines)) == (0, 1)
    assert lines[0].startswith("Disimpan lagi oleh program lain:")

    book = openpyxl.load_workbook(master)
    data, figures = book["Data"], book["Capaian"]
    row = next(row for row in range(5, 30) if data.cell(row, 1).value == 1)
    name = data.cell(row, 3).value
    data.cell(row, 3).value = "Desa lain"
    target = figures.cell(5, 8)
    old = target.value
    target.value = 1
    book["Capaian"]["F5"].value = 12
    book["Status"].delete_rows(14)
    book.save(again)
    status, lines = verify(reported, again)
    assert status == 1
    assert lines[0].startswith("Berubah di ")
    assert f"  Data!C{row}: {name} menjadi Desa lain" in lines
    assert f"  Capaian!{target.coordinate}: {old} menjadi 1" in lines
    assert any(line.startswith("  Capaian!F5: rumus berubah, =") for line in lines)
    assert any(line.startswith("  Status baris 14 hilang: ") for line in lines)

    paper = docx.Document(document)
    cell = paper.tables[-1].rows[-1].cells[0]
    cell.paragraphs[0].text = "lain"
    paper.save(tmp_path / "laporan.docx")
    status, lines = verify(reported, tmp_path / "laporan.docx")
    assert (status, lines[0].partition(":")[0]) == (1, "Berubah di 1 tempat")
    assert lines[1].endswith("menjadi lain")

    openpyxl.Workbook().save(tmp_path / "asing.xlsx")
    status, lines = verify(reported, tmp_path / "asing.xlsx")
    assert (status, lines[0].partition(":")[0]) == (1, "Bukan keluaran kegiatan ini")
    (tmp_path / "bom.docx").write_bytes(b"PK\x03\x04 no document")
    assert verify(reported, tmp_path / "bom.docx")[0] == 2
    # What cannot be read keeps nobody from proving what is named after it.
    status, lines = verify(reported, tmp_path / "bom.docx", tmp_path / "tidak-ada.xlsx", master)
    assert (status, [line.partition(":")[0] for line in lines]) == (2, ["Asli"])
    assert "WIB oleh" in lines[0]
    assert "WIB WIB" not in lines[0]


LIES = (
    ("chart1", r"(<c:val>.*?Capaian!)\$F\$(\d+):\$F", r"\1$H$\2:$H"),
    ("chart2", r"(<a:t>IKU-2 · )[^<]*", r"\1Tercapai"),
    ("chart3", r'<c:min val="0"/>', r'<c:min val="90"/>'),
    ("chart4", r'formatCode="#[^"]*"', r'formatCode="&quot;100&quot;"'),
)
"""What may be made of charts: other cells, another title, a cut axis, labels that say else."""


def test_a_chart_that_shows_something_else_is_told(reported, tmp_path):
    """quality.md#file-proof: other cells, words, labels, axes, and a chart that is gone."""
    altered, master = tmp_path / "2024-Q1.xlsx", reported.results / "2024-Q1.xlsx"
    lies = {f"xl/charts/{name}.xml": (was, now) for name, was, now in LIES}
    with zipfile.ZipFile(master) as source, zipfile.ZipFile(altered, "w") as target:
        for name in source.namelist():
            said = source.read(name).decode()
            if name in lies:
                said, times = re.subn(*lies[name], said, count=1)
                assert times == 1, name
            target.writestr(name, said)
    status, lines = verify(reported, altered)
    assert (status, lines[0].partition(":")[0]) == (1, "Berubah di 4 tempat")
    told = dict(re.findall(r"^  Ringkasan: grafik (IKU-.).*?, (.*)$", "\n".join(lines), re.M))
    assert told["IKU-1"] == "Capaian!F5:F8 menjadi Capaian!H5:H8"
    assert told["IKU-2"].endswith(" menjadi IKU-2 · Tercapai")
    assert told["IKU-3"] == "0–… menjadi 90–…"
    assert told["IKU-4"].endswith(' menjadi "100"')

    book = openpyxl.load_workbook(master)
    del book["Ringkasan"]._charts[0]
    book.save(altered)
    status, lines = verify(reported, altered)
    assert (status, len(lines)) == (1, 2)
    assert lines[1].startswith("  Ringkasan: grafik IKU-1 · ")
    assert lines[1].endswith(" hilang.")


def test_what_newer_records_have_overtaken_is_told(reported, tmp_path):
    """quality.md#file-proof: what was handed out is genuine still, and since which record it is
    overtaken; a decision that changes nothing that counts overtakes nothing.
    """
    campaign = copied(reported, tmp_path / "sreseh-2024")
    master = campaign.results / "2024-Q1.xlsx"
    run("-C", campaign.root, "approve", "Taman", "--period", "2024-Q1", "--as", "Camat")
    assert verify(campaign, master)[0] == 0
    asked = ("return", "Noreh", "--period", "2024-Q1", "--note", "belum", "--as", "Camat")
    assert run("-C", campaign.root, *asked).status == 0
    status, lines = verify(campaign, master)
    assert (status, lines[0].partition(":")[0]) == (1, "Asli")
    assert re.match(
        r"Didahului catatan yang lebih baru: 2024-Q1\.xlsx versi 1, sejak keputusan nomor 2"
        r" \(Noreh, .* WIB\), 1 kiriman berubah\.",
        lines[1],
    )


def test_what_programs_fill_in_by_themselves_is_no_alteration(reported, tmp_path):
    """quality.md#file-proof: numbers of pages, which Word counts whenever it opens a document."""
    paper = docx.Document(reported.results / "lkjip-2024-Q1.docx")
    for field in paper.sections[0].footer._element.xpath(".//w:fldChar[@w:fldCharType='separate']"):
        [counted] = field.getparent().getnext().xpath("w:t")
        counted.text = "7"
    paper.save(tmp_path / "laporan.docx")
    status, lines = verify(reported, tmp_path / "laporan.docx")
    assert (status, lines[0].partition(":")[0]) == (0, "Disimpan lagi oleh program lain")


def test_another_kind_of_file_of_that_name_is_not_called_foreign(reported, tmp_path):
    """quality.md#file-proof: of a master saved as .ods nobody can say, and that is said."""
    (tmp_path / "2024-Q1.ods").write_bytes(b"PK\x03\x04")
    status, lines = verify(reported, tmp_path / "2024-Q1.ods")
    assert (status, lines[0].partition(":")[0]) == (2, "Bukan lagi seperti ditulis")


def test_a_version_that_is_kept_no_longer_is_written_anew(reported, tmp_path):
    """quality.md#file-proof: of what the registry knew then; whether it came out so, its hash
    tells.
    """
    campaign = copied(reported, tmp_path / "sreseh-2024")
    run("-C", campaign.root, "report", "perjanjian-kinerja")
    run("-C", campaign.root, "approve", "Noreh", "--period", "2024-Q1", "--as", "Camat")
    run("-C", campaign.root, "consolidate", "--period", "2024-Q1", "--approved")
    master = tmp_path / "2024-Q1-disetujui.xlsx"
    book = openpyxl.load_workbook(campaign.results / master.name)
    book["Capaian"]["H5"].value = 1
    book.save(master)
    for name in ("lkjip-2024-Q1", "perjanjian-kinerja-2024"):
        paper = docx.Document(campaign.results / f"{name}.docx")
        paper.tables[-1].rows[-1].cells[0].paragraphs[0].text = "lain"
        paper.save(tmp_path / f"{name}.docx")
    shutil.rmtree(campaign.results)

    status, lines = verify(campaign, master)
    assert (status, lines[0].partition(" di ")[0]) == (1, "Berubah")
    assert any(line.startswith("  Capaian!H5: ") and line.endswith(" menjadi 1") for line in lines)
    for name in ("lkjip-2024-Q1", "perjanjian-kinerja-2024"):
        status, lines = verify(campaign, tmp_path / f"{name}.docx")
        assert (status, lines[0].partition(":")[0]) == (1, "Berubah di 1 tempat")
        assert lines[1].endswith(" menjadi lain")

    with patch("iku_workbook.results.basis.__version__", "9.9"):
        status, lines = verify(campaign, tmp_path / "perjanjian-kinerja-2024.docx")
    assert status == 2
    assert lines[0].startswith("Tidak sama dengan yang disusun ulang: ")
    assert any(line.endswith(" menjadi lain") for line in lines)


def test_a_brief_master_is_proved_too(reported, tmp_path, monkeypatch):
    """quality.md#file-proof: one of many units, saved again, altered, and written anew."""
    monkeypatch.setattr(brief, "MOST_ROWS", 3)
    campaign = copied(reported, tmp_path / "sreseh-2024")
    master = campaign.results / "ringkas.xlsx"
    run("-C", campaign.root, "consolidate", "--period", "2024-Q1", "-o", master)
    assert "Data" not in openpyxl.load_workbook(master).sheetnames
    status, lines = verify(campaign, master, *sorted(campaign.results.glob("ringkas*.parquet")))
    assert (status, {line.partition(":")[0] for line in lines}) == (0, {"Asli"})

    again = tmp_path / "ringkas.xlsx"
    book = openpyxl.load_workbook(master)
    book.save(again)
    master.unlink()  # kept nowhere: it is written anew
    status, lines = verify(campaign, again)
    assert (status, len(lines)) == (0, 1)
    assert lines[0].startswith("Disimpan lagi oleh program lain:")

    figure = book["Perhitungan"].cell(8, 6)
    old, figure.value = figure.value, 77
    book.save(again)
    status, lines = verify(campaign, again)
    assert (status, lines[1:]) == (1, [f"  Perhitungan!{figure.coordinate}: {old} menjadi 77"])
