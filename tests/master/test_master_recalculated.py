"""The master workbook computed anew by other programs: nothing may change."""

import datetime
import random
import re
from dataclasses import replace

import pytest

from iku_workbook.findings import Decision
from iku_workbook.master.write import write_master
from iku_workbook.results.basis import Basis
from iku_workbook.results.year import consolidate_year
from iku_workbook.returns import only_approved
from tests.agreement import IRONCALC, LIBREOFFICE, judge_master
from tests.forms import load, period_of, shipped
from tests.libreoffice import needs_libreoffice
from tests.master.master import column, read, write
from tests.results import valued
from tests.results.year import random_year, regency, with_units

UNITS = 8
LARGEST = 5_000_000  # bytes


@needs_libreoffice
@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_nothing_changes(path, number, tmp_path, record_property):
    """quality.md#master-unchanged: recalculated by LibreOffice, and by IronCalc: 0 cells change."""
    definition = with_units(load(path), UNITS)
    period = period_of(definition, number)
    returns = random_year(definition, period, seed=number)
    formulas = judged(lambda: write(definition, returns, period), tmp_path)
    record_property("formula cells recalculated", formulas)
    assert formulas > UNITS * 4


@needs_libreoffice
@pytest.mark.parametrize("size", [(1, 12), (14, 186)], ids=["12x4", "186x4"])
def test_nothing_changes_in_a_whole_year(size, tmp_path, record_property):
    """quality.md#master-size: 0 cells change, for 12 villages by 4 periods and 186 by 4; under 5
    MB.
    """
    definition = regency(*size)
    period = period_of(definition, 4)
    returns = random_year(definition, period, seed=4)
    data = write(definition, returns, period, as_of=period.end)
    formulas = unchanged(data, tmp_path)
    record_property("formula cells recalculated", formulas)
    record_property("bytes", len(data))
    assert formulas > size[1] * 4 * 10
    assert len(data) < LARGEST


@needs_libreoffice
def test_nothing_changes_where_only_approved_returns_count(tmp_path):
    """contract.md#approved-only: what counts is called approved wherever formulas count it."""
    definition = with_units(load(shipped()[0]), UNITS)
    period = period_of(definition, 3)
    approval = Decision("Camat", datetime.datetime.combine(period.end, datetime.time.max))
    returns = [
        only_approved(replace(each, approval=approval if number % 3 else None))
        for number, each in enumerate(random_year(definition, period, seed=3))
    ]
    year = consolidate_year(definition, returns, period)
    basis = Basis(period.end, definition.timezone, definition.digest, approved=True)
    data = write_master(replace(year, basis=basis))
    counts = read(data, values=True).worksheets[0]["A4"].value
    assert re.search("Disetujui: [1-9].* · Diterima, belum disetujui: [1-9]", counts)
    assert unchanged(data, tmp_path) > UNITS * 4


@needs_libreoffice
def test_nothing_changes_where_values_are_taken_together(tmp_path):
    """definition.md#value: sum, mean, weighted mean, least and greatest are live, for the whole
    list, each level and each village; numerator and denominator stay empty.
    """
    definition = valued.regency()
    returns, _ = valued.some_returns(definition, random.Random(2))
    data = write(definition, returns, valued.Q2)
    assert unchanged(data, tmp_path) > 100
    shown = read(data, values=True)["Capaian"]
    assert {*column(shown, 4, "Pembilang")[:28], *column(shown, 4, "Penyebut")[:28]} == {None}


def unchanged(data, folder):
    """How many formulas other programs computed anew, none of which came to anything else."""
    return judged(lambda: data, folder)


def judged(make, folder):
    """The same of the master that ``make`` writes."""
    for judge in (IRONCALC, LIBREOFFICE):
        verdict = judge_master(judge, make, folder)
        found = verdict.differences
        assert not found, f"{judge.name}: {len(found)}: {found[:5]}"
    return verdict.compared


def cells(data):
    """What every cell shows; blank ones, and those that show an empty text, left out."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in read(data, values=True)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }
