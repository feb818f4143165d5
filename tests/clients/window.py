"""A window of LibreOffice that is typed into, with the regional settings of a country."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests import libreoffice

CLIENT = Path(__file__).with_name("window_client.py")
PATIENCE = 120  # seconds
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
  <item oor:path="/org.openoffice.Setup/L10N">
    <prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop>
  </item>
  <item oor:path="/org.openoffice.Setup/Product">
    <prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>99.9</value></prop>
  </item>
  <item oor:path="/org.openoffice.Office.Common/Misc">
    <prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>
    <prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop>
  </item>
</oor:items>
"""


@dataclass(frozen=True)
class Entry:
    """A text typed into a cell, and the cells that are looked at afterwards.

    ``pasted`` puts it there as a text instead, which no box refuses.
    """

    into: str
    text: str
    read: tuple[str, ...] = ()
    clear: bool = False
    pasted: bool = False


@dataclass(frozen=True)
class Seen:
    """What came of one entry: the words of the box that refused it, and what the cells show."""

    refused: str | None
    shown: dict[str, str]


def needs_window(test):
    """Marks a test that is skipped where no window can be opened and typed into."""
    here = libreoffice.available() and all(map(shutil.which, ("Xvfb", "xdotool", "import")))
    return pytest.mark.client(
        pytest.mark.skipif(not here, reason="LibreOffice, Xvfb, xdotool or ImageMagick is missing")(
            test
        )
    )


def typed(
    path: Path,
    locale: str,
    entries: Sequence[Entry],
    *,
    box: str,
    read: Iterable[str] = (),
    save: Path | None = None,
    pictures: Path | None = None,
) -> tuple[list[Seen], dict[str, str]]:
    """What is seen after each entry, and what the cells of ``read`` show in the end.

    ``box`` is the title of the box that refuses an entry. OfficeEnded where the program hangs.
    """
    job = {
        "open": str(path),
        "type": [vars(entry) for entry in entries],
        "read": [*read],
        "box": box,
        "save": save and str(save),
        "pictures": pictures and str(pictures),
    }
    with TemporaryDirectory(prefix="iku-window-", ignore_cleanup_errors=True) as folder:
        settings = Path(folder, "user", "registrymodifications.xcu")
        settings.parent.mkdir()
        settings.write_text(_PROFILE.format(locale=locale), encoding="utf-8")
        told = json.loads(_done(folder, json.dumps(job)))
    return [Seen(**each) for each in told["seen"]], told["shown"]


def _done(folder: str, job: str) -> str:
    """What the driver tells of a job; nothing that it started outlives it."""
    driver = subprocess.Popen(
        [str(libreoffice.python()), str(CLIENT), folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        told, problem = driver.communicate(job, PATIENCE)
    except subprocess.TimeoutExpired as error:
        os.killpg(driver.pid, signal.SIGKILL)
        driver.communicate()
        raise libreoffice.OfficeEnded("the window did not answer") from error
    assert driver.returncode == 0, problem
    return told
