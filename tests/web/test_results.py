"""Results: the way from a figure to its cell and file, and what is taken along."""

import re
import threading
import time

import pytest

from iku_workbook.campaign import results as module
from iku_workbook.campaign.create import create
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import now
from iku_workbook.campaign.results import Selection
from iku_workbook.campaign.review import decide
from iku_workbook.campaign.write_out import WrittenOut
from iku_workbook.periods import Period
from iku_workbook.registry.records import DecisionKind
from iku_workbook.web.bars import bars
from iku_workbook.web.making import Makings
from iku_workbook.web.views import results
from samples.year import PERIOD
from tests.web.conftest import NAME, client_of

RESULTS = "/campaigns/sreseh-2024/results"


def test_a_figure_leads_down_to_its_cell_and_file(reader, received):
    """contract.md#page-results: result, villages, entry, cell, file; the file as it came."""
    page = reader.get(RESULTS, params={"period": PERIOD}).text
    assert page.count("<svg") == 4
    code = page.partition("/results/indicator/")[2].partition("?")[0]
    villages = reader.get(f"{RESULTS}/indicator/{code}", params={"period": PERIOD}).text
    assert "/results/figure/35.27.01.2001/" in villages
    walk = reader.get(f"{RESULTS}/figure/35.27.01.2001/{code}", params={"period": PERIOD}).text
    assert "/results/file/" in walk
    assert "[Status desa menurut IDM 2024]" in walk
    assert "status_desa" not in walk
    assert not re.search(r"\d,\d{5}", walk)
    number = walk.partition("/results/file/")[2].partition('"')[0]
    file = reader.get(f"{RESULTS}/file/{number}")
    assert file.content.startswith(b"PK")
    assert "attachment" in file.headers["content-disposition"]


def test_what_is_taken_along_is_written_as_the_commands_do(browser, home):
    """contract.md#page-results: in the folder of results, on record, and never over another's."""
    made = browser.post(RESULTS, data={"period": PERIOD, "kind": "json"})
    assert f"{PERIOD}.json" in made.text
    got = browser.get(f"{RESULTS}/written/{PERIOD}.json")
    place = home / "sreseh-2024" / "results" / f"{PERIOD}.json"
    assert got.content == place.read_bytes()
    place.write_bytes(b"mine")
    refused = browser.post(RESULTS, data={"period": PERIOD, "kind": "json"})
    assert (refused.status_code, 'name="force"' in refused.text) == (409, True)
    assert place.read_bytes() == b"mine"


@pytest.mark.parametrize(
    "path",
    [
        "?period=2024-Q9",
        "?as_of=kemarin",
        "/indicator/lain",
        "/figure/35.27.01.2001/lain",
        "/file/999",
        "/written/..%2f..%2fdefinition.yaml",
        "/written/definition.yaml",
    ],
)
def test_an_address_of_nothing_is_no_fault(reader, path):
    """contract.md#page-results: what there is none of is told in words."""
    assert reader.get(f"{RESULTS}{path}").status_code in {404, 409}


def test_results_of_a_day_are_what_was_known_then(reader):
    """contract.md#page-results: before anything came there are none, and the page says so."""
    page = reader.get(RESULTS, params={"period": PERIOD, "as_of": "2024-01-01"})
    assert page.status_code == 200


def test_bars_keep_within_their_frame():
    """contract.md#page-results: no value draws outside, whatever its size or lack."""
    drawn = bars([("I", None, 80.0, "–"), ("II", -5.0, None, "-5"), ("III", 240.0, 80.0, "240")], 4)
    assert all(0 <= each.y <= 110 and each.height >= 0 for each in drawn)
    assert [each.target is None for each in drawn] == [False, True, False]


def test_what_only_states_the_plan_needs_no_return(tmp_path):
    """contract.md#page-results: the agreement and the action plan are written before the year's
    first return.
    """
    folder = create(tmp_path / "kegiatan" / NAME).campaign
    browser = client_of(folder.root.parent)
    page = browser.get(RESULTS).text
    for kind in ("perjanjian-kinerja", "rencana-aksi", "lampiran"):
        assert f'value="{kind}"' in page
    said = {"kind": "perjanjian-kinerja", "period": "2024-Q1", "as_of": "", "approved": ""}
    assert "perjanjian-kinerja" in browser.post(RESULTS, data=said).text


def test_what_takes_long_is_made_beside_the_pages(browser, monkeypatch):
    """contract.md#page-results: the page says that it is made, and leads to it when it is; what a
    run that ended has begun is told; one thing is not made twice at once.
    """
    may_end = threading.Event()
    nothing = WrittenOut([], noted=True)
    monkeypatch.setattr(results, "write_out", lambda *_, **__: may_end.wait(60) and nothing)
    browser.app.state.makings = Makings(soon=0.01)
    asked = {"period": PERIOD, "kind": "lkjip"}
    page = browser.post(RESULTS, data=asked)
    assert "Sedang dibuat: LKjIP Bab III (Word)" in page.text
    again = browser.post(RESULTS, data=asked)
    assert again.url == page.url
    look = re.search(r'hx-get="([^"]+)"', page.text)[1]
    assert browser.get(look).status_code == 204
    may_end.set()
    wait_until(lambda: browser.get(look).status_code == 200)
    back = browser.get(look).headers["hx-redirect"]
    assert str(page.url).endswith(back)
    assert "making=" not in str(browser.get(back).url)
    lost = browser.get(RESULTS, params={"making": "99"}).text
    assert "Pembuatan itu terhenti" in lost


@pytest.mark.parametrize("kind", ["json", "lkjip"])
def test_what_could_not_be_put_on_record_is_said(browser, home, kind):
    """contract.md#page-results: what is written out while somebody else writes to the registry is
    given, and the page says that the history has it not; a second time has it there.
    """
    unnoted, asked = "tidak tercatat dalam Riwayat", {"period": PERIOD, "kind": kind}
    registry = CampaignFolder.at(home / NAME).registry()
    with registry, registry.writing("Loket", now()):
        page = browser.post(RESULTS, data=asked).text
    assert unnoted in page
    assert f"{RESULTS}/written/" in page
    assert unnoted not in browser.post(RESULTS, data={**asked, "force": "1"}).text


def wait_until(holds):
    for _ in range(200):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("never")


def test_what_is_recorded_meanwhile_is_in_all_of_the_results_or_in_nothing(home, monkeypatch):
    """quality.md#head: figures and proof code tell of one state of the registry."""
    campaign, really = CampaignFolder.at(home / NAME), module.select_returns
    definition, quarter = campaign.definition(), Period.parse("2024-Q1")
    left = list(definition.reporting)

    def meanwhile(*about_them, **options):
        found = really(*about_them, **options)
        for unit in left[:most]:
            left.remove(unit)
            about = {"by": "Camat", "at": now(), "reason": ""}
            decide(campaign, DecisionKind.APPROVE, unit, quarter, **about)
            break
        return found

    monkeypatch.setattr(module, "select_returns", meanwhile)
    approved, most = Selection(approved=True), 1
    del left[1:]
    year = module.year_of(campaign, quarter, approved)
    assert (year.results.counted, year.head) == (1, campaign.head())
    left += definition.reporting[1:]
    year = module.year_of(campaign, quarter, approved)
    assert year.results.counted == 3
    assert year.head.entry < campaign.head().entry
