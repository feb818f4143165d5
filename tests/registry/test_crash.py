"""quality.md#nothing-lost: anything acknowledged as received is not lost, whatever happens.

The same in full: ``python -m tests.registry.crash``; docs/registry.md has what it came to.
"""

import json
import random

import pytest

from tests.registry.crash import (
    MISTAKE,
    both_at_once,
    completed,
    cut,
    full,
    killed_at,
    killed_at_each,
    killed_at_random,
    limited,
    recorded,
)
from tests.registry.mount import missing
from tests.registry.office import ACKNOWLEDGED, Office, receive

pytestmark = pytest.mark.slow

needs_a_disk = pytest.mark.skipif(bool(missing()), reason=f"no disk of our own: {missing()}")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return Office.open(tmp_path_factory.mktemp("office"), files=12, visits=3)


@pytest.fixture(scope="module")
def operations(office, tmp_path_factory):
    return recorded(office, tmp_path_factory.mktemp("disk") / "disk")


def test_kills_at_random_moments(office, tmp_path):
    """quality.md#nothing-lost: 0 lost in kills at random points; receiving again completes."""
    outcome = killed_at_random(office, tmp_path / "campaign", 6, random.Random(1))
    assert (outcome.mishaps, outcome.problems) == (6, [])


def test_a_file_that_two_kills_set_aside_was_told_so(office, tmp_path):
    """quality.md#nothing-lost: at hand in two kills, it waits, and says so; who was told a verdict
    has it on record, and only kills excuse what has none: the tests here can fail.
    """
    root = office.furnish(tmp_path / "campaign")
    note = json.dumps({"numbers": [1], "alone": 1})
    (root / ".iku" / "registry.examining").write_text(note, encoding="utf-8")
    assert receive(root, office.visits) == (MISTAKE, "")
    assert office.problems(root, killed=True) == []
    assert office.problems(root) == ["1 of unknown verdict"]
    said = (root / ACKNOWLEDGED).read_text(encoding="utf-8")
    (root / ACKNOWLEDGED).write_text(said.replace("not-examined", "accepted"), encoding="utf-8")
    assert office.problems(root, killed=True) == ["1 of unknown verdict"]
    assert completed(office, root) == []


@needs_a_disk
def test_kills_in_the_place_of_a_write(tmp_path):
    """quality.md#nothing-lost: 0 lost in kills at writes; receiving again completes."""
    small = Office.open(tmp_path / "inbox", files=2)
    outcome = killed_at(small, tmp_path / "disk", step=23)
    assert outcome.mishaps > 2
    assert outcome.problems == []


@needs_a_disk
def test_what_a_kill_leaves_at_every_write(office, operations, tmp_path):
    """quality.md#nothing-lost: 0 lost at writes of every kind (in full: at every write). A killed
    process leaves what it had written.
    """
    outcome = killed_at_each(office, tmp_path / "campaign", operations, again=1, few=4)
    assert outcome.mishaps > 30
    assert outcome.told > 0
    assert outcome.problems == []


@needs_a_disk
def test_power_cuts(office, operations, tmp_path):
    """quality.md#nothing-lost: 0 lost on a power cut, where all that was not synced may be gone."""
    outcome = cut(office, tmp_path / "campaign", operations, 100, random.Random(1), again=1)
    assert outcome.told > 0
    assert outcome.problems == []


@needs_a_disk
@pytest.mark.parametrize("level", ["FULL", "OFF"])
def test_without_its_syncs_power_cuts_do_harm(level, office, tmp_path):
    """quality.md#synced: synchronous EXTRA, for less loses what was acknowledged: the test above
    can fail.
    """
    operations = recorded(office, tmp_path / "disk", level)
    outcome = cut(office, tmp_path / "campaign", operations, 100, random.Random(1))
    assert len(outcome.problems) > 3


def test_two_processes_at_once(office, tmp_path):
    """quality.md#two-at-once: both finish, or one says who holds the registry; nothing is lost."""
    assert both_at_once(office, tmp_path / "campaign", 1, random.Random(1)).problems == []


def test_a_file_that_may_not_grow(office, tmp_path):
    """quality.md#nothing-lost: on a full disk nothing acknowledged is lost, and a person is
    told.
    """
    size = sum(map(len, office.files.values()))
    assert limited(office, tmp_path / "campaign", [size // 3]).problems == []


@needs_a_disk
def test_a_full_disk(office, tmp_path):
    """quality.md#nothing-lost: on a full disk nothing acknowledged is lost, and a person is
    told.
    """
    size = sum(map(len, office.files.values()))
    assert full(office, tmp_path / "disk", [size // 3]).problems == []
