"""The master workbook computed anew by LibreOffice: nothing may change."""

import datetime
import io
import math
import re
import warnings
import zipfile

import openpyxl
import pytest
from openpyxl.utils.datetime import to_excel

from iku_workbook.results.indicators import consolidate
from iku_workbook.results.master import write_master
from tests.forms import load, period_of, shipped
from tests.libreoffice import needs_libreoffice, recalculate
from tests.results.year import random_year, with_units

TOLERANCE = 1e-9  # relative: quality.md, Truth
UNITS = 12
WRONG = 987654321
STORED = re.compile(rb'(<c [^>]*?)(?: t="\w+")?(><f>[^<]*</f>)<v(?:/>|>[^<]*</v>)(</c>)')


@needs_libreoffice
@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_nothing_changes(path, number, tmp_path, record_property):
    """quality.md, Truth: master workbook recalculated by LibreOffice: 0 cells change."""
    definition = with_units(load(path), UNITS)
    period = period_of(definition, number)
    returns = random_year(definition, period, seed=number)
    data = write_master(consolidate(definition, returns, period), returns, definition)
    file = tmp_path / "master.xlsx"
    # Wrong values in every formula's cell: LibreOffice has nothing to copy.
    file.write_bytes(misled(data))
    (saved,) = recalculate([file], tmp_path / "saved")
    ours, theirs, formulas = cells(data), cells(saved.read_bytes()), live(data)
    changed = {
        place: (value, theirs.get(place))
        for place, value in ours.items()
        if not same(value, theirs.get(place))
    }
    record_property("formula cells recalculated", len(formulas))
    assert len(formulas) > UNITS * 4
    assert not changed, f"{len(changed)}: {list(changed.items())[:5]}"


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
