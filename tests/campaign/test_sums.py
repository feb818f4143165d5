"""Campaigns added up: whatever could not be added is named, with its folder, and nothing is
written.
"""

import datetime
import hashlib
import json
import shutil
import sqlite3
import stat
from dataclasses import replace

import pytest

from iku_workbook import __version__
from iku_workbook.campaign.batch import workbooks
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.known import as_it_is
from iku_workbook.campaign.results import Selection, render_results, year_of
from iku_workbook.campaign.sums import add_up
from iku_workbook.campaign.upkeep import bad_records
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Finding, Verdict
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.registry.records import Incoming
from iku_workbook.results.campaigns import remarks
from tests.cli.run import run
from tests.forms import SMALL, define
from tests.registry.test_upkeep import written_by
from tests.results.year import returned
from tests.schemas import mistakes

PERIOD = "2025-Q1"
NOW = datetime.datetime(2025, 4, 7, 9, tzinfo=datetime.UTC)
FIELDS = [{**each, "minimum": None} for each in SMALL["fields"] if "reported_by" not in each]


def known(offices):
    """The first of several offices, and the others, as they are."""
    first, *others = map(as_it_is, offices)
    return first, others


def office(folder, number, *, code=None, units=2, received=None):
    """A kecamatan's campaign, with a return in its registry of each of these villages."""
    place = f"35.27.{number:02}"
    villages = [
        {"code": f"{place}.20{at:02}", "name": f"Desa {at}", "kind": "desa"} for at in range(units)
    ]
    told = {"name": f"Kantor Kecamatan {number}"}
    definition = define(
        code=code or f"kecamatan-{number}", units=villages, fields=FIELDS, agency=told
    )
    campaign = CampaignFolder.create(folder, definition.to_json())
    codes = [each["code"] for each in villages]
    take(campaign, *(codes if received is None else received))
    return campaign


def take(campaign, *units, findings=(), file="x.xlsx", **values):
    """Record returns as they would be after their examination."""
    if not units:
        return
    under = {"program": __version__, "definition": campaign.definition().digest}
    with campaign.registry() as registry, registry.writing("Loket", NOW):
        for unit in units:
            said = returned(unit, PERIOD, {"datang": 40, "naik": 30, "kegiatan": [], **values})
            about = f"{unit} {values} {findings}".encode()
            digest = hashlib.sha256(about).hexdigest()
            kept = registry.keep([Incoming(file, digest, len(about), [about])], NOW, "")
            said = replace(said, file=file, findings=tuple(findings))
            registry.record([(kept[0][0].number, said)], NOW, **under)


@pytest.fixture
def offices(tmp_path):
    return [office(tmp_path / f"k{number}", number) for number in (1, 2, 3)]


def state(*campaigns, **chosen):
    first, *others = campaigns
    found = year_of(first, Period.parse(PERIOD), Selection(others=others, **chosen))
    return found, [str(each.state) for each in found.campaigns.added]


def said(year, language="id"):
    return list(remarks(year.campaigns, catalogue(language)))


def test_whole_campaigns_are_added_without_a_word(offices, monkeypatch):
    """contract.md#added-up: what each has added stands in the JSON."""
    monkeypatch.setattr("iku_workbook.campaign.sums.neighbours", lambda regency: [])
    year, states = state(*offices)
    assert (states, said(year)) == (["added"] * 3, [])
    assert year.campaigns.is_complete
    assert [each.unit.code for each in year.levels] == ["kecamatan-1", "kecamatan-2", "kecamatan-3"]
    assert year.results.indicators["IKU-1"].denominator == 240


def twice(offices, tmp_path):
    return [*offices, offices[1]]


def twice_by_another_path(offices, tmp_path):
    return [*offices, CampaignFolder(offices[1].root / ".." / offices[1].root.name)]


def oneself(offices, tmp_path):
    return [*offices, CampaignFolder(offices[0].root)]


def a_copy(offices, tmp_path):
    shutil.copytree(offices[2].root, tmp_path / "salinan")
    return [*offices, CampaignFolder(tmp_path / "salinan")]


def an_older_copy(offices, tmp_path):
    shutil.copytree(offices[2].root, tmp_path / "salinan")
    with_one_more = offices[2].definition().units[0].code
    take(offices[2], with_one_more, datang=41)
    return [*offices, CampaignFolder(tmp_path / "salinan")]


def a_copy_under_another_code(offices, tmp_path):
    *named, copy = a_copy(offices, tmp_path)
    text = copy.definition_file.read_text(encoding="utf-8")
    copy.definition_file.write_text(text.replace("kecamatan-3", "kecamatan-lain"), encoding="utf-8")
    return [*named, copy]


