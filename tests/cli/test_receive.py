"""iku receive, status and the decisions, as a person at the office uses them."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import threading
import time

import pytest

from iku_workbook.registry import Registry
from tests.cli.run import run
from tests.libreoffice import edit, needs_libreoffice
from tests.source import CHECKOUT

pytestmark = pytest.mark.slow

BAD = CHECKOUT / "samples" / "bad"
NOREH, PERIOD = "35.27.01.2001", "2024-Q1"
SAMPLE = f"{NOREH}-noreh.xlsx"
WRONG = BAD / "text-in-number" / SAMPLE


def status_of(campaign, unit=NOREH):
    told = json.loads(run("-C", campaign, "status", "--period", PERIOD, "--format", "json").out)
    return told["units"][unit]["periods"][PERIOD]


def verdicts(ran):
    return {each["file"]: each["verdict"] for each in json.loads(ran.out)["files"]}


def test_receiving_says_what_validating_says(campaign):
    """contract.md#receive: receive has the same options as validate; its report is the same."""
    validated = run("-C", campaign, "validate", campaign / "inbox", "--format", "json")
    received = run("-C", campaign, "receive", campaign / "inbox", "--format", "json")
    assert received.status == validated.status == 0
    one, other = json.loads(received.out), json.loads(validated.out)
    assert sorted(one["files"], key=lambda each: each["file"]) == other["files"]
    assert one["summary"] == other["summary"]


def test_receiving_again_changes_nothing(campaign):
    """quality.md#same-twice: the same file twice adds nothing, says so."""
    for expected in (set(), {"DUP-005"}):
        ran = run("-C", campaign, "receive", campaign / "inbox", "--format", "json")
        files = json.loads(ran.out)["files"]
        codes = {each["code"] for file in files for each in file["findings"]} - {"RULE-001"}
        assert (ran.status, len(files), codes) == (0, 12, expected)
    assert "12" in run("-C", campaign, "verify").out


def test_what_was_told_before_is_told_in_a_line(campaign):
    """An office receives its whole inbox every day: what is new stands out, and nothing of what is
    settled is asked for again.
    """
    assert "VALUE-002" in run("-C", campaign, "receive", WRONG).out
    run("-C", campaign, "receive", campaign / "inbox" / SAMPLE)
    again = run("-C", campaign, "receive", WRONG, campaign / "inbox" / SAMPLE).out
    assert again.count("\n  Sudah diterima pada") == 2
    assert "VALUE-002" not in again
    assert "→" not in again


def test_what_was_superseded_is_not_answered_again(campaign, tmp_path):
    """commands.md#iku-receive: only the newest return of a unit is answered."""
    answers = tmp_path / "answers"
    run("-C", campaign, "receive", WRONG)
    run("-C", campaign, "receive", BAD / "required-left-blank" / SAMPLE)
    run("-C", campaign, "receive", WRONG, "--corrections", answers)
    assert not answers.exists()
    run("-C", campaign, "receive", BAD / "required-left-blank" / SAMPLE, "--corrections", answers)
    assert (answers / SAMPLE).exists()


@pytest.mark.parametrize("form", ["text", "jsonl", "csv", "html"])
def test_every_format_of_validate(campaign, form):
    """contract.md#receive: the same options."""
    ran = run("-C", campaign, "receive", campaign / "inbox" / SAMPLE, WRONG, "--format", form)
    assert ran.status == 1
    assert "noreh" in ran.out.lower()


