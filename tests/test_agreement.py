"""Every formula is computed by us, by LibreOffice and by IronCalc. All must agree."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from tests.agreement import (
    BY_HAND,
    IRONCALC,
    LIBREOFFICE,
    ONLYOFFICE,
    Form,
    definitions,
    forms,
    judge_form,
    judge_master,
    live,
    years,
)
from tests.forms import define, load, period_of, put
from tests.libreoffice import available
from tests.master.master import write
from tests.onlyoffice import needs_onlyoffice
from tests.results.year import random_year, with_units
from tests.source import CHECKOUT

FILLINGS = 45  # of each definition, over its kinds of unit; python -m tests.agreement takes 300
FILES = 6  # of these, how many are also written into a file, which the judge then opens

by_definition = pytest.mark.parametrize("path", definitions(), ids=lambda path: path.stem)
by_judge = pytest.mark.parametrize(
    "judge",
    [
        IRONCALC,
        pytest.param(
            LIBREOFFICE,
            marks=[
                pytest.mark.client,
                pytest.mark.skipif(not available(), reason="LibreOffice is missing"),
            ],
        ),
    ],
    ids=lambda judge: judge.name,
)


@cache
def forms_of(path, number):
    """The forms of a definition with fillings, made once for every judge."""
    return [*forms(load(path), number)]


@by_judge
@by_definition
def test_a_judge_computes_what_we_compute(judge, path, tmp_path, record_property):
    """definition.md#calculations: on any input the two agree to 1e-9 relative, or both are
    blank, or both are the same text; quality.md#recalculation: in every formula cell of a form, the
    ones that guide the officer too; quality.md#second-judge: as two programs compute it.
    """
    for form in forms_of(path, FILLINGS):
        verdict = judge_form(judge, form, tmp_path)
        where = f"{judge.name}, {path.stem} {form.layout.kind}"
        record_property(f"cells compared with {where}", verdict.compared)
        assert not verdict.differences, f"{len(verdict.differences)}: {verdict.differences[:3]}"


@by_judge
@by_definition
def test_a_filled_file_says_the_same_to_a_judge(judge, path, tmp_path):
    """house.md#same-formula: that same formula stands in the locked cell, over the values that
    fill puts in, those of the period before among them.
    """
    for form in forms_of(path, FILES):
        verdict = judge_form(judge, form, tmp_path, in_files=True)
        assert not verdict.differences, f"{len(verdict.differences)}: {verdict.differences[:3]}"


@pytest.mark.slow
@needs_onlyoffice
def test_onlyoffice_computes_what_we_compute(tmp_path):
    """form.md#blank: in a form and a master of version 2, as Excel does; in one of version 1 but
    for blanks, of which it thinks otherwise. 200 fillings by ``python -m tests.agreement``.
    """
    definition = load(CHECKOUT / "templates/examples/kelurahan-2025.yaml")
    first_version = load(CHECKOUT / "tests/definitions/gizi-2025.yaml")
    for form in (*forms(definition, 4), *forms(first_version, 12)):
        verdict = judge_form(ONLYOFFICE, form, tmp_path)
        assert verdict.differences == []
        assert not (form.layout.definition.modern and verdict.declared)
    [make, *_] = years(definition, 1)
    assert judge_master(ONLYOFFICE, make, tmp_path).differences == []


@pytest.mark.slow
@needs_onlyoffice
def test_what_is_typed_is_told_at_once(tmp_path):
    """form.md#typed: entry by entry, in the program that counts what cells showed before."""
    [form] = forms(load(CHECKOUT / "templates/examples/kelurahan-2025.yaml"), 1)
    [(values, previous)] = form.cases
    wrong_until_the_last = [{"tanggal": date(2025, 10, 15), "jenis": "Siskamling", "hadir": 5}] * 2
    cases = [({**values, "kegiatan": wrong_until_the_last[:rows]}, previous) for rows in (1, 2)]
    assert judge_form(BY_HAND, replace(form, cases=cases), tmp_path).differences == []


@pytest.mark.parametrize(
    "path", [each for each in definitions() if load(each).modern], ids=lambda path: path.stem
)
def test_blanks_are_asked_for_in_one_way(path):
    """form.md#blank: by no function that counts blanks, unless the definition asks so itself."""
    definition = load(path)
    assert "COUNTBLANK" not in path.read_text(encoding="utf-8")
    [make, *_] = years(definition, 1)
    for data in (*(each.data for each in forms(definition, 1)), make()):
        assert not [each for each in live(data).values() if "COUNTBLANK" in each.formula]


@by_judge
def test_a_formula_that_says_something_else_is_seen(judge, tmp_path):
    """quality.md#proof-first: prove the check first: one formula changed by little is found."""
    [form, *_] = forms(define(), 20)
    computed, place = form.layout.computed["persen"]
    other = computed.formula.replace("*100", "*100.000001").replace(">", "&gt;")
    data = put(form.data, f"{place.sheet}!{place.address}", f"<f>{other}</f><v>0</v>")
    changed = Form(data, form.layout, form.guidance, form.cases)
    found = judge_form(judge, changed, tmp_path).differences
    assert place in {each.place for each in found}
    assert not judge_form(judge, form, tmp_path).differences


@by_judge
def test_a_formula_of_a_master_that_says_something_else_is_seen(judge, tmp_path):
    """quality.md#proof-first: in a master too, in every figure that hangs on it."""
    definition = with_units(define(), 4)
    period = period_of(definition, 2)
    data = write(definition, random_year(definition, period), period)
    place = next(
        place
        for place, cell in live(data).items()
        if place.sheet == "Perhitungan"
        and place.column > 8
        and isinstance(cell.value, float)
        and cell.value
    )
    changed = put(
        data, f"{place.sheet}!{place.address}", "<f>INDEX(Data!$G$5:$G$12,1)+1</f><v>0</v>"
    )
    found = {each.place for each in judge_master(judge, lambda: changed, tmp_path).differences}
    assert place in found
    assert {"Capaian", "Ringkasan"} <= {each.sheet for each in found}
    assert not judge_master(judge, lambda: data, tmp_path).differences
