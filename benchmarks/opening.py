"""How long a person waits for a form, against an empty workbook: python -m benchmarks.opening.

The ways take turns; the median of each counts. By the clock on the wall: other processes work.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

from benchmarks.measure import Way, side_by_side
from iku_workbook.campaign.batch import workbooks
from iku_workbook.definition import load
from iku_workbook.periods import Period
from iku_workbook.resources import template
from tests import libreoffice

DEFINITION = "kecamatan-sreseh-2024"
REACH = 1.5
ROUNDS = 10


def main() -> int:
    """quality.md#opening: prints the ratios; 1 where the reach was missed, 2 without
    LibreOffice.
    """
    if not libreoffice.available():
        print("LibreOffice is not here.", file=sys.stderr)
        return 2
    with TemporaryDirectory(prefix="iku-opening-") as folder:
        form = Path(folder, "form.xlsx")
        form.write_bytes(_form())
        blank, as_many = _blank(Path(folder, "blank.xlsx"), 1), _blank(Path(folder, "6.xlsx"), 6)
        missed = _report("start LibreOffice with a form / blank", _start, form, blank, REACH)
        running = libreoffice.office().work
        _report("open a form / blank, already running", running, form, blank)
        _report("open a form / blank of 6 sheets, running", running, form, as_many)
    return int(missed)


def _report(
    what: str, how: Callable[[Path], object], form: Path, blank: Path, reach: float = math.inf
) -> bool:
    """Measures and prints one ratio; whether it missed its reach."""
    ways = Way("form", lambda: how(form)), Way("blank", lambda: how(blank))
    side_by_side(ways, 1, time.perf_counter)  # the first ones also load fonts and filters
    ours, empty = side_by_side(ways, ROUNDS, time.perf_counter)
    ratio = ours / empty
    bound = f"at most {reach:5.3f}" if reach < math.inf else ""
    verdict = "  MISSED" if ratio > reach else ""
    times = f"{ours * 1e3:.0f} ms, {empty * 1e3:.0f} ms"
    print(f"{what:46} {ratio:7.3f}  {bound:13}{verdict}   {times}", flush=True)
    return ratio > reach


def _start(path: Path) -> None:
    """What a person waits for who opens a file: the program, then the file."""
    office = libreoffice.Office()
    office.work(path)
    office.close()


def _blank(path: Path, sheets: int) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for _ in range(sheets):
            book.add_worksheet()
    return path


def _form() -> bytes:
    definition = load(template(DEFINITION))[0]
    period = Period(definition.year, 1, definition.cadence)
    [(_, data)] = workbooks(definition, period, definition.units[:1], bytes(32))
    return data


if __name__ == "__main__":
    sys.exit(main())
