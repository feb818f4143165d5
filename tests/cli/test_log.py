"""Who did what, as the office and its inspector read it."""

import csv
import datetime
import hashlib
import io
import json
import shutil

import openpyxl
import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.registry import writer
from samples.year import PERIOD
from tests.cli.run import run
from tests.schemas import mistakes

BY = ("--as", "Kasi PMD (contoh)")
TABLES = ("isian", "laporan", "sumbangan", "wilayah", "kolom", "daftar-kegiatan", "predikat")
LIVE = '=HYPERLINK("http://contoh.invalid")'


@pytest.fixture(scope="module")
def office(untouched, tmp_path_factory):
    """A campaign that handed out, received, decided and undid."""
    root = shutil.copytree(untouched, tmp_path_factory.mktemp("log") / "campaign")
    first = min((root / "inbox").glob("*.xlsx"))
    (root / "=1+1.pdf").write_bytes(b"%PDF-1.4")
    here, period = ("-C", root), ("--period", PERIOD)
    done = [
        ("generate", *period, "--unit", "Noreh", "--bare", "-o", root / "satu"),
        ("receive", first, root / "=1+1.pdf", "--by", "Loket (contoh)"),
        ("approve", "Noreh", *period, *BY),
        ("reopen", "Noreh", *period, *BY, "--reason", LIVE),
        ("dismiss", "2", *BY, "--note", "bukan kiriman"),
        ("undo", "2", *BY, "--note", "keliru"),
    ]
    assert [run(*here, *each).status for each in done] == [0, 1, 0, 0, 0, 0]
    return root


def entries(root, *options):
    told = json.loads(run("-C", root, "log", "--format", "json", *options).out)
    assert mistakes("log", told) == []
    return told["entries"]


def test_everything_is_there_with_who_and_about_what(office):
    """contract.md#log: in one order, with unit, period, file, reason, and what was undone."""
    told = entries(office)
    decided = [each for each in told if each["kind"] == "decision"]
    assert [(each["what"], each["by"], each["receipt"]) for each in decided] == [
        ("approve", BY[1], 1),
        ("reopen", BY[1], 1),
        ("dismiss", BY[1], 2),
        ("undo", BY[1], 1),
    ]
    assert (decided[1]["reason"], decided[3]["undoes"]) == (LIVE, 2)
    assert {each["name"] for each in decided[:2]} == {"Noreh"}
    received = [each for each in told if each["kind"] == "receipt"]
    assert [(each["by"], each["unit"] is None) for each in received] == [
        ("Loket (contoh)", False),
        ("Loket (contoh)", True),
    ]
    [issued] = [each for each in told if each["kind"] == "issued"]
    assert (issued["what"], issued["name"], issued["period"]) == ("hand-out", "Noreh", PERIOD)
    assert [each["verdict"] for each in told if each["kind"] == "examination"] == [
        "accepted",
        "rejected",
    ]


def test_it_is_asked_for_a_unit_or_a_period(office):
    """contract.md#log: what is about it alone, and a unit that nobody knows is a mistake."""
    assert {each["unit"] for each in entries(office, "--unit", "noreh")} == {"35.27.01.2001"}
    assert entries(office, "--period", "2024-Q3") == []
    assert run("-C", office, "log", "--unit", "Norreh").status == 2
    text = run("-C", office, "log", "--unit", "Noreh", COLUMNS="160").out
    assert "Menyetujui kiriman 1 (#1)" in text
    assert "bukan kiriman" not in text


def test_a_table_for_other_programs_says_the_same(office):
    """contract.md#log: a row an entry, and nothing in it acts in a spreadsheet."""
    text = run("-C", office, "log", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == len(entries(office))
    assert next(row["reason"] for row in rows if row["what"] == "reopen") == f"'{LIVE}"


@pytest.mark.parametrize(("language", "heading"), [("id", "Waktu (WIB)"), ("en", "Time (WIB)")])
def test_a_workbook_for_an_inspector(office, tmp_path, language, heading):
    """contract.md#log: to print on F4, a head that stays, filters, and texts that are texts."""
    out, rows = tmp_path / "catatan.xlsx", len(entries(office))
    assert run("--lang", language, "-C", office, "log", "-o", out).status == 0
    sheet = openpyxl.load_workbook(out).active
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 14)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A6", "$5:$5")
    assert sheet.auto_filter.ref == f"A5:J{5 + rows}"
    assert sheet["B5"].value == heading
    assert sheet["B6"].is_date
    cells = [cell for row in sheet.iter_rows(min_row=6) for cell in row]
    assert [cell.value for cell in cells if cell.value == LIVE] == [LIVE]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert sheet["A2"].value.startswith(CampaignFolder(office).definition().agency.name)


def test_what_goes_out_is_noted_with_its_hash(office, tmp_path, monkeypatch):
    """contract.md#exports: masters, tables, documents, pages, archives; where the registry cannot
    be written to they go out all the same, and it is said.
    """
    root = shutil.copytree(office, tmp_path / "campaign")
    here, period, before = ("-C", root), ("--period", PERIOD), len(entries(office))
    done = [
        ("consolidate", *period),
        ("consolidate", *period, "-o", root / "hasil.csv"),
        ("report", "lampiran", "-o", root / "lampiran.docx"),
        ("status", *period, "-o", root / "keadaan.html"),
        ("generate", *period, "--unit", "Noreh", "-o", root / "keluar"),
        ("log", "-o", root / "catatan.xlsx"),
    ]
    assert {run(*here, *each).status for each in done} == {0}
    told = [each for each in entries(root)[before:] if each["kind"] == "export"]
    assert [(each["written"], each["file"], each["period"]) for each in told] == [
        ("master", f"{PERIOD}.xlsx", PERIOD),
        ("table", "hasil.csv", PERIOD),
        *(("table", f"hasil-{name}.csv", PERIOD) for name in TABLES),
        ("table", "hasil.datapackage.json", PERIOD),
        ("document", "lampiran.docx", None),
        ("page", "keadaan.html", PERIOD),
        ("archive", "keluar.zip", PERIOD),
        ("table", "catatan.xlsx", None),
    ]
    written = root / "keadaan.html"
    assert told[-3]["sha256"] == hashlib.sha256(written.read_bytes()).hexdigest()
    assert run(*here, "verify").status == 0
    monkeypatch.setattr(writer, "_WAIT", 0)
    registry = CampaignFolder(root).registry().path
    with writer.sole_writer(registry, "orang lain (contoh)", datetime.datetime.now(datetime.UTC)):
        ran = run(*here, "status", *period, "-o", written)
    assert ran.status == 0
    assert "tidak tercatat dalam iku log" in ran.err
    assert len(entries(root)) == before + len(told)
