"""The trail of receipts and decisions, as a master shows it."""

import datetime
import hashlib
import json
from functools import partial

import pytest

from iku_workbook.campaign.kept_file import KeptFile
from iku_workbook.campaign.placing import dismiss
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.results import Selection, render_results, year_of
from iku_workbook.campaign.review import decide, waive
from iku_workbook.campaign.sources import gather
from iku_workbook.periods import Period
from iku_workbook.registry.records import DecisionKind, Receipt
from samples.year import RETURNS
from tests.campaign.office import BY, copied, office
from tests.cli.run import run
from tests.master.master import read
from tests.schemas import mistakes
from tests.source import CHECKOUT

Q1, Q2 = Period.parse("2024-Q1"), Period.parse("2024-Q2")
DAYS = ("2024-04-08", "2024-07-08", "2024-07-15", "2024-07-22")
MOVED = CHECKOUT / "samples" / "bad" / "row-inserted"
CHIEF = "Kasi PMD"
HEADER = 4  # the first row that tells cells


def noon(day):
    return datetime.datetime.fromisoformat(f"{day}T05:00:00+00:00")


def take_in(campaign, day, *paths):
    files = gather([str(each) for each in paths or [RETURNS / day]])
    with campaign.registry() as registry:
        forms = campaign.forms()
        return list(receive(registry, forms, files, by=BY, clock=lambda: noon(day)))


@pytest.fixture(scope="module")
def half_year(tmp_path_factory):
    """Two quarters: one return replaced by one whose rows had moved, sent back, approved, reopened;
    a photograph that is nobody's.
    """
    campaign = office(tmp_path_factory.mktemp("half") / "campaign")
    for day in DAYS:
        take_in(campaign, day)
    noreh = campaign.definition().reporting[0]
    photograph = campaign.root / "inbox" / "foto.jpg"
    photograph.write_bytes(b"\xff\xd8\xff\xe0" + bytes(500))
    own = {"by": CHIEF, "at": noon("2024-07-23")}
    for what, why in (
        (DecisionKind.APPROVE, ""),
        (DecisionKind.REOPEN, "Keliru"),
        (DecisionKind.RETURN, "Periksa lagi"),
    ):
        decide(campaign, what, noreh, Q1, reason=why, **own)
    [moved, lost] = take_in(campaign, "2024-07-24", next(MOVED.glob("*.xlsx")), photograph)
    later = {"by": CHIEF, "at": noon("2024-07-25")}
    waive(campaign, f"{moved.number}.1", reason="Sudah dicocokkan", **later)
    dismiss(campaign, lost.number, reason="Foto kegiatan", **later)
    return campaign


@pytest.fixture(scope="module")
def book(half_year):
    year = year_of(half_year, Q2, Selection())
    return read(render_results(year, "xlsx", datetime.date(2024, 7, 31)), values=True)


def rows(sheet, header=4):
    """Each row of a sheet, by the words of its headings."""
    heads = [cell.value for cell in sheet[header]]
    for row in sheet.iter_rows(min_row=header + 1, values_only=True):
        yield dict(zip(heads, row, strict=True))


def test_every_receipt_and_decision_of_the_year_is_there(half_year, book):
    """master.md#sheets: number, file, unit, period, when, by whom; decisions with who made them and
    why, in the order of records.
    """
    found = list(rows(book["Jejak"]))
    with half_year.registry() as registry:
        receipts, decisions = registry.receipts(), registry.decisions()
    came = [each for each in found if each["SHA-256"]]
    assert [each["Kiriman"] for each in came] == [each.number for each in receipts]
    assert [each["SHA-256"] for each in came] == [each.sha256 for each in receipts]
    assert {each["Oleh"] for each in came} == {BY}
    assert len(found) == len(receipts) + len(decisions)
    assert [each["Catatan"] for each in found] == sorted(each["Catatan"] for each in found)
    decided = [
        (each["Kejadian"].partition(" (")[0], each["Catatan petugas"], each["Oleh"])
        for each in found
        if each not in came
    ]
    assert decided == [
        ("Menyetujui kiriman 1", None, CHIEF),
        ("Membuka kembali persetujuan atas kiriman 1", "Keliru", CHIEF),
        ("Mengembalikan kiriman 1", "Periksa lagi", CHIEF),
        ("Mengesampingkan temuan 25.1", "Sudah dicocokkan", CHIEF),
        ("Mengesampingkan berkas 26", "Foto kegiatan", CHIEF),
    ]


