"""A return that awaits a decision, as a person at the office meets it from the command line."""

import json
import shutil

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.layout import layout
from iku_workbook.workbook.fill import fill
from samples.year import PERIOD, invented_values
from tests.cli.run import run
from tests.schemas import mistakes

NOREH = "35.27.01.2001"
SAMPLE = f"{NOREH}-noreh.xlsx"


@pytest.fixture(scope="module")
def asked(untouched, tmp_path_factory):
    """A campaign that has received a return, and a newer one in which a figure fell."""
    root = shutil.copytree(untouched, tmp_path_factory.mktemp("asked") / "campaign")
    definition = CampaignFolder(root).definition()
    values = {**invented_values(PERIOD)[NOREH], "dokumen_selesai": 3}
    form = (root / "outbox" / PERIOD / SAMPLE).read_bytes()
    newer = root / "noreh (1).xlsx"
    newer.write_bytes(fill(form, layout(definition, "desa"), values))
    assert run("-C", root, "receive", root / "inbox" / SAMPLE).status == 0
    return root, newer, run("-C", root, "receive", newer)


@pytest.fixture
def office(asked, tmp_path):
    """A copy of it that a test may change."""
    return shutil.copytree(asked[0], tmp_path / "campaign")


def standing(root):
    told = json.loads(run("-C", root, "status", "--period", PERIOD, "--format", "json").out)
    assert mistakes("status", told) == []
    return told["units"][NOREH]["periods"][PERIOD], [each["number"] for each in told["awaiting"]]


def accepted(root, *options):
    asked = ("consolidate", "--period", PERIOD, "--format", "json", *options)
    ran = run("-C", root, *asked)
    told = json.loads(ran.out)
    assert mistakes("results", told) == []
    return ran.status, "awaiting_decision" in told


def test_it_is_shown_as_what_it_is(asked):
    """contract.md#awaiting-decision: with its number; what was accepted before still counts."""
    root, newer, ran = asked
    said = " ".join(ran.out.split())
    assert ran.status == 1
    assert "◇ Menunggu keputusan · Noreh · Triwulan I 2024" in said
    assert "dokumen_selesai: 48 → 3" in said
    assert "iku accept 2 --as NAMA" in said
    assert "menunggu keputusan 1" in said
    again = run("-C", root, "receive", newer, "--format", "json")
    [file] = json.loads(again.out)["files"]
    assert (again.status, file["awaiting_decision"], file["verdict"]) == (1, 2, "accepted")
    assert mistakes("findings", json.loads(again.out)) == []
    known, waiting = standing(root)
    assert (known["status"], known["awaiting_decision"], known["file"]) == (
        "accepted",
        True,
        SAMPLE,
    )
    assert waiting == [2]
    for form in ("text", "html"):
        shown = run("-C", root, "status", "--period", PERIOD, "--format", form).out
        assert "Menunggu keputusan" in shown
        assert "Angka turun" in shown
    assert accepted(root) == (1, True)


def test_yes_and_its_undoing(office):
    """registry.md#which-return-counts: iku accept, and iku undo as a decision of its own."""
    here = ("-C", office)
    ran = run(*here, "accept", 2, "--as", "Kasi PMD", "--note", "Sesuai buku register")
    assert (ran.status, "noreh (1).xlsx" in ran.out) == (0, True), ran.err
    assert standing(office)[0]["file"] == "noreh (1).xlsx"
    assert accepted(office) == (0, False)
    ran = run(*here, "undo", 1, "--as", "Sekcam", "--note", "Keliru")
    assert (ran.status, "Noreh" in ran.out) == (0, True), ran.err
    assert standing(office)[0]["file"] == SAMPLE
    shown = " ".join(run(*here, "status", "--unit", NOREH, "--period", PERIOD).out.split())
    for said in ("#1", "Sesuai buku register", "Keputusan #1 dibatalkan oleh Sekcam", "Keliru"):
        assert said in shown
    for wrong in (("accept", 1), ("accept", 9), ("undo", 9), ("undo", 1)):
        note = ("--note", "x") if wrong[0] == "undo" else ()
        refused = run(*here, *wrong, "--as", "Sekcam", *note)
        assert (refused.status, "Traceback" in refused.err) == (2, False)


def test_no_sends_it_back(office, tmp_path):
    """registry.md#which-return-counts: iku return answers no; the accepted one counts."""
    back = ("return", NOREH, "--period", PERIOD, "--note", "Periksa jumlah dokumen")
    ran = run("-C", office, *back, "--corrections", tmp_path / "answers")
    assert ran.status == 0, ran.err
    assert standing(office) == ({**standing(office)[0], "file": SAMPLE}, [])
    assert accepted(office) == (0, False)
    letter = (tmp_path / "answers" / SAMPLE).with_suffix(".txt").read_text("utf-8")
    assert "Periksa jumlah dokumen" in letter