AGAIN = [twice, twice_by_another_path, oneself, a_copy, an_older_copy, a_copy_under_another_code]


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("first", [0, -1])
def test_a_campaign_named_twice_is_added_once_and_named(
    offices, tmp_path, again, first, monkeypatch
):
    """contract.md#added-up: each kecamatan keeps its results, and the status tells."""
    monkeypatch.setattr("iku_workbook.campaign.sums.neighbours", lambda regency: [])
    named = again(offices, tmp_path)
    named.insert(first, named.pop())
    year, states = state(*named)
    assert sorted(states) == ["added", "added", "added", "twice"]
    assert [each.accepted for each in year.levels] == [2, 2, 2]
    [sentence] = said(year)
    assert "dijumlahkan satu kali" in sentence
    assert not year.campaigns.is_complete


def test_two_computers_of_one_campaign_are_one_office(tmp_path):
    """commands.md#iku-consolidate: what either has received counts."""
    one = office(tmp_path / "a", 1, received=["35.27.01.2000"])
    other = office(tmp_path / "b", 1, received=["35.27.01.2001"])
    year, states = state(one, other)
    assert (states, said(year)) == (["added", "added"], [])
    assert year.results.accepted == 2
    take(other, "35.27.01.2000", datang=41)
    with pytest.raises(OperatorError) as refused:
        state(one, other)
    assert refused.value.code == "conflicting-campaigns"
    assert {refused.value.data[key] for key in ("first", "second")} == {one.root, other.root}


def test_equal_codes_lose_no_kecamatan(tmp_path):
    """facts.md#regency: each stands under a code of its own, and that is said."""
    same = [office(tmp_path / str(number), number, code="torjun-2025") for number in (1, 2)]
    year, states = state(*same, office(tmp_path / "3", 3))
    assert states == ["added"] * 3
    codes = ["torjun-2025-35.27.01", "torjun-2025-35.27.02", "kecamatan-3"]
    assert [each.unit.code for each in year.levels] == codes
    renamed = [sentence for sentence in said(year) if "torjun-2025-35.27.0" in sentence]
    assert len(renamed) == 2


def no_registry(folder):
    (folder / ".iku" / "registry.db").unlink()


def empty_file(folder):
    (folder / ".iku" / "registry.db").write_bytes(b"")


def nothing_received(folder):
    no_registry(folder)
    campaign = CampaignFolder(folder)
    with campaign.registry() as registry, registry.writing("", NOW):
        pass


@pytest.mark.parametrize(
    ("spoil", "told"),
    [(no_registry, "no-registry"), (empty_file, "empty"), (nothing_received, "empty")],
)
@pytest.mark.parametrize("place", [0, 2])
def test_a_campaign_that_adds_nothing_is_named(offices, spoil, told, place):
    """contract.md#added-up: in the table, the JSON and the exit status; nothing is made there."""
    spoil(offices[place].root)
    before = sorted(offices[place].root.rglob("*"))
    year, states = state(*offices)
    assert states[place] == told
    assert str(offices[place].root) in said(year)[0]
    assert not year.campaigns.is_complete
    assert sorted(offices[place].root.rglob("*")) == before


def test_a_sub_district_of_the_regency_that_is_left_out_is_named(offices):
    """contract.md#added-up: as the list of regions knows them, where it is there."""
    pytest.importorskip("lokal")
    year, _ = state(*offices)
    assert len(year.campaigns.left_out) == 11
    assert ("35.27.04", "Camplong") in year.campaigns.left_out or year.campaigns.left_out
    [sentence] = said(year)
    assert "35.27.04" in sentence
    alone, _ = state(offices[0], offices[0])
    assert alone.campaigns.left_out == ()


def test_an_office_that_the_definition_lists_and_nobody_adds_is_named(tmp_path):
    """contract.md#added-up: one beside others that have units here."""
    above = [
        {"code": f"99.{number}", "name": f"Kecamatan {number}", "kind": "kecamatan"}
        for number in (1, 2)
    ]
    villages = [
        {"code": f"99.1.{at}", "name": f"Desa {at}", "kind": "desa", "parent": "99.1"}
        for at in range(2)
    ]
    fields = [{**each, "reported_by": ["desa"]} for each in FIELDS]
    definition = define(units=[*above, *villages], fields=fields)
    campaigns = [
        CampaignFolder.create(tmp_path / name, definition.to_json()) for name in ("a", "b")
    ]
    take(campaigns[0], "99.1.0")
    year, _ = state(*campaigns)
    assert year.campaigns.left_out == (("99.2", "Kecamatan 2"),)


