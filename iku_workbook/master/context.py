"""What the writers of all sheets share: results and styles, and writing of cells and heads."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from iku_workbook.cell_addresses import COLUMNS, ROWS, a1
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Field, Unit
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.values import Value
from iku_workbook.inputs import Scalar
from iku_workbook.master.cell_text import cell_text
from iku_workbook.master.references import FingerprintedRows, MasterLayout
from iku_workbook.master.styles import MasterStyles
from iku_workbook.master.unit_order import UnitOrder
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, label
from iku_workbook.results.accumulate import Status
from iku_workbook.results.indicators import Results
from iku_workbook.results.status import Matrix
from iku_workbook.results.year import Year

_A4 = 9
_PAGE_WIDTH = 260  # characters across a page, the least legible
_FOOTER_LIMIT = 200  # of the 255 characters that a footer may have
_LINE, _AIR = 14.5, 4.0  # the height of a line of text, and the space about it, in points
_SMALL_LINE, _MORE = 12.0, 1.2  # of small type (9 points), of which so much more fits in
_TALLEST = 409.0  # points; Excel's limit
_RIGHTLY = (
    "number_stored_as_text",
    "formula_differs",
    "formula_range",
    "formula_unlocked",
    "empty_cell_reference",
)
_EVERYWHERE = f"A1:{a1(ROWS, COLUMNS)}"
_NUMBER = (int, float)  # asked of every cell: a union would be made each time
_ERRORS = frozenset(error.value for error in ExcelError)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column, and the column's width in characters."""

    text: str
    width: float


IDENTITY_WIDTHS = {"unit_code": 16.0, "unit": 24.0, "kind": 13.0, "parent": 22.0}


