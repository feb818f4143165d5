"""Kills the page in the midst of uploads, again and again: what it acknowledged is on record, once.

``python -m tests.web.kills 50 200`` kills it fifty times, each time while 200 files come.
"""

import argparse
import collections
import concurrent.futures
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2 as httpx

from iku_workbook.campaign.folder import CampaignFolder

_PATIENCE = 120.0  # seconds until it is killed, however few receipts were seen
ROOM = "/campaigns/{name}/receive"


class Page:
    """One run of ``iku serve`` over a folder of campaigns, in a process of its own."""

    def __init__(self, campaign, own):
        self.campaign, self.own = campaign, own
        environment = {**os.environ, "XDG_CONFIG_HOME": str(own), "PYTHONUNBUFFERED": "1"}
        arguments = ["-C", str(campaign), "serve", "--no-browser", "--port", "8860"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "iku_workbook", *arguments],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        line = self.process.stderr.readline()
        self.address = line[line.index("http://") :].split(". ")[0].strip().rstrip(".")

    def client(self):
        """A browser that was let in."""
        headers = {"sec-fetch-site": "same-origin", "accept": "application/json"}
        made = httpx.Client(base_url=self.address, headers=headers, timeout=60)
        made.cookies.set("iku-pass", (self.own / "iku" / "page-pass").read_text(encoding="ascii"))
        return made

    def kill(self):
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stderr.close()


def sent(page, files, seen):
    """Send files, three at a time, until the page is killed; notes each receipt that was seen."""
    room = ROOM.format(name=page.campaign.name)

    def one(name):
        try:
            answer = client.post(room, files={"files": (name, files[name])})
            if answer.status_code == 200:
                [seen[name]] = answer.json()["numbers"]
        except httpx.HTTPError:
            pass

    with page.client() as client, concurrent.futures.ThreadPoolExecutor(3) as pool:
        list(pool.map(one, [name for name in files if name not in seen]))


def proved(campaign, seen):
    """That every receipt that was seen is on record under its name, and no bytes twice."""
    with campaign.registry() as registry:
        receipts = registry.receipts()
    known = {each.number: each.name for each in receipts}
    lost = {name: number for name, number in seen.items() if known.get(number) != name}
    twice = collections.Counter(each.sha256 for each in receipts).most_common(1)
    assert not lost, lost
    assert not twice or twice[0][1] == 1, twice


def killed(root, own, times, count, random_):
    """Kill the page so often while so many files come; how many receipts were seen each time."""
    campaign, told = CampaignFolder.at(root), []
    for run in range(times):
        files = {f"{run}-{n}.txt": f"{run} {n}".encode() for n in range(count)}
        seen = {}
        page = Page(root, own)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            sending = pool.submit(sent, page, files, seen)
            enough, end = random_.randrange(count), time.monotonic() + _PATIENCE
            while len(seen) < enough and time.monotonic() < end:
                time.sleep(0.01)
            time.sleep(random_.uniform(0.0, 0.3))
            page.kill()
            sending.result()
        proved(campaign, seen)
        told.append(len(seen))
        print(run, "seen before it was killed:", len(seen), flush=True)
    return told


def main():
    """Kill it, and say so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("times", type=int)
    parser.add_argument("count", type=int, nargs="?", default=200)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        from iku_workbook import resources
        from samples.year import DEFINITION, sample_key

        text = resources.template(DEFINITION).read_text(encoding="utf-8")
        root = Path(folder, "kegiatan", "sreseh-2024")
        CampaignFolder.create(root, text, sample_key())
        own = Path(folder, "own")
        killed(root, own, asked.times, asked.count, random.Random(asked.seed))


if __name__ == "__main__":
    main()