def test_the_road_from_a_wrong_return_to_an_approved_one(campaign, tmp_path):
    """commands.md#iku-receive: sent back, mended, accepted, approved, and only then immutable."""
    ran = run("-C", campaign, "receive", WRONG, "--corrections", tmp_path / "answers")
    assert ran.status == 1
    assert status_of(campaign)["status"] == "needs-correction"
    assert (tmp_path / "answers" / SAMPLE).exists()
    assert run("-C", campaign, "receive", campaign / "inbox" / SAMPLE).status == 0
    assert status_of(campaign)["status"] == "accepted"
    ran = run("-C", campaign, "approve", NOREH, "--period", PERIOD, "--as", "Kasi PMD")
    assert (ran.status, "Noreh" in ran.out) == (0, True)
    assert status_of(campaign)["approved"]
    sent = run("-C", campaign, "return", NOREH, "--period", PERIOD, "--note", "Periksa")
    assert (sent.status, "reopen" in sent.err) == (2, True)
    reopened = run("-C", campaign, "reopen", NOREH, "--period", PERIOD, "--reason", "Keliru")
    back = ("-C", campaign, "return", NOREH, "--period", PERIOD, "--note", "Periksa lagi")
    sent = run(*back, "--corrections", tmp_path / "back")
    assert (reopened.status, sent.status) == (0, 0)
    assert "Periksa lagi" in (tmp_path / "back" / SAMPLE).with_suffix(".txt").read_text("utf-8")
    assert (tmp_path / "back" / SAMPLE).exists()
    assert status_of(campaign)["status"] == "needs-correction"
    shown = run("-C", campaign, "status", "--unit", NOREH, "--period", PERIOD).out
    for said in ("Periksa lagi", "REVIEW-001", "Disetujui oleh Kasi PMD", "Keliru"):
        assert said in shown


def test_a_finding_is_waived_by_the_number_that_status_shows(campaign):
    """commands.md#iku-status: iku status --unit shows the numbers that iku waive takes."""
    run("-C", campaign, "receive", WRONG)
    shown = run("-C", campaign, "status", "--unit", NOREH, "--period", PERIOD).out
    handle = next(word for line in shown.splitlines() for word in line.split() if word == "1.1")
    ran = run("-C", campaign, "waive", handle, "--as", "Sekcam", "--reason", "Sesuai lampiran")
    assert ran.status == 0, ran.err
    assert status_of(campaign)["status"] == "accepted"
    assert "Sesuai lampiran" in run("-C", campaign, "status", "--unit", NOREH).out


def test_results_come_from_the_registry(campaign):
    """contract.md#consolidate: iku consolidate without PATHs is what the registry accepted."""
    nothing = run("-C", campaign, "consolidate", "--period", PERIOD)
    assert (nothing.status, "iku receive" in nothing.err) == (2, True)
    run("-C", campaign, "receive", campaign / "inbox")
    named, received = (
        json.loads(
            run("-C", campaign, "consolidate", *paths, "--period", PERIOD, "--format", "json").out
        )
        for paths in ([campaign / "inbox"], [])
    )
    of_the_registry = {"proof_code", "last_receipt", "last_decision"}
    assert named == {key: each for key, each in received.items() if key not in of_the_registry}
    run("-C", campaign, "approve", NOREH, "--period", PERIOD, "--as", "Kasi PMD")
    asked = ("-C", campaign, "consolidate", "--period", PERIOD, "--format", "json")
    said = json.loads(run(*asked, "--approved").out)
    assert (said["accepted"], said["counted"], len(said["not_approved"])) == (12, 1, 11)
    assert (said["basis"]["mode"], set(said["units_status"].values())) == ("approved", {"accepted"})
    assert json.loads(run(*asked, "--as-of", "2024-07-10").out)["accepted"] == 0
    mixed = run(*asked, "--approved", campaign / "inbox")
    assert (mixed.status, "--approved" in mixed.err) == (2, True)


def test_campaigns_are_added_up_together(campaign, untouched, tmp_path):
    """commands.md#iku-consolidate: --with adds another registry, and refuses what asks something
    else.
    """
    other = shutil.copytree(untouched, tmp_path / "other")
    inbox = sorted((campaign / "inbox").iterdir())
    run("-C", campaign, "receive", *inbox[:5])
    run("-C", other, "receive", *inbox[5:])
    asked = ("-C", campaign, "consolidate", "--period", PERIOD, "--format", "json", "--with", other)
    assert json.loads(run(*asked).out)["accepted"] == 12
    definition = other / "definition.yaml"
    text = definition.read_text(encoding="utf-8")
    definition.write_text(text.replace("year: 2024", "year: 2023", 1), encoding="utf-8")
    refused = run(*asked)
    assert refused.status == 2
    assert "year" in refused.err or "2023" in refused.err


