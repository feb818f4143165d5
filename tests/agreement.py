"""Every formula cell of forms and masters as other programs compute it, over random fillings.

A judge opens a workbook in which a wrong result stands in every formula's cell, so that there is
nothing to copy (but where it types as a person does), is given what a filling puts into the input
cells, and is asked what each of these cells shows. To go through every definition:
python -m tests.agreement --fillings 300
"""

import argparse
import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from iku_workbook.cell_addresses import a1, position
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.guidance import Guidance
from iku_workbook.guidance.region import LINE, ORDER
from iku_workbook.inputs import columns
from iku_workbook.layout import Layout, Place
from iku_workbook.workbook.fill import fill
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import Cell, read
from tests import ironcalc, onlyoffice
from tests.fillings import as_typed, fillings
from tests.forms import issue, layout_of, load, parts, period_of, shipped, zipped
from tests.formula.ironcalcs_ways import ironcalcs_ways
from tests.formula.onlyoffices_ways import onlyoffices_ways
from tests.libreoffice import available, office
from tests.master.master import write
from tests.results.year import random_year, with_units
from tests.source import CHECKOUT

TOLERANCE = 1e-9  # relative: formula.md#twice
NEAR_ZERO = 1e-12  # in a master, where sums of many numbers cancel out
WRONG = 987654321
UNITS = 12  # of a master
RESULT = re.compile(rb'(<c [^>]*?)(?: t="\w+")?(><f>[^<]*</f>)<v(?:/>|>[^<]*</v>)')
EXPONENT = re.compile(r"E([+-])0+")
REFERENCE = re.compile(r"(?:'([^']+)'!|(\w+)!)?(\$?[A-Z]{1,3}\$?[0-9]+)\b")
MINUS_ZERO = re.compile(r"(?<![\d.])-0(?![\d.])")


def definitions() -> list[Path]:
    """Every definition at hand, the examples of other offices too."""
    return sorted({*shipped(), *CHECKOUT.glob("templates/*/*.yaml")})


@dataclass(frozen=True)
class Judge:
    """A program that computes workbooks.

    compute  as ``tests.libreoffice.Office.compute``
    ways     within it our engine computes as the program does where it is known to differ
    lacks    whether a formula holds what the program does not know
    by_hand  whether it is given what a filling has entry by entry, as it is typed, and only then
             computes what reads an entry: so it begins with the results that the form has
    """

    name: str
    compute: Callable[..., list]
    ways: Callable[[], AbstractContextManager[None]] = nullcontext
    lacks: Callable[[str], bool] = lambda formula: False
    by_hand: bool = False


LIBREOFFICE = Judge("LibreOffice", lambda *job: office().compute(*job))
ONLYOFFICE = Judge("ONLYOFFICE", onlyoffice.compute, onlyoffices_ways)
BY_HAND = Judge("ONLYOFFICE by hand", onlyoffice.typed, onlyoffices_ways, by_hand=True)
IRONCALC = Judge("IronCalc", ironcalc.compute, ironcalcs_ways, ironcalc.lacks)


JUDGES = {each.name: each for each in (IRONCALC, LIBREOFFICE, ONLYOFFICE, BY_HAND)}


class Difference(NamedTuple):
    """A cell that shows something else than we compute, and the filling."""

    place: Place
    theirs: object
    ours: object
    filling: object


@dataclass
class Verdict:
    """How many cells were compared, how many showed what is declared, and what differs."""

    compared: int = 0
    declared: int = 0
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True)
class Form:
    """The form of one kind of unit, and fillings of it."""

    data: bytes
    layout: Layout
    guidance: Guidance
    cases: list

    @property
    def formulas(self) -> list[Place]:
        """Every formula's cell, but for those that tell of the judge's own computer."""
        told = {live.place for live in self.guidance.cells if live.name in {LINE, ORDER}}
        return [place for place in live(self.data) if place not in told]

    def expected(self) -> list[dict[Place, object]]:
        """What every live cell shows, for each filling."""
        layout, (values, previous) = self.layout, zip(*self.cases, strict=True)
        inputs = columns(layout, values, previous, period=self.guidance.period)
        results = layout.calculations.evaluate(inputs, len(values))
        shown = {place: results[name].objects() for name, (_, place) in layout.computed.items()}
        found = []
        for at, guided in enumerate(self.guidance.evaluate_all(values, previous)):
            cells = {place: column[at] for place, column in shown.items()}
            cells |= {live.place: guided.cells[live.name] for live in self.guidance.cells}
            for table in layout.tables:
                rows = range(table.first, table.last + 1)
                places = (Place(table.sheet, row, table.message_column) for row in rows)
                cells |= dict(zip(places, guided.rows[table.register.id], strict=True))
            found.append(cells)
        return found


