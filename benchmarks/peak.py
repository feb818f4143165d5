"""Validates the first returns of a folder and prints the peak memory of doing so, in megabytes.

A process of its own, because a process's peak never goes down: FOLDER UNITS COUNT.

What several processes hold at once is another figure than the sum of their peaks: they share pages
since they were started, and reach their peaks at different times. Linux tells each process's
proportional set size (PSS), in which a page that two share counts half for each; :func:`watched`
adds that up over a process and all below it, again and again, and keeps the most.
"""

from __future__ import annotations

import re
import resource
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.material import Campaign
from iku_workbook.campaign.batch import validate
from iku_workbook.campaign.sources import Source

_EVERY = 0.5  # seconds between two looks: to look at half a gigabyte takes some milliseconds


@dataclass
class AtOnce:
    """The most megabytes that processes held at once; 0 where the system does not tell."""

    megabytes: float = 0


def main(folder: str, units: str, count: str) -> None:
    """Validates and prints."""
    paths = sorted(Path(folder).iterdir())[: int(count)]
    validate([Source(path.name, path) for path in paths], Campaign.of(int(units)).forms)
    print(peak())


def peak() -> float:
    """Megabytes. Linux's ``ru_maxrss`` would count the process that started this one, too."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+([0-9]+) kB", status.read_text())
        if found:
            return int(found[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


@contextmanager
def watched(pid: int) -> Iterator[AtOnce]:
    """The most that a process and all below it hold at once, meanwhile."""
    most, over = AtOnce(), threading.Event()

    def look() -> None:
        while not over.wait(_EVERY):
            most.megabytes = max(most.megabytes, held(pid))

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield most
    finally:
        over.set()
        looking.join()


def held(pid: int) -> float:
    """Megabytes that a process and all below it hold now, what they share counted once."""
    below: dict[int, list[int]] = {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        told = _told(each).rpartition(")")[2].split()  # its name may hold anything
        if told:
            below.setdefault(int(told[1]), []).append(int(each.parent.name))
    found, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        waiting += below.get(one, [])
        pss = re.search(r"^Pss:\s+([0-9]+) kB", _told(Path(f"/proc/{one}/smaps_rollup")), re.M)
        found += int(pss[1]) if pss else 0
    return found / 1024


def _told(path: Path) -> str:
    """What the system tells of a process; nothing of one that is gone."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


if __name__ == "__main__":
    main(*sys.argv[1:])
