"""house.md#known-then: results of a day are what was printed on it, by the definition of then."""

import datetime
import json
import shutil
import sqlite3

import pytest
from openpyxl import load_workbook

from iku_workbook.campaign.known import as_of
from iku_workbook.campaign.results import Selection, render_results, year_of
from iku_workbook.errors import OperatorError
from iku_workbook.registry.records import DecisionKind
from iku_workbook.results.basis import Certainty
from tests.campaign.asking import NOREH, TAMAN
from tests.campaign.replay import FILES, FIRST, PERIODS, Replay, prepared, replayed
from tests.cli.run import run
from tests.schemas import mistakes

QUARTER = PERIODS[0]
DAY = datetime.timedelta(days=1)
YEAR = (
    [("come", 0), ("come", 8), ("define", 0)],
    [("decide", DecisionKind.APPROVE, NOREH, QUARTER), ("define", 13), ("define", 6)],
    [("define", 12), ("come", 16), ("define", 9)],
    [("assign", NOREH), ("undo", 1), ("decide", DecisionKind.RETURN, NOREH, QUARTER)],
    [("define", 10), ("generate", QUARTER), ("close", QUARTER), ("define", 1), ("come", 2)],
    [("define", 7)],
)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office with forms and every return that may come; no test writes to it."""
    return prepared(tmp_path_factory.mktemp("known") / "office", [FILES[at] for at in (0, 2, 8)])


@pytest.fixture(scope="module")
def lived(office, tmp_path_factory):
    """Two days: a return of each village, one approved; then a target of 50 becomes 90."""
    made = Replay(office, tmp_path_factory.mktemp("lived"))
    approved = ("decide", DecisionKind.APPROVE, NOREH, QUARTER)
    made.live([[("define", 0), ("come", 0), ("come", 8), approved], [("define", 1)]])
    return made.campaign


@pytest.fixture
def own(lived, tmp_path):
    """A copy that a test may change."""
    return type(lived)(shutil.copytree(lived.root, tmp_path / "own"))


def target(campaign, **chosen):
    """The target of the first indicator, and how sure it is that it was so."""
    year = year_of(campaign, QUARTER, Selection(**chosen))
    return year.results.indicators["IKU-1"].target, year.basis.certainty


def test_what_was_printed_on_a_day_is_printed_again(office):
    """house.md#known-then: master, JSON, documents and notes, of all returns and of approved ones,
    whatever came, was decided and defined since; ``python -m tests.campaign.replay`` makes up more.
    """
    assert replayed(office, YEAR) == len(YEAR)


def test_a_target_of_december_does_not_rewrite_july(lived):
    """house.md#known-then: the definition that held is recorded when results are put out."""
    assert target(lived) == (90, Certainty.RECORDED)
    assert target(lived, as_of=FIRST) == (50, Certainty.RECORDED)
    assert target(lived, as_of=FIRST + DAY) == (90, Certainty.RECORDED)
    with pytest.raises(OperatorError) as raised:
        target(lived, as_of=datetime.date(2998, 1, 1))
    assert raised.value.code == "day-ahead"


def test_what_held_then_and_is_gone_is_said(own):
    """house.md#known-then: a definition that is lost, in the master, the JSON and on the screen;
    the exit status is 1. contract.md#basis: the schema has it.
    """
    held = as_of(own, FIRST).definition.digest
    (own.root / ".iku" / "definitions" / f"{held}.json").unlink()
    assert target(own, as_of=FIRST) == (90, Certainty.LOST)
    asked = ("-C", own.root, "consolidate", "--period", QUARTER.code, "--as-of", str(FIRST))
    ran = run(*asked)
    assert (ran.status, held[:12] in ran.out) == (1, True), ran.out
    said = json.loads(run(*asked, "--format", "json").out)
    assert mistakes("results", said) == []
    assert (said["basis"]["definition_known"], said["basis"]["definition_lost"]) == ("lost", held)
    assert f"{held}.json" in run("-C", own.root, "verify").out


def test_before_anything_was_recorded_the_nearest_is_taken(own):
    """house.md#known-then: of a campaign from before, forms and examinations tell."""
    with sqlite3.connect(own.root / ".iku" / "registry.db") as database:
        database.execute("DROP TRIGGER defined_kept")
        database.execute("DELETE FROM defined")
    year = year_of(own, QUARTER, Selection(as_of=FIRST))
    assert year.basis.certainty is Certainty.INFERRED
    assert year.results.indicators["IKU-1"].target == 50
    assert (
        json.loads(render_results(year, "json", FIRST))["basis"]["definition_known"] == "inferred"
    )


def test_which_returns_count_is_said(own):
    """contract.md#approved-only: in the file's name, on the screen, in the JSON, and a file of
    another mode stays. contract.md#basis: so does a day.
    """
    asked = ("-C", own.root, "consolidate", "--period", QUARTER.code)
    ran = run(*asked, "--approved")
    assert "Diterima, belum disetujui: 1" in ran.out
    assert "Diterima, belum disetujui, sehingga tidak dihitung" in ran.out
    assert "Belum ada yang diterima" not in ran.out
    run(*asked, "--as-of", str(FIRST))
    names = {each.name for each in (own.root / "results").iterdir()}
    assert names == {"2025-Q1-disetujui.xlsx", f"2025-Q1-per-{FIRST}.xlsx"}
    said = json.loads(run(*asked, "--approved", "--format", "json").out)
    assert mistakes("results", said) == []
    assert (said["accepted"], said["counted"], said["not_approved"]) == (2, 1, [TAMAN])
    assert said["units_status"] == {NOREH: "accepted", TAMAN: "accepted"}
    there = own.root / "results" / "2025-Q1-disetujui.xlsx"
    before = there.read_bytes()
    refused = run(*asked, "-o", there)
    assert (refused.status, "--approved" in refused.err) == (2, True)
    assert there.read_bytes() == before
    summary = load_workbook(there).worksheets[0]
    assert "Disetujui: 1 · Diterima, belum disetujui: 1" in summary["A4"].value
    assert run(*asked, "--approved", "-o", there).status == 0
    plain = own.root / "results" / "2025-Q1.xlsx"
    assert run(*asked).status == 0
    refused = run(*asked, "--approved", "-o", plain)
    assert (refused.status, "tanpa --approved dan --as-of" in refused.err) == (2, True)
    assert run(*asked, "-o", there, "--force").status == 0
    report = run("-C", own.root, "report", "lkjip", "--period", QUARTER.code, "--approved")
    assert "lkjip-2025-Q1-disetujui.docx" in report.err
