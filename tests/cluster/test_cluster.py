"""The same results by a cluster, whatever becomes of its processes."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from iku_workbook.campaign import batch, cluster, examiner
from iku_workbook.campaign.batch import validate
from iku_workbook.campaign.cluster import Cluster
from iku_workbook.campaign.executors import HERE, Work
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.results import Selection, render_results, year_of
from iku_workbook.campaign.sources import gather
from iku_workbook.errors import OperatorError
from iku_workbook.layout import layout
from iku_workbook.workbook.fill import fill
from tests.campaign.asking import ASKED, DAY, GOOD, NOREH, TAMAN, Asking
from tests.campaign.issued import issue
from tests.cluster.servers import Servers
from tests.forms import KEY, period_of
from tests.source import CHECKOUT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # the library's own, of sockets that were killed
    pytest.mark.xdist_group("cluster"),
]

MANY = 72


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """A scheduler and four workers."""
    made = Servers(4, tmp_path_factory.mktemp("servers"))
    yield made
    made.end()


@pytest.fixture
def workers(servers):
    """The cluster of them."""
    joined = Cluster(servers.address)
    yield joined
    joined.close()


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    """Returns of two units: most are right, some are not, some are no workbook at all."""
    folder = tmp_path_factory.mktemp("inbox")
    made = Asking(folder / "office")
    blank = {unit: made.form(unit).read_bytes() for unit in (NOREH, TAMAN)}
    asked = layout(made.definition, "desa")
    (folder / "inbox").mkdir()
    for at in range(MANY):
        values = {**GOOD, "hadir": 200 if at % 5 == 0 else at, "nama": None}
        data = fill(blank[TAMAN if at % 2 else NOREH], asked, values) if at % 7 else b"%PDF-1.4"
        path = folder / "inbox" / f"{at:02}.xlsx"
        path.write_bytes(data)
        os.utime(path, (DAY.timestamp() + at, DAY.timestamp() + at))
    return folder / "inbox"


def office(root):
    """A campaign that knows the forms of the inbox."""
    made = CampaignFolder.create(root, json.dumps(ASKED), KEY)
    made.keep(made.definition())
    return made


def received(campaign, inbox, executor=HERE, progress=lambda done: None):
    """What is told of each file, and all that the registry has of it."""
    forms = campaign.forms()
    campaign.keep(forms.current)
    options = {"by": "Loket (contoh)", "clock": lambda: DAY, "executor": executor}
    with campaign.registry() as registry:
        told = list(receive(registry, forms, gather([str(inbox)]), progress=progress, **options))
        return told, list(registry.connection.iterdump())


def test_a_cluster_makes_and_reads_what_this_process_does(tmp_path, inbox, workers):
    """contract.md#dask: forms to the byte, findings, registry and master are the same."""
    here, there = office(tmp_path / "here"), office(tmp_path / "there")
    definition = here.definition()
    about = definition, period_of(definition), definition.units
    ours = [each.read_bytes() for each in issue(here, *about, here.outbox)]
    theirs = issue(there, *about, there.outbox, executor=workers)
    assert [each.read_bytes() for each in theirs] == ours
    files = gather([str(inbox)])
    assert validate(files, there.forms(), executor=workers) == validate(files, here.forms())
    assert received(there, inbox, workers) == received(here, inbox)
    for selection in (Selection(files), Selection()):
        years = [
            year_of(campaign, period_of(definition), selection, executor=executor)
            for campaign, executor in ((here, HERE), (there, workers))
        ]
        ours, theirs = (render_results(each, "xlsx", DAY.date()) for each in years)
        assert theirs == ours


def fragile(flag, piece):
    """Ten times the piece; one ends the worker when it comes first, and one whenever it comes."""
    if piece == 5 and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if piece == 30:
        os.kill(os.getpid(), signal.SIGKILL)
    return piece * 10


def lost(piece, ending):
    return f"{piece}: {ending}"


