"""The master workbook computed anew by LibreOffice: nothing may change."""

import datetime
import io
import math
import random
import re
import warnings
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.utils.datetime import to_excel

from iku_workbook.findings import Decision
from iku_workbook.master.write import write_master
from iku_workbook.results.basis import Basis
from iku_workbook.results.year import consolidate_year
from iku_workbook.returns import only_approved
from tests.forms import load, period_of, shipped
from tests.libreoffice import needs_libreoffice, recalculate
from tests.master.master import column, read, write
from tests.results import passing_units, valued
from tests.results.year import random_year, regency, with_units

TOLERANCE = 1e-9  # relative: quality.md#recalculation
UNITS = 12
LARGEST = 5_000_000  # bytes
WRONG = 987654321
STORED = re.compile(rb'(<c [^>]*?)(?: t="\w+")?(><f>[^<]*</f>)<v(?:/>|>[^<]*</v>)(</c>)')


@needs_libreoffice
@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_nothing_changes(path, number, tmp_path, record_property):
    """quality.md#master-unchanged: master workbook recalculated by LibreOffice: 0 cells change."""
    definition = with_units(load(path), UNITS)
    period = period_of(definition, number)
    returns = random_year(definition, period, seed=number)
    data = write(definition, returns, period)
    formulas = unchanged(data, tmp_path)
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
    """How many formulas LibreOffice computed anew, none of which came to anything else."""
    file = folder / "master.xlsx"
    # Wrong values in every formula's cell: LibreOffice has nothing to copy.
    file.write_bytes(misled(data))
    (saved,) = recalculate([file], folder / "saved")
    ours, theirs = cells(data), cells(saved.read_bytes())
    changed = {
        place: (ours.get(place), theirs.get(place))
        for place in ours.keys() | theirs.keys()
        if not same(ours.get(place), theirs.get(place))
    }
    assert not changed, f"{len(changed)}: {list(changed.items())[:5]}"
    return len(live(data))


def misled(data):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as changed:
        for entry in source.infolist():
            part = STORED.sub(rb"\1\2<v>%d</v>\3" % WRONG, source.read(entry))
            changed.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def cells(data):
    """What every cell shows; blank ones, and those that show an empty text, left out."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in opened(data, data_only=True)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def live(data):
    """Every cell that holds a formula."""
    return [
        cell.coordinate
        for sheet in opened(data)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def opened(data, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data), **options)


def same(ours, theirs):
    ours, theirs = plain(ours), plain(theirs)
    if isinstance(ours, float | int) and isinstance(theirs, float | int):
        return math.isclose(ours, theirs, rel_tol=TOLERANCE, abs_tol=1e-12)
    return ours == theirs


def plain(value):
    """A date as its number: LibreOffice shows a number computed from dates as one."""
    return to_excel(value) if isinstance(value, datetime.datetime) else value


@needs_libreoffice
@pytest.mark.parametrize("quarter", [3, 4])
def test_nothing_changes_where_units_pass(quarter, tmp_path):
    """quality.md#passing-units: a unit's rows say when it is not there; counts, sums and values of
    the period before follow.
    """
    returns = passing_units.returns({("K", 3), ("H", 2)})
    data = write(passing_units.YEAR, returns, period_of(passing_units.YEAR, quarter))
    assert unchanged(data, tmp_path) > len(passing_units.TIMES) * 4 * quarter
