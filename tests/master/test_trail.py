"""The trail of receipts and decisions, as a master shows it."""

import datetime

import pytest

from iku_workbook.campaign.placing import dismiss
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.results import Selection, render_results, year_of
from iku_workbook.campaign.review import decide, waive
from iku_workbook.campaign.sources import gather
from iku_workbook.periods import Period
from iku_workbook.registry.records import DecisionKind
from samples.year import RETURNS
from tests.campaign.office import BY, office
from tests.master.master import read
from tests.source import CHECKOUT

Q1, Q2 = Period.parse("2024-Q1"), Period.parse("2024-Q2")
DAYS = ("2024-04-08", "2024-07-08", "2024-07-15", "2024-07-22")
MOVED = CHECKOUT / "samples" / "bad" / "row-inserted"
CHIEF = "Kasi PMD"


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
    keys = ("Wilayah", "Hasil pemeriksaan", "Kedudukan", "Yang harus diperbaiki", "Ketepatan")
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
