"""``python -m benchmarks.page``: how the board answers twenty clients while files are received.

The page runs as ``iku serve`` does; each file is a request of its own, three at a time, as the
drop zone sends them. With ``--received`` every unit has sent its return before, and the files are
corrections. Printed are the board's first answer and those while files come, how long until all was
kept and examined, and the memory of the page and of the processes beside it, each at its peak.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2 as httpx

from benchmarks.material import Campaign, write_returns
from benchmarks.receiving import text_of
from iku_workbook.campaign.folder import CampaignFolder
from tests.web.kills import Page, sent

_CLIENTS = 20
_THINKS = 1.0  # seconds between two looks of a client
_REACH, _OF_MANY = 0.2, 0.5  # seconds of the board's median; with so _MANY units
_MANY = 5000


def main(argv: Sequence[str] | None = None) -> int:
    """quality.md#board-median: 1 where the board's median is missed, or anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--files", type=int, default=200, help="returns that come")
    parser.add_argument("--units", type=int, default=12, help="units that they come from")
    parser.add_argument("--received", action="store_true", help="each has sent one before")
    options = parser.parse_args(argv)
    with TemporaryDirectory(prefix="iku-page-") as name:
        folder = Path(name)
        material = Campaign.of(options.units)
        root = folder / "kegiatan" / "sreseh-2024"
        made = CampaignFolder.create(root, text_of(material), material.key)
        units = [f"{unit.code},{unit.name},{unit.kind}" for unit in material.definition.units]
        made.root.joinpath("units.csv").write_text("\n".join(["code,name,kind", *units]), "utf-8")
        if options.received:
            write_returns(material, before := _new(folder / "before"), seed=2)
            _receive(made, before)
        returns = write_returns(material, _new(folder / "inbox"), options.files)
        # Each is another content: what follows a zip archive is nothing, where units send again.
        files = {
            f"{n}.xlsx": returns[n % len(returns)].read_bytes() + bytes(n // len(returns))
            for n in range(options.files)
        }
        page = Page(root, folder / "own")
        try:
            return _measure(page, made, files, _OF_MANY if options.units >= _MANY else _REACH)
        finally:
            page.kill()


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _receive(campaign: CampaignFolder, inbox: Path) -> None:
    told = str(campaign.root / "results" / "told.jsonl")
    command = ["-q", "-C", str(campaign.root), "receive", str(inbox), "-o", told]
    subprocess.run([sys.executable, "-m", "iku_workbook", *command], check=False)


def _measure(page: Page, campaign: CampaignFolder, files: dict[str, bytes], reach: float) -> int:
    with page.client() as client:
        begin = time.perf_counter()
        client.get(f"/campaigns/{campaign.root.name}/")
        print(f"first answer after {time.perf_counter() - begin:.1f} s")
    answers: list[float] = []
    wrong: list[object] = []
    over = threading.Event()
    looking = [
        threading.Thread(target=_look, args=(page, answers, wrong, over)) for _ in range(_CLIENTS)
    ]
    for each in looking:
        each.start()
    begin, seen = time.perf_counter(), {}
    sent(page, files, seen)
    kept = time.perf_counter() - begin
    while _unexamined(campaign):
        time.sleep(0.5)
    examined = time.perf_counter() - begin
    over.set()
    for each in looking:
        each.join()
    median = statistics.median(answers)
    slow = statistics.quantiles(answers, n=20)[-1]
    print(f"{len(seen)} of {len(files)} files kept in {kept:.1f} s, examined in {examined:.1f} s")
    verdict = "  MISSED" if median > reach else ""
    print(f"board, {_CLIENTS} clients: median {_ms(median)}, 95 % {_ms(slow)}{verdict}")
    print(f"{len(answers)} answers, wrong {len(wrong)}; memory {_memory(page.process.pid)}")
    return int(median > reach or bool(wrong) or len(seen) < len(files))


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _look(page: Page, answers: list[float], wrong: list[object], over: threading.Event) -> None:
    with page.client() as client:
        while not over.wait(_THINKS):
            begin = time.perf_counter()
            try:
                answer = client.get(f"/campaigns/{page.campaign.name}/")
            except httpx.HTTPError as error:
                wrong.append(error)
                continue
            answers.append(time.perf_counter() - begin)
            if answer.status_code != 200:
                wrong.append(answer.status_code)


def _unexamined(campaign: CampaignFolder) -> int:
    with campaign.registry() as registry:
        return len(registry.unexamined())


def _memory(pid: int) -> str:
    """The peak megabytes of a process and of its children, as the system counts them."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            told = dict(line.split(":", 1) for line in (each / "status").read_text().splitlines())
            if each.name == str(pid) or told["PPid"].strip() == str(pid):
                found.append(int(told["VmHWM"].split()[0]) // 1024)
        except (OSError, KeyError):
            continue
    return " + ".join(f"{each} MB" for each in sorted(found, reverse=True))


if __name__ == "__main__":
    sys.exit(main())
