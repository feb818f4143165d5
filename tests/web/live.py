"""The page as a person meets it: ``iku serve`` as a program of its own, and a real browser.

Whatever the browser's console complains of, every request that would leave the machine, and every
violation that axe-core finds on a page that was looked at fails the test.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import _chromium
from tests.source import CHECKOUT

AXE = CHECKOUT / "tests" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE = 60
"""Seconds for the page to answer, on a machine that does other work too."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def needs_browser(test):
    """Marks a test that is skipped where Chromium or axe-core is missing."""
    there = bool(_chromium()) and AXE.exists()
    return pytest.mark.client(pytest.mark.skipif(not there, reason="no Chromium, no axe")(test))


@dataclass
class Served:
    """A page that runs: its program, its address, and what lets a browser in."""

    process: subprocess.Popen
    address: str
    secret: str

    def kill(self) -> None:
        """As a power cut would, as far as a program can tell."""
        self.process.kill()
        self.process.wait()


@contextmanager
def served(folder: Path, own: Path, *options: str) -> Iterator[Served]:
    """``iku serve`` in a folder, with what its user keeps in ``own``."""
    environment = {**os.environ, "XDG_CONFIG_HOME": str(own), "IKU_LANG": "id"}
    command = [sys.executable, "-m", "iku_workbook", "-C", str(folder), "serve", "--no-browser"]
    process = subprocess.Popen(
        [*command, *options], stderr=subprocess.PIPE, text=True, env=environment
    )
    try:
        found = None
        lines = []
        while found is None:
            line = process.stderr.readline()
            lines.append(line)
            assert line, "".join(lines)
            found = re.search(r"(http://\S+)/\?pass=(\S+)", line)
        yield Served(process, found[1], (own / "iku" / "page-pass").read_text("ascii"))
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()
        process.stderr.close()


@dataclass
class Person:
    """Somebody at a browser: what they see, and what they must never meet."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    looked_at: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Note whatever goes wrong from now on."""
        page = self.page
        page.on("console", lambda said: self._note("console", said.text, said.type == "error"))
        page.on("pageerror", lambda error: self._note("script", str(error)))
        page.on(
            "request",
            lambda asked: self._note(
                "off the machine",
                asked.url,
                not asked.url.startswith((self.address, "data:", "blob:")),
            ),
        )
        page.set_default_timeout(PATIENCE * 1000)

    def _note(self, kind: str, what: str, wrong: bool = True) -> None:
        if wrong:
            self.complaints.append(f"{kind}: {what}")

    def goes_to(self, path: str) -> None:
        """Open an address, and look at what is there."""
        self.page.goto(self.address + path)
        self.looks()

    def looks(self) -> None:
        """Hold what is shown against axe-core's rules: no violation, of whatever weight."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("axe.run()")
        self.looked_at.append(self.page.url)
        for each in found["violations"]:
            nodes = "; ".join(node["html"][:160] for node in each["nodes"][:4])
            self.complaints.append(f"axe {each['id']} ({each['impact']}): {nodes}")

    def sees(self, text: str) -> None:
        """That a text is shown somewhere."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE * 1000)

    def has_no_complaint(self) -> None:
        """Nothing went wrong on the way."""
        assert self.complaints == [], "\n".join(self.complaints)


@contextmanager
def browsing() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def person(
    browser: Browser, at: Served, *, width: int = 1366, height: int = 768, **options
) -> Iterator[Person]:
    """Somebody who was let in."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="id-ID",
        accept_downloads=True,
        **options,
    )
    found = Person(context.new_page(), at.address)
    found.page.goto(f"{at.address}/?pass={at.secret}")
    found.listen()
    yield found
    context.close()
