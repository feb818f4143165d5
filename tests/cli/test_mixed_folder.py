"""A folder as it comes in: genuine returns, foreign files and hostile ones, all together."""

import json
import subprocess
import sys

import pytest

from samples.renew import BAD
from samples.year import QUARTER
from tests.source import CHECKOUT
from tests.workbook.hostile import CASES

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


@pytest.mark.skipif(sys.platform == "win32", reason="no getrusage")
def test_a_thousand_mixed_files(tmp_path, record_property):
    """quality.md#flat-memory: each ends in a finding, 0 tracebacks; a line each, memory flat."""
    peaks = []
    for count in (250, 1000):
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
        assert [each["file"] for each in files] == [f"{n:04}.xlsx" for n in range(count)]
        assert not any(found["code"] == "FILE-000" for each in files for found in each["findings"])
    record_property("peak memory, 1000 / 250 mixed files", round(peaks[1] / peaks[0], 2))
    assert peaks[1] < FLAT * peaks[0]
