"""Every formula is computed twice: by LibreOffice in the workbook, and by us. Both must agree."""

import math
import re

import pytest

from iku_workbook.addresses import a1
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.inputs import columns
from iku_workbook.workbook.fill import fill
from tests.fillings import as_typed, fillings
from tests.forms import define, issue, layout_of, load, parts, put, shipped, zipped
from tests.libreoffice import needs_libreoffice, office

FILLINGS = 300  # of each definition, over its kinds of unit
FILES = 12  # of these, how many are also written into a file, which LibreOffice then opens
TOLERANCE = 1e-9  # relative: formula.md#twice
WRONG = 987654321
RESULT = re.compile(rb'(<c [^>]*?)(?: t="\w+")?(><f>[^<]*</f>)<v(?:/>|>[^<]*</v>)')


by_definition = pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)


@needs_libreoffice
@by_definition
def test_libreoffice_computes_what_we_compute(path, tmp_path, record_property):
    """definition.md#calculations: on any input the two agree to 1e-9 relative, or both are
    blank, or both are the same text; quality.md#recalculation: 0 differences over random fillings.
    """
    for data, layout, cases in filled_forms(load(path), FILLINGS):
        form = tmp_path / "form.xlsx"
        form.write_bytes(misled(data))
        rounds = [as_typed(layout, *case) for case in cases]
        theirs = computed(form, layout, rounds)
        found = differences(theirs, evaluated(layout, cases), cases)
        compared = len(theirs) * len(layout.computed)
        record_property(f"cells compared with LibreOffice, {path.stem} {layout.kind}", compared)
        assert not found, f"{len(found)} of {compared}: {found[:3]}"


@needs_libreoffice
@by_definition
def test_a_filled_file_says_the_same_in_libreoffice(path, tmp_path):
    """house.md#same-formula: that same formula stands in the locked cell, over the values that
    fill puts in, those of the period before among them.
    """
    for data, layout, cases in filled_forms(load(path), FILES):
        theirs = []
        for case in cases:
            form = tmp_path / "form.xlsx"
            form.write_bytes(misled(fill(data, layout, *case)))
            theirs += computed(form, layout, [{}])
        assert not differences(theirs, evaluated(layout, cases), cases)


def filled_forms(definition, count):
    """The workbook, the layout and random fillings of each kind of unit that computes something."""
    units = {unit.kind: unit.code for unit in definition.units}.values()
    layouts = {code: layout_of(definition, code) for code in units}
    computing = {code: layout for code, layout in layouts.items() if layout.computed}
    for code, layout in computing.items():
        cases = fillings(definition, layout.kind, -(-count // len(computing)))
        yield issue(definition, code), layout, cases


def differences(theirs, ours, cases):
    return [
        (name, shown[name], expected[name], *case)
        for shown, expected, case in zip(theirs, ours, cases, strict=True)
        for name in expected
        if not same(shown[name], expected[name])
    ]


def evaluated(layout, cases):
    """Our value of every computed cell by name, for each filling."""
    values, previous = zip(*cases, strict=True)
    results = layout.calculations.evaluate(columns(layout, values, previous), len(cases))
    rows = zip(*(column.objects() for column in results.values()), strict=True)
    return [dict(zip(results, row, strict=True)) for row in rows]


def misled(data):
    """The workbook with a wrong stored value in every formula's cell: nothing can be copied."""
    changed = {
        name: RESULT.sub(rb"\1\2<v>%d</v>" % WRONG, part) for name, part in parts(data).items()
    }
    stored = sum(part.count(b"<v>%d</v>" % WRONG) for part in changed.values())
    assert stored == sum(part.count(b"<f>") for part in changed.values()) > 0
    return zipped(changed)


def computed(path, layout, rounds):
    """What every computed cell shows in LibreOffice by name, after each round of typing."""
    places = {name: place for name, (_, place) in layout.computed.items()}
    spans = {}
    for place in places.values():
        first, last = spans.get((place.sheet, place.column), (place.row, place.row))
        spans[place.sheet, place.column] = min(first, place.row), max(last, place.row)
    ranges = [
        f"{sheet}!{a1(first, column)}:{a1(last, column)}"
        for (sheet, column), (first, last) in spans.items()
    ]
    found = []
    for answer in office().compute(path, rounds, ranges):
        cells = {
            (sheet, first + at): row[0]
            for ((sheet, _), (first, _)), rows in zip(spans.items(), answer, strict=True)
            for at, row in enumerate(rows)
        }
        found.append({name: cells[place.sheet, place.row] for name, place in places.items()})
    return found


def same(stated, expected):
    """LibreOffice gives an error as None and a logical value as a number."""
    if isinstance(expected, ExcelError):
        return stated is None
    if isinstance(expected, str) or isinstance(stated, str | None):
        return stated == expected
    return math.isclose(stated, expected, rel_tol=TOLERANCE)


@needs_libreoffice
def test_a_formula_that_says_something_else_is_seen(tmp_path):
    """quality.md#proof-first: prove the check first: one formula changed by little is found."""
    definition = define()
    layout = layout_of(definition)
    cases = fillings(definition, layout.kind, 20)
    computed_cell, place = layout.computed["persen"]
    other = computed_cell.formula.replace("*100", "*100.000001").replace(">", "&gt;")
    form = tmp_path / "form.xlsx"
    form.write_bytes(put(issue(definition), f"{place.sheet}!{place.address}", f"<f>{other}</f>"))
    rounds = [as_typed(layout, *case) for case in cases]
    found = differences(computed(form, layout, rounds), evaluated(layout, cases), cases)
    assert {name for name, *_ in found} == {"persen"}
