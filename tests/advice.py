"""What each hint tells to do, done by a small program: a table by code.

A case is what came, a finding about it, and what its sender has at hand: the form as it was handed
out and, on paper, the right answers (here: a good return). An action does what the hint says and
nothing else, and gives what is sent then; so a hint that leads nowhere is found.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import openpyxl

from iku_workbook.cell_addresses import position
from iku_workbook.layout import Layout
from iku_workbook.workbook.fill import fill
from tests.forms import parts, zipped

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Case:
    """A finding about ``file``, one of the ``files`` that came, at a cell of a sheet.

    blank, good  the village's form as it was issued, and as it should have come back
    answers      what it should say; ``read`` gives what was read of the file
    """

    files: Files
    file: str
    sheet: str | None
    cell: str | None
    blank: bytes
    good: bytes
    answers: Mapping[str, object]
    read: Callable[[], Mapping[str, object]]
    layout: Layout

    def sends(self, data: bytes, name: str | None = None) -> Files:
        """What is sent: ``data`` in place of the file that is wrong."""
        others = {each: kept for each, kept in self.files.items() if each != self.file}
        return {**others, name or self.file: data}

    def edited(self, change: Callable[[openpyxl.Workbook], None]) -> Files:
        """What is sent once the file was changed in a spreadsheet program, and saved."""
        book = openpyxl.load_workbook(io.BytesIO(self.files[self.file]))
        change(book)
        saved = io.BytesIO()
        book.save(saved)
        return self.sends(saved.getvalue())


def send_the_form(case: Case) -> Files:
    """Send the workbook that the office issued, filled in, as .xlsx and without a password."""
    return case.sends(case.good, "kiriman.xlsx")


def move_entries(case: Case) -> Files:
    """Move the entries to the original workbook: those that were read, or else from paper."""
    return case.sends(fill(case.blank, case.layout, case.read() or case.answers))


def retype(case: Case) -> Files:
    """Type what is right into the cell, as text, formula or number."""

    def change(book):
        right = _good(case.good)[case.sheet][case.cell]
        book[case.sheet][case.cell].value = right.value
        book[case.sheet][case.cell].number_format = right.number_format

    return case.edited(change)


def complete(case: Case) -> Files:
    """Type what was lacking into the cell of a form in which all stands where it was read."""
    in_place = replace(case, files={**case.files, **move_entries(case)})
    right = _good(case.good)[case.sheet][case.cell].value
    return in_place.edited(lambda book: _put(book, case, right or "Surat tugas 1"))


def without_macro(case: Case) -> Files:
    """Save as a workbook without macros."""
    content = parts(case.files[case.file])
    del content["xl/vbaProject.bin"]
    kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = content["[Content_Types].xml"].replace(kind, plain)
    return case.sends(zipped({**content, "[Content_Types].xml": types}), "kiriman.xlsx")


def choose_nihil(case: Case) -> Files:
    """Choose the word that the hint names."""
    return case.edited(lambda book: _put(book, case, "Nihil"))


def clear(case: Case) -> Files:
    """Clear the cell."""
    return case.edited(lambda book: _put(book, case, None))


def clear_row(case: Case) -> Files:
    """Clear the rows too many, here: the first."""

    def change(book):
        row, _ = position(case.cell)
        for _, column in _table(case).columns:
            book[case.sheet].cell(row, column).value = None

    return case.edited(change)


def move_left(case: Case) -> Files:
    """Move the contents of the row one column to the left."""
    return case.edited(lambda book: _shift(book[case.sheet], case, 1))


def move_right(case: Case) -> Files:
    """Move the contents of the row one column to the right."""
    return case.edited(lambda book: _shift(book[case.sheet], case, -1))


def move_into_table(case: Case) -> Files:
    """Move what stands below the table to an empty row of it."""

    def change(book):
        sheet, table = book[case.sheet], _table(case)
        below, columns = position(case.cell)[0], [column for _, column in table.columns]
        rows = range(table.first, table.last + 1)
        free = next(row for row in rows if not any(sheet.cell(row, at).value for at in columns))
        for column in columns:
            sheet.cell(free, column).value = sheet.cell(below, column).value
            sheet.cell(below, column).value = None

    return case.edited(change)


def put_others_aside(case: Case) -> Files:
    """Decide which file is right, and put the others aside."""
    return {case.file: case.files[case.file]}


def _put(book: openpyxl.Workbook, case: Case, value: str | None) -> None:
    book[case.sheet][case.cell].value = value


def _shift(sheet, case: Case, by: int) -> None:
    row, columns = position(case.cell)[0], [column for _, column in _table(case).columns]
    there = {column: sheet.cell(row, column + by).value for column in columns}
    sheet.cell(row, max(columns) + by if by > 0 else min(columns) + by).value = None
    for column, value in there.items():
        sheet.cell(row, column).value = value


def _table(case: Case):
    return next(each for each in case.layout.tables if each.sheet == case.sheet)


@cache
def _good(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def _numbered(family: str, *numbers: int) -> list[str]:
    return [f"{family}-{number:03}" for number in numbers]


ACTIONS: Mapping[str, Callable[[Case], Files]] = {
    **dict.fromkeys(_numbered("FILE", 1, 3, 8, 9, 10, 12, 40), send_the_form),
    "FILE-021": without_macro,
    "FORM-001": send_the_form,
    **dict.fromkeys(_numbered("FORM", 3, 4, 6), move_entries),
    **dict.fromkeys(_numbered("LOCK", 1, 2, 7), retype),
    **dict.fromkeys(_numbered("LOCK", 11, 13), move_entries),
    **dict.fromkeys(_numbered("VALUE", *range(1, 10), 12, *range(19, 24)), retype),
    "VALUE-011": move_into_table,
    "VALUE-013": choose_nihil,
    "VALUE-014": clear,
    "VALUE-016": move_left,
    "VALUE-017": move_right,
    "VALUE-024": clear_row,
    **dict.fromkeys(_numbered("RULE", 1), complete),
    "DUP-002": put_others_aside,
}
"""What a sender, or the office, does: by code. What "nothing to correct" is said of needs none."""

_EXCEL = "only Excel repairs, converts or strips such a file"
_OFFICE = "something of the office's own machine, folder or records"
_LARGE = "what makes a file so large is taken out by hand; tests/workbook/test_budget.py has limits"
_LOCKED = "moved to the original as LOCK-011 is; each alteration is in tests/test_tampering.py"
_SEEN = "how a cell looks is undone by hand: tests/checks/test_seen.py has both sides of each"
_COPIED = "which of two sheets is right a person knows: tests/checks/test_copied_sheets.py"
_FORWARD = (
    "what was brought forward: tests/campaign/test_brought_forward.py confirms and replaces it"
)
_EARLIER = "compared with what was accepted before: tests/checks/test_history.py has both answers"
UNTRIED: Mapping[str, str] = {
    **dict.fromkeys(_numbered("FILE", 0, 41, 42, 57, 58, 59, 60), _OFFICE),
    **dict.fromkeys(_numbered("FILE", 2, 4, 5, 6, 7, 11, 13, 14, 15, 16, 17, 20), _EXCEL),
    **dict.fromkeys(_numbered("FILE", 22, 23, 24, 25, *range(30, 38)), _EXCEL),
    **dict.fromkeys(_numbered("FILE", *range(43, 47), *range(48, 54), 56), _EXCEL),
    **dict.fromkeys(_numbered("FILE", 18, 19, 26, 27, 28, 29, 38), _LARGE),
    **dict.fromkeys(_numbered("FORM", 2, 5, 7, 10, 20, 21, 22, *range(24, 31)), _OFFICE),
    **dict.fromkeys(_numbered("LOCK", 8, 9, 10, 14, 15, 16, 18, 19, 20), _LOCKED),
    **dict.fromkeys(_numbered("LOCK", 23, 25, *range(27, 32), 37, 38), _SEEN),
    **dict.fromkeys(_numbered("LOCK", 35, 36), _COPIED),
    "VALUE-015": "the copy of an old form asks for it: tests/cli/test_old_forms.py",
    "VALUE-018": "retyped as VALUE-008 is: tests/checks/test_percentages.py",
    "CALC-001": "only a program that computes makes the results anew",
    **dict.fromkeys(_numbered("HIST", 1, 2, 3, 4, 5), _EARLIER),
    **dict.fromkeys(_numbered("HIST", 6, 7, 8), _FORWARD),
    **dict.fromkeys(_numbered("DUP", 3, 4, *range(8, 14), 15), _OFFICE),
    **dict.fromkeys(_numbered("REVIEW", 2, 4, 6, 7, 9), _OFFICE),
    "REVIEW-001": "what a person at the office asked for",
}
"""The codes whose hint no program can follow here, and why."""
