"""Headless Chromium as a real reader of our pages, driven by playwright-core (tests/npm)."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
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


def visit(
    page: Path, steps: Sequence[tuple] = (), *, width: int = 1200, scripts: bool = True
) -> Visit:
    """Opens the page and takes the steps, each an action of browser.mjs with what it is done to."""
    job = {"url": page.resolve().as_uri(), "width": width, "scripts": scripts, "steps": steps}
    run = subprocess.run(
        ["node", str(DRIVER), _chromium()],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    assert run.returncode == 0, run.stderr
    return Visit(**json.loads(run.stdout))


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")