def test_what_became_of_a_return_stands_beside_it(book):
    """master.md#sheets: replaced by which, corrected because of what, late or in time."""
    found = {each["Kiriman"]: each for each in rows(book["Jejak"]) if each["SHA-256"]}
    keys = ("Unit", "Hasil pemeriksaan", "Kedudukan", "Yang harus diperbaiki", "Ketepatan")
    assert [found[1][key] for key in keys] == [
        "Noreh",
        "Perlu diperbaiki",
        "Digantikan kiriman 25",
        "REVIEW-001",
        "tepat waktu",
    ]
    assert [found[25][key] for key in keys] == ["Noreh", "Diterima", "Dihitung", None, "terlambat"]
    assert found[25]["Batas waktu"] == datetime.datetime(2024, 4, 10)
    assert [found[26][key] for key in keys[:3]] == [None, "Ditolak", None]
    corrected = [each for each in found.values() if each["Kedudukan"] != "Dihitung"]
    assert all(each["Yang harus diperbaiki"] for each in corrected)


def test_findings_of_what_was_replaced_or_rejected_are_listed_too(half_year, book):
    """master.md#sheets: everything found in any file, with the return that stands in its place."""
    found = list(rows(book["Temuan"]))
    with half_year.registry() as registry:
        whole = [one for own in registry.lineages().values() for one in own]
        whole += [registry.return_of(26)]
    listed = {(each["Kiriman"], each["Kode"]) for each in found}
    wanted = {(one.number, each.code) for one in whole for each in one.findings}
    wanted = {each for each in wanted if each[1] != "HIST-009"}  # what was confirmed: no remark
    assert wanted - listed == {(26, "REVIEW-003")}  # a decision, which the trail has
    assert {each["Digantikan oleh"] for each in found if each["Kiriman"] == 1} == {25}
    assert {each["Digantikan oleh"] for each in found if each["Kiriman"] == 26} == {None}


def test_what_came_later_is_not_of_the_trail_of_a_day(half_year):
    """house.md#known-then: as it was known at the end of a day."""
    year = year_of(half_year, Q2, Selection(as_of=datetime.date(2024, 7, 23)))
    book = read(render_results(year, "xlsx", datetime.date(2024, 7, 23)), values=True)
    found = list(rows(book["Jejak"]))
    assert max(each["Kiriman"] for each in found) == 24
    assert found[0]["Kedudukan"] is None
    assert found[-1]["Catatan petugas"] == "Periksa lagi"


def test_of_files_alone_there_is_no_trail(half_year):
    """master.md#sheets: a master of files says that it has none; cells are known all the same."""
    files = gather([str(RETURNS / DAYS[0])])
    year = year_of(half_year, Q1, Selection(files))
    book = read(render_results(year, "xlsx", datetime.date(2024, 4, 30)), values=True)
    assert book["Jejak"]["A5"].value.startswith("Buku ini disusun langsung dari berkas")
    assert "Kiriman" not in [cell.value for cell in book["Temuan"][4]]
    assert book["Data"]["F4"].value == "Isian!C6"


