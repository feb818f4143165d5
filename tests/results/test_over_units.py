"""Indicators that are one value of every unit, by plain loops that share nothing with us."""

import random

import pytest

from iku_workbook.master.write import write_master
from iku_workbook.messages import catalogue
from iku_workbook.results.indicators import consolidate
from iku_workbook.results.json import document
from iku_workbook.results.notes import notes
from iku_workbook.results.tables import tables
from iku_workbook.results.year import consolidate_year
from tests.libreoffice import needs_libreoffice
from tests.master.test_master_recalculated import unchanged
from tests.results import valued
from tests.results.valued import Q1, Q2, by_hand, some_returns
from tests.results.year import returned
from tests.schemas import mistakes


@pytest.fixture(scope="module")
def regency():
    return valued.regency()


@pytest.mark.parametrize("seed", range(8))
def test_values_are_taken_together_as_by_hand(regency, seed):
    """definition.md#value: sum, mean, weighted mean, least and greatest over all units, and over
    those of each level; who left it blank takes no part, and nobody divides by "1".
    """
    returns, _ = some_returns(regency, random.Random(seed))
    year = consolidate_year(regency, returns, Q2)
    codes = [unit.code for unit in regency.reporting]
    said = {code: (each.value, each.with_value) for code, each in year.results.indicators.items()}
    assert said == by_hand(returns, codes)
    for level in year.levels:
        own = [code for code in codes if code.startswith(level.unit.code)]
        said = {code: (each.value, each.with_value) for code, each in level.indicators.items()}
        assert said == by_hand(returns, own), level.unit.code
    written = document(year)
    assert not mistakes("results", written)
    assert all(
        each["numerator"] is each["denominator"] is None for each in written["indicators"].values()
    )


@pytest.mark.parametrize("seed", range(12))
def test_whatever_still_comes_the_result_stays_within(regency, seed):
    """contract.md#provisional: the range holds what missing returns may still make of a value."""
    here, everything = some_returns(regency, random.Random(100 + seed), share=0.5)
    provisional = consolidate(regency, here, Q2).indicators
    final = consolidate(regency, everything, Q2).indicators
    for code, result in provisional.items():
        ends = result.range or (result.value, result.value)
        if final[code].value is not None and (result.range or not result.provisional):
            assert ends[0] - 1e-9 <= final[code].value <= ends[1] + 1e-9, code


def test_the_ends_of_a_range_are_reached(regency):
    """contract.md#provisional: by hand, where one village of three has yet to say anything."""
    units = ("35.1.0", "35.1.1", "35.1.2")
    small = regency.model_copy(update={"units": tuple(u for u in regency.units if u.code in units)})
    said = {"kasus": 3, "menit": 20, "kunjungan": 10}
    returns = [returned(code, "2025-Q1", said) for code in units[:2]]
    found = {code: each.range for code, each in consolidate(small, returns, Q1).indicators.items()}
    assert found["KASUS"] == (6, 106)
    assert found["MENIT-sum"] == (40, 140)
    assert found["MENIT-mean"] == pytest.approx((40 / 3, 140 / 3))
    assert found["MENIT-minimum"] == (0, 20)
    assert found["MENIT-maximum"] == (20, 100)
    assert found["TUNGGU"] == pytest.approx((400 / 120, (400 + 10_000) / 120))


def test_how_many_took_part_is_said(regency):
    """definition.md#value: the result says of how many units it is."""
    said = {"kasus": 3, "menit": None, "kunjungan": 10}
    returns = [
        returned(unit.code, "2025-Q1", said | {"menit": 20} if unit.code == "35.1.0" else said)
        for unit in regency.reporting
    ]
    results = consolidate(regency, returns, Q1)
    indicators = {each.code: each for each in regency.indicators}
    told = {
        code: " ".join(notes(indicators[code], each, catalogue("id")))
        for code, each in results.indicators.items()
    }
    assert "Rata-rata dari 1 unit; 8 ditunggu" in told["MENIT-mean"]
    assert "unit;" not in told["KASUS"]
    assert "belum ada unit yang nilainya terisi" in told["INDEKS"]


@needs_libreoffice
def test_weights_that_come_to_nothing_are_said(regency, tmp_path):
    """definition.md#value: values there are, and no mean of them; the master shows none either."""
    returns = [
        returned(unit.code, Q1.code, {"kasus": 1, "menit": 20, "kunjungan": 0})
        for unit in regency.reporting
        if unit.kind == "desa"
    ]
    year = consolidate_year(regency, returns, Q1)
    result = year.results.indicators["TUNGGU"]
    indicator = next(each for each in regency.indicators if each.code == "TUNGGU")
    assert (result.value, result.with_value) == (None, 8)
    assert "Belum ada hasil: jumlah bobotnya 0." in notes(indicator, result, catalogue("id"))
    assert unchanged(write_master(year), tmp_path) > 100


def test_tables_have_values_and_their_ways(regency):
    """definition.md#value: what stands in tables is enough to compute a value anew."""
    returns, _ = some_returns(regency, random.Random(1))
    found = {each.name: each for each in tables(consolidate_year(regency, returns, Q2), Q2.end)}
    results = [
        dict(zip(found["results"].columns, row, strict=True)) for row in found["results"].rows
    ]
    (waited,) = (row for row in results if row["indicator"] == "TUNGGU" and row["unit"] is None)
    assert (waited["over_units"], waited["weight_formula"]) == ("mean", "kunjungan")
    shares = [dict(zip(found["shares"].columns, row, strict=True)) for row in found["shares"].rows]
    own = [row for row in shares if row["indicator"] == "TUNGGU"]
    known = [
        (row["value"], row["weight"]) for row in own if None not in (row["value"], row["weight"])
    ]
    weight = sum(weight for _, weight in known)
    assert waited["value"] == pytest.approx(sum(v * w for v, w in known) / weight)
    assert all(row["numerator"] is row["denominator"] is None for row in own)
