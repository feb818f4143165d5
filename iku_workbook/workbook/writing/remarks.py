"""Marks errors on the sheets of a corrected copy: a frame, and a column of remarks."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from xlsxwriter.worksheet import Worksheet

from iku_workbook.layout import CORRECTION, HEADER_ROW, TABLE_HEADER_ROW, Layout, Place
from iku_workbook.workbook.corrections import Corrections
from iku_workbook.workbook.writing.context import FormContext, height
from iku_workbook.workbook.writing.styles import input_look

_WIDTH, _NARROW = 36, 24  # characters
_SCREEN = 157  # characters: what a window of 1366 pixels shows beside each other
_NUMBER, _MESSAGE = 5, 30  # of a list's own columns
_SIZE = 10  # points, of messages
_INDENT = 2  # characters


def remark_height(form: FormContext, sheet: str, row: int) -> float:
    """The height that the remark beside a row needs, 0 where there is none."""
    text = form.corrections.remark(sheet, row) if form.corrections else ""
    return height((text, _width(form.layout, sheet) - _INDENT), size=_SIZE) if text else 0


def _width(layout: Layout, sheet: str) -> float:
    """The width of the remarks: narrower beside a list with many columns."""
    for table in layout.tables:
        if table.sheet == sheet:
            own = sum(field.type.record.form_width for field, _ in table.columns)
            return max(_NARROW, min(_WIDTH, _SCREEN - _NUMBER - _MESSAGE - own))
    return _WIDTH


def write(sheets: Mapping[str, Worksheet], form: FormContext, corrections: Corrections) -> None:
    """Write frames and remarks over the sheets' content."""
    _write_below(sheets, form, corrections)
    _mark_cells(sheets, form, corrections)
    _write_remarks(sheets, form, corrections)


def _write_below(
    sheets: Mapping[str, Worksheet], form: FormContext, corrections: Corrections
) -> None:
    """What stands below a register's last row, open, so that it can be moved and emptied."""
    columns = {
        (table.sheet, column): field
        for table in form.layout.tables
        for field, column in table.columns
    }
    for place, value in corrections.below.items():
        field = columns[place.sheet, place.column]
        at, look = (place.row - 1, place.column - 1), form.styles("input_left_marked")
        if isinstance(value, str):
            sheets[place.sheet].write_string(*at, value, look)
        elif isinstance(value, datetime.date):
            look = form.styles("input_left_marked", form.number_format(field))
            moment = datetime.datetime.combine(value, datetime.time())
            sheets[place.sheet].write_datetime(*at, moment, look)
        elif value is not None:
            if field.type.record.percent:
                look = form.styles("input_left_marked", form.number_format(field))
            sheets[place.sheet].write_number(*at, field.type.record.size(value), look)


def _mark_cells(
    sheets: Mapping[str, Worksheet], form: FormContext, corrections: Corrections
) -> None:
    """A frame around each input to correct."""
    looks = dict(_inputs(form))
    for place in sorted(corrections.places & looks.keys(), key=lambda each: each.reference):
        sheet, at = sheets[place.sheet], (place.row - 1, place.column - 1)
        sheet.write_blank(*at, None, form.styles(*looks[place]))


def _inputs(form: FormContext) -> Iterator[tuple[Place, tuple[str, str]]]:
    """Every input cell, and how it looks where it is marked."""
    layout = form.layout
    modern = layout.definition.modern
    for field, place in layout.fields.values():
        look = f"{input_look(field, in_register=False, modern=modern)}_marked"
        yield place, (look, form.number_format(field))
    for group in layout.confirmations.values():
        yield group.place, ("input_marked", "@")
    for table in layout.tables:
        yield table.nihil, ("input_left_marked" if modern else "input_marked", "@")
        for field, column in table.columns:
            look = f"{input_look(field, in_register=True, modern=modern)}_marked"
            for row in range(table.first, table.last + 1):
                yield Place(table.sheet, row, column), (look, form.number_format(field))


def _write_remarks(
    sheets: Mapping[str, Worksheet], form: FormContext, corrections: Corrections
) -> None:
    """What the office says of a row, in a column that is printed and that phones show."""
    layout = form.layout
    columns = {layout.entry: (HEADER_ROW, CORRECTION)}
    for table in layout.tables:
        columns[table.sheet] = (TABLE_HEADER_ROW, table.correction_column)
    marked = {(place.sheet, place.row) for place in corrections.places if place.sheet in columns}
    rows = {place for place in marked if corrections.remark(*place)}
    for name in {sheet for sheet, _ in rows}:
        header, column = columns[name]
        sheet, heading = sheets[name], form.say("form.corrections_remark")
        sheet.set_column(column - 1, column - 1, _width(layout, name))
        sheet.write_string(header - 1, column - 1, heading, form.styles("header"))
        sheet.set_landscape()
    if any(name == layout.entry for name, _ in rows):
        for each in layout.entry_rows:
            look = form.styles("group" if isinstance(each.shows, str) else "remark")
            sheets[layout.entry].write_blank(each.row - 1, CORRECTION - 1, None, look)
    for name, row in sorted(rows):
        text, column = corrections.remark(name, row), columns[name][1]
        sheets[name].write_string(row - 1, column - 1, text, form.styles("remark"))
