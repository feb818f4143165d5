"""``python -m benchmarks.receiving``: files a second that are received, and how long status takes.

Each run is a process of its own: its peak memory must not grow with the number of files. A new
campaign is made in a folder of the system's temporary files, on whatever disk that is. Beside the
clock on the wall stands the processor time, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.material import Campaign, as_yaml, write_returns
from benchmarks.peak import peak
from iku_workbook.campaign import folder as campaigns


def main(argv: Sequence[str] | None = None) -> int:
    """quality.md#flat-memory, quality.md#status-second: 1 where a reach was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.receiving", description=__doc__)
    parser.add_argument("--files", type=int, default=5000, help="returns to receive")
    parser.add_argument("--here", nargs=2, metavar=("CAMPAIGN", "INBOX"), help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.here:
        return _receive(*map(Path, options.here))
    with TemporaryDirectory(prefix="iku-receiving-") as name:
        folder = Path(name)
        quarter = max(1, options.files // 4)
        few, *_ = _run(folder / "few", quarter)
        many, wall, busy = _run(folder / "many", options.files)
        registry = folder / "many" / "campaign" / ".iku" / "registry.db"
        size = registry.stat().st_size / options.files / 1024
        rates = (
            f"{options.files / wall:.0f} files a second, {options.files / busy:.0f} of processor"
        )
        print(f"received {rates}, {size:.0f} kB each")
        print(f"peak memory, {options.files} / {quarter} files: {many / few:.2f} ({many:.0f} MB)")
        wall, busy = _timed("-C", str(folder / "many" / "campaign"), "status", "--format", "json")
        print(f"status of {options.files} units: {wall:.2f} s, {busy:.2f} s of processor time")
    return int(many / few > 1.25 or busy > 1)


def _run(folder: Path, files: int) -> tuple[float, float, float]:
    """The peak megabytes, and the seconds by both clocks, of receiving so many files."""
    material = Campaign.of(files)
    made = campaigns.CampaignFolder.create(folder / "campaign", text_of(material), material.key)
    units = [f"{unit.code},{unit.name},{unit.kind}" for unit in material.definition.units]
    listing = made.root / "units.csv"
    listing.write_text("\n".join(["code,name,kind", *units]), encoding="utf-8")
    inbox = folder / "inbox"
    inbox.mkdir()
    write_returns(material, inbox)
    here = ["-m", "benchmarks.receiving", "--here", str(made.root), str(inbox)]
    run = subprocess.run([sys.executable, *here], check=True, stdout=subprocess.PIPE, text=True)
    megabytes, wall, busy = map(float, run.stdout.split()[-3:])
    return megabytes, wall, busy


def text_of(material: Campaign) -> str:
    """The definition as a campaign of so many units has it: the units in a file of their own."""
    said = json.loads(material.definition.to_json())
    said["units"] = {"file": "units.csv"}
    return as_yaml(json.dumps(said, ensure_ascii=False))


def _receive(root: Path, inbox: Path) -> int:
    from iku_workbook.cli import iku

    begin, busy = time.perf_counter(), time.process_time()
    out = root / "results" / "told.jsonl"
    arguments = ["-q", "-C", str(root), "receive", str(inbox), "-o", str(out)]
    status = iku.main(arguments, standalone_mode=False)
    print(peak(), time.perf_counter() - begin, time.process_time() - busy)
    return status


def _timed(*arguments: str) -> tuple[float, float]:
    """The seconds of a command by both clocks, from its start to its end."""
    begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "iku_workbook", *arguments], check=True, capture_output=True
    )
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
