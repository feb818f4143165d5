"""What became of received files is told by several processes as by one."""

import os
import signal
from contextlib import closing
from functools import partial

import pytest

from iku_workbook.campaign import outcomes
from iku_workbook.campaign.executors import of_jobs
from iku_workbook.campaign.receive import Receiving, receive
from iku_workbook.campaign.sources import gather
from iku_workbook.cli.reporting import line_of
from tests.registry.desk import Desk, day

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")

line = partial(line_of, "id")


def unless_killed(parent, returned):
    """The line, but of some by no other process."""
    if os.getpid() != parent and returned.file.startswith("1"):
        os.kill(os.getpid(), signal.SIGKILL)
    return line(returned)


def test_any_number_of_processes_tells_the_same(tmp_path, monkeypatch):
    """contract.md#jobs: the same words in the same order for any -j, of what came again too, and
    where a process that tells them is killed.
    """
    monkeypatch.setattr(outcomes, "_TOGETHER", 3)
    desk, clock = Desk(tmp_path), partial(day, 0)
    desk.assorted(20)
    sources = gather([str(tmp_path / "inbox")])
    with closing(desk.open()) as registry:
        for _ in range(2):
            said = []
            for jobs, tell in ((1, line), (2, line), (2, partial(unless_killed, os.getpid()))):
                registry.path = tmp_path / f"{len(said)}.db"
                receiving = Receiving(registry, desk.forms, "Loket", clock, of_jobs(jobs))
                said.append(list(receiving.telling(sources, lambda done: None, tell)))
            assert said[0] == said[1] == said[2]
        returns = receive(registry, desk.forms, sources, by="Loket", clock=clock)
        assert list(map(line, returns)) == said[0]
