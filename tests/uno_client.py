"""Drives one LibreOffice: a job in (a line of JSON), what came of it out, until the input ends.

Runs under the Python that has LibreOffice's bridge (``uno``), not under the project's own; so it
imports nothing of the project. Called by tests/libreoffice.py, as:
    python3 uno_client.py PROFILE_FOLDER
"""

import contextlib
import json
import subprocess
import sys
import time
import uuid
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet.FilterOperator import EQUAL
from com.sun.star.table import TableSortField
from com.sun.star.table.CellContentType import EMPTY

FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "pdf": "calc_pdf_Export",
}
PRINTED_TEXT = "writer_pdf_Export"  # all that is done with a .docx
LOCALE = "com.sun.star.lang.Locale"
STARTING = 60  # seconds
ALL_CONTENTS = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: numbers, dates, texts, formulas


def main():
    """Answers jobs with one office."""
    office, desktop, dispatcher = start(Path(sys.argv[1]).resolve())
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        try:
            job = json.loads(line)
            done = compute(desktop, job) if "rounds" in job else work(desktop, dispatcher, job)
            answer = {"values": done}
        except Exception as problem:
            answer = {"error": f"{type(problem).__name__}: {problem}"}
            if not lives(desktop):
                answer["ended"] = True
        print(json.dumps(answer), flush=True)
        if "ended" in answer:
            break
    with contextlib.suppress(Exception):
        desktop.terminate()
    office.wait(20)


def lives(desktop):
    """Whether the office still answers; nothing that is asked of one which is gone can succeed."""
    try:
        return desktop.Frames.Count >= 0
    except Exception:
        return False


def start(profile):
    """An office process of its own, its desktop, and its dispatcher of user commands."""
    pipe = f"pipe,name=iku{uuid.uuid4().hex};urp"
    quiet = ["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"]
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", *quiet, f"--accept={pipe};"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    deadline = time.monotonic() + STARTING
    while True:
        try:
            context = resolver.resolve(f"uno:{pipe};StarOffice.ComponentContext")
            break
        except Exception:
            if time.monotonic() > deadline or office.poll() is not None:
                raise
            time.sleep(0.05)
    create = context.ServiceManager.createInstanceWithContext
    desktop = create("com.sun.star.frame.Desktop", context)
    return office, desktop, create("com.sun.star.frame.DispatchHelper", context)


def opened(desktop, path):
    """The document in a file; ValueError where it is no workbook, nor called a .docx."""
    url = uno.systemPathToFileUrl(path)
    document = desktop.loadComponentFromURL(url, "_blank", 0, (named("Hidden", True),))
    if document is None or not (hasattr(document, "Sheets") or path.endswith(".docx")):
        raise ValueError("this is no workbook to LibreOffice: " + path)
    return document


def compute(desktop, job):
    """Opens a workbook once; in each round puts values into ranges, and reads what is computed.

    Ranges are written and read whole, which is fast: as rows of numbers and texts, "" for empty.
    """
    document = opened(desktop, job["open"])
    try:
        for sheet in document.Sheets:
            sheet.unprotect("")
        read_from = [find(document, place) for place in job["read"]]
        used = {place for each in job["rounds"] for place in each}
        places = {place: find(document, place) for place in used}
        document.enableAutomaticCalculation(False)  # once a round, not once a range
        answers = []
        for each in job["rounds"]:
            for place, rows in each.items():
                places[place].setDataArray(tuple(map(tuple, rows)))
            document.calculate()
            answers.append([cells.getDataArray() for cells in read_from])
        return answers
    finally:
        document.close(True)


def work(desktop, dispatcher, job):
    """Opens a workbook, types, sorts, reads cells and saves; the values that were read."""
    document = opened(desktop, job["open"])
    try:
        if job["unlock"]:
            for sheet in document.Sheets:
                sheet.unprotect("")
        for sheet, what, first, count in job["shift"]:
            lines = getattr(document.Sheets.getByName(sheet), what)
            (lines.insertByIndex if count > 0 else lines.removeByIndex)(first - 1, abs(count))
        for alteration in job["alter"]:
            alter(document, *alteration)
        for place, value in job["type"].items():
            enter(document, dispatcher, place, value)
        for place, column in job["sort"].items():
            sort(find(document, place), column)
        values = {place: read(find(document, place)) for place in job["read"]}
        values |= {place: texts(find(document, place)) for place in job["show"]}
        for path in job["save"]:
            kind = FILTERS[path.rpartition(".")[2]]
            if not hasattr(document, "Sheets"):
                kind = PRINTED_TEXT
            document.storeToURL(uno.systemPathToFileUrl(path), (named("FilterName", kind),))
        return values
    finally:
        document.close(True)


def named(name, value):
    """A property as the office takes it."""
    one = PropertyValue()
    one.Name, one.Value = name, value
    return one


