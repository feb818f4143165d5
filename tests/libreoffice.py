"""LibreOffice as a real client: it opens workbooks, computes, takes typing and saves.

Each test process has an office of its own, with a profile of its own, that starts when it is first
needed and stays. Opening and saving takes about 0.1 s a workbook, starting about 1.5 s.

LibreOffice believes the values that stand in a file unless its profile says otherwise
(``OOXMLRecalcMode``, ``ODFRecalcMode``: 0 always recalculates, 1 never), which
tests/test_libreoffice.py proves first.
"""

import atexit
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pytest

CLIENT = Path(__file__).with_name("uno_client.py")
PATIENCE = 120
"""Seconds for one workbook; an office that takes longer is hung."""

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
  <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
    <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop>
    <prop oor:name="ODFRecalcMode" oor:op="fuse"><value>{mode}</value></prop>
  </item>
  <item oor:path="/org.openoffice.Setup/L10N">
    <prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop>
  </item>
</oor:items>
"""

Value = float | str | None
"""What a cell shows: a number, a text, an error's name as text, None for empty."""


class OfficeError(Exception):
    """LibreOffice could not do what was asked; says why."""


class OfficeEnded(OfficeError):
    """LibreOffice ended in the midst, through no fault of the test; another one has been started.

    The test that met it is repeated once (tests/conftest.py), and the run says so.
    """


def available() -> bool:
    """Whether LibreOffice and a Python with its bridge are here."""
    return python() is not None


@cache
def python() -> str | None:
    """The Python that has LibreOffice's bridge, None where there is none."""
    if shutil.which("soffice"):
        for python in ("/usr/bin/python3", sys.executable):
            try:
                if (
                    subprocess.run([python, "-c", "import uno"], capture_output=True).returncode
                    == 0
                ):
                    return python
            except OSError:
                continue
    return None


def needs_libreoffice(test):
    """Marks a test that is skipped where LibreOffice is missing."""
    skip = pytest.mark.skipif(not available(), reason="LibreOffice or its Python bridge is missing")
    return pytest.mark.client(skip(test))


def needs_writer(test):
    """Marks a test that is skipped where LibreOffice cannot open documents."""
    program = Path(shutil.which("soffice") or "").resolve().parent
    skip = pytest.mark.skipif(not [*program.glob("libswlo.*")], reason="LibreOffice has no Writer")
    return needs_libreoffice(skip(test))


