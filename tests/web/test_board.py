"""The board: what there is to do first, how every unit stands, and for how long."""

import datetime
import pickle
import re
import threading
from dataclasses import replace

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.findings import Finding
from iku_workbook.messages import catalogue
from iku_workbook.report.next_steps import Step, at_work, next_steps
from iku_workbook.web import snapshot as module
from iku_workbook.web.matrix import rows
from iku_workbook.web.snapshot import Snapshots, results_of, take
from tests.web.conftest import NAME

BOARD = f"/campaigns/{NAME}/"


@pytest.fixture(scope="module")
def snapshot(received):
    """The campaign of which the first quarter has come."""
    return take(CampaignFolder.at(received / NAME))


def test_what_only_a_person_can_decide_comes_first(snapshot):
    """contract.md#page-board: the order of a section's desk; nothing is asked twice."""
    steps = [each.step for each in snapshot.steps]
    assert steps == sorted(steps, key=list(Step).index)
    assert len(set(steps)) == len(steps)
    assert {Step.HAND_OUT, Step.APPROVE} <= set(steps)


def test_a_day_begins_when_it_begins_at_the_office(received, monkeypatch):
    """contract.md#page-board: what is kept of a day goes with it, whatever zone the computer is set
    to.
    """
    campaign = CampaignFolder.at(received / NAME)
    days = {campaign.zone: datetime.date(2030, 1, 1)}
    monkeypatch.setattr(module, "today", days.__getitem__)
    before = module.stamp(campaign)
    days[campaign.zone] = datetime.date(2030, 1, 2)
    assert module.stamp(campaign) != before


def test_nobody_is_reminded_of_a_form_that_is_not_out(snapshot):
    """contract.md#page-send: what a unit has not had is announced to it, and owed after that."""
    found = {
        out: [
            each.periods for each in next_steps(snapshot.overview, out) if each.step is Step.REMIND
        ]
        for out in (frozenset(), frozenset({"2024-Q3"}))
    }
    reminded = [[each.code for each in periods] for steps in found.values() for periods in steps]
    assert reminded == [["2024-Q3"]]


def test_what_is_to_be_decided_anew_is_on_the_board(snapshot):
    """contract.md#page-board: an approval of another question is asked about as on *Putuskan*."""
    found = dict(snapshot.overview.matrix)
    key, one = next((key, each) for key, each in found.items() if each.decided)
    asked = Finding("FORM-025", one.decided.file)
    found[key] = replace(one, decided=replace(one.decided, findings=(asked,)))
    anew = next_steps(replace(snapshot.overview, matrix=found), frozenset())
    assert [each.count for each in anew if each.step is Step.CONFIRM] == [1]
    assert Step.CONFIRM not in [each.step for each in snapshot.steps]


def test_a_period_that_is_not_over_reminds_nobody(snapshot):
    """contract.md#page-board: a unit owes nothing before its period is over."""
    day = snapshot.overview.periods[0].end
    early = replace(snapshot.overview, day=day, periods=snapshot.overview.periods[:1])
    assert Step.REMIND not in [each.step for each in next_steps(early, frozenset())]
    assert at_work(early) == early.periods[0]


def test_the_board_shows_every_unit_with_mark_word_and_age(reader, snapshot):
    """contract.md#page-board: no state is told by its colour alone; nobody is late with a form that
    nobody gave them.
    """
    page = reader.get(BOARD).text
    assert page.count('<th scope="row">') == 12 + 1  # and the sum
    assert page.count("✓</span> Diterima") >= 9
    assert (page.count("Formulir belum dibuat"), "lewat" in page) == (3 * 12, False)
    overview, say = snapshot.overview, catalogue("id")
    for is_out, given in ((True, set(overview.periods)), (False, snapshot.out)):
        [(_, cells)] = rows(overview, overview.definition.reporting[:1], given, say)
        assert bool(re.search(r"lewat [\d.]+ hari", cells[1].age)) == is_out


def test_a_filter_stands_in_the_address(reader):
    """contract.md#page-board: whoever is sent the address sees the same."""
    some = reader.get(BOARD, params={"state": "accepted"}).text
    none = reader.get(BOARD, params={"state": "rejected"}).text
    assert 'aria-current="true"><span aria-hidden="true">✓' in some
    assert some.count('<th scope="row">') > none.count('<th scope="row">')
    for odd in ("", "lain", "<script>", "x" * 5000):
        assert reader.get(BOARD, params={"state": odd, "page": odd}).status_code == 200
    assert reader.get(BOARD, params={"page": "9" * 5000}).status_code == 200