def test_the_next_form_shows_what_was_accepted(campaign, tmp_path):
    """form.md#previous: the previous period's accepted value stands beside the input."""
    run("-C", campaign, "receive", campaign / "inbox" / SAMPLE)
    made = run("-C", campaign, "generate", "--period", "2024-Q2", "--unit", NOREH, "-o", tmp_path)
    again = run("-C", campaign, "generate", "--period", "2024-Q2", "--unit", NOREH, "--previous")
    assert made.status == 0, made.err
    assert again.status == 2
    named = tmp_path / "named"
    run(
        *("-C", campaign, "generate", "--period", "2024-Q2", "--unit", NOREH, "-o", named),
        *("--previous", campaign / "inbox" / SAMPLE),
    )
    assert (tmp_path / SAMPLE).read_bytes() == (named / SAMPLE).read_bytes()


def test_what_is_handed_out_is_noted_first(campaign):
    """house.md#every-byte: the registry knows every workbook that was handed out."""
    run("-C", campaign, "generate", "--period", "2024-Q2", "--bare")
    with Registry(campaign / ".iku" / "registry.db") as registry:
        assert len(registry.issued()) == 12


def test_the_matrix_in_every_format(campaign, tmp_path):
    """contract.md#status: iku status in every format says the same."""
    (campaign / "contacts.csv").write_text(f"code;contact\n{NOREH};=0812\n", encoding="utf-8")
    run("-C", campaign, "receive", WRONG)
    asked = ("-C", campaign, "status", "--period", PERIOD, "--format")
    rows = list(csv.DictReader(io.StringIO(run(*asked, "csv").out.lstrip("\ufeff"))))
    assert len(rows) == 12
    assert rows[0]["status"] == "needs-correction"
    assert rows[0]["contact"] == "'=0812"  # no text is taken for a formula
    counts = json.loads(run(*asked, "json").out)["counts"][PERIOD]
    assert counts == {
        "approved": 0,
        "corrected": 0,
        "partly": 0,
        "accepted": 0,
        "needs-correction": 1,
        "rejected": 0,
        "not-examined": 0,
        "awaiting-decision": 0,
        "overruled": 0,
        "missing": 11,
        "late": 12,
        "nihil": 0,
    }
    text = run(*asked, "text").out
    assert text.count("· Belum masuk*") == 11
    assert "* Terlambat         12" in text
    page = tmp_path / "status.html"
    assert run("-C", campaign, "status", "-o", page).status == 0
    assert "Perlu diperbaiki" in page.read_text(encoding="utf-8")


def test_what_is_of_no_unit_is_named(campaign, tmp_path):
    """Nobody is left without an answer: a file that no unit can be told of is listed, with why."""
    run("-C", campaign, "receive", *(BAD / "printed-to-pdf").glob("*.xlsx"))
    [told] = json.loads(run("-C", campaign, "status", "--format", "json").out)["unplaced"]
    for shown in (
        run("-C", campaign, "status").out,
        run("-C", campaign, "status", "--format", "html").out,
    ):
        assert told["file"] in " ".join(shown.split())
        assert "PDF" in shown
    assert f"1 ({told['file']})" in run("-C", campaign, "status", "--unit", NOREH).err


def test_reminders_are_written_for_those_who_owe(campaign, tmp_path):
    """commands.md#iku-status: a reminder for each unit that owes something; nothing is sent."""
    run("-C", campaign, "receive", *sorted((campaign / "inbox").iterdir())[1:])
    run("-C", campaign, "status", "--period", PERIOD, "--messages", tmp_path)
    assert [path.name for path in (tmp_path / PERIOD).iterdir()] == [f"{NOREH}-noreh.txt"]


