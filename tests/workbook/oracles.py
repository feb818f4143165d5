"""What openpyxl, python-calamine and the reader's own slower half say of a workbook."""

import datetime
import io
import warnings
from unittest import mock

import openpyxl
import python_calamine
from openpyxl.cell.cell import MergedCell
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from iku_workbook.workbook.reading import texts, workbook_parts
from iku_workbook.workbook.reading import workbook as reader

TOLERANCE = 1e-9
# calamine turns serials into moments of a whole millisecond.
MOMENT = 1e-3 / 86_400


def differences(workbook, data):
    """Where the reader and openpyxl disagree: (aspect, place, ours, theirs), and cells compared."""
    with warnings.catch_warnings(), mock.patch("openpyxl.worksheet._reader.from_excel", _as_it_is):
        warnings.simplefilter("ignore")
        formulas = openpyxl.load_workbook(io.BytesIO(data))
        values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    found = [*_of_book(workbook, formulas)]
    compared = 0
    for sheet in workbook.sheets:
        if sheet.name not in formulas.sheetnames:
            continue
        theirs = formulas[sheet.name]
        found += _of_sheet(sheet, theirs)
        for key, cell in sheet.cells.items() if hasattr(theirs, "cell") else ():
            other, cached = theirs.cell(*key), values[sheet.name].cell(*key)
            if not isinstance(other, MergedCell):  # openpyxl empties them
                compared += 1
                found += _of_cell((sheet.name, *key), cell, other, cached, formulas.epoch)
    return found, compared


def _as_it_is(serial, *_args, **_kwargs):
    """openpyxl rounds moments to the millisecond: its serials are compared instead."""
    return serial


def _unequal(aspect, place, ours, theirs):
    return [] if ours == theirs else [(aspect, place, ours, theirs)]


def _of_book(workbook, theirs):
    yield from _unequal("sheets", "", [each.name for each in workbook.sheets], theirs.sheetnames)
    names = {name: each.value for name, each in theirs.defined_names.items()}
    yield from _unequal("names", "", workbook.names, names)
    properties = {each.name: each.value for each in theirs.custom_doc_props if each.value}
    texts = {name: value for name, value in properties.items() if isinstance(value, str)}
    yield from _unequal("properties", "", workbook.properties, texts)
    yield from _unequal("1904", "", workbook.date1904, theirs.epoch == CALENDAR_MAC_1904)


def _of_sheet(sheet, theirs):
    yield from _unequal("state", sheet.name, sheet.state, theirs.sheet_state)
    if not hasattr(theirs, "cell"):
        yield from _unequal("cells", sheet.name, sheet.cells, {})
        return
    yield from _unequal("protected", sheet.name, sheet.protected, bool(theirs.protection.sheet))
    validations = len(theirs.data_validations.dataValidation)
    yield from _unequal("validations", sheet.name, len(sheet.validations), validations)
    filled = {
        (cell.row, cell.column)
        for row in theirs.iter_rows()
        for cell in row
        if cell.value is not None
    }
    yield from _unequal("cells", sheet.name, filled - set(sheet.cells), set())


def _of_cell(place, cell, formula, cached, epoch):
    if not _same(cell.value, cached.value, epoch):
        yield "value", place, cell.value, cached.value
    yield from _unequal("formula", place, cell.formula, _formula(formula))
    yield from _unequal("locked", place, cell.locked, formula.protection.locked)
    yield from _unequal("is_date", place, cell.is_date, is_date_format(formula.number_format))


def _formula(cell):
    value = cell.value
    if isinstance(value, ArrayFormula):
        value = value.text
    if isinstance(value, DataTableFormula):
        two = value.r1, value.r2 or ""
        if value.dt2D == "1":
            return "TABLE({},{})".format(*two)
        return f"TABLE({value.r1},)" if value.dtr == "1" else f"TABLE(,{value.r1})"
    return value[1:] if cell.data_type == "f" or isinstance(cell.value, ArrayFormula) else None


def _same(ours, theirs, epoch):
    if ours in {None, ""} and theirs in {None, ""}:
        return True
    moments = datetime.datetime, datetime.date, datetime.time, datetime.timedelta
    if isinstance(theirs, moments):
        theirs = to_excel(theirs, epoch)
        return isinstance(ours, float) and abs(ours - theirs) <= MOMENT
    if isinstance(ours, float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= TOLERANCE * abs(ours)
    return ours == theirs and isinstance(ours, bool) == isinstance(theirs, bool)


def differences_from_calamine(workbook, data):
    """Where the reader and calamine disagree on values, and cells compared."""
    theirs = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    epoch = CALENDAR_MAC_1904 if workbook.date1904 else CALENDAR_WINDOWS_1900
    found = list(_unequal("sheets", "", [s.name for s in workbook.sheets], theirs.sheet_names))
    compared = 0
    for sheet in workbook.sheets:
        rows = theirs.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        for (row, column), cell in sheet.cells.items():
            inside = row <= len(rows) and column <= len(rows[row - 1])
            other = rows[row - 1][column - 1] if inside else None
            compared += 1
            if not _same(cell.value, other, epoch):
                found.append(("value", (sheet.name, row, column), cell.value, other))
    return found, compared


def as_tree(data):
    """What the general reader makes of a workbook, whose parts may all be plain."""
    with (
        mock.patch.object(reader, "between", return_value=None),
        mock.patch.object(texts, "cut", return_value=None),
        mock.patch.object(workbook_parts, "cut", return_value=None),
    ):
        return reader.read(data, reader.Budget())
