"""``python -m tests.registry.country``: mishaps while a tenth of the country is received.

A disk that is full, a run that is killed in the midst of examining, a process of the pool that is
killed, and the run with it while it tells what became of the files. After each nothing that was
acknowledged may be missing, and one more run completes.
"""

from __future__ import annotations

import argparse
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.registry.crash import EVERYTHING_SAID, completed
from tests.registry.forked import Forked
from tests.registry.office import Office, acknowledged, receiving

TENTH = 8376
_EXAMINED = "SELECT count(*) FROM examination"


def mishaps(office: Office, root: Path, room: int) -> Iterator[tuple[str, int, list[str]]]:
    """Each mishap, one after the other in one campaign: its name, how many files had been
    acknowledged by then, and what was wrong after it. On the full disk no file may grow beyond
    ``room`` bytes for each return.
    """
    office.furnish(root)
    files = len(office.files)

    def after(what: str, wrong: list[str]) -> tuple[str, int, list[str]]:
        return what, len(acknowledged(root)), wrong + office.problems(root, killed=True)

    full = receiving(root, *office.visits, jobs=2, limit=room * files)
    said = full.status not in EVERYTHING_SAID and full.err and "Traceback" not in full.err
    yield after("disk full", [] if said else [f"{full.status} {full.err}"])
    run = receiving(root, *office.visits, jobs=2)
    _until(run, lambda: _examined(root) > files // 4)
    run.kill()
    yield after("kill -9 while examining", _killed(run))
    before = _examined(root)
    run = receiving(root, *office.visits, jobs=2)
    at_work: list[int] = []

    def going_on() -> bool:
        at_work[:] = run.workers
        return _examined(root) > before and len(at_work) > 1

    _until(run, going_on)
    os.kill(at_work[0], signal.SIGKILL)
    _until(run, lambda: len(acknowledged(root)) > files // 4)
    run.kill()
    yield after("kill -9 of a process of the pool, then of the run while it tells", _killed(run))
    wrong = completed(office, root)
    yield "one more run", len(acknowledged(root)), wrong


def _until(run: Forked, reached: Callable[[], bool]) -> None:
    """Wait until a run has come so far, or has ended."""
    while run.is_alive and not reached():
        time.sleep(0.02)


def _killed(run: Forked) -> list[str]:
    return [] if run.status == -signal.SIGKILL else [f"ended before: {run.status} {run.err}"]


def _examined(root: Path) -> int:
    """How many examinations are on record; none where it cannot be told at the moment."""
    try:
        with closing(sqlite3.connect(root / ".iku" / "registry.db")) as registry:
            return int(registry.execute(_EXAMINED).fetchone()[0])
    except sqlite3.Error:
        return 0


def main() -> int:
    """quality.md#nothing-lost: 1 where a file was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.registry.country", description=__doc__)
    parser.add_argument("--files", type=int, default=TENTH)
    parser.add_argument("--room", type=int, default=2000, help="bytes a return, on the full disk")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="iku-country-") as name:
        office = Office.open(Path(name) / "office", options.files)
        harm = False
        for what, told, problems in mishaps(office, Path(name) / "campaign", options.room):
            print(f"| {what} | {told:,} | {'; '.join(problems) or 0} |", flush=True)
            harm = harm or bool(problems)
    return int(harm)


if __name__ == "__main__":
    sys.exit(main())