def test_a_lost_worker_costs_nothing_and_a_deadly_piece_itself(tmp_path, workers):
    """contract.md#dask: another worker does what a lost one was at."""
    work = Work(fragile, tmp_path / "died", lost, together=4)
    found = list(workers.run(work, range(40)))
    assert (tmp_path / "died").exists()
    assert found[30] == "30: Dask, 2 ×"
    others = [each for each in range(40) if each != 30]
    assert [found[each] for each in others] == [each * 10 for each in others]


def endless(flag, piece):
    """Ten times the piece; one waits for ever when it comes first, and one is at work for ever
    whenever it comes: it holds Python's lock, so that its worker answers nobody.
    """
    if piece == 5 and not flag.exists():
        flag.touch()
        time.sleep(3600)
    if piece == 30:
        re.match("(a+)+$", "a" * 64 + "b")
    return piece * 10


def test_a_worker_that_hangs_costs_no_more_than_a_lost_one(tmp_path, workers, monkeypatch):
    """contract.md#dask: others do what it was at; what hangs everywhere is set aside."""
    monkeypatch.setattr(cluster, "PATIENCE", 3.0)
    work = Work(endless, tmp_path / "hung", lost, together=4)
    found = list(workers.run(work, range(40)))
    assert (tmp_path / "hung").exists()
    assert found == [each * 10 if each != 30 else "30: Dask, 2 ×" for each in range(40)]


def test_a_worker_with_another_program_takes_no_part(servers, monkeypatch):
    """contract.md#dask: which worker, and what is another there."""
    own = cluster.__version__
    monkeypatch.setattr(cluster, "__version__", "9")
    cluster.program.cache_clear()
    try:
        with pytest.raises(OperatorError) as refused:
            Cluster(servers.address)
    finally:
        cluster.program.cache_clear()
    assert refused.value.code == "cluster-differs"
    assert f"iku {own} ≠ 9" in str(refused.value)


def test_a_scheduler_that_is_lost_and_restarted_loses_nothing(
    tmp_path, inbox, servers, workers, monkeypatch
):
    """contract.md#dask: what was received is kept; the same command again completes it."""
    monkeypatch.setattr(batch, "TOGETHER", 8)
    monkeypatch.setattr(examiner, "TOGETHER", 8)
    here, there = office(tmp_path / "here"), office(tmp_path / "there")

    def end(done):
        servers.scheduler.kill()

    with pytest.raises(OperatorError) as stopped:
        received(there, inbox, workers, end)
    assert stopped.value.code == "cluster-lost"
    with there.registry() as registry:
        kept = {each.sha256 for each in registry.receipts()}
        assert 0 < len(registry.unexamined()) < len(kept)
    servers.end()
    servers.start()
    again = Cluster(servers.address)
    try:
        told, _ = received(there, inbox, again)
    finally:
        again.close()
    ours, _ = received(here, inbox)
    assert {each.sha256 for each in told} == kept
    assert [(each.file, each.verdict, each.values) for each in told] == [
        (each.file, each.verdict, each.values) for each in ours
    ]


def test_what_keeps_a_cluster_from_being_used_is_said(tmp_path):
    """contract.md#dask: a sentence and the status 2, no traceback."""

    def run(*options):
        command = (sys.executable, "-m", "iku_workbook", "--lang", "en", "validate", *options)
        return subprocess.run(
            (*command, str(Path(__file__)), "--definition", str(definition)),
            capture_output=True,
            text=True,
            cwd=CHECKOUT,
        )

    definition = tmp_path / "definition.yaml"
    definition.write_text(json.dumps(ASKED), encoding="utf-8")
    told = run("--dask", "tcp://127.0.0.1:9", "-j", "2")
    assert (told.returncode, told.stderr.count("\n")) == (2, 2)
    assert "-j does not apply" in told.stderr
    told = run("--dask", "tcp://127.0.0.1:9")
    assert told.returncode == 2
    assert told.stderr.startswith("iku: No Dask scheduler answers at tcp://127.0.0.1:9.")