def test_an_auditor_finds_every_value_from_the_master_alone(half_year, book, tmp_path):
    """quality.md#last-step: all indicators, two periods, all villages: of every value the file by
    its number, its hash, and its cell, which says the same. Nothing is known but what sheets say.
    """
    data = book["Data"]
    [header] = [row for row in range(1, 9) if data.cell(row, 1).value == "No."]
    hashes = {each["Kiriman"]: each["SHA-256"] for each in rows(book["Jejak"]) if each["SHA-256"]}
    found = list(rows(data, header))
    events = list(rows(book["Kegiatan di desa"]))
    opened, seen = {}, 0
    for each in found:
        number = each["Kiriman"]
        if number not in opened:
            ran = run("-C", half_year.root, "file", number, "-o", tmp_path / f"{number}.xlsx", "-q")
            assert ran.status == 0
            given = (tmp_path / f"{number}.xlsx").read_bytes()
            assert hashlib.sha256(given).hexdigest() == each["SHA-256"] == hashes[number]
            assert each["SHA-256"] in ran.out
            opened[number] = read(given, values=True)
        told = HEADER + each.get("Formulir", 1) - 1
        places = dict(zip(each, (cell.value for cell in data[told]), strict=True))
        for title, place in places.items():
            if isinstance(place, str) and "!" in place and "|" not in place:
                assert shown(opened[number], place) == [each[title]], (number, title)
                seen += 1
    for each in events:
        values = [each[title] for title in list(each)[3:7]]
        if any(values):
            assert shown(opened[each["Kiriman"]], each["Sel sumber"]) == values
    assert len(opened) == len(found) == 24
    assert seen == 24 * 7


def shown(book, reference):
    """What a returned workbook shows in the cells of a reference."""
    sheet, _, cells = reference.rpartition("!")
    area = book[sheet.strip("'")][cells]
    return [cell.value for cell in area[0]] if isinstance(area, tuple) else [area.value]


def test_a_figure_is_followed_to_its_cells(half_year):
    """contract.md#show: in words and as JSON; of an indicator its formulas too."""
    about = ("-C", half_year.root, "show", "noreh", "IKU-2", "--period", "2024-Q2")
    said = json.loads(run(*about, "--format", "json").out)
    assert mistakes("walk", said) == []
    assert [each["value"] for each in said["steps"]] == [98, 100]
    sources = {
        each["name"]: [(one["receipt"], one["value"], *one["cells"]) for one in each["returns"]]
        for each in said["inputs"]
    }
    assert sources == {
        "dokumen_pengajuan": [(25, 48, "Isian!C11"), (13, 52, "Isian!C10")],
        "dokumen_selesai": [(25, 48, "Isian!C12"), (13, 50, "Isian!C11")],
    }
    words = run(*about).out
    for each in ("kiriman 25, 35.27.01.2001-noreh.xlsx, sel Isian!C11", "dijumlahkan", "98"):
        assert each in words
    events = json.loads(run(*about[:4], "IKU-4", *about[5:], "--format", "json").out)
    assert mistakes("walk", events) == []
    assert events["inputs"][0]["returns"][0]["cells"] == ["'Kegiatan di desa'!B7:E7"]
    assert said["missing"] == []
    later = (*about[:4], "skor_idm", "--period", "2024-Q3")
    assert json.loads(run(*later, "--format", "json").out)["missing"] == ["2024-Q3"]
    assert "Belum ada kiriman yang diterima untuk Triwulan III 2024." in run(*later).out
    refused = run(*about[:4], "dokumen_selesaii", *about[5:])
    assert refused.status == 2
    assert "dokumen_selesai" in refused.err


def test_a_file_is_given_back_under_a_name_that_does_no_harm(half_year, tmp_path):
    """contract.md#file: to the byte, in a folder or under a name, over nothing of another's; what
    is gone is said.
    """
    give = partial(run, "-C", half_year.root, "file")
    assert give(26, "-o", tmp_path).status == 0
    assert (tmp_path / "26-foto.jpg").read_bytes()[:3] == b"\xff\xd8\xff"
    (tmp_path / "26-foto.jpg").write_bytes(b"edited")
    assert give(26, "-o", tmp_path).status == 2
    assert give(99).status == 2
    names = {
        "a.zip/../..\\CON.xlsm": "3-CON.bin",
        "x/\x1b[31m=evil.xlsx": "3-31m-evil.xlsx",
        "....": "3-berkas.bin",
        "laporan Q1 (2).XLSX": "3-laporan Q1 (2).xlsx",
    }
    at = noon("2024-07-26")
    for name, safe in names.items():
        assert KeptFile(Receipt(3, "", name, at, BY), b"").name == safe
    gone = copied(half_year, tmp_path / "copy")
    assert run("-C", gone.root, "prune", "--as", CHIEF, "--note", "Foto").status == 0
    refused = run("-C", gone.root, "file", 26)
    assert refused.status == 2
    assert "tidak disimpan lagi" in refused.err
