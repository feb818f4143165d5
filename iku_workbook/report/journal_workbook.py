"""Writes who did what as a workbook to print, file and filter: one table, one row an entry."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from io import BytesIO

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from iku_workbook.master.cell_text import cell_text
from iku_workbook.master.styles import MasterStyles
from iku_workbook.messages import Catalogue
from iku_workbook.registry.journal import JournalEntry, RecordKind
from iku_workbook.report.journal import Journal, period_words, sentence, who
from iku_workbook.report.labelled import naming
from iku_workbook.workbook.writing.context import height

_FOLIO = 14  # of XlsxWriter: the paper that Indonesian offices call F4
_WIDTHS = {
    "entry": 8,
    "at": 17,
    "by": 20,
    "sort": 13,
    "event": 48,
    "unit": 20,
    "unit_code": 15,
    "period": 17,
    "receipt": 9,
    "reason": 36,
}
_CENTRED = frozenset({"entry", "at", "unit_code", "receipt"})
_TIME = "dd/mm/yyyy hh.mm"
_HEADER = 4  # the row of the headings, counted from 0
_FOOTER = 120  # characters of it
_BY_ITSELF = frozenset({RecordKind.EXAMINATION, RecordKind.FAULT})
_EVERYWHERE = "A1:XFD1048576"


def write_workbook(journal: Journal, say: Catalogue, at: datetime.datetime) -> bytes:
    """The workbook's bytes; the same entries printed ``at`` the same time give the same."""
    target = BytesIO()
    with Workbook(target, {"constant_memory": True}) as book:
        title = say("journal.title")
        agency = cell_text(journal.definition.agency.name)
        book.set_properties({"title": title, "author": agency, "created": at.replace(tzinfo=None)})
        sheet, styles = book.add_worksheet(say("journal.sheet")), MasterStyles(book)
        last = len(_WIDTHS) - 1
        for column, width in enumerate(_WIDTHS.values()):
            sheet.set_column(column, column, width)
        whose = f"{agency} · {cell_text(journal.definition.title)}"
        for row, (text, look, points) in enumerate(
            (
                (title, "title", 30),
                (whose, "subtitle", 18),
                (journal.shown(say), "subtitle", 18),
                (journal.printed(at, say), "help", 18),
            )
        ):
            sheet.set_row(row, points)
            sheet.write_string(row, 0, cell_text(text), styles(look))
        sheet.set_row(_HEADER, 32)
        for column, key in enumerate(_WIDTHS):
            sheet.write_string(_HEADER, column, journal.heading(key, say), styles("header"))
        names, named = journal.names(), naming(journal.definition)
        for row, each in enumerate(journal.entries, start=_HEADER + 1):
            texts = _texts(each, names.get(each.unit or "", ""), sentence(each, say, named), say)
            _write(sheet, row, each, texts, styles)
        sheet.autofilter(_HEADER, 0, _HEADER + max(1, len(journal.entries)), last)
        _page(sheet, cell_text(journal.definition.agency.name))
    return target.getvalue()


def _texts(each: JournalEntry, name: str, event: str, say: Catalogue) -> dict[str, str]:
    return {
        "by": who(each, say),
        "sort": say(f"journal.sort-{each.kind}"),
        "event": event,
        "unit": name,
        "unit_code": each.unit or "",
        "period": period_words(each.period, say),
        "reason": str(each.about.get("reason") or ""),
    }


def _write(
    sheet: Worksheet, row: int, each: JournalEntry, texts: Mapping[str, str], styles: MasterStyles
) -> None:
    """One row; a text is written as a text, whatever it begins with."""
    numbers = {"entry": each.entry, "receipt": each.receipt}
    shown = [(cell_text(text), float(_WIDTHS[key])) for key, text in texts.items()]
    sheet.set_row(row, height(*shown))
    for column, key in enumerate(_WIDTHS):
        look = "cell_center" if key in _CENTRED else "cell"
        look = "pale_text" if key == "by" and each.kind in _BY_ITSELF else look
        if key == "at" and each.at is not None:
            sheet.write_datetime(row, column, each.at.replace(tzinfo=None), styles(look, _TIME))
        elif key in texts:
            sheet.write_string(row, column, cell_text(texts[key]), styles(look))
        elif numbers.get(key) is not None:
            sheet.write_number(row, column, numbers[key], styles(look, "0"))
        else:
            sheet.write_blank(row, column, None, styles(look))


def _page(sheet: Worksheet, agency: str) -> None:
    """F4, landscape, all columns on one page; headings stay in sight and on every page."""
    sheet.freeze_panes(_HEADER + 1, 0)
    sheet.repeat_rows(_HEADER)
    sheet.set_paper(_FOLIO)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L&8{agency[:_FOOTER].replace('&', '&&')}&R&8&P / &N")
    sheet.hide_gridlines(2)
    sheet.ignore_errors({"number_stored_as_text": _EVERYWHERE})
