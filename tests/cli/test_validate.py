"""iku validate and iku consolidate: reports, results, and what the exit status says."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from iku_workbook import resources
from iku_workbook.report import FORMATS
from tests.cli.run import run
from tests.source import CHECKOUT

pytestmark = pytest.mark.slow

TEMPLATE = resources.template("kecamatan-sreseh-2024")


def test_good_returns_are_accepted(demo):
    """contract.md#exit-0: 0 nothing wrong."""
    ran = run("-C", demo, "validate", demo / "inbox")
    assert ran.status == 0
    assert "Noreh" in ran.out
    assert ran.out.count("✓") == 12


@pytest.mark.parametrize("form", FORMATS)
def test_the_exit_status_is_the_same_in_every_format(demo, bad, form):
    """contract.md#exit-status: the same in every format."""
    good = demo / "inbox"
    assert run("-C", demo, "validate", good, "--format", form).status == 0
    assert run("-C", demo, "validate", good, bad, "--format", form).status == 1


def test_the_json_names_every_file_in_order(demo, bad):
    """contract.md#findings-json."""
    ran = run("-C", demo, "validate", demo / "inbox", bad, "--format", "json")
    document = json.loads(ran.out)
    names = [path.name for path in sorted((demo / "inbox").iterdir())]
    assert [file["file"] for file in document["files"]] == [*names, bad.name]
    assert document["summary"]["accepted"] == 12
    assert document["summary"]["rejected"] == 1
    lines = run("-C", demo, "validate", demo / "inbox", bad, "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == document["files"]


def test_without_a_campaign_the_seal_is_not_checked_and_it_says_so(demo, tmp_path):
    """contract.md#validate: `--definition FILE` does; without the key it says so."""
    path = demo / "inbox"
    arguments = ("validate", "--definition", TEMPLATE, path, "--format", "json")
    files = json.loads(run("-C", tmp_path, *arguments).out)["files"]
    said = [{finding["code"] for finding in file["findings"]} for file in files]
    assert all("FORM-010" in codes for codes in said)
    assert {file["verdict"] for file in files} == {"accepted"}


@pytest.mark.parametrize("suffix", ["json", "jsonl", "csv", "html", "txt"])
def test_a_report_in_a_file_has_the_format_of_its_name(demo, tmp_path, suffix):
    """commands.md#iku-validate: the format is what the name after -o ends in."""
    out = tmp_path / "deep" / f"report.{suffix}"
    ran = run("-C", demo, "validate", demo / "inbox", "-o", out)
    assert (ran.status, ran.out) == (0, "")
    assert str(out) in ran.err
    text = out.read_text(encoding="utf-8")
    begins = {"json": '{\n  "files"', "jsonl": '{"file"', "csv": "\ufefffile,", "html": "<!DOC"}
    assert text.startswith(begins.get(suffix, "✓"))
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_an_archive_and_names_on_standard_input(demo, tmp_path):
    """contract.md#paths: PATH is a .zip of workbooks, or `-` (names on stdin)."""
    paths = sorted((demo / "inbox").iterdir())
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in paths[:2]:
            archive.write(path, path.name)
    lines = f"{tmp_path / 'all.zip'}\n{paths[2]}\n"
    ran = run("-C", demo, "validate", "-", "--format", "json", stdin=lines)
    found = [file["file"] for file in json.loads(ran.out)["files"]]
    assert found == [*(f"all.zip/{path.name}" for path in paths[:2]), paths[2].name]


def test_two_processes_say_the_same_as_one(demo, bad, tmp_path):
    """contract.md#jobs: -j N."""
    for number in range(3):
        shutil.copytree(demo / "inbox", tmp_path / str(number))
    shutil.copy(bad, tmp_path)
    one, two = (
        run("-C", demo, "validate", tmp_path, "--format", "json", "-j", jobs) for jobs in (1, 2)
    )
    assert (one.status, one.out) == (two.status, two.out)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_bad_sample_can_be_shown_in_every_format(demo, language, tmp_path):
    """contract.md#says-what-to-do: every error says what to do, in the language asked for."""
    folder = resources.sample_folder("bad")
    for form in FORMATS:
        ran = run("-C", demo, "validate", folder, "--lang", language, "--format", form)
        # One is of our key and of a definition that this campaign does not have: not examined.
        assert ran.status == 2, ran.err
        assert "{" not in ran.out.replace("{{", "") or form in {"json", "jsonl", "html"}


def test_an_empty_folder_is_a_mistake(demo, tmp_path):
    """contract.md#exit-2: 2 usage mistake."""
    ran = run("-C", demo, "validate", tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert str(tmp_path) in ran.err


def test_a_report_that_cannot_be_written_is_explained(demo, tmp_path):
    """contract.md#exit-2: 2, and the message names the file that was asked for."""
    (tmp_path / "file").write_bytes(b"")
    out = tmp_path / "file" / "report.html"
    ran = run("-C", demo, "validate", demo / "inbox", "-o", out)
    assert (ran.status, ran.out) == (2, "")
    assert str(out) in ran.err


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal")
@pytest.mark.parametrize("setting", [{}, {"NO_COLOR": "1"}])
def test_colour_is_for_a_terminal_and_not_against_no_color(demo, bad, setting):
    """contract.md#streams: `NO_COLOR`; the words are the same with and without."""
    plain = run("-C", demo, "validate", bad).out
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "TERM": "xterm-256color", **setting}
    environment = {k: v for k, v in environment.items() if setting or k != "NO_COLOR"}
    command = [sys.executable, "-c", "from iku_workbook.cli import main; main()"]
    ours, theirs = os.openpty()
    with open(ours, "rb", buffering=0) as screen:  # noqa: PTH123 - a descriptor, no path
        subprocess.run([*command, "-C", demo, "validate", bad], env=environment, stdout=theirs)
        os.close(theirs)
        shown = screen.read(1 << 16).decode()
    assert ("\x1b[31m" in shown or "\x1b[1;31m" in shown) == (not setting)
    words = re.sub(r"\x1b\[[0-9;]*m", "", shown).split()
    assert words == plain.split()


def test_results_as_in_the_contract(demo):
    """contract.md#results-json."""
    arguments = ("consolidate", demo / "inbox", "--period", "2024-Q1", "--format", "json")
    ran = run("-C", demo, *arguments)
    assert ran.status == 0
    results = json.loads(ran.out)
    assert list(results) == [
        "period",
        "units",
        "returned",
        "accepted",
        "indicators",
        "units_status",
        "basis",
        "office",
        "objectives",
    ]
    assert results["indicators"]["IKU-1"]["numerator"] == 7
    assert results["indicators"]["IKU-4"]["value"] == pytest.approx(400 / 3, rel=1e-12)


def test_results_as_a_workbook_and_a_table(campaign):
    """contract.md#consolidate: iku consolidate: a master workbook, and the table of results."""
    ran = run("-C", campaign, "consolidate", campaign / "inbox", "--period", "2024-Q1")
    assert ran.status == 0
    assert (campaign / "results" / "2024-Q1.xlsx").read_bytes().startswith(b"PK")
    assert {"IKU-2", "1.640", "1.961", "83,63", "12/12"} <= set(ran.out.split())


def test_results_as_csv_with_the_values_beside(demo, tmp_path):
    """commands.md#iku-consolidate: csv holds one row an indicator, the accepted values stand
    beside it.
    """
    out = tmp_path / "r.csv"
    ran = run("-C", demo, "consolidate", demo / "inbox", "--period", "2024-Q1", "-o", out)
    assert ran.status == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [row["indicator"] for row in rows] == ["IKU-1", "IKU-2", "IKU-3", "IKU-4"]
    beside = (tmp_path / "r-isian.csv").read_text(encoding="utf-8-sig")
    values = list(csv.DictReader(io.StringIO(beside)))
    assert {"period", "unit", "field", "value"} <= set(values[0])


def test_results_as_parquet_or_the_extra_that_is_missing(demo, tmp_path):
    """commands.md#iku-consolidate: parquet needs an extra, and says which."""
    out = tmp_path / "r.parquet"
    ran = run("-C", demo, "consolidate", demo / "inbox", "--period", "2024-Q1", "-o", out)
    if ran.status == 0:
        assert out.read_bytes().startswith(b"PAR1")
    else:
        assert "iku-workbook[parquet]" in ran.err
        assert not out.exists()


def test_a_bad_return_is_left_out_and_told(demo, bad, tmp_path):
    """contract.md#exit-1: 1 some workbook has an error finding."""
    good = next((demo / "inbox").iterdir())
    arguments = ("consolidate", good, bad, "--period", "2024-Q1", "-o", tmp_path / "m.xlsx")
    ran = run("-C", demo, *arguments)
    assert ran.status == 1
    assert "1/12" in ran.out
    assert (tmp_path / "m.xlsx").exists()


def test_returns_must_be_named(demo):
    """commands.md#iku-consolidate: PATH... of iku consolidate."""
    ran = run("-C", demo, "consolidate", "--period", "2024-Q1")
    assert (ran.status, ran.out) == (2, "")
    assert "inbox" in ran.err
