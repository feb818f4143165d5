"""A fault of the program is never a village's: its file is kept, and is tried again."""

import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.registry import Registry, upkeep
from tests.registry.forked import Forked
from tests.registry.office import Office, put

FILES = 9
GUILTY = 5  # its place in the inbox
KILLED = -signal.SIGKILL
pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="a system without signals"),
    pytest.mark.slow,
]


@dataclass
class Fragile:
    """A campaign whose program fails on one file."""

    root: Path
    inbox: Path
    guilty: str

    def iku(self, *arguments, **named):
        """A command to its end."""
        ran = self.start(*arguments, **named)
        assert ran.status is not None
        return ran

    def start(self, *arguments, fault="kill examine", **environment):
        """A command at work."""
        fault = f"{fault} {self.guilty}"
        program = "tests.registry.fragile"
        return Forked(
            "-C", self.root, *arguments, program=program, IKU_TEST_FAULT=fault, **environment
        )

    def receive(self, *options, **named):
        """The exit status of receiving, and what was said of each file: its verdict and codes."""
        ran = self.iku("receive", self.inbox, "--format", "jsonl", *options, **named)
        said = [json.loads(line) for line in ran.out.splitlines()]
        return ran.status, {
            each["file"]: (each["verdict"], [one["code"] for one in each["findings"]])
            for each in said
        }

    @property
    def name(self):
        """The file on which the program fails."""
        return f"35.{GUILTY:04}.xlsx"

    @property
    def log(self):
        """What stands in the log."""
        path = self.root / ".iku" / "log" / "iku.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def examined(self):
        """How many receipts are examined, and how many not."""
        with Registry(self.root / ".iku" / "registry.db") as registry:
            assert upkeep.verify(registry) == []
            waiting = len(registry.unexamined())
            return len(registry.receipts()) - waiting, waiting


@pytest.fixture
def fragile(tmp_path):
    office = Office.open(tmp_path / "inbox", FILES)
    root = put(tmp_path / "campaign", office.campaign)
    return Fragile(root, office.visits[0], list(office.files)[GUILTY])


def others_accepted(said, fragile):
    return all(said[name][0] == "accepted" for name in said if name != fragile.name)


@pytest.mark.parametrize("where", ["examine", "check"])
def test_a_fault_of_the_program_is_said_to_be_its_own(fragile, where):
    """quality.md#one-file: a file that crashes us is reported, and the rest goes on; what failed is
    logged, and the village is not rejected.
    """
    status, said = fragile.receive(fault=f"raise {where}")
    assert status == 2
    assert said[fragile.name] == ("not-examined", ["FILE-000"])
    assert len(said) == FILES
    assert others_accepted(said, fragile)
    assert fragile.examined() == (FILES - 1, 1)
    assert "Traceback" in fragile.log
    assert "ZeroDivisionError: a fault of the program" in fragile.log
    assert fragile.guilty in fragile.log
    key = (fragile.root / ".iku" / "key").read_bytes()
    assert key.hex() not in fragile.log
    assert key.decode("latin-1") not in fragile.log


def test_what_the_program_failed_on_waits_for_another_program(fragile):
    """quality.md#one-file: it is not tried again and again by the same program, and by itself by
    another; or when a person asks.
    """
    fragile.receive(fault="raise examine")
    before = fragile.log
    assert fragile.receive(fault="raise examine")[1][fragile.name][0] == "not-examined"
    assert fragile.log == before
    assert fragile.receive("--again", fault="raise examine")[0] == 2
    assert len(fragile.log) > len(before)
    status, said = fragile.receive(fault="no fault", IKU_TEST_VERSION="99.0")
    assert (status, said[fragile.name]) == (0, ("accepted", ["DUP-005"]))
    assert fragile.examined() == (FILES, 0)


def test_a_person_sees_a_traceback_only_with_iku_debug(fragile):
    """house.md#no-traceback: a person never sees a traceback; IKU_DEBUG=1 shows it."""
    inbox = fragile.inbox
    quiet = fragile.iku("validate", inbox, fault="raise examine")
    told = fragile.iku("validate", inbox, fault="raise examine", IKU_DEBUG="1")
    assert (quiet.status, told.status) == (2, 2)
    assert quiet.err == ""
    assert "ZeroDivisionError: a fault of the program" in told.err
    assert "Belum diperiksa" in quiet.out
    assert "kesalahan program" in quiet.out
    assert "ditolak 0" in quiet.out


def test_a_unit_whose_file_waits_is_neither_missing_nor_rejected(fragile, tmp_path):
    """quality.md#one-file: status says that the program is at fault, and no letter goes out."""
    fragile.receive("--corrections", tmp_path / "back", fault="raise check")
    assert not (tmp_path / "back").exists()
    shown = fragile.iku("status")
    assert "? Belum diperiksa" in shown.out
    assert "(kesalahan program)" in shown.out
    told = json.loads(fragile.iku("status", "--format", "json").out)
    [waiting] = told["unexamined"]
    assert (waiting["file"], waiting["code"]) == (fragile.name, "FILE-000")
    assert waiting["unit"] == fragile.name.removesuffix(".xlsx")
    state = told["units"][waiting["unit"]]["periods"][waiting["period"]]["status"]
    assert state == "not-examined"
    fragile.iku("status", "--period", waiting["period"], "--messages", tmp_path / "remind")
    letters = {path.name.partition("-")[0] for path in (tmp_path / "remind").rglob("*.txt")}
    assert waiting["unit"] not in letters


