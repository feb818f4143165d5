"""Validates the first returns of a folder and prints the peak memory of doing so, in megabytes.

A process of its own, because a process's peak never goes down: FOLDER UNITS COUNT.
"""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path

from benchmarks.material import Campaign
from iku_workbook.campaign.batch import validate
from iku_workbook.campaign.sources import Source


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


if __name__ == "__main__":
    main(*sys.argv[1:])
