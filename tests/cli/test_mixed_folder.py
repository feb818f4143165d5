"""A folder as it comes in: genuine returns, foreign files and hostile ones, all together."""

import json
import subprocess
import sys

import pytest

from samples import whatsapp
from samples.renew import BAD
from samples.year import PERIOD, QUARTER
from tests.cli.run import run
from tests.source import CHECKOUT
from tests.workbook.hostile import CASES

pytestmark = pytest.mark.slow

FLAT = 1.3  # the peak for four times as many files, at most
# Runs the program and says what it cost; apart from pytest, whose own memory would count.
MEASURED = (
    "import resource, sys; from iku_workbook.cli import iku;"
    "status = iku.main(sys.argv[1:], standalone_mode=False);"
    "print(status, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
)


def mixed(folder, count):
    """So many files: as many genuine as others, each under a name of its own."""
    genuine = [path.read_bytes() for path in sorted(QUARTER.iterdir())]
    others = [path.read_bytes() for path in sorted(BAD.glob("*/*.xls*"))]
    others += [make() for make, _ in CASES.values()]
    folder.mkdir()
    for number in range(count):
        of = genuine if number % 2 else others
        (folder / f"{number:04}.xlsx").write_bytes(of[number // 2 % len(of)])
    return folder


def looked_at(campaign, folder, files):
    """Receive what a year of WhatsApp leaves, twice, and hold every line against what is due."""
    expected = whatsapp.fill(folder, files)
    for _ in range(2):
        ran = run("-C", campaign, "receive", folder, "--format", "json")
        told = {each["file"]: each for each in json.loads(ran.out)["files"]}
        assert told.keys() == expected.keys()
        for name, due in expected.items():
            each = told[name]
            codes = [found["code"] for found in each["findings"]]
            assert (name, each["verdict"], each["unit"], each["named"]) == (
                *(name, due.verdict, due.unit, due.named),
            )
            assert due.code is None or due.code in codes, (name, codes)
        assert ran.status == 1
    text = run("-C", campaign, "receive", folder).out
    assert text.count("\n–") + text.startswith("–") == list_of(expected, "no-return")
    assert f"Berkas {len(expected)} · " in " ".join(text.split())
    return expected


def list_of(expected, verdict):
    return sum(each.verdict == verdict for each in expected.values())


def status_of(campaign, *arguments):
    ran = run("-C", campaign, "status", "--period", PERIOD, "--format", "json", *arguments)
    return json.loads(ran.out)


def test_what_a_year_of_whatsapp_leaves(campaign, tmp_path):
    """quality.md#looked-at: a line each with its unit or reason, the exit status, and the status
    that agrees; once somebody has said whose each file is, nothing weighs any more.
    """
    kinds = len(whatsapp.FORMS) + len(whatsapp.OTHERS)
    assert kinds >= 60
    expected = looked_at(campaign, tmp_path / "masuk", kinds)
    seen = status_of(campaign)
    rejected = {name for name, each in expected.items() if each.verdict == "rejected"}
    unplaced = {each["file"]: each for each in seen["unplaced"]}
    assert unplaced.keys() <= rejected
    states = {code: each["periods"][PERIOD] for code, each in seen["units"].items()}
    returned = {each.unit for each in expected.values() if each.unit}
    named = {each.named for each in expected.values() if each.named}
    assert {code for code, each in states.items() if each["status"] == "accepted"} == returned
    assert {code for code, each in states.items() if each["other"]} == named
    text = run("-C", campaign, "status", "--period", PERIOD).out
    assert text.count("Belum masuk, ada berkas lain") >= len(named)
    for each in unplaced.values():
        who = ("--as", "Kasi PMD", "--note", "foto")
        what = ("assign", each["number"], each["named"], "--period", PERIOD)
        what = what if each["named"] else ("dismiss", each["number"])
        assert run("-C", campaign, *what, *who).status == 0
    assert status_of(campaign)["unplaced"] == []
    assert run("-C", campaign, "receive", tmp_path / "masuk").status == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no getrusage")
def test_many_mixed_files(tmp_path, record_property):
    """quality.md#flat-memory: each ends in a finding, 0 tracebacks; a line each, memory flat."""
    peaks = []
    for count in (150, 600):
        folder, out = mixed(tmp_path / str(count), count), tmp_path / f"{count}.jsonl"
        definition = CHECKOUT / "templates" / "kecamatan-sreseh-2024.yaml"
        arguments = ["validate", folder, "--definition", definition, "-o", out]
        ran = subprocess.run(
            [sys.executable, "-c", MEASURED, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=True,
        )
        *_, last = ran.stderr.strip().splitlines()
        status, peak = last.split()
        assert status == "1"
        peaks.append(int(peak))
        files = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        # An archive under a workbook's name has a line for what it holds.
        names = [each["file"].partition("/")[0] for each in files]
        assert names == [f"{n:04}.xlsx" for n in range(count)]
        assert not any(found["code"] == "FILE-000" for each in files for found in each["findings"])
    record_property("peak memory, 600 / 150 mixed files", round(peaks[1] / peaks[0], 2))
    assert peaks[1] < FLAT * peaks[0]