def test_a_form_at_the_wrong_office_is_named_until_its_own_has_it(offices, monkeypatch):
    """contract.md#added-up: where it lies, under which number, and what to do with it."""
    monkeypatch.setattr("iku_workbook.campaign.sums.neighbours", lambda regency: [])
    there = office(offices[0].root.parent / "k4", 4, received=["35.27.04.2000"])
    about = {"code": "kecamatan-4", "unit": "35.27.04.2001", "period": PERIOD}
    own = [Finding("FORM-027", data=about)]
    with offices[0].registry() as registry, registry.writing("", NOW):
        [(receipt, _)] = registry.keep([Incoming("nyasar.xlsx", "f" * 64, 1, [b"1"])], NOW, "")
        lost = replace(returned("x", PERIOD, {}), unit=None, period=None, findings=tuple(own))
        registry.record([(receipt.number, lost)], NOW, program="0", definition="0")
    take(offices[1], "35.27.04.2001", findings=[Finding("FORM-002", data={"code": "x"})])
    year, _ = state(*offices, there)
    assert [(each.file, each.unit) for each in year.campaigns.misplaced] == [
        ("nyasar.xlsx", "35.27.04.2001"),
        ("x.xlsx", "35.27.04.2001"),
    ]
    assert all("bukan di kantornya sendiri" in sentence for sentence in said(year))
    take(there, "35.27.04.2001")
    year, _ = state(*offices, there)
    assert (said(year), year.campaigns.is_complete) == ([], True)


def test_a_form_of_another_office_is_told_once_and_kept_in_sight(tmp_path, monkeypatch):
    """contract.md#added-up: rejected where it came, with whose it is; no later run fails for it."""
    monkeypatch.setattr("iku_workbook.campaign.sums.neighbours", lambda regency: [])
    mine = office(tmp_path / "k1", 1)
    other = office(tmp_path / "k2", 2, received=["35.27.02.2000"])
    definition = other.definition()
    [(unit, data)] = workbooks(definition, Period.parse(PERIOD), definition.units[1:], other.key())
    (mine.inbox / "nyasar.xlsx").write_bytes(data)
    first, again = (run("-C", mine.root, "receive", mine.inbox) for _ in range(2))
    assert (first.status, again.status) == (1, 0)
    assert "kantor lain yang membagikannya" in " ".join(first.out.split())
    assert unit.code in first.out
    shown = run("-C", mine.root, "status", "--period", PERIOD)
    assert "nyasar.xlsx" in shown.out
    assert run("-C", mine.root, "consolidate", "--period", PERIOD).status == 0
    year, _ = state(mine, other)
    [lost] = year.campaigns.misplaced
    assert (lost.unit, lost.file) == (unit.code, "nyasar.xlsx")


def test_an_office_that_was_named_is_not_said_to_be_left_out(tmp_path):
    """contract.md#added-up: where all its villages are another's too; what it received counts."""
    one = office(tmp_path / "one", 1, received=["35.27.01.2000"])
    other = office(tmp_path / "other", 1, code="lain", received=["35.27.01.2001"])
    year, states = state(one, other, office(tmp_path / "third", 2))
    assert states == ["added"] * 3
    assert not [name for code, name in year.campaigns.left_out if code == "lain"]
    assert year.results.accepted == 4


def test_a_unit_that_went_to_another_office_is_counted_and_not_said_to_be_left_out(tmp_path):
    """contract.md#added-up: what is named as not counted is not counted."""
    one, other = office(tmp_path / "one", 1), office(tmp_path / "other", 2)
    definitions = [json.loads(each.definition_file.read_text()) for each in (one, other)]
    moved = definitions[0]["units"].pop()
    one.definition_file.write_text(json.dumps(definitions[0]))
    year, _ = state(one, other)
    assert ([each.unit for each in year.unsettled.left], len(year.returns)) == ([moved["code"]], 3)
    definitions[1]["units"].append(moved)
    other.definition_file.write_text(json.dumps(definitions[1]))
    year, _ = state(one, other)
    assert (list(year.unsettled.left), len(year.returns)) == ([], 4)


def alter(campaign, table="examination", text='"datang": 40', other='"datang": 90'):
    """A digit that a disk, or somebody, changed."""
    path = campaign.root / ".iku" / "registry.db"
    column = '"values"' if table == "examination" else "name"
    with sqlite3.connect(path) as made:
        for (name,) in made.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchall():
            made.execute(f"DROP TRIGGER {name}")
        made.execute(f"UPDATE {table} SET {column} = replace({column}, ?, ?)", (text, other))
    made.close()