def find(document, place):
    """The cells of ``Sheet!A1``, ``Sheet!A1:B2`` or a defined name."""
    sheet, mark, address = place.rpartition("!")
    if mark:
        return document.Sheets.getByName(sheet.strip("'")).getCellRangeByName(address)
    if not document.NamedRanges.hasByName(place):
        raise ValueError(f"no cells are named {place}")
    return document.NamedRanges.getByName(place).getReferredCells()


def enter(document, dispatcher, place, value):
    """Does what a person does: goes to the cell and types, or presses Delete for None."""
    cells = find(document, place)
    where = cells.RangeAddress
    if (where.StartColumn, where.StartRow) != (where.EndColumn, where.EndRow):
        raise ValueError(f"{place} is not one cell")
    cell = cells.getCellByPosition(0, 0)
    if cell.Spreadsheet.isProtected() and cell.CellProtection.IsLocked:
        raise PermissionError(f"{place} is locked")
    if value is None:
        cell.clearContents(ALL_CONTENTS)
    elif isinstance(value, str):
        controller = document.CurrentController
        controller.setActiveSheet(cell.Spreadsheet)
        controller.select(cell)
        typed = (named("StringName", value),)
        dispatcher.executeDispatch(controller.Frame, ".uno:EnterString", "", 0, typed)
    else:
        cell.setValue(value)


def alter(document, what, place, value):
    """Changes how cells look, or what stands around them: as a person does in menus."""
    cells = find(document, place)
    sheet, where = cells.Spreadsheet, cells.RangeAddress
    first = cells.getCellByPosition(0, 0)
    if what == "format":
        cells.NumberFormat = document.NumberFormats.addNew(value, uno.createUnoStruct(LOCALE))
    elif what == "unseen":
        cells.CharColor = cells.CellBackColor = 0xFFFFFF
    elif what == "link":
        field = document.createInstance("com.sun.star.text.TextField.URL")
        field.URL, field.Representation = value, first.getString() or value
        first.setString("")
        first.insertTextContent(first.createTextCursor(), field, False)
    elif what == "hidden-row":
        sheet.Rows.getByIndex(where.StartRow).IsVisible = False
    elif what == "hidden-column":
        sheet.Columns.getByIndex(where.StartColumn).IsVisible = False
    elif what == "merged":
        cells.merge(True)
    elif what == "remark":
        sheet.Annotations.insertNew(first.CellAddress, value)
    elif what == "printed":
        sheet.setPrintAreas((where,))
    elif what == "sheet-hidden":
        sheet.IsVisible = False
    elif what == "margin":
        style = document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
        footer = style.RightPageFooterContent
        footer.LeftText.setString(value)
        style.RightPageFooterContent = footer
    elif what == "filter":
        hide_by_filter(document, sheet, value)
    elif what == "swapped":
        other = find(document, value)
        said = other.getFormula(), first.getFormula()
        first.setFormula(said[0])
        other.setFormula(said[1])
    else:
        raise ValueError("nobody does this: " + what)


def hide_by_filter(document, sheet, text):
    """Leaves the rows below a sheet's own heads that have the text in their first column."""
    criterion = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
    criterion.Operator, criterion.StringValue = EQUAL, text
    own = sheet.RangeAddress.Sheet
    filtered = [each for each in ranges_of(document) if each.DataArea.Sheet == own]
    for each in filtered:
        described = each.getFilterDescriptor()
        described.ContainsHeader = True
        described.setFilterFields((criterion,))
        each.refresh()
    if not filtered:
        raise ValueError("a sheet without a filter: " + sheet.Name)


def ranges_of(document):
    """Tables and ranges with filters, those of sheets too."""
    yield from (
        document.DatabaseRanges.getByName(name) for name in document.DatabaseRanges.ElementNames
    )
    unnamed = document.getPropertyValue("UnnamedDatabaseRanges")
    yield from (
        unnamed.getByTable(number)
        for number in range(document.Sheets.Count)
        if unnamed.hasByTable(number)
    )


def sort(cells, column):
    """Sorts whole rows of cells by one of their columns, from 0; the greatest come first."""
    if cells.Spreadsheet.isProtected():
        raise PermissionError("a protected sheet is not sorted")
    field = TableSortField()
    field.Field, field.IsAscending = column, False
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    cells.sort((named("SortFields", fields), named("ContainsHeader", False)))


def read(cells):
    """A cell's value; of a range a list of rows."""
    # One call gives all of them, but shows empty cells, empty texts and errors alike.
    values = [
        [
            said if said not in ("", None) else plainly(cells.getCellByPosition(column, row))
            for column, said in enumerate(line)
        ]
        for row, line in enumerate(cells.getDataArray())
    ]
    return values[0][0] if len(values) == len(values[0]) == 1 else values


def texts(cells):
    """Rows of what a range's cells show, numbers in their formats."""
    lines = enumerate(cells.getDataArray())
    return [
        [cells.getCellByPosition(column, row).getString() for column, _ in enumerate(line)]
        for row, line in lines
    ]


def plainly(cell):
    """None for an empty cell, otherwise what it shows: an empty text, or the name of an error."""
    return None if cell.getType() == EMPTY else cell.getString()


if __name__ == "__main__":
    main()
