"""quality.md#time: what is late, and what came after what, hangs on no computer's clock alone."""

import datetime
import json
import os
import time

import pytest

from iku_workbook.campaign.documents import render_document
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.results import Selection, render_results, select_returns, year_of
from iku_workbook.definition import Definition
from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.periods import Period
from iku_workbook.registry.last_time import last_time
from iku_workbook.results.status import standings
from iku_workbook.returns import Return
from iku_workbook.zones import IANA, Zone, zone_of_region
from tests.cli.run import run
from tests.documents.material import opened
from tests.forms import GOOD, KEY, SMALL, define, filled
from tests.registry.desk import DAY, OTHER, PERIOD, UNIT, Desk

DUE = datetime.date(2025, 4, 10)
ASKED = [{**each, "minimum": None} for each in SMALL["fields"]]  # JSON has no dates as bounds
SECOND = datetime.timedelta(seconds=1)
needs_zones = pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone is the system's")


@pytest.fixture(params=["UTC", "America/New_York"])
def computer(request, monkeypatch):
    """A computer that is set to some time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def midnight(zone):
    """The moment at which the day on which forms are due is over at an office."""
    return datetime.datetime.combine(DUE, datetime.time(), zone.time) + datetime.timedelta(days=1)


@needs_zones
@pytest.mark.parametrize("zone", Zone)
def test_midnight_at_the_deadline_is_the_offices(computer, tmp_path, zone):
    """quality.md#time: a second before midnight where the office is is on time, and midnight is
    late, whatever zone the computer is set to; so is the state of a day.
    """
    desk = Desk(tmp_path, fields=ASKED, timezone=zone)
    campaign = CampaignFolder.create(tmp_path / "c", desk.definition.to_json(), KEY)
    desk.registry = campaign.registry()
    for unit, came in ((UNIT, midnight(zone) - SECOND), (OTHER, midnight(zone))):
        desk.take_at(came, desk.form(f"{unit}.xlsx", unit))
    period = Period.parse(PERIOD)
    matrix = standings(desk.definition, desk.registry.returns(), [period], DUE)
    desk.registry.close()
    assert {unit: matrix[unit, PERIOD].late for unit in (UNIT, OTHER)} == {UNIT: False, OTHER: True}
    known = select_returns(campaign, period, Selection(as_of=DUE)).returns
    assert [(each.unit, f"{each.received:%d %H.%M %Z}") for each in known] == [
        (UNIT, f"10 23.59 {zone}")
    ]


@needs_zones
def test_what_is_handed_out_is_the_same_on_every_computer(tmp_path, monkeypatch):
    """quality.md#time: the master, the units' status and a document, byte for byte, of returns a
    second before and after the office's midnight, whatever zone the computer is set to.
    """
    desk = Desk(tmp_path, fields=ASKED, timezone=Zone.WIT)
    campaign = CampaignFolder.create(tmp_path / "c", desk.definition.to_json(), KEY)
    desk.registry = campaign.registry()
    for unit, came in ((UNIT, midnight(Zone.WIT) - SECOND), (OTHER, midnight(Zone.WIT))):
        desk.take_at(came, desk.form(f"{unit}.xlsx", unit))
    desk.registry.close()

    def handed_out(zone):
        with monkeypatch.context() as computer:
            computer.setenv("TZ", zone)
            time.tzset()
            year = year_of(campaign, Period.parse(PERIOD), Selection(as_of=DUE))
            status = run("-C", campaign.root, "status", "--period", PERIOD).out
            document = render_document(campaign, "lkjip", year, DUE)
            return render_results(year, "xlsx", DUE), status, document

    first, *others = map(handed_out, ("UTC", "Asia/Jayapura", "America/New_York"))
    time.tzset()
    assert others == [first] * len(others)
    _, status, document = first
    footer = opened(document).sections[-1].footer.paragraphs[-1].text
    assert "nomor 1 (10 April 2025 23.59 WIT)" in footer
    assert "terlambat" in status


def test_a_zone_that_is_not_named_changes_no_form():
    """quality.md#time: forms of definitions without the key keep their digest and their seal,
    wherever they are; WIB named where it is meant is the same, and a zone has two names.
    """
    for here, code in ((Zone.WIB, "35.27.01.2001"), (Zone.WITA, "73.08"), (Zone.WIT, "9471012003")):
        units = [{"code": code, "name": "Melati", "kind": "desa"}]
        plain = define(units=units)
        assert "timezone" not in plain.to_json()
        assert plain.timezone is here
        for name, zone in {**IANA, **{each.value: each for each in Zone}}.items():
            named = define(timezone=name, units=units)
            assert named.timezone is zone
            assert (named.digest == plain.digest) is (zone is Zone.WIB is here)
            assert Definition.from_json(named.to_json()).timezone is zone


def test_the_zone_of_an_office_is_that_of_its_province():
    """quality.md#time: by the codes of Keppres 41/1987's provinces; an office's own codes tell
    nothing, whatever figures they begin with.
    """
    told = {code: zone_of_region(code) for code in ("11.01", "36.74.01", "61.03.02.2001", "6205")}
    assert told == {**dict.fromkeys(told, Zone.WIB), "6205": None}
    for code in ("51.71", "53.01.01", "63.01", "65.04", "72.10.03.2001", "7601022003"):
        assert zone_of_region(code) is Zone.WITA
    for code in ("81.01", "82.72.01", "91.03", "94.71.01.2003", "9601012001"):
        assert zone_of_region(code) is Zone.WIT
    assert {zone_of_region(code) for code in ("D01", "730", "7301", "910101", "RW.05", "")} == {
        None
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_time_bears_its_zone(language):
    """quality.md#time: one of Indonesia's by its name, also where but the offset was recorded."""
    say = catalogue(language)
    moment = datetime.datetime(2024, 11, 26, 2, 15, tzinfo=datetime.UTC)
    for zone, hour in ((Zone.WIB, 9), (Zone.WITA, 10), (Zone.WIT, 11)):
        time_here = moment.astimezone(zone.time)
        recorded = datetime.datetime.fromisoformat(time_here.isoformat())
        mark = "." if language == "id" else ":"
        for each in (time_here, recorded):
            assert say.show(each) == f"26 November 2024 {hour:02}{mark}15 {zone}"
    assert say.show(moment).endswith("UTC")
    assert not say.show(moment.replace(tzinfo=None)).endswith(("UTC", " "))


