"""Berita Acara: what the office did with a period's returns, as its records have it."""

import docx
import pytest

from iku_workbook import resources
from tests.campaign.office import office, take_in
from tests.cli.run import run
from tests.documents import material

pytestmark = pytest.mark.slow

PERIOD, LAST, NOREH, TAMAN = "2024-Q1", "2024-Q4", "35.27.01.2001", "35.27.01.2003"


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """A quarter: everybody's return, one altered and its finding waived, one approved, one sent
    back, and a file of nobody.
    """
    campaign = office(tmp_path_factory.mktemp("decided") / "sreseh-2024")
    take_in(campaign)
    bad = resources.sample_folder("bad")
    strange = campaign.inbox / "surat.xlsx"
    strange.write_bytes(next((bad / "text-file").glob("*.xlsx")).read_bytes())
    at = ("-C", campaign.root)
    for line in (
        ("approve", NOREH, "--period", PERIOD, "--as", "Kasi PMD", "--note", "Sesuai bukti"),
        ("return", TAMAN, "--period", PERIOD, "--as", "Kasi Trantib", "--note", "Tanpa bukti"),
        ("receive", strange),
        ("report", "berita-acara", "--period", PERIOD, "--approved"),
        ("report", "berita-acara", "--period", PERIOD),
        ("report", "berita-acara", "--period", LAST),
    ):
        run(*at, *line)
    return campaign


def tables(campaign, name=f"berita-acara-{PERIOD}.docx"):
    """Each table of the document by its first headings, as rows of texts."""
    document = docx.Document(campaign.results / name)
    return [[[cell.text for cell in row.cells] for row in each.rows] for each in document.tables]


def table(campaign, *heads):
    [found] = [each for each in tables(campaign) if heads == tuple(each[0][1 : len(heads) + 1])]
    return found[1:]


def test_every_unit_stands_there_with_its_return(decided):
    """facts.md#record-of-data: who sent what and when, and each unit's status."""
    rows = table(decided, "Desa", "Status")
    names = [unit.name for unit in decided.definition().reporting]
    assert [row[1] for row in rows] == names
    by_name = {row[1]: row for row in rows}
    assert by_name["Noreh"][2] == "Disetujui"
    assert by_name["Noreh"][5].endswith(tuple("0123456789"))
    assert "Kasi PMD" in by_name["Noreh"][5]
    assert by_name["Taman"][2] == "Perlu diperbaiki"
    counts = next(each for each in tables(decided) if each[0][0] == "Status")
    assert sum(int(count) for _, count in counts[1:-1]) == len(names) == int(counts[-1][1])


def test_findings_and_decisions_say_whose_and_why(decided):
    """facts.md#record-of-data: findings open or waived, decisions with who and why."""
    found = table(decided, "Desa", "Temuan")
    [taman] = [row for row in found if row[1] == "Taman" and "Tanpa bukti" in row[2]]
    assert taman[3] == "Terbuka: harus diperbaiki"
    rows = table(decided, "Waktu", "Keputusan")
    assert [row[3:] for row in rows] == [
        ["Noreh", "Kasi PMD: Sesuai bukti"],
        ["Taman", "Kasi Trantib: Tanpa bukti"],
    ]


def test_every_file_of_the_period_is_listed_with_its_hash(decided):
    """facts.md#record-of-data: every received file with the number of its receipt and its hash;
    what nobody can place is named by its number where it came: here after the year had ended.
    """
    rows = table(decided, "Desa", "Berkas")
    with decided.registry() as registry:
        receipts = registry.receipts()
    by_number = {str(each.number): each.sha256 for each in receipts}
    listed = {row[3]: row[7].replace(" ", "") for row in rows}
    strange = str(receipts[-1].number)
    assert listed == {key: own for key, own in by_number.items() if key != strange}
    named = [
        any(text.endswith(f"dikumpulkan: nomor terima {strange}.") for text in said(decided, each))
        for each in (PERIOD, LAST)
    ]
    assert named == [False, True]


def said(campaign, period):
    return material.texts(docx.Document(campaign.results / f"berita-acara-{period}.docx"))


def test_of_a_period_in_which_nothing_came_it_is_said(decided):
    """facts.md#no-empty-columns: in a sentence; no table stands there with its head alone."""
    texts = said(decided, LAST)
    assert any(text.endswith("belum ada laporan yang masuk.") for text in texts)
    assert any(text.endswith("sehingga Berita Acara ini tidak berlampiran.") for text in texts)
    counted = "Belum ada laporan Triwulan IV 2024 yang dihitung."
    assert any(text.startswith(counted) for text in texts)
    found = tables(decided, f"berita-acara-{LAST}.docx")
    assert all(len(each) > 1 for each in found if each[0][0] in {"No", "Status"})


def test_a_waived_finding_stays_visible(decided, tmp_path):
    """facts.md#record-of-data: a finding that the office let pass says who did, and why."""
    facts = material.facts()
    waived = "Dikesampingkan oleh Kasi PMD, 9 April 2024: Ada surat keterangan"
    row = {"unit": "Noreh", "nomor": "1", "kode": "RULE-001", "letak": "Isian!C7"}
    facts["verifikasi"]["temuan"] = [{**row, "teks": "Skor berbeda", "keadaan": waived}]
    document = material.opened(material.filled(material.template("berita-acara"), facts))
    assert waived in material.texts(document)


def test_only_what_is_approved_may_count(decided):
    """facts.md#record-of-data: what counts is said, also where only approved returns do."""
    name = f"berita-acara-{PERIOD}-disetujui.docx"
    said = " ".join(material.texts(docx.Document(decided.results / name)))
    assert "dihitung dari laporan 1 dari 12 desa; hanya laporan yang disetujui" in said