@pytest.mark.parametrize("where", ["examine", "check"])
def test_a_file_that_kills_the_program_is_tried_twice_and_set_aside(fragile, where):
    """quality.md#twice: only that file is set aside, and the others are examined."""
    runs = [fragile.receive(fault=f"kill {where}") for _ in range(2)]
    if where == "check":  # which is done by the run itself
        assert runs.pop(1)[0] == KILLED
        runs.append(fragile.receive(fault=f"kill {where}"))
    (killed, before), (status, said) = runs
    assert (killed, before) == (KILLED, {})
    assert status == 2
    assert said[fragile.name] == ("not-examined", ["DUP-005", "FILE-041"])
    assert len(said) == FILES
    assert others_accepted(said, fragile)
    assert fragile.examined() == (FILES - 1, 1)
    assert fragile.guilty in fragile.log
    again, said = fragile.receive(fault=f"kill {where}")
    assert (again, said[fragile.name][1]) == (2, ["DUP-005", "FILE-041"])
    healed, said = fragile.receive(fault="no fault", IKU_TEST_VERSION="99.0")
    assert (healed, said[fragile.name][0]) == (0, "accepted")


def test_a_newer_program_that_dies_of_it_too_costs_that_file_alone(fragile):
    """quality.md#twice: what ended one program is examined apart from the next one."""
    for _ in range(2):
        fragile.receive()
    status, said = fragile.receive(IKU_TEST_VERSION="99.0")
    assert (status, said[fragile.name][1]) == (2, ["DUP-005", "FILE-041"])


def test_a_return_that_kills_a_newer_program_keeps_its_verdict(fragile):
    """quality.md#twice: what is examined again and ends the program is examined alone and set
    aside, and counts as it did; the others are examined again, once.
    """
    assert fragile.receive(fault="no fault")[0] == 0
    newer = {"IKU_TEST_VERSION": "99.0"}
    assert fragile.receive(**newer) == (KILLED, {})
    status, said = fragile.receive(**newer)
    assert (status, said[fragile.name][0], len(said)) == (2, "accepted", FILES)
    with Registry(fragile.root / ".iku" / "registry.db") as registry:
        assert upkeep.verify(registry) == []
        times = [len(registry.examinations(each.number)) for each in registry.receipts()]
        assert sorted(times) == [1] + [2] * (FILES - 1)
        [fault] = registry.failed_again().values()
    assert [each.code for each in fault.returned.findings] == ["FILE-041"]


def test_a_file_that_never_answers_is_set_aside(fragile):
    """quality.md#twice: who ends a run that hangs loses nothing, and it hangs no more."""
    process = fragile.start("receive", fragile.inbox, fault="hang examine")
    note = fragile.root / ".iku" / "registry.examining"
    until = time.monotonic() + 60
    while not (note.exists() and f"[{GUILTY}" in note.read_text(encoding="utf-8")):
        assert time.monotonic() < until
        time.sleep(0.05)
    while process.is_alive:  # Python may lose one that comes within a callback
        process.signal(signal.SIGINT)
        time.sleep(5)
    assert process.status == 130
    assert "Traceback" not in process.err
    status, said = fragile.receive(fault="hang examine")
    assert (status, said[fragile.name]) == (2, ("not-examined", ["DUP-005", "FILE-041"]))
    assert fragile.examined() == (FILES - 1, 1)


@pytest.mark.parametrize("verb", ["receive", "validate"])
def test_a_process_that_dies_among_several_costs_only_its_file(tmp_path, verb):
    """contract.md#jobs: -j N: the file that ended its process is named, the rest is as it was."""
    office = Office.open(tmp_path / "inbox", 40)
    root = put(tmp_path / "campaign", office.campaign)
    fragile = Fragile(root, office.visits[0], list(office.files)[GUILTY])
    ran = fragile.iku(verb, fragile.inbox, "--format", "json", "-j", 2)
    files = {each["file"]: each for each in json.loads(ran.out)["files"]}
    assert ran.status == 2
    assert "Traceback" not in ran.err
    assert [one["code"] for one in files[fragile.name]["findings"]] == ["FILE-041"]
    wrong = {name for name, each in files.items() if each["verdict"] == "not-examined"}
    assert (len(files), wrong) == (40, {fragile.name})


def test_a_kept_definition_that_a_disk_lost_is_no_villages_fault(tmp_path):
    """contract.md#old-definitions: what was issued is recognised; where its definition is gone,
    that is said, and the return waits for it.
    """
    office = Office.open(tmp_path / "inbox", 2)
    root = put(tmp_path / "campaign", office.campaign)
    campaign = CampaignFolder(root)
    issued = campaign.definition()
    campaign.keep(issued)
    kept = root / ".iku" / "definitions" / f"{issued.digest}.json"
    text = (root / "definition.yaml").read_text(encoding="utf-8")
    changed = text.replace('"title":"', '"title":"Baru: ', 1)
    assert changed != text
    (root / "definition.yaml").write_text(changed, encoding="utf-8")
    fragile = Fragile(root, office.visits[0], "0" * 64)
    whole = kept.read_bytes()
    for damaged in (b"", whole[:-9]):
        kept.write_bytes(damaged)
        status, said = fragile.receive(fault="no fault")
        assert status == 2
        assert {(verdict, codes[-1]) for verdict, codes in said.values()} == {
            ("not-examined", "FORM-024")
        }
    kept.write_bytes(whole)
    status, said = fragile.receive(fault="no fault")
    assert {verdict for verdict, _ in said.values()} == {"accepted"}