def test_the_zone_is_known_before_the_definition_is_read(tmp_path):
    """quality.md#time: by the text of the definition, and so of a list of units that lies apart."""
    zones = {"35": Zone.WIB, "53": Zone.WITA, "91": Zone.WIT}
    for number, (code, zone) in enumerate(zones.items()):
        units = [{**each, "code": code + each["code"][2:]} for each in SMALL["units"]]
        text = define(fields=ASKED, units=units).to_json()
        campaign = CampaignFolder.create(tmp_path / str(number), text, KEY)
        assert campaign.zone == zone.time
        assert campaign.registry().zone == zone.time
        rows = "".join(f"{','.join(each.values())}\n" for each in units)
        (campaign.root / "desa.csv").write_text(f"code,name,kind\n{rows}")
        apart = json.loads(text) | {"units": {"file": "desa.csv"}}
        campaign.definition_file.write_text(json.dumps(apart))
        assert campaign.zone == zone.time


def test_a_clock_that_is_set_back_turns_no_order(desk):
    """quality.md#time: a year back between two returns: the later one counts, and decisions and
    examinations stay in the order in which they were made.
    """
    desk.receive(desk.form("satu.xlsx"), on=0)
    desk.receive(desk.form("dua.xlsx", datang=41), on=-365)
    assert desk.counts() == {UNIT: ("dua.xlsx", "accepted")}
    assert [each.number for each in desk.registry.receipts()] == [1, 2]
    assert last_time(desk.registry.path, Zone.WIB.time) == DAY - datetime.timedelta(days=365)


def test_a_fault_is_known_for_one_though_the_clock_was_set_back(desk):
    """quality.md#time: what a program failed on again is not tried again and again, and what it
    could examine after all is no fault any more.
    """
    desk.receive(desk.form("satu.xlsx"), on=0)
    fault = Return("satu.xlsx", "", UNIT, PERIOD, (), {}, {})
    about = {"program": "1", "definition": desk.definition.digest}
    earlier = DAY - datetime.timedelta(days=365)
    with desk.registry.writing("Loket", earlier):
        desk.registry.set_aside([(1, fault)], earlier, **about)
        assert list(desk.registry.failed_again()) == [1]
        desk.registry.record([(1, fault)], earlier - SECOND, **about)
        assert desk.registry.failed_again() == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_odd_about_the_time_is_said(tmp_path, language):
    """quality.md#time: in every command a clock that has not come to the last record, and in
    receiving files of a day to come; nothing where nothing is odd.
    """
    campaign = CampaignFolder.create(tmp_path / "c", define(fields=ASKED).to_json(), KEY)
    desk = Desk(tmp_path, fields=ASKED)
    desk.registry = campaign.registry()
    desk.take_at(datetime.datetime.now(datetime.UTC), desk.form("a.xlsx"))
    assert "Jam komputer" not in run("-C", campaign.root, "status").err
    ahead = desk.file("b.xlsx", filled(GOOD, desk.definition, OTHER))
    to_come = time.time() + 3 * 86400
    os.utime(ahead, (to_come, to_come))
    ran = run("-C", campaign.root, "--lang", language, "receive", ahead)
    assert ran.err.count("b.xlsx") == 1
    desk.take_at(
        datetime.datetime.fromtimestamp(to_come, datetime.UTC), desk.form("c.xlsx", datang=41)
    )
    desk.registry.close()
    for command in (["verify"], ["status"]):
        [line] = run("-C", campaign.root, "--lang", language, *command).err.splitlines()[:1]
        assert {"id": "Jam komputer", "en": "clock says"}[language] in line
