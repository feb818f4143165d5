"""The banner of a form and the marks beside its entries, counted over random fillings."""

import random
import re

import pytest

from iku_workbook.guidance import Guidance
from iku_workbook.layout import Place
from tests import ironcalc
from tests.fillings import as_typed, fillings
from tests.forms import issue, layout_of, period_of
from tests.newest import NEWEST, newest

FILLINGS = 60
MARKS = "•✗!"  # in the order in which the banner tells of them
UNREAD = "12 x"  # no program reads it as a number or a date
NUMBER = re.compile(r"\d+")


def units(path):
    """One unit of each kind."""
    return {unit.kind: unit.code for unit in newest(path).reporting}


CASES = [(path, kind) for path in NEWEST for kind in units(path)]


@pytest.mark.parametrize(("path", "kind"), CASES, ids=lambda each: getattr(each, "stem", each))
def test_the_banner_counts_the_marks_that_stand_beside_entries(path, kind, tmp_path):
    """form.md#marks: as many gaps, mistakes and questions as there are marks, whatever is typed."""
    definition = newest(path)
    code, last = units(path)[kind], definition.cadence.per_year
    layout, period = layout_of(definition, code, period=last), period_of(definition, last)
    live = {live.name: live.place for live in Guidance(layout, period).cells}
    file, chance = tmp_path / "form.xlsx", random.Random(f"{path.stem} {kind}")
    file.write_bytes(issue(definition, code, period=last))
    cases = fillings(definition, kind, FILLINGS, seed="marks")
    reads = dict(_reads(layout, live))
    shown = ironcalc.compute(file, [_typed(layout, each, chance) for each in cases], reads.values())
    asked = 0
    for said in (dict(zip(reads, rows, strict=True)) for rows in shown):
        missing, wrong, questions = (
            sum(_marks(said, of, mark) for of in layout.items) for mark in MARKS
        )
        told = [missing, wrong] if missing or wrong else [questions]
        status = said["banner.status"][0][0]
        assert [int(each) for each in NUMBER.findall(status)] == [each for each in told if each]
        led = said["banner.question"][0][0] if "banner.question" in said else ""
        assert bool(led) == bool(questions)
        assert bool(said[f"first.{next(iter(layout.items))}"][0][0]) == bool(missing or wrong)
        asked += bool(questions)
    assert asked or "banner.question" not in reads


def _typed(layout, case, chance):
    """A filling as it is typed, here and there with what is not read."""
    typed = as_typed(layout, *case)
    inputs = [place for field, place in layout.fields.values() if not field.type.record.is_words]
    return typed | {_address(each): [[UNREAD]] for each in inputs if chance.random() < 0.1}


def _reads(layout, live):
    """What stands beside each item, in each row of a register, and on the first sheet."""
    registers = {table.register.id: table for table in layout.tables}
    for of in layout.items:
        yield of, _address(live[f"{'answer' if of in registers else 'message'}.{of}"])
    for of, table in registers.items():
        column = table.message_column
        last = Place(table.sheet, table.last, column).address
        yield f"rows.{of}", f"{_address(Place(table.sheet, table.first, column))}:{last}"
    first = f"first.{next(iter(layout.items))}"
    names = [each for each in (first, "banner.status", "banner.question") if each in live]
    yield from ((each, _address(live[each])) for each in names)


def _marks(said, of, mark):
    """How many marks stand beside an item: of a register its wrong rows, or one above them."""
    rows = sum(str(each).startswith(mark) for [each] in said.get(f"rows.{of}", []))
    return max(rows, int(str(said[of][0][0]).startswith(mark)))


def _address(place):
    return f"{place.sheet}!{place.address}"