def test_a_backup_goes_elsewhere_and_comes_back(campaign, tmp_path):
    """commands.md#iku-backup: backup, restore, verify."""
    run("-C", campaign, "receive", campaign / "inbox")
    backup = tmp_path / "cadangan.db"
    assert "12" in run("-C", campaign, "backup", backup).out
    (campaign / ".iku" / "registry.db").unlink()
    assert status_of(campaign)["status"] == "missing"
    assert "12" in run("-C", campaign, "restore", backup).out
    assert status_of(campaign)["status"] == "accepted"
    assert run("-C", campaign, "verify").status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["approve", NOREH, "--period", PERIOD, "--as", "Kasi"], "status"),
        (["approve", "35.27.01.2999", "--period", PERIOD, "--as", "Kasi"], "35.27.01.20"),
        (["waive", "1.1", "--reason", "x"], "1.1"),
        (["restore", "tidak-ada.db"], "tidak-ada.db"),
        (["receive", "--watch", "a", "b"], "--watch"),
    ],
)
def test_mistakes_are_said(campaign, arguments, said):
    """contract.md#exit-2: a clear, specific message; never a traceback."""
    ran = run("-C", campaign, *arguments)
    assert (ran.status, said in ran.err, "Traceback" in ran.err) == (2, True, False)


def test_files_are_taken_in_as_they_appear(campaign, tmp_path):
    """commands.md#iku-receive: --watch waits until a file is complete, and leaves it in place."""
    folder = tmp_path / "masuk"
    folder.mkdir()
    data = (campaign / "inbox" / SAMPLE).read_bytes()
    watch = subprocess.Popen(
        [
            *(sys.executable, "-m", "iku_workbook", "-C", str(campaign)),
            *("receive", "--watch", str(folder), "--format", "jsonl"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    timer = threading.Timer(60, watch.kill)
    timer.start()
    try:
        time.sleep(1)
        with (folder / "noreh.xlsx").open("wb") as file:  # a slow download
            for start in range(0, len(data), 6000):
                file.write(data[start : start + 6000])
                file.flush()
                time.sleep(0.3)
        line = json.loads(watch.stdout.readline())
        assert (line["file"], line["verdict"]) == ("noreh.xlsx", "accepted")
        (folder / "~$noreh.xlsx").write_bytes(b"x" * 165)
        (folder / "taman.xlsx.crdownload").write_bytes(data[:5000])
        (folder / "foto taman").write_bytes(b"\xff\xd8\xff\xe0")
        line = json.loads(watch.stdout.readline())
        assert (line["file"], line["verdict"]) == ("foto taman", "rejected")
        shutil.copy(campaign / "inbox" / "35.27.01.2002-labuhan.xlsx", folder)
        assert json.loads(watch.stdout.readline())["verdict"] == "accepted"
    finally:
        watch.kill()
        watch.communicate()
        timer.cancel()
    assert (folder / "noreh.xlsx").read_bytes() == data
    with Registry(campaign / ".iku" / "registry.db") as registry:
        assert len(registry.receipts()) == 3


@needs_libreoffice
def test_a_corrected_copy_is_mended_returned_and_supersedes(campaign, tmp_path):
    """form.md#returned: the corrected file can simply be returned; it supersedes the first
    return.
    """
    answers = tmp_path / "answers"
    told = json.loads(
        run("-C", campaign, "receive", WRONG, "--corrections", answers, "--format", "json").out
    )
    [finding] = told["files"][0]["findings"]
    mended = tmp_path / "kembali.xlsx"
    place = f"{finding['sheet']}!{finding['cell']}"
    edit(answers / SAMPLE, mended, {place: 12})
    ran = run("-C", campaign, "receive", mended, "--format", "json")
    assert verdicts(ran) == {"kembali.xlsx": "accepted"}, ran.out
    assert status_of(campaign)["file"] == "kembali.xlsx"
    shown = run("-C", campaign, "status", "--unit", NOREH, "--period", PERIOD).out
    first, second = (line for line in shown.splitlines() if line.startswith(("  1. ", "  2. ")))
    assert SAMPLE in first
    assert "kembali.xlsx" in second
    assert "←" in second
    assert "DUP-007" in shown
