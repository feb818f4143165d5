"""The trail sheet: every file that came in and every decision, in the order of records."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from iku_workbook.codes import Severity
from iku_workbook.findings import Verdict
from iku_workbook.master.context import DATE, MOMENT, Heading, MasterContext
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.layout import last_row
from iku_workbook.master.references import FIRST_ROW, HEADER_ROW
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.periods import Period
from iku_workbook.registry.journal import JournalEntry, RecordKind
from iku_workbook.report.journal import period_words, sentence, who
from iku_workbook.results.naming import names_of
from iku_workbook.results.trail import Trail
from iku_workbook.returns import Return

_WIDTHS = {
    "entry": 9.0,
    "campaign": 18.0,
    "at": 22.0,
    "event": 38.0,
    "receipt": 10.0,
    "file": 32.0,
    "unit_code": 16.0,
    "unit": 20.0,
    "period": 20.0,
    "by": 20.0,
    "verdict": 17.0,
    "fate": 22.0,
    "because": 34.0,
    "reason": 34.0,
    "due": 13.0,
    "in_time": 14.0,
    "sha256": 20.0,
}
_CENTRED = {"entry", "receipt", "period", "fate", "in_time"}
_LOOKS = {
    Verdict.ACCEPTED: "good",
    Verdict.NEEDS_CORRECTION: "attention",
    Verdict.REJECTED: "bad",
}
_NAMED = 6  # findings that a cell names; the sheet of findings has all of them
_Cell = str | int | datetime.date | None


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """A row a receipt, decision or later day; of files alone there is none, which is said."""
    master.head(sheet, master.layout.names["trail"], master.say("results.trail_hint"))
    several = len(master.year.trails) > 1
    keys = [key for key in _WIDTHS if key != "campaign" or several]
    headings = [Heading(master.say(f"results.trail_{key}"), _WIDTHS[key]) for key in keys]
    master.headings(sheet, HEADER_ROW, headings)
    prints = Fingerprints(master, sheet, len(headings))
    prints.head(HEADER_ROW)
    rows = [(trail, each) for trail in master.year.trails for each in trail.entries]
    last = last_row(FIRST_ROW, len(rows))
    names = names_of(master.definition.units)
    for row, (trail, entry) in enumerate(rows, start=FIRST_ROW):
        cells = _cells(master, trail, entry, names)
        for column, key in enumerate(keys, start=1):
            _write(sheet, master, (row, column), key, cells[key], _look(key, trail, entry))
        texts = ((cells[key], _WIDTHS[key]) for key in keys if key != "sha256")
        master.fit(sheet, row, texts)
        prints.add(row)
    if not rows:
        key = "trail_empty" if master.year.trails else "trail_none"
        master.text(sheet, (FIRST_ROW, 1), master.say(f"results.{key}"), "plain")
    sheet.autofilter(HEADER_ROW - 1, 0, last - 1, prints.end - 1)
    master.page(sheet, HEADER_ROW, headings, frozen=3, locked=False)


def _cells(
    master: MasterContext, trail: Trail, entry: JournalEntry, names: Mapping[str, str]
) -> dict[str, _Cell]:
    is_receipt = entry.kind is RecordKind.RECEIPT
    returned = trail.returns.get(entry.receipt or 0) if is_receipt else None
    due = _due(master, entry) if is_receipt else None
    return {
        "entry": entry.entry,
        "campaign": trail.campaign,
        "at": entry.at,
        "event": _event(master, entry),
        "receipt": entry.receipt,
        "file": entry.file,
        "unit_code": entry.unit,
        "unit": names.get(entry.unit or "", ""),
        "period": period_words(entry.period, master.say),
        "by": who(entry, master.say),
        "verdict": master.say(f"standing.{returned.verdict}") if returned else "",
        "fate": _fate(master, trail, returned) if returned else "",
        "because": _because(master, returned) if returned else "",
        "reason": _text(entry.about.get("reason")),
        "due": due,
        "in_time": _in_time(master, entry, due),
        "sha256": _text(entry.about.get("sha256")),
    }


def _event(master: MasterContext, entry: JournalEntry) -> str:
    if entry.kind is RecordKind.RECEIPT:
        return master.say("results.trail_came")
    return sentence(entry, master.say)


def _look(key: str, trail: Trail, entry: JournalEntry) -> str:
    if key == "verdict" and entry.kind is RecordKind.RECEIPT:
        returned = trail.returns.get(entry.receipt or 0)
        return _LOOKS.get(returned.verdict, "pale") if returned else "pale"
    if key == "sha256":
        return "digest"
    return "cell_center" if key in _CENTRED else "cell"


def _write(
    sheet: Worksheet,
    master: MasterContext,
    cell: tuple[int, int],
    key: str,
    value: _Cell,
    look: str,
) -> None:
    row, column = cell
    if isinstance(value, datetime.datetime):
        clock = value.replace(tzinfo=None, microsecond=0)
        moment = f'{MOMENT} "{master.definition.timezone}"'
        sheet.write_datetime(row - 1, column - 1, clock, master.styles("cell_center", moment))
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row - 1, column - 1, value, master.styles("cell_center", DATE))
    elif isinstance(value, int):
        master.number(sheet, cell, value, look, "0")
    else:
        master.text(sheet, cell, value or "", look)


def _fate(master: MasterContext, trail: Trail, returned: Return) -> str:
    """Whether it counts, or which one counts in its place."""
    if returned.awaits:
        return master.say("results.trail_awaits")
    better = trail.better(returned)
    if better is not None:
        key = "trail_replaced" if returned.superseded else "trail_other_counts"
        return master.say(f"results.{key}", number=str(better))
    return master.say("results.trail_counts") if returned.verdict is Verdict.ACCEPTED else ""


def _because(master: MasterContext, returned: Return) -> str:
    """What kept it from being accepted: codes and cells; in words on the sheet of findings."""
    errors = [each for each in returned.findings if each.severity is Severity.ERROR]
    places = (
        " ".join(part for part in (each.code, each.sheet, each.cell) if part) for each in errors
    )
    named = list(dict.fromkeys(places))
    more = len(named) - _NAMED
    if more > 0:
        named[_NAMED:] = [master.say("results.more", count=more)]
    return "; ".join(named)


def _due(master: MasterContext, entry: JournalEntry) -> datetime.date | None:
    """The last day for what is of a period."""
    if entry.period is None:
        return None
    return master.year.due(entry.unit or "", Period.parse(entry.period))


def _in_time(master: MasterContext, entry: JournalEntry, due: datetime.date | None) -> str:
    if due is None or entry.at is None:
        return ""
    return master.say("results.late" if entry.at.date() > due else "results.trail_punctual")


def _text(value: object) -> str:
    return "" if value is None else str(value)
