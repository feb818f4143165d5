"""Master workbooks as tests write and read them."""

import io
import warnings

import openpyxl

from iku_workbook.master import write_master
from iku_workbook.periods import Period
from iku_workbook.results.year import consolidate_year

Q2 = Period.parse("2025-Q2")


def write(definition, returns, period=Q2, **options):
    return write_master(consolidate_year(definition, returns, period), **options)


def read(data, *, values=False):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def column(sheet, header, title):
    """The values below a heading."""
    (found,) = (cell.column for cell in sheet[header] if cell.value == title)
    return [row[found - 1].value for row in sheet.iter_rows(min_row=header + 1)]
