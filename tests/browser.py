"""Headless Chromium as a real reader of our pages, driven by playwright-core (tests/npm)."""

import atexit
import contextlib
import json
import shutil
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

DRIVER = Path(__file__).with_name("browser.mjs")
PATIENCE = 60
"""Seconds for one page."""


@dataclass(frozen=True)
class Visit:
    """What each looking step saw, what the page's console said, what the page asked for."""

    seen: list
    console: list[str]
    requests: list[str]


def available() -> bool:
    """Whether Chromium, Node.js and the package that drives it are here."""
    package = DRIVER.parent / "npm" / "node_modules" / "playwright-core"
    return bool(_chromium() and shutil.which("node") and package.exists())


def needs_browser(test):
    """Marks a test that is skipped where the browser is missing."""
    skip = pytest.mark.skipif(not available(), reason="Chromium or playwright-core is missing")
    return pytest.mark.client(skip(test))


class BrowserError(Exception):
    """The browser could not do what was asked; says why."""


class BrowserEnded(BrowserError):
    """Chromium ended in the midst, or hung; the next visit starts another one.

    The test that met it is repeated once (tests/conftest.py), and the run says so.
    """


def visit(
    page: Path, steps: Sequence[tuple] = (), *, width: int = 1200, scripts: bool = True
) -> Visit:
    """Opens the page and takes the steps, each an action of browser.mjs with what it is done to."""
    job = {"url": page.resolve().as_uri(), "width": width, "scripts": scripts, "steps": steps}
    answer = _answer(json.dumps(job))
    if "error" in answer:
        raise BrowserError(answer["error"])
    return Visit(**answer)


def _answer(job: str) -> dict:
    driver = _driver()
    hung = threading.Timer(PATIENCE, driver.kill)
    hung.start()
    try:
        driver.stdin.write(f"{job}\n")
        driver.stdin.flush()
        line = driver.stdout.readline()
    except BrokenPipeError:
        line = ""
    hung.cancel()
    if not line:
        _driver.cache_clear()
        raise BrowserEnded("Chromium ended, or did not answer in time")
    return json.loads(line)


@cache
def _driver() -> subprocess.Popen:
    """The browser of this test process, which starts when it is first needed and stays."""
    driver = subprocess.Popen(
        ["node", str(DRIVER), _chromium()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    atexit.register(_end, driver)
    return driver


def _end(driver: subprocess.Popen) -> None:
    """Its input ends, and so does it."""
    with contextlib.suppress(BrokenPipeError):
        driver.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        driver.wait(10)
    driver.kill()
    driver.wait()
    driver.stdout.close()


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")
