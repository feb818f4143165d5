"""``python -m benchmarks`` (or ``make benchmark``): measures, and prints every ratio and its reach.

The reaches are those of the design; where one is missed the line says so and the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import python_calamine

from benchmarks.material import Campaign, write_returns
from benchmarks.measure import Way, side_by_side
from benchmarks.plain_script import PlainScript
from iku_workbook.campaign.batch import validate, workbooks
from iku_workbook.campaign.executors import Processes
from iku_workbook.campaign.sources import Source
from iku_workbook.workbook.writing.form import build_form

SLICE = 25  # returns that the slow way does in a round; its cost a return does not depend on it


@dataclass(frozen=True)
class Measured:
    """A ratio, what it compares, and how it may turn out."""

    what: str
    ratio: float
    reach: float
    details: str
    at_most: bool = True

    @property
    def reached(self) -> bool:
        """Whether it is good enough."""
        return self.ratio <= self.reach if self.at_most else self.ratio >= self.reach

    def __str__(self) -> str:
        bound = "at most" if self.at_most else "at least"
        verdict = "" if self.reached else "  MISSED"
        return (
            f"{self.what:46} {self.ratio:7.3f}  {bound} {self.reach:5.3f}{verdict}   {self.details}"
        )


@dataclass(frozen=True)
class Bench:
    """What is measured on."""

    campaign: Campaign
    returns: Sequence[Path]
    rounds: int

    @property
    def sources(self) -> list[Source]:
        """The returns as the batch takes them."""
        return [Source(path.name, path) for path in self.returns]

    @cached_property
    def validating(self) -> tuple[float, ...]:
        """The seconds a return that the batch takes, the plain script, and calamine."""
        script, forms, sources = PlainScript(self.campaign), self.campaign.forms, self.sources
        some = self.returns[:SLICE]
        return side_by_side(
            (
                Way("ours", lambda: validate(sources, forms), len(sources)),
                Way("plain", lambda: [script.check(path) for path in some], len(some)),
                Way("calamine", lambda: [_values(path) for path in self.returns], len(sources)),
            ),
            self.rounds,
        )


def validate_against_plain_script(bench: Bench) -> Measured:
    """quality.md#speed-validate: the batch against openpyxl twice and pandera once a file."""
    ours, plain, _ = bench.validating
    return Measured("validate / plain script", ours / plain, 1 / 16, _times(ours, plain))


def validate_against_calamine(bench: Bench) -> Measured:
    """quality.md#speed-read: the batch against reading every sheet's values and nothing else."""
    ours, _, calamine = bench.validating
    return Measured(
        "validate / calamine reading values", ours / calamine, 5, _times(ours, calamine)
    )


def _values(path: Path) -> list[object]:
    book = python_calamine.load_workbook(str(path))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def generate_against_building(bench: Bench) -> Measured:
    """quality.md#speed-generate: every unit's workbook against building each with XlsxWriter."""
    campaign, form = bench.campaign, bench.campaign.layout
    units = campaign.definition.units
    some = units[:SLICE]

    def issue() -> None:
        for _ in workbooks(campaign.definition, campaign.period, units, campaign.key):
            pass

    ours, built = side_by_side(
        (
            Way("ours", issue, len(units)),
            Way("built", lambda: [build_form(form, campaign.period) for _ in some], len(some)),
        ),
        bench.rounds,
    )
    return Measured("generate / building with XlsxWriter", ours / built, 1 / 8, _times(ours, built))


def two_processes(bench: Bench) -> Measured:
    """quality.md#two-cores: one process against two, by the clock on the wall."""
    forms, sources = bench.campaign.forms, bench.sources
    one, two = side_by_side(
        (
            Way("-j 1", lambda: validate(sources, forms), len(sources)),
            Way("-j 2", lambda: validate(sources, forms, executor=Processes(2)), len(sources)),
        ),
        bench.rounds,
        time.perf_counter,
    )
    what = "validate -j 1 / -j 2 (needs two idle cores)"
    return Measured(what, one / two, 1.8, _times(one, two), at_most=False)


def memory(bench: Bench) -> Measured:
    """quality.md#flat-memory: the peak of a process that validates all returns against one that
    validates a quarter.
    """
    quarter = max(1, len(bench.returns) // 4)
    folder = bench.returns[0].parent
    few, many = (
        _peak(folder, len(bench.returns), count) for count in (quarter, len(bench.returns))
    )
    what = f"peak memory, {len(bench.returns)} / {quarter} returns"
    return Measured(what, many / few, 1.25, f"{many:.0f} MB, {few:.0f} MB")


def _peak(folder: Path, units: int, count: int) -> float:
    """Megabytes that a process of its own needs for ``count`` of the returns."""
    run = [sys.executable, "-m", "benchmarks.peak", str(folder), str(units), str(count)]
    return float(subprocess.run(run, check=True, capture_output=True, text=True).stdout)


def command_line(bench: Bench) -> Measured:
    """By the clock on the wall: asking for help against importing click."""
    ours, click = side_by_side(
        (
            Way(
                "iku --help",
                lambda: _run("-c", "from iku_workbook.cli import main; main()", "--help"),
            ),
            Way("click", lambda: _run("-c", "import click")),
        ),
        3 * bench.rounds,
        time.perf_counter,
    )
    return Measured("iku --help / python -c 'import click'", ours / click, 3, _times(ours, click))


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def _times(ours: float, other: float) -> str:
    return f"{ours * 1e3:.2f} ms, {other * 1e3:.2f} ms"


ALL: tuple[Callable[[Bench], Measured], ...] = (
    validate_against_plain_script,
    validate_against_calamine,
    generate_against_building,
    two_processes,
    memory,
    command_line,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Measures everything; 1 where a reach was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--files", type=int, default=1000, help="returns to make and measure on")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the median counts")
    options = parser.parse_args(argv)
    with TemporaryDirectory(prefix="iku-benchmarks-") as folder:
        if hasattr(os, "getloadavg"):
            print(f"load of the machine before: {os.getloadavg()[0]:.1f}", file=sys.stderr)
        print(f"Making {options.files} returns ...", file=sys.stderr)
        campaign = Campaign.of(options.files)
        bench = Bench(campaign, write_returns(campaign, Path(folder)), options.rounds)
        missed = 0
        for measure in ALL:
            measured = measure(bench)
            print(measured, flush=True)
            missed += not measured.reached
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