class Office:
    """One running LibreOffice with a profile of its own; closes with ``close``.

    One that ends or hangs is started anew, so that only the job it was at is lost (OfficeEnded).
    """

    def __init__(self, *, recalculates: bool = True, locale: str = "id-ID") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="iku-office-", ignore_cleanup_errors=True)
        settings = Path(self._folder.name, "user", "registrymodifications.xcu")
        settings.parent.mkdir()
        mode = 0 if recalculates else 1
        settings.write_text(PROFILE.format(mode=mode, locale=locale), encoding="utf-8")
        self._start()

    @property
    def profile(self) -> str:
        """The folder of its profile, which tells its process from others."""
        return self._folder.name

    def work(
        self,
        path: Path,
        *,
        type_in: Mapping[str, Value] | None = None,
        sort: Mapping[str, int] | None = None,
        read: Iterable[str] = (),
        show: Iterable[str] = (),
        save: Iterable[Path] = (),
        unlock: bool = False,
        shift: Iterable[tuple[str, str, int, int]] = (),
        alter: Iterable[tuple[str, str, str]] = (),
    ) -> dict[str, Value | list[list[Value]]]:
        """Opens ``path``, types, sorts, reads, saves; a place is ``Sheet!B3`` or a defined name.

        A text is typed as a person types it (31/03/2024 becomes a date, 1,5 a number where the
        locale is Indonesian), a number is entered as it is, None empties the cell. Rows are sorted
        by one of their columns, from 0, the greatest first. ``unlock`` takes the protection off
        first; ``shift`` inserts or deletes lines: sheet, ``Rows`` or ``Columns``, the first one,
        how many (deleted where it is negative); ``alter`` does what is in the menus: what, the
        place, and with what (``alter`` of tests/uno_client.py). What is to ``show`` is read as
        rows of texts, each number in its cell's format. Raises OfficeError for a locked cell of a
        protected sheet, or sorting it, an unknown place, a file that is no workbook.
        """
        job = {
            "open": str(path.resolve()),
            "type": dict(type_in or {}),
            "sort": dict(sort or {}),
            "read": list(read),
            "show": list(show),
            "save": [str(target.resolve()) for target in save],
            "unlock": unlock,
            "shift": [list(each) for each in shift],
            "alter": [list(each) for each in alter],
        }
        return self._done(job)

    def compute(
        self, path: Path, rounds: Iterable[Mapping[str, list[list[Value]]]], read: Iterable[str]
    ) -> list[list[list[list[Value]]]]:
        """Opens ``path`` once and, round by round, puts rows of values into ranges.

        Gives for each round the rows that the ranges in ``read`` then hold. Numbers and texts are
        stored as they are, "" is an empty cell, an error comes back as None.
        """
        job = {"open": str(path.resolve()), "rounds": list(rounds), "read": list(read)}
        return self._done(job)

    def close(self) -> None:
        """Ends the office and removes its profile."""
        self._client.stdin.close()
        try:
            self._client.wait(30)
        except subprocess.TimeoutExpired:
            self._kill()
        self._client.stdout.close()
        self._folder.cleanup()

    def _start(self) -> None:
        self._client = subprocess.Popen(
            [python(), str(CLIENT), self._folder.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        if not self._answer().get("ready"):
            raise OfficeError("LibreOffice does not start")

    def _done(self, job: dict):
        try:
            self._client.stdin.write(json.dumps(job) + "\n")
            self._client.stdin.flush()
            answer = self._answer()
        except BrokenPipeError:
            answer = {}
        if "values" in answer:
            return answer["values"]
        if "error" in answer and "ended" not in answer:
            raise OfficeError(answer["error"])
        self._stop()
        self._start()
        raise OfficeEnded(answer.get("error", "LibreOffice ended, or did not answer in time"))

    def _answer(self) -> dict:
        """The next answer; empty where the office ended, or was ended because it hung."""
        hung = threading.Timer(PATIENCE, self._kill)
        hung.start()
        line = self._client.stdout.readline()
        hung.cancel()
        return json.loads(line) if line else {}

    def _stop(self) -> None:
        self._kill()
        self._client.wait()
        with contextlib.suppress(BrokenPipeError):
            self._client.stdin.close()
        self._client.stdout.close()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._client.pid, signal.SIGKILL)


@cache
def office() -> Office:
    """The office of this test process."""
    running = Office()
    atexit.register(running.close)
    return running


def recalculate(paths: Iterable[Path], out_dir: Path, *, to: str = "xlsx") -> list[Path]:
    """Opens each workbook, computes every formula anew, and saves it in ``out_dir``.

    ``to`` is xlsx, xls, ods or pdf; the names stay. Gives the saved files in the same order.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    saved = {path: out_dir / f"{path.stem}.{to}" for path in paths}
    if len(set(saved.values())) < len(saved):
        raise ValueError("two of the workbooks have the same name")
    for path, target in saved.items():
        office().work(path, save=[target])
    return list(saved.values())


def to_pdf(paths: Iterable[Path], out_dir: Path) -> list[Path]:
    """Prints each workbook, or .docx, into a PDF in ``out_dir``."""
    return recalculate(paths, out_dir, to="pdf")


def edit(
    path: Path,
    out: Path | None,
    cells: Mapping[str, Value],
    *,
    read: Iterable[str] = (),
) -> dict[str, Value | list[list[Value]]]:
    """Types ``cells`` into the workbook as a person would and saves it as ``out``.

    Gives what the places in ``read`` then show. The kind of file follows the name of ``out``;
    with None nothing is saved. Raises OfficeError as ``Office.work`` does.
    """
    return office().work(path, type_in=cells, read=read, save=[out] if out else [])
