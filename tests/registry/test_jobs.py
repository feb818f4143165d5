"""Receiving with several processes: the same as with one, whichever of them is killed."""

import os
import signal
import sqlite3
import sys
import time
from contextlib import closing
from functools import partial

import pytest

from iku_workbook.campaign import taking_apart
from iku_workbook.campaign.executors import of_jobs
from iku_workbook.campaign.intake import Intake
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.sources import gather
from iku_workbook.registry import Registry, dictionaries, upkeep
from iku_workbook.registry.compact import take_apart
from tests.registry.country import mishaps
from tests.registry.crash import EVERYTHING_SAID, completed
from tests.registry.desk import Desk, day
from tests.registry.office import Office, acknowledged, receiving
from tests.registry.office import receive as received
from tests.registry.test_contents import SENT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="a system without /proc")
MANY = 90  # enough for four processes
SEVERAL_SHARES = 640  # more than twice what is committed together, or checked
_RECORDS = """
    SELECT receipt.number, name, sha256, verdict, findings, "values", indicators, dictionary
    FROM receipt JOIN file USING (sha256) JOIN examination ON receipt = receipt.number
    ORDER BY examination.number
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return Office.open(tmp_path_factory.mktemp("office"), MANY)


def test_any_number_of_processes_records_the_same(tmp_path):
    """contract.md#jobs: the same verdicts, records and order for any -j."""
    desk, clock = Desk(tmp_path), partial(day, 0)
    desk.assorted(40)
    said = []
    for jobs in (1, 2, 4):
        with closing(desk.open()) as registry:
            registry.path = tmp_path / f"{jobs}.db"
            sources = gather([str(tmp_path / "inbox")])
            told = receive(
                registry, desk.forms, sources, by="Loket", clock=clock, executor=of_jobs(jobs)
            )
            returns = list(told)
            said.append((returns, registry.connection.execute(_RECORDS).fetchall()))
    assert said[0] == said[1] == said[2]
    assert len({number for number, *_ in said[0][1]}) == 40


@needs_proc
@pytest.mark.parametrize("kept", [0, MANY], ids=["taking apart", "examining"])
def test_a_killed_process_of_several_costs_nothing(office, tmp_path, kept):
    """quality.md#nothing-lost: a process that is killed, not by its file, costs no file."""
    root = office.furnish(tmp_path / "campaign")
    process = receiving(root, *office.visits, jobs=2)
    _once(lambda: _kept(root) >= kept)
    os.kill(_once(lambda: len(process.workers) > 1 and process.workers)[0], signal.SIGKILL)
    assert process.status in EVERYTHING_SAID, process.err
    assert office.problems(root, whole=True) == []
    assert acknowledged(root) == set(office.files)


@needs_proc
def test_a_run_of_several_that_is_killed_leaves_no_process_and_is_completed(office, tmp_path):
    """quality.md#nothing-lost: killed in the midst, it leaves nothing at work, and nothing that it
    had kept is lost; receiving again completes, and says what one undisturbed run says.
    """
    root = office.furnish(tmp_path / "campaign")
    process = receiving(root, *office.visits, jobs=2)
    _once(lambda: _kept(root) == MANY)
    workers = _once(lambda: len(process.workers) > 1 and process.workers)
    process.kill()
    assert process.status == -signal.SIGKILL
    _once(lambda: not any(map(_is_at_work, workers)))
    assert office.problems(root, killed=True) == []
    assert _kept(root) == MANY
    assert completed(office, root) == []
    whole = office.furnish(tmp_path / "whole")
    assert received(whole, office.visits)[0] in EVERYTHING_SAID
    assert _verdicts(root) == _verdicts(whole)


