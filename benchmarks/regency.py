"""``python -m benchmarks.regency``: a regency's year added up: Sampang, 186 villages, 14 kecamatan.

Every village returns four quarters, but for a few that are missing in the last. They are received
twice: by fourteen sub-district offices, whose registries are added up (``--with``), and by one
campaign whose definition holds all units. Each command is a process of its own.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from datetime import time as clock
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.material import as_yaml, varied
from benchmarks.peak import peak
from iku_workbook.campaign.batch import workbooks
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.merge import merge
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.region import find_subdistrict, villages
from iku_workbook.campaign.sources import gather
from iku_workbook.definition import load
from iku_workbook.definition.adapt import Adaptation
from iku_workbook.findings import Verdict
from iku_workbook.layout import Layout, layout
from iku_workbook.periods import Period, periods_of
from iku_workbook.resources import template
from iku_workbook.workbook.fill import fill
from iku_workbook.workbook.issue import file_name
from samples.year import DEFINITION, PERIOD, invented_values

REGENCY = "35.27"
LARGEST = 5.0
"""Megabytes that the master workbook may have."""
MISSING = 0.05  # of the villages, in the last quarter


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and prints; 1 where the master workbook came out too large."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.regency", description=__doc__)
    parser.add_argument("--offices", type=int, default=14, help="kecamatan to take")
    parser.add_argument("--here", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.here:
        return _measured(options.here)
    with TemporaryDirectory(prefix="iku-regency-") as name:
        offices = [office(Path(name), number) for number in range(1, options.offices + 1)]
        first, *others = offices
        whole = merge(first.definition(), {each.root: each.definition() for each in others})
        together = CampaignFolder.create(
            Path(name, "together"), as_yaml(whole.to_json()), first.key()
        )
        print(f"{len(whole.reporting)} villages in {len(offices)} kecamatan", flush=True)
        for campaign in (*offices, together):
            for period in periods_of(whole.year, whole.cadence):
                received(campaign, period)
        joined = [word for each in others for word in ("--with", str(each.root))]
        sizes = [
            _report("several campaigns (--with)", first, joined),
            _report("one definition with levels", together, []),
        ]
    return int(max(sizes) > LARGEST)


def office(folder: Path, number: int) -> CampaignFolder:
    """The campaign of one kecamatan, as ``iku new --kecamatan`` makes it."""
    shipped = template(DEFINITION)
    old = find_subdistrict(load(shipped)[0].units[0].code.rpartition(".")[0])
    place = find_subdistrict(f"{REGENCY}.{number:02}")
    assert place is not None, number
    adaptation = Adaptation(shipped.read_text(encoding="utf-8"))
    adaptation.change_place(old, place, villages(place))
    return CampaignFolder.create(folder / place.code, adaptation.text)


def received(campaign: CampaignFolder, period: Period) -> None:
    """What the villages return for a period, made and received on the day on which it was due."""
    definition, forms = campaign.definition(), campaign.forms()
    inbox = campaign.root / "inbox" / period.code
    inbox.mkdir()
    for unit, data in workbooks(definition, period, definition.reporting, campaign.key()):
        chance = random.Random(f"{unit.code} {period.code}")
        if period.is_last and chance.random() < MISSING:
            continue
        answers = varied(list(invented_values(period.code).values()), chance)
        form = _layout(campaign, unit.kind)
        (inbox / file_name(unit)).write_bytes(fill(data, form, answers))
    day = datetime.combine(period.due(definition.due_days), clock(9), UTC)
    with campaign.registry() as registry:
        for _ in receive(registry, forms, gather([str(inbox)]), by="", clock=lambda: day):
            pass


@cache
def _layout(campaign: CampaignFolder, kind: str) -> Layout:
    return layout(campaign.definition(), kind)


def _report(name: str, campaign: CampaignFolder, joined: Sequence[str]) -> float:
    """Adds the year up in every format; prints seconds and memory; gives the master's megabytes."""
    last = f"{PERIOD[:-1]}4"
    print(f"{name}: {_accepted(campaign, joined)} returns accepted in four quarters")
    for form in ("json", "csv", "xlsx"):
        out = campaign.root / "results" / f"{last}.{form}"
        command = ["-q", "-C", str(campaign.root), "consolidate", "--period", last]
        here = ["-m", "benchmarks.regency", "--here", *command, "-o", str(out), *joined]
        run = subprocess.run([sys.executable, *here], check=True, capture_output=True, text=True)
        seconds, megabytes = map(float, run.stdout.split()[-2:])
        size = out.stat().st_size / 1e6
        print(
            f"  {form:5} {seconds:6.2f} s  {megabytes:5.0f} MB memory  {size:5.2f} MB", flush=True
        )
    return size


def _accepted(campaign: CampaignFolder, joined: Sequence[str]) -> int:
    """How many returns the registries accepted."""
    found = 0
    for each in (campaign, *(CampaignFolder(Path(root)) for root in joined[1::2])):
        with each.registry() as registry:
            found += sum(one.verdict is Verdict.ACCEPTED for one in registry.returns())
    return found


def _measured(command: Sequence[str]) -> int:
    """Runs one command here; its last line is the seconds and the peak memory that it took."""
    from iku_workbook.cli import iku

    begin = time.perf_counter()
    status = iku.main(list(command), standalone_mode=False)
    print(time.perf_counter() - begin, peak())
    return int(status or 0)


if __name__ == "__main__":
    sys.exit(main())