def forms(definition, number: int, seed: int = 0) -> Iterator[Form]:
    """The form of each kind of unit, with its share of so many fillings: of the year's last period,
    in which everything is asked.
    """
    codes = {unit.kind: unit.code for unit in definition.reporting}
    last = definition.cadence.per_year
    for kind, code in codes.items():
        layout = layout_of(definition, code, period=last)
        cases = fillings(definition, kind, -(-number // len(codes)), seed)
        guidance = Guidance(layout, period_of(definition, last))
        yield Form(issue(definition, code, period=last), layout, guidance, cases)


def judge_form(judge: Judge, form: Form, folder: Path, *, in_files: bool = False) -> Verdict:
    """Whether the judge shows what we compute; with ``in_files`` of each filling as ``fill`` puts
    it into a file, else of what is typed into one form.
    """
    path, formulas = folder / "form.xlsx", form.formulas
    typed = [{} if in_files else as_typed(form.layout, *case) for case in form.cases]
    sources = [fill(form.data, form.layout, *case) for case in form.cases if in_files]
    files = [(data, [{}]) for data in sources] or [(form.data, typed)]
    begun = (data if judge.by_hand else misled(data) for data, _ in files)
    rounds = (
        _shown(judge, data, path, given, formulas)
        for data, (_, given) in zip(begun, files, strict=True)
    )
    theirs, ours = [*chain.from_iterable(rounds)], form.expected()
    off = [_off(*each) for each in zip(theirs, ours, strict=True)]
    verdict = Verdict(len(theirs) * len(formulas), sum(map(len, off)))
    if verdict.declared:
        with judge.ways():
            told = form.expected()
        for at, places in enumerate(off):
            others = _off({place: theirs[at][place] for place in places}, told[at])
            verdict.declared -= len(others)
            verdict.differences += [
                Difference(place, theirs[at][place], ours[at][place], form.cases[at])
                for place in others
            ]
    return verdict


def _off(shown: Mapping[Place, object], ours: Mapping[Place, object], near=0.0) -> list[Place]:
    """The cells that do not show what we compute."""
    return [place for place in shown if not same(shown[place], ours[place], near)]


def judge_master(judge: Judge, make: Callable[[], bytes], folder: Path) -> Verdict:
    """Whether the judge, computing anew the master that ``make`` writes, shows what it states; or
    else what one states that is written as the judge computes, whose rows are proved by that.
    """
    verdict = _judge_stated(judge, make(), folder)
    if not verdict.differences:
        return verdict
    with judge.ways():
        data = make()
    again = _judge_stated(judge, data, folder)
    told = len(verdict.differences) - len(again.differences)
    return replace(again, declared=verdict.declared + max(told, 0))


def _judge_stated(judge: Judge, data: bytes, folder: Path) -> Verdict:
    cells = live(data)
    beyond = _beyond(judge, {place: cell.formula for place, cell in cells.items()})
    ours = {place: cell.value for place, cell in cells.items() if place not in beyond}
    [shown] = _shown(judge, misled(data), folder / "master.xlsx", [{}], [*ours])
    off = _off(shown, ours, NEAR_ZERO)
    found = [Difference(place, shown[place], ours[place], None) for place in off]
    return Verdict(len(ours), len(beyond), found)


def _beyond(judge: Judge, formulas: Mapping[Place, str]) -> set[Place]:
    """The cells that the judge cannot compute, and those that read one of them."""
    found = {place for place, formula in formulas.items() if judge.lacks(formula)}
    while found:
        more = {
            place
            for place, formula in formulas.items()
            if place not in found and found & set(_read(place.sheet, formula))
        }
        if not more:
            break
        found |= more
    return found


def _read(sheet: str, formula: str) -> Iterator[Place]:
    """The single cells that a formula names, and the corners of its ranges."""
    for quoted, plain, address in REFERENCE.findall(formula):
        yield Place(quoted or plain or sheet, *position(address))


def live(data: bytes) -> dict[Place, Cell]:
    """Every cell of a workbook that holds a formula."""
    return {
        Place(sheet.name, *place): cell
        for sheet in read(data, Budget.of_ours()).sheets
        for place, cell in sheet.cells.items()
        if cell.formula is not None
    }


def misled(data: bytes) -> bytes:
    """The workbook with a wrong stored value in every formula's cell: nothing can be copied."""
    changed = {
        name: RESULT.sub(rb"\1\2<v>%d</v>" % WRONG, part) for name, part in parts(data).items()
    }
    stored = sum(part.count(b"<v>%d</v>" % WRONG) for part in changed.values())
    assert stored == sum(part.count(b"<f>") for part in changed.values()) > 0
    return zipped(changed)


def _shown(
    judge: Judge, data: bytes, path: Path, rounds: list, places: Sequence[Place]
) -> Iterator[dict[Place, object]]:
    """What the cells show in each round, read in one rectangle a sheet."""
    path.write_bytes(data)
    corners: dict[str, tuple[int, int, int, int]] = {}
    for sheet, row, column in ((each.sheet, each.row, each.column) for each in places):
        top, left, bottom, right = corners.get(sheet, (row, column, row, column))
        corners[sheet] = min(top, row), min(left, column), max(bottom, row), max(right, column)
    ranges = [
        f"{sheet}!{a1(top, left)}:{a1(bottom, right)}"
        for sheet, (top, left, bottom, right) in corners.items()
    ]
    for answer in judge.compute(path, rounds, ranges):
        grids = dict(zip(corners, answer, strict=True))
        yield {
            place: grids[place.sheet][place.row - corners[place.sheet][0]][
                place.column - corners[place.sheet][1]
            ]
            for place in places
        }


def same(theirs: object, ours: object, near: float = 0.0) -> bool:
    """A judge gives an error as None and a logical value as a number; within a text LibreOffice
    writes decimals as the language does, and E-016 for E-16, IronCalc 0 as -0.
    """
    if isinstance(ours, ExcelError):
        return theirs is None
    if isinstance(ours, str | None) or isinstance(theirs, str | None):
        return theirs is not None and _plain(theirs) == _plain(ours)
    return math.isclose(theirs, ours, rel_tol=TOLERANCE, abs_tol=near)


def _plain(text: object) -> str:
    said = EXPONENT.sub(r"E\1", str("" if text is None else text).replace(",", "."))
    return MINUS_ZERO.sub("0", said)


def years(definition, number: int, seed: int = 0) -> Iterator[Callable[[], bytes]]:
    """Masters of years that hold at least so many filled forms, each as what writes it."""
    definition, left = with_units(definition, UNITS), number
    for at in count(seed):
        last = period_of(definition, definition.cadence.per_year)
        returns = random_year(definition, last, seed=at)
        yield lambda returns=returns, last=last: write(definition, returns, last)
        left -= sum(bool(each.values) for each in returns)
        if left <= 0:
            return


def main(arguments: Sequence[str] | None = None) -> int:
    """Judges every definition; 1 where something differs."""
    asked = argparse.ArgumentParser(prog="python -m tests.agreement", description=__doc__)
    asked.add_argument("--fillings", type=int, default=300, help="of forms and of masters")
    asked.add_argument("--definition", type=Path, action="append", help="all if none is named")
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--judge", action="append", choices=JUDGES, help="the first two if not said")
    said, differ = asked.parse_args(arguments), 0
    judges = [JUDGES[each] for each in said.judge or [*JUDGES][: 1 + available()]]
    with TemporaryDirectory(prefix="iku-agreement-") as place:
        for path in said.definition or definitions():
            for what, judge, verdict in _judged(load(path), said, judges, Path(place)):
                differ += len(verdict.differences)
                print(
                    f"{path.stem} {what}, {judge.name}: {verdict.compared:,} cells, "
                    f"{verdict.declared:,} as declared, {len(verdict.differences):,} differ",
                    *verdict.differences[:5],
                    sep="\n    ",
                    flush=True,
                )
    return 1 if differ else 0


def _judged(definition, said, judges, folder) -> Iterator[tuple[str, Judge, Verdict]]:
    for form in forms(definition, said.fillings, said.seed):
        for judge in judges:
            verdict = judge_form(judge, form, folder)
            yield f"{form.layout.kind}, {len(form.cases)} fillings", judge, verdict
    for number, make in enumerate(years(definition, said.fillings, said.seed), start=1):
        for judge in (each for each in judges if not each.by_hand):
            yield f"master {number}", judge, judge_master(judge, make, folder)


if __name__ == "__main__":
    sys.exit(main())