@dataclass(frozen=True, slots=True)
class MasterContext:
    """What the writers of all sheets share: the results, the layout, styles and texts.

    year           the results, up to the period asked for
    as_of          the day that they are of, where it is shown
    standings      how each unit stands in each of its periods
    units          who reports, in the order of the sheets
    parents        names by code, for what stands above a unit
    contents       what the summary lists: the name of a sheet, and a sentence about it
    fingerprinted  the rows that have a fingerprint, by the name of each sheet that has been written
    """

    book: Workbook
    year: Year
    as_of: datetime.date | None
    standings: Matrix
    units: UnitOrder
    parents: Mapping[str, str]
    layout: MasterLayout
    contents: Sequence[tuple[str, str]]
    styles: MasterStyles
    say: Catalogue
    fingerprinted: dict[str, FingerprintedRows] = field(default_factory=dict)

    @property
    def definition(self) -> Definition:
        """The definition whose results are written."""
        return self.year.definition

    @property
    def results(self) -> Results:
        """The results of the period asked for."""
        return self.year.results

    @property
    def periods(self) -> tuple[Results, ...]:
        """The results of every period of the year so far; of those whose units are not listed
        without what these come to.
        """
        return self.year.periods if self.layout.computation.first == 1 else self.year.outlines

    def identity(self, unit: Unit) -> dict[str, tuple[str, str]]:
        """A unit's identifying texts in its row, by column, each with its style."""
        texts = {
            "unit_code": (unit.code, "cell_strong"),
            "unit": (unit.name, "cell"),
            "kind": (unit.kind, "cell_center"),
            "parent": (self.parents.get(unit.parent or "", ""), "cell"),
        }
        return {key: texts[key] for key in self.layout.identity}

    def identity_headings(self) -> list[Heading]:
        """The headings of the columns that identify a unit."""
        return [
            Heading(self.say(f"results.{key}"), IDENTITY_WIDTHS[key])
            for key in self.layout.identity
        ]

    def text(self, sheet: Worksheet, cell: tuple[int, int], text: str, look: str) -> None:
        """A text, whoever wrote it, as nothing but a text; ``cell`` is (row, column) from 1."""
        if not text:
            self.blank(sheet, cell, look)
            return
        row, column = cell
        sheet.write_string(row - 1, column - 1, cell_text(text), self.styles(look))

    def blank(self, sheet: Worksheet, cell: tuple[int, int], look: str) -> None:
        """An empty cell that keeps its looks."""
        sheet.write_blank(cell[0] - 1, cell[1] - 1, None, self.styles(look))

    def number(
        self, sheet: Worksheet, cell: tuple[int, int], value: float, look: str, num_format: str
    ) -> None:
        """A number in a number format."""
        sheet.write_number(cell[0] - 1, cell[1] - 1, value, self.styles(look, num_format))

    def counted(self, sheet: Worksheet, cell: tuple[int, int | None], number: int | None) -> None:
        """A number by which something is called, where the sheet has a column for it."""
        row, column = cell
        if column is None:
            return
        if number is None:
            self.blank(sheet, (row, column), "cell_center")
        else:
            self.number(sheet, (row, column), number, "cell_center", "0")

    def value(
        self, sheet: Worksheet, cell: tuple[int, int], value: Scalar, field: Field | None
    ) -> None:
        """A value as a unit gave it, in the format of its field."""
        row, column = cell
        if value is None:
            self.blank(sheet, cell, "cell")
        elif isinstance(value, str):
            self.text(sheet, cell, value, "cell")
        elif isinstance(value, datetime.date):
            look = self.styles("cell_center", field.number_format if field else DATE)
            sheet.write_datetime(row - 1, column - 1, value, look)
        else:
            size = field.type.record.size(value) if field else value
            self.number(sheet, cell, size, "amount", number_format(field))

    def formula(
        self,
        sheet: Worksheet,
        cell: tuple[int, int],
        formula: str,
        value: Value,
        look: str,
        num_format: str = "General",
    ) -> None:
        """A formula without its ``=``, and the value that it has."""
        row, column = cell
        if isinstance(value, str):
            value = cell_text(value)
            if value in _ERRORS:  # XlsxWriter would store the error, not the text that names it
                sheet.write_string(row - 1, column - 1, value, self.styles(look, num_format))
                return
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        stored = "" if value is None else value
        sheet.write_formula(
            row - 1, column - 1, "=" + formula, self.styles(look, num_format), stored
        )

    def status(self, status: Status) -> str:
        """The name of a status in the definition's language; where only approved returns count, one
        that counts is called approved.
        """
        if status is Status.ACCEPTED and self.year.approved_only:
            return self.say("results.approved")
        if status in {Status.MISSING, Status.UNAPPROVED, Status.ABSENT}:
            return self.say(f"results.{status}")
        return self.say(f"report.{status}")

    def there(self, status: str, kinds: str = "", kind: str = "") -> str:
        """A formula: how many units are there, by the cells of their statuses, of one kind where it
        is given with the cells of their kinds.
        """
        of_kind = f'{kinds},"{kind}"'
        all_ = f"COUNTIF({of_kind})" if kind else f"ROWS({status})"
        if not any(each.unit.from_ or each.unit.until for each in self.results.units):
            return all_
        absent = f'{status},"{self.status(Status.ABSENT)}"'
        return f"{all_}-" + (f"COUNTIFS({absent},{of_kind})" if kind else f"COUNTIF({absent})")

    def counted_word(self, key: str) -> str:
        """The key of a heading: what counts as reported is only what is approved, or all that was
        accepted.
        """
        own = key == "reported" and self.year.approved_only
        return f"results.{key}_approved" if own else f"results.{key}"

    def period(self, code: str | None) -> str:
        """A period's name; nothing where there is none."""
        return _name_of(code, self.say.language) if code else ""

    def head(self, sheet: Worksheet, title: str, hint: str) -> None:
        """Write a sheet's first rows: title, definition and period, and how to read it."""
        sheet.set_row(0, 26)
        self.text(sheet, (1, 1), title, "title")
        whose = (
            self.definition.agency.name,
            self.definition.title,
            label(self.results.period, self.say.language),
        )
        self.text(sheet, (2, 1), " · ".join(whose), "subtitle")
        sheet.set_row(2, 20)
        self.text(sheet, (3, 1), hint, "hint")

    def headings(self, sheet: Worksheet, row: int, headings: Sequence[Heading]) -> None:
        """A row of column headings, as high as the longest needs."""
        self.fit(sheet, row, [("\n", 9), *((each.text, each.width) for each in headings)])
        for column, each in enumerate(headings, start=1):
            sheet.set_column(column - 1, column - 1, each.width)
            self.text(sheet, (row, column), each.text, "header")

    def fit(
        self,
        sheet: Worksheet,
        row: int,
        cells: Iterable[tuple[object, float]],
        small: Iterable[tuple[str, float]] = (),
    ) -> None:
        """Make a row as high as its texts need, each in a width, some in small type: not every
        program sees to it.
        """
        texts = ((text, width) for text, width in cells if isinstance(text, str))
        heights = [_LINE, *(_LINE * _lines(text, width) for text, width in texts)]
        heights += [_SMALL_LINE * _lines(text, width * _MORE) for text, width in small]
        sheet.set_row(row - 1, min(_TALLEST, max(heights) + _AIR))

    def page(
        self,
        sheet: Worksheet,
        header: int,
        headings: Sequence[Heading],
        *,
        frozen: int = 0,
        locked: bool = True,
        repeated: int | None = None,
    ) -> None:
        """Head rows frozen and repeated, or fewer ``repeated``; A4 landscape, page numbers.

        All columns on one page, or on as many as keep them legible, the frozen ones on each; a
        sheet without any, which is read as a whole, is never cut. A locked sheet has no password:
        it only keeps formulas and rows together, and filtering, resizing and tracing formulas stay
        allowed.
        """
        sheet.freeze_panes(header, frozen)
        sheet.repeat_rows(0, (repeated or header) - 1)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        wide = math.ceil(sum(each.width for each in headings) / _PAGE_WIDTH)
        pages = wide if frozen else 1
        if pages > 1:
            sheet.repeat_columns(0, frozen - 1)
        sheet.fit_to_pages(pages, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        whose = cell_text(self.definition.title)[:_FOOTER_LIMIT].replace("&", "&&")
        sheet.set_footer(f"&L&8{whose} &C&8&A&R&8&P / &N")
        sheet.hide_gridlines(2)
        # Codes are texts that look like numbers, and a row's formula may rightly differ from the
        # next: Excel would mark each with a green corner.
        sheet.ignore_errors(dict.fromkeys(_RIGHTLY, _EVERYWHERE))
        if locked:
            allowed = ("objects", "scenarios", "autofilter", "format_columns", "format_rows")
            sheet.protect("", dict.fromkeys(allowed, True))

    def keep(self, sheet: Worksheet, first: int, last: int, columns: int) -> None:
        """Let rows be sorted and filtered, but nothing be typed over by mistake.

        A protected sheet cannot be sorted, so these cells refuse whatever is typed instead.
        """
        refusal = {
            "validate": "custom",
            "value": "=FALSE",
            "ignore_blank": False,
            "error_title": self.say("results.kept_title"),
            "error_message": self.say("results.kept"),
        }
        sheet.data_validation(first - 1, 0, last - 1, columns - 1, refusal)


DATE = "dd/mm/yyyy"
MOMENT = "dd/mm/yyyy hh:mm"


def number_format(field: Field | None) -> str:
    """The number format of a field's values."""
    return "General" if field is None else field.number_format


@cache
def _name_of(period: str, language: str) -> str:
    """What thousands of rows say of the few periods that there are."""
    return label(Period.parse(period), language)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column: words are moved whole, so some room is lost."""
    room = max(1.0, (width - 2) * 0.95)
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(len(line) / room)) for line in text.split("\n"))


def width(field: Field, values: Iterable[object]) -> float:
    """A column wide enough for every number in it; text wraps."""
    least = field.type.record.master_width
    if not field.type.record.is_number:
        return least
    return max(least, amount_width(values, field.decimals or 0))


def amount_format(values: Iterable[object]) -> str:
    """The number format of computed amounts: no decimals where all are whole."""
    whole = all(float(each).is_integer() for each in values if isinstance(each, _NUMBER))
    return "#,##0" if whole else "#,##0.00##"


def amount_width(values: Iterable[object], decimals: int) -> float:
    """The width in characters that the longest of the numbers needs."""
    numbers = [value for value in values if isinstance(value, _NUMBER)]
    if not numbers:
        return 0.0
    return max(len(f"{end:,.{decimals}f}") for end in (min(numbers), max(numbers))) + 2.0