@pytest.mark.parametrize("place", [0, 1])
def test_an_altered_digit_is_never_added(offices, place):
    """house.md#verify: an examination that is not what was written is not counted, and named; all
    others are.
    """
    whole = add_up(*known(offices)).returns
    alter(offices[place])
    found = add_up(*known(offices)).returns
    lost = [each for each in found if each.verdict is not Verdict.ACCEPTED]
    assert (len(found), len(lost)) == (len(whole), 2)
    assert all(each.unbelieved and not each.values for each in lost)
    assert [each.what for each in bad_records(offices)] == ["examination 1", "examination 2"]


@pytest.mark.parametrize("place", [0, 1])
def test_an_altered_receipt_is_named_and_what_it_received_is_added(offices, place):
    """house.md#verify: one bad record costs itself only, of another office's registry too."""
    whole = add_up(*known(offices)).returns
    alter(offices[place], table="receipt", text="x.xlsx", other="y.xlsx")
    found = add_up(*known(offices)).returns
    assert [each.values for each in found] == [each.values for each in whole]
    assert [each.what for each in bad_records(offices)] == ["receipt 1", "receipt 2"]


def test_every_folder_whose_chain_is_gone_is_named(offices):
    """house.md#documented: all mistakes are told in one run; nobody can tell what counts."""
    for campaign in offices[1:]:
        with sqlite3.connect(campaign.root / ".iku" / "registry.db") as made:
            for (name,) in made.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                made.execute(f"DROP TRIGGER {name}")
            for table in ("entry", "keyed", "head"):
                made.execute(f"DELETE FROM {table}")
        made.close()
    with pytest.raises(OperatorError) as refused:
        add_up(*known(offices))
    assert len(list(refused.value.messages(catalogue("en")))) == 2
    with pytest.raises(OperatorError) as refused:
        add_up(as_it_is(offices[1]), [])
    assert (refused.value.code, refused.value.data["folder"]) == ("chain-lost", offices[1].root)
    [message] = refused.value.messages(catalogue("id"))
    assert "verify" in message.hint


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_registry_of_an_earlier_version_is_read_where_it_lies(tmp_path, version):
    """house.md#reading: on a stick that cannot be written to, its file and folder as they were."""
    first, stick = office(tmp_path / "k1", 1), office(tmp_path / "k2", 2, received=[])
    path = written_by(version, stick.root / ".iku" / "registry.db")
    before, lying = path.read_bytes(), sorted(stick.root.rglob("*"))
    path.chmod(stat.S_IREAD)
    path.parent.chmod(stat.S_IREAD | stat.S_IEXEC)
    try:
        _, states = state(first, stick, current_list=True)
        with stick.registry() as registry:
            assert len(registry.receipts()) == 4
    finally:
        path.parent.chmod(stat.S_IRWXU)
    assert states == ["added", "added"]
    assert path.read_bytes() == before
    assert sorted(stick.root.rglob("*")) == lying


def test_a_person_reads_it_in_the_table_the_json_and_the_status(offices, tmp_path):
    """contract.md#added-up: the same in every format, in both languages."""
    no_registry(offices[2].root)
    named = ("--with", offices[1].root, "--with", offices[2].root, "--with", offices[1].root)
    asked = ("-C", offices[0].root, "consolidate", "--period", PERIOD, *named)
    shown = run(*asked, "-o", tmp_path / "r.csv")
    assert shown.status == 1
    assert "dijumlahkan satu kali" in shown.out
    assert "tidak berisi catatan penerimaan" in shown.out
    english = run("--lang", "en", *asked, "--format", "csv")
    assert (english.status, "it was added once" in english.err) == (1, True)
    ran = run(*asked, "--format", "json")
    told = json.loads(ran.out)
    assert (ran.status, told["complete"], mistakes("results", told)) == (1, False, [])
    states = [each["state"] for each in told["campaigns"]]
    assert states == ["added", "added", "no-registry", "twice"]
    alone = year_of(offices[0], Period.parse(PERIOD), Selection())
    assert "campaigns" not in json.loads(render_results(alone, "json", NOW.date()))


@pytest.mark.parametrize("left", ["definition.yaml", "", "inbox/x"])
def test_a_copy_that_is_no_campaign_never_stands_for_the_one_that_asks(offices, left):
    """contract.md#added-up: --with names the folder itself; one below the asker's is not it."""
    copy = offices[0].root / "dari-torjun"
    (copy / left).parent.mkdir(parents=True, exist_ok=True)
    copy.mkdir(exist_ok=True)
    if left:
        (copy / left).write_text("", encoding="utf-8")
    ran = run("-C", offices[0].root, "consolidate", "--period", PERIOD, "--with", copy)
    assert (ran.status, ran.out) == (2, "")
    assert str(copy) in ran.err
    assert ".iku" in ran.err
