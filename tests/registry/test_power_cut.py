"""quality.md#files-synced: a power cut leaves every file of a campaign complete or untouched.

The same in full: ``python -m tests.registry.crash commands``.
"""

import random

import pytest

from tests.registry.commands import DECISIONS, OUTPUTS, story, tried
from tests.registry.disk import replay
from tests.registry.mount import missing

CUTS = 60
KEPT = ("outbox", "results", ".iku/definitions", ".iku/key", "definition.yaml")
pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"no disk of our own: {missing()}"),
    pytest.mark.slow,
]


def whole_files(disk):
    """What a person or the program relies on, by path; registries have tests of their own."""
    return {
        path: data
        for path, data in disk.items()
        if path.startswith("/usb/") or path.partition("/")[2].partition("/")[2].startswith(KEPT)
        if not path.endswith(".partial") and "/.iku-" not in path
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("commands")


@pytest.fixture(scope="module")
def commands(folder):
    """Every command that writes, done on a disk that remembers."""
    return story(folder, folder / "disk")


def test_every_file_of_a_campaign_survives_a_power_cut(commands):
    """quality.md#files-synced: what a command wrote is there, whole, once the command has ended; at
    any moment before a file is whole, as it was, or not there. Of forms, what goes along with
    them, definitions, keys, results, backups, and of campaigns that are new or restored.
    """
    versions: dict[str, set[bytes]] = {}
    chance = random.Random(1)
    operations = [each for command in commands for each in command.operations]
    moments = chance.choices(range(len(operations) + 1), k=CUTS)
    for count, disk in replay(commands[0].start, operations):
        for path, data in whole_files(disk.after_kill()).items():
            versions.setdefault(path, set()).add(data)
        for _ in range(moments.count(count)):
            for path, data in whole_files(disk.after_cut(chance)).items():
                assert data in versions[path], path
        last = disk
    for _ in range(CUTS):
        assert whole_files(last.after_cut(chance)) == whole_files(last.after_kill())
    assert {"kantor", "usb", "baru", "pulih", "sini"} <= {path.split("/")[1] for path in versions}
    assert all(b"" not in data for path, data in versions.items() if "/.iku/" in path)


def test_every_command_that_writes_can_be_cut_short(commands, folder):
    """quality.md#cut-short: by kills, a full disk and power cuts, of each some (in full: every
    operation and write, of every decision too).
    """
    chance = random.Random(1)
    verbs = {each.line.split()[0]: each for each in commands}
    left = set[int]()
    for alike in (DECISIONS, OUTPUTS):
        several = [each for verb, each in verbs.items() if verb in alike]
        left |= {id(each) for each in several} - {id(chance.choice(several))}
    for each in (one for one in commands if id(one) not in left):
        found = tried(each, folder, chance, cuts=1, few=1)
        assert found.problems == [], each.line
        assert min(found.times) > 0


def test_a_bare_restoration_is_completed(commands, folder):
    """quality.md#cut-short: a campaign that is restored into the folder in which a person works,
    killed wherever a name was moved, is completed by the same command.
    """
    bare = commands[-1]
    moved = [
        count
        for count, each in enumerate(bare.operations, start=1)
        if any(path.startswith("/sini/") for path in getattr(each, "names", ()))
        and None in each.names.values()
    ]
    problems = list(bare.killed(folder / "memory", {*moved[-8:]}))
    assert len(problems) > 4
    assert [each for each in problems if each] == []
