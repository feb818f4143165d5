"""The benchmarks run, and what they compare with does the same work."""

import re
import subprocess
import sys

import pytest

from benchmarks.__main__ import ALL, main
from benchmarks.material import Campaign, write_returns
from benchmarks.peak import watched
from benchmarks.plain_script import PlainScript
from iku_workbook.campaign.batch import validate
from iku_workbook.campaign.sources import Source

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def campaign():
    return Campaign.of(14)


@pytest.fixture(scope="module")
def returns(campaign, tmp_path_factory):
    return write_returns(campaign, tmp_path_factory.mktemp("returns"))


def test_a_tiny_run_prints_every_ratio(capsys):
    """quality.md#measured: every figure is measured by something in benchmarks/, and printed as
    a ratio.
    """
    assert main(["--files", "3", "--rounds", "1"]) in (0, 1)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(ALL)
    assert all(re.search(r" \d+\.\d{3}  at (most|least) ", line) for line in lines)


def test_the_material_is_genuine(campaign, returns):
    """quality.md#other-unit: validation is measured on genuine returns, each of another unit."""
    found = validate([Source(path.name, path) for path in returns], campaign.forms)
    assert {each.verdict for each in found} == {"accepted"}
    assert {each.unit for each in found} == {unit.code for unit in campaign.definition.units}
    assert {one.code for each in found for one in each.findings} <= {"RULE-001"}


def test_the_plain_script_agrees(campaign, returns):
    """quality.md#same-work: the plain script that we are measured against finds a genuine return
    genuine.
    """
    script = PlainScript(campaign)
    assert [script.check(path) for path in returns] == [[]] * len(returns)


def test_the_plain_script_finds_what_is_wrong(campaign, returns):
    """quality.md#same-work: it really checks; held against another key, a seal is no longer
    genuine.
    """
    script = PlainScript(campaign)
    script.key = b"another"
    assert script.check(returns[0]) == ["seal"]


@pytest.mark.skipif(sys.platform != "linux", reason="a system without /proc")
def test_what_processes_share_is_counted_once():
    """quality.md#at-once: the memory of a process and of those that it started, added up."""
    run = subprocess.Popen([sys.executable, "-c", _SHARING])
    with run, watched(run.pid) as most:
        run.wait()
    assert run.returncode == 0
    assert 2 * _HELD < most.megabytes < 3 * _HELD


_HELD = 100  # megabytes that both share, and that one of them has beside that
_SHARING = f"""
import os, time
shared = bytearray(os.urandom(1 << 20) * {_HELD})
if os.fork():
    os.wait()
else:
    own = bytearray(os.urandom(1 << 20) * {_HELD})
    time.sleep(3)
"""