def test_a_number_of_any_length_is_none_of_ours(reader):
    """contract.md#serve: in an address, a query or a form, without a fault of the program."""
    for digits in ("9" * 25, "9" * 5000):
        for path in (f"decide/{digits}", f"returns/{digits}", f"results/file/{digits}"):
            assert reader.get(f"{BOARD}{path}").status_code == 404, path
        assert reader.get(f"{BOARD}contacts", params={"kept": digits}).status_code == 200
        withdrawn = {"act": "withdraw", "number": digits}
        assert reader.post(f"{BOARD}people", data=withdrawn).status_code == 409
        assert reader.post("/start", data={"year": digits}).status_code == 422


def test_what_is_being_taken_does_not_know_what_came_since(monkeypatch, home):
    """quality.md#the-page: a state that was begun before a change says that it is renewed."""
    begun, go_on, really = threading.Event(), threading.Event(), module.take
    kept, campaign = Snapshots(), CampaignFolder.at(home / NAME)

    def take(campaign):
        found = really(campaign)
        begun.set()
        assert go_on.wait(60)
        return found

    monkeypatch.setattr(module, "take", take)
    first = threading.Thread(target=kept.of, args=(campaign,))
    first.start()
    assert begun.wait(60)
    (campaign.root / "contacts.csv").write_text("code,contact\n", encoding="utf-8")
    threading.Timer(0.1, go_on.set).start()
    assert kept.of(campaign).renewing
    first.join()
    assert not kept.of(campaign).renewing


def test_a_snapshot_is_taken_once_for_each_state(monkeypatch, home):
    """quality.md#the-page: what twenty people look at is computed once; a change is seen."""
    monkeypatch.setattr(module, "_LONG", 60.0)  # on a machine that does other work too
    monkeypatch.setattr(module, "_SOON", 60.0)
    kept, campaign = Snapshots(), CampaignFolder.at(home / NAME)
    first = kept.of(campaign)
    assert kept.of(campaign) is first
    contacts = "code,contact\n35.27.01.2001,Sekdes\n"
    (campaign.root / "contacts.csv").write_text(contacts, encoding="utf-8")
    assert kept.of(campaign).overview.contacts == {"35.27.01.2001": "Sekdes"}


def test_where_a_renewal_takes_long_nobody_waits(monkeypatch, home):
    """quality.md#the-page: the last state is shown meanwhile, and says so."""
    kept, campaign = Snapshots(), CampaignFolder.at(home / NAME)
    kept.of(campaign)
    monkeypatch.setattr(module, "_SOON", 0.0)
    monkeypatch.setattr(module, "_LONG", 0.0)
    (campaign.root / "contacts.csv").write_text("code,contact\n", encoding="utf-8")
    assert kept.of(campaign).renewing
    monkeypatch.setattr(module, "_SOON", 60.0)
    monkeypatch.setattr(module, "_LONG", 60.0)
    assert not kept.of(campaign).renewing


def test_of_a_large_campaign_the_units_are_shown_before_the_results_are_there(
    monkeypatch, home, browser
):
    """quality.md#the-page: the first to look waits for half of it, and is told what is missing."""
    go_on, really = threading.Event(), module.results_of

    def results_of(*about):
        assert go_on.wait(60)
        return really(*about)

    monkeypatch.setattr(module, "results_of", results_of)
    monkeypatch.setattr(module, "_is_large", lambda campaign: True)
    monkeypatch.setattr(module, "_SOON", 0.0)
    kept = browser.app.state.snapshots = Snapshots()
    monkeypatch.setattr(kept._worker, "do", lambda compute, *given: compute(*given))
    first = browser.get(BOARD).text
    assert first.count('<th scope="row">') == 12 + 1
    assert "Hasilnya sedang dihitung." in first
    assert "Keadaan sedang dihitung ulang" in first
    go_on.set()
    monkeypatch.setattr(module, "_SOON", 60.0)
    whole = browser.get(BOARD).text
    assert "sedang dihitung" not in whole
    assert whole.count('class="card"') == 4


def test_what_is_handed_from_one_process_to_another_says_the_same(snapshot):
    """quality.md#the-page: and is small: of what a return says nothing but its findings."""
    data = pickle.dumps(snapshot)
    found = pickle.loads(data)
    assert (found.overview, found.steps, found.tally) == (
        snapshot.overview,
        snapshot.steps,
        snapshot.tally,
    )
    came = [each.decided for each in found.overview.matrix.values() if each.decided]
    assert came
    assert not any(each.values for each in came)
    assert results_of(found.campaign, found.period).keys() == {
        each.code for each in found.overview.definition.indicators
    }


def test_a_campaign_that_cannot_be_read_is_told_in_words(home, browser):
    """contract.md#serve: a page says what is wrong and what to do, never a traceback."""
    (home / NAME / "definition.yaml").write_text("iku: [", encoding="utf-8")
    answer = browser.get(BOARD)
    assert answer.status_code == 409
    assert "Traceback" not in answer.text
    assert "definition.yaml" in answer.text
    assert datetime.date.today().isoformat() not in answer.text
