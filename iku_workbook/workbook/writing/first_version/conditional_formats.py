"""Conditional formats of a form: colours that follow the mark of a message."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.cell_addresses import a1
from iku_workbook.guidance.live import FINE_MARK, MISSING_MARK, NOTE_MARK, WRONG_MARK
from iku_workbook.layout import Span
from iku_workbook.workbook.writing.context import FormContext


def colour_messages(sheet: Worksheet, form: FormContext, cells: Span) -> None:
    """Green, yellow or red for messages that begin with a mark."""
    looks = {
        FINE_MARK: form.styles.fine,
        MISSING_MARK: form.styles.attention,
        NOTE_MARK: form.styles.attention,
        WRONG_MARK: form.styles.wrong,
    }
    for mark, look in looks.items():
        _colour(sheet, cells, cells.column, mark, look)


def colour_inputs(sheet: Worksheet, form: FormContext, cells: Span, message_column: int) -> None:
    """Colour an input red while its message reports an error."""
    _colour(sheet, cells, message_column, WRONG_MARK, form.styles.wrong)


def _colour(sheet: Worksheet, cells: Span, message_column: int, mark: str, look: object) -> None:
    first = f"${a1(cells.first, message_column)}"
    rule = {"type": "formula", "criteria": f'=LEFT({first},1)="{mark}"', "format": look}
    column = cells.column - 1
    sheet.conditional_format(cells.first - 1, column, cells.last - 1, column, rule)
