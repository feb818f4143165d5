"""Builds the form for one kind of unit and a period, with tokens where units differ.

Building from nothing costs some ten milliseconds and is done once a period and kind; what differs
from one unit to the next is put in afterwards, in :mod:`iku_workbook.workbook.issue`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from io import BytesIO

import xlsxwriter

from iku_workbook.form_words import form_words
from iku_workbook.guidance import Guidance
from iku_workbook.inputs import columns
from iku_workbook.layout import HIDDEN_SHEET, SEAL_NAME, Layout
from iku_workbook.periods import Period
from iku_workbook.unit_words import words_of, words_of_all
from iku_workbook.workbook.corrections import Corrections
from iku_workbook.workbook.seal import PROPERTY
from iku_workbook.workbook.writing import corrections as listed
from iku_workbook.workbook.writing import hidden_sheet, remarks
from iku_workbook.workbook.writing import sheets as newest
from iku_workbook.workbook.writing.context import TOKENS, FormContext, Result
from iku_workbook.workbook.writing.first_version import sheets as first_version
from iku_workbook.workbook.writing.first_version.styles import LOOKS as FIRST_LOOKS
from iku_workbook.workbook.writing.styles import LOOKS, Styles

_PROTECTION = {"format_columns": True, "format_rows": True, "select_locked_cells": True}


def build_form(
    layout: Layout,
    period: Period,
    corrections: Corrections | None = None,
    *,
    computed: bool = True,
) -> bytes:
    """The form as an .xlsx with tokens; the same layout and period give the same bytes.

    With ``corrections`` it is a copy to correct, opened on the sheet that lists them. Without
    what is ``computed``, which takes longer than all else, its formulas show nothing.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    definition = layout.definition
    book.set_properties(
        {
            "title": definition.title,
            "company": definition.agency.name,
            "created": datetime.datetime.combine(period.start, datetime.time()),
        }
    )
    book.set_custom_property(PROPERTY, TOKENS["carried"], "text")
    form = _context(book, layout, period, corrections, computed=computed)
    extra = (layout.corrections,) if corrections else ()
    sheets = {name: book.add_worksheet(name) for name in (*extra, *layout.sheets)}
    edition = newest if definition.modern else first_version
    edition.write(book, sheets, form)
    hidden_sheet.write(sheets[HIDDEN_SHEET], form)
    if corrections:
        listed.write(sheets[layout.corrections], form, corrections)
        remarks.write(sheets, form, corrections)
    for sheet in sheets.values():
        sheet.protect("", _PROTECTION)
    for name, reference in layout.names.items():
        book.define_name(name, f"={reference}")
    book.define_name(SEAL_NAME, f'="{TOKENS["carried"]}"')
    sheets[layout.corrections if corrections else layout.guide].activate()
    book.close()
    return buffer.getvalue()


def _context(
    book: xlsxwriter.Workbook,
    layout: Layout,
    period: Period,
    corrections: Corrections | None,
    *,
    computed: bool,
) -> FormContext:
    guidance = Guidance(layout, period)
    who = words_of(layout.definition, layout.kind)
    return FormContext(
        layout=layout,
        period=period,
        paper=layout.definition.paper.value,
        styles=Styles(book, LOOKS if layout.definition.modern else FIRST_LOOKS),
        say=form_words(layout.definition).naming(who),
        everyone=words_of_all(layout.definition).all,
        results=_results(layout, period) if computed else dict.fromkeys(layout.computed),
        guidance=guidance,
        live={live.name: live for live in guidance.cells},
        shown=guidance.evaluate({}, {}) if computed else guidance.unseen(),
        corrections=corrections,
    )


def _results(layout: Layout, period: Period) -> Mapping[str, Result]:
    empty = layout.calculations.evaluate(columns(layout, [{}], period=period), 1)
    return {name: column.objects()[0] for name, column in empty.items()}