def test_what_another_process_took_apart_is_kept_as_if_by_this_one(tmp_path, monkeypatch):
    """quality.md#kept-small: to the byte, also of what is large, is none, or ends that process."""
    odd = {"besar.xlsx": bytes(300_000), "foto.jpg": b"no workbook", "kosong.xlsx": b""}
    files = {f"{number}.xlsx": path.read_bytes() for number, path in enumerate(SENT[:20])} | odd
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, data in files.items():
        (inbox / name).write_bytes(data)
    rows = []
    for jobs, apart in ((1, take_apart), (2, take_apart), (2, _dies)):
        monkeypatch.setattr(taking_apart, "take_apart", apart)
        path = tmp_path / f"{len(rows)}.db"
        with Registry(path) as registry, registry.writing("Loket", day(0)):
            intake = Intake(registry, (), "Loket", partial(day, 0), executor=of_jobs(jobs))
            kept = intake.keep(gather([str(inbox)]))
            rows.append(registry.connection.execute("SELECT * FROM file").fetchall())
        with Registry(path) as registry:
            assert {
                each.outcome.name: registry.stored(each.outcome.number, "", 1 << 20).read()
                for each in kept
            } == files
            assert upkeep.verify(registry, full=True) == []
    assert rows[0] == rows[1] != rows[2]


def test_dictionaries_follow_each_other_the_same_for_any_number_of_processes(tmp_path, monkeypatch):
    """contract.md#jobs: what files hang on does not depend on who compresses them, also where the
    same file comes twice; nearly all come compressed against the dictionary on which they hang.
    """
    monkeypatch.setattr(dictionaries, "FILES", 8)
    for name, value in (("_TOGETHER", 1), ("_AHEAD", 1), ("_TOLD", 6)):
        monkeypatch.setattr(taking_apart, name, value)
    came, again = [], []
    at_hand, compressed = taking_apart._Telling._at_hand, dictionaries.Dictionary.compressed
    monkeypatch.setattr(
        taking_apart._Telling, "_at_hand", lambda *asked: came.append(at_hand(*asked)) or came[-1]
    )
    monkeypatch.setattr(
        dictionaries.Dictionary,
        "compressed",
        lambda own, content: again.append(own.kind) or compressed(own, content),
    )
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number, path in enumerate([*SENT[:30], SENT[4], SENT[17]]):
        (inbox / f"{number:02}.xlsx").write_bytes(path.read_bytes())
    rows = []
    for jobs in (1, 2, 3):
        again.clear()
        with Registry(tmp_path / f"{jobs}.db") as registry, registry.writing("Loket", day(0)):
            intake = Intake(registry, (), "Loket", partial(day, 0), executor=of_jobs(jobs))
            intake.keep(gather([str(inbox)]))
            tables = [f"SELECT * FROM {each}" for each in ("file", "dictionary")]
            rows.append([registry.connection.execute(each).fetchall() for each in tables])
            assert upkeep.verify(registry, full=True) == []
        if jobs == 2:
            assert len(came) > 15
            assert len([kind for kind in again if kind]) < 12
    assert rows[0] == rows[1] == rows[2]
    assert len(rows[0][1]) > 3


def _dies(data):
    os.kill(os.getpid(), signal.SIGKILL)


@needs_proc
def test_many_files_outlive_kills_and_a_full_disk(tmp_path):
    """quality.md#nothing-lost: a full disk, a killed process of the pool and two killed runs lose
    nothing that was acknowledged, and one more run completes.
    """
    office = Office.open(tmp_path / "office", SEVERAL_SHARES)
    *_, whole = found = list(mishaps(office, tmp_path / "campaign", room=2000))
    assert [problems for *_, problems in found] == [[]] * 4
    assert whole[1] == len(office.files)


def _once(given):
    """What is given, once it is there."""
    end = time.monotonic() + 120
    while not (found := given()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


def _read(root, query):
    with closing(sqlite3.connect(root / ".iku" / "registry.db", timeout=60)) as registry:
        return registry.execute(query).fetchall()


def _kept(root):
    try:
        [(count,)] = _read(root, "SELECT count(*) FROM receipt")
    except sqlite3.Error:
        return 0
    return count


def _verdicts(root):
    said = (
        'SELECT sha256, verdict, "values" FROM examination JOIN receipt ON receipt = receipt.number'
    )
    return {sha256: told for sha256, *told in _read(root, f"{said} ORDER BY examination.number")}


def _is_at_work(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True
