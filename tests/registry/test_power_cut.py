"""quality.md#files-synced: a power cut leaves every file of a campaign complete or untouched."""

import random

import pytest

from iku_workbook.campaign.keys import Keys
from tests.cli.run import run
from tests.registry.disk import Link, replay
from tests.registry.forked import Forked
from tests.registry.mount import missing, mounted
from tests.registry.office import Office, put

CUTS = 150
OPENED = 5  # of these, so many are worked on afterwards
PERIOD = ("--period", "2025-Q1")
DONE = "/selesai-"
KEPT = ("/outbox/", "/results/", "/.iku/definitions/", "/.iku/key", "/lain/")
pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"no disk of our own: {missing()}"),
    pytest.mark.slow,
]


def whole_files(disk):
    """What a person or the program relies on, by path; the registry has a test of its own."""
    return {
        path: data
        for path, data in disk.items()
        if path.startswith(KEPT)
        and not path.endswith((".partial", ".db", ".db-journal", ".lock", ".holder"))
        and "/.iku-staged-" not in path
    }


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return Office.open(tmp_path_factory.mktemp("office") / "inbox", 3)


@pytest.fixture(scope="module")
def operations(office, tmp_path_factory):
    """What every command that writes does to a disk; a file is made where one has ended."""
    root = tmp_path_factory.mktemp("disk") / "disk"
    commands = (
        ("generate", *PERIOD),
        ("receive", office.visits[0]),
        ("approve", "35.0000", *PERIOD, "--as", "Kasi PMD"),
        ("key", "rotate"),
        ("key", "rotate"),
        ("generate", *PERIOD),
        ("consolidate", *PERIOD),
        ("new", root / "lain", "--definition", root / "definition.yaml"),
    )
    with mounted(root, dict(office.campaign)) as done:
        for number, each in enumerate(commands):
            ran = Forked("-C", root, *each)
            assert ran.status in (0, 1), (each, ran.err)
            (root / f"{DONE.strip('/')}{number}").touch()
    return done


def states(office, operations, chance):
    """What a kill leaves at each moment, what power cuts may leave then, and the keys that commands
    had ended with by then.
    """
    moments = sorted(chance.choices(range(len(operations) + 1), k=CUTS))
    sealed: set[bytes] = set()
    for count, disk in replay(dict(office.campaign), operations):
        killed = disk.after_kill()
        last = operations[count - 1] if count else None
        if isinstance(last, Link) and any(path.startswith(DONE) for path in last.names):
            sealed.add(killed["/.iku/key"])
        yield killed, [disk.after_cut(chance) for _ in range(moments.count(count))], sealed


def test_every_file_of_a_campaign_survives_a_power_cut(office, operations):
    """quality.md#files-synced: what a command wrote is there, whole, once the command has ended; at
    any moment before a file is whole, as it was, or not there. Of forms, what goes along with
    them, definitions, keys and results, and of a new campaign.
    """
    versions: dict[str, set[bytes]] = {}
    chance = random.Random(1)
    for killed, cuts, _ in states(office, operations, chance):
        for path, data in whole_files(killed).items():
            versions.setdefault(path, set()).add(data)
        for path, data in (each for cut in cuts for each in whole_files(cut).items()):
            assert data in versions[path], path
    *_, (_, last) = replay(dict(office.campaign), operations)
    for _ in range(CUTS):
        assert whole_files(last.after_cut(chance)) == whole_files(last.after_kill())
    assert {"outbox", "results", "lain"} <= {path.split("/")[1] for path in versions}
    assert {"/.iku/key"} < {path for path in versions if path.startswith("/.iku/")}
    assert all(b"" not in data for path, data in versions.items() if path.startswith("/.iku/"))


def test_a_campaign_opens_after_kills_and_power_cuts_and_knows_its_keys(
    office, operations, tmp_path
):
    """quality.md#keys-kept: every key that a command had ended with is known, whatever a command
    that writes was at; the campaign opens, verifies, and goes on.
    """
    every, held, opened = set(), {}, 0
    for killed, cuts, sealed in states(office, operations, random.Random(2)):
        every |= sealed
        for state in (killed, *cuts):
            before = held
            held = {path: data for path, data in state.items() if path.startswith("/.iku/key")}
            if held != before:
                keys = Keys(put(tmp_path / "keys", held) / ".iku")
                assert sealed <= {keys.current(), *keys.older()}
        for state in cuts:
            opened += 1
            if opened % (CUTS // OPENED) == 0:
                root = put(tmp_path / "campaign", state)
                for command in (["status"], ["verify"], ["receive", office.visits[0]]):
                    ran = run("-C", root, *command)
                    assert ran.status in (0, 1), (command, ran.err)
    assert len(every) == 3
