"""quality.md#files-synced: a power cut leaves every file of a campaign complete or untouched."""

import random
import subprocess

import pytest

from tests.registry.disk import replay
from tests.registry.mount import missing, mounted
from tests.registry.office import Office, command

CUTS = 200
KEPT = ("/outbox/", "/results/", "/.iku/definitions/", "/.iku/key")
pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"no disk of our own: {missing()}"),
    pytest.mark.slow,
]


def whole_files(disk):
    """What a person or the program relies on, by path; the registry has a test of its own."""
    return {
        path: data
        for path, data in disk.items()
        if path.startswith(KEPT) and not path.endswith(".partial") and "/.iku-staged-" not in path
    }


def test_every_file_of_a_campaign_survives_a_power_cut(tmp_path):
    """quality.md#files-synced: what a command wrote is there, whole, once the command has ended; at
    any moment before a file is whole, as it was, or not there. Of forms, what goes along with
    them, definitions, keys and results.
    """
    office = Office.open(tmp_path / "inbox", 3)
    root, before = tmp_path / "disk", dict(office.campaign)
    commands = (
        ("generate", "--period", "2025-Q1"),
        ("receive", office.visits[0]),
        ("key", "rotate"),
        ("consolidate", "--period", "2025-Q1"),
    )
    with mounted(root, before) as operations:
        for each in commands:
            ran = subprocess.run(command(root, *each), capture_output=True, text=True, check=False)
            assert ran.returncode in (0, 1), ran.stderr
    versions: dict[str, set[bytes]] = {}
    chance, last = random.Random(1), None
    moments = sorted(chance.choices(range(len(operations) + 1), k=CUTS))
    for count, disk in replay(before, operations):
        for path, data in whole_files(disk.after_kill()).items():
            versions.setdefault(path, set()).add(data)
        for _ in range(moments.count(count)):
            for path, data in whole_files(disk.after_cut(chance)).items():
                assert data in versions[path], path
        last = disk
    for _ in range(CUTS):
        assert whole_files(last.after_cut(chance)) == whole_files(last.after_kill())
    assert {"outbox", "results"} <= {path.split("/")[1] for path in versions}
    assert {"/.iku/key"} < {path for path in versions if path.startswith("/.iku/")}
    assert all(b"" not in data for data in versions.values())
