"""A function over many pieces: in this process, in several, and in one that may die of it."""

import os
import signal
import time
from itertools import count, islice

import pytest

from iku_workbook.campaign import executors
from iku_workbook.campaign.executors import _AHEAD, HERE, Alone, Processes, Work, of_jobs

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]

MANY = 40


def tenfold(state, piece):
    """Ten times the piece; two pieces are no good for the process at work."""
    if piece == state.get("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    if piece == state.get("hangs"):
        time.sleep(600)
    return piece * 10


def lost(piece, ending):
    return f"{piece}: {ending}"


def work(**state):
    return Work(tenfold, state, lost, together=4)


@pytest.mark.parametrize("executor", [HERE, Alone(), Processes(1), Processes(3)])
def test_results_come_in_the_order_of_the_pieces(executor):
    """house.md#executors: the same results in the same order, wherever it is done."""
    assert list(executor.run(work(), range(MANY))) == [each * 10 for each in range(MANY)]
    assert list(executor.run(work(), [])) == []


def test_a_piece_that_ends_its_process_costs_itself_alone(monkeypatch):
    """house.md#executors: one that dies and one that hangs are named, the others are done."""
    monkeypatch.setattr(executors, "PATIENCE", 2.0)
    found = list(Processes(2).run(work(dies=5, hangs=30), range(MANY)))
    assert found[5] == "5: SIGKILL"
    assert found[30] == "30: > 2 s"
    others = [each for each in range(MANY) if each not in {5, 30}]
    assert [found[each] for each in others] == [each * 10 for each in others]


def test_one_piece_is_done_meanwhile():
    """house.md#executors: by a process beside this one, or here; one that dies is told."""
    for executor in (HERE, Processes(2)):
        assert executors.meanwhile(executor, work(), 4)() == 40
    assert executors.meanwhile(Processes(2), work(dies=5), 5)() == "5: SIGKILL"


def test_pieces_are_asked_for_as_results_are_taken():
    """house.md#executors: neither pieces nor results pile up, however many there are."""
    asked = []
    pieces = (asked.append(each) or each for each in count())
    assert list(islice(Processes(2).run(work(), pieces), 10)) == [each * 10 for each in range(10)]
    assert len(asked) <= 2 * (_AHEAD + 1) * work().together


def test_an_error_of_the_function_is_one():
    """house.md#executors: what is raised is raised here; the processes are gone."""
    with pytest.raises(TypeError):
        list(Processes(2).run(work(), [{}] * MANY))


def test_one_job_is_this_process():
    """contract.md#jobs: -j 1."""
    assert of_jobs(1) is HERE
    assert of_jobs(2) == Processes(2)
