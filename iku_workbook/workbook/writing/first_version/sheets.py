"""The sheets that people see in a form of the first version, each written by its own module."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from iku_workbook.workbook.writing.context import FormContext
from iku_workbook.workbook.writing.first_version import approval, entry, guide, registers, results


def write(book: Workbook, sheets: Mapping[str, Worksheet], form: FormContext) -> None:
    """Write guide, entries, registers, results and approval."""
    layout = form.layout
    guide.write(sheets[layout.guide], form)
    entry.write(sheets[layout.entry], form)
    for table, tree in form.guidance.row_messages:
        registers.write(sheets[table.sheet], table, tree, form)
    results.write(book, sheets[layout.results], form)
    approval.write(sheets[layout.approval], form)
