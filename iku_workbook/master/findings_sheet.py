"""The findings sheet: every finding of every return, in words."""

from __future__ import annotations

from collections.abc import Mapping

from iku_workbook.findings import Finding, Severity, shown
from iku_workbook.master.context import Heading, MasterContext
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.layout import columns_of, last_row
from iku_workbook.master.references import FIRST_ROW, HEADER_ROW
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.results.trail import all_returns
from iku_workbook.returns import Return

_WIDTHS = {
    "unit": 20,
    "period": 16,
    "severity": 11,
    "message": 52,
    "hint": 48,
    "sheet": 16,
    "cell": 8,
    "field": 28,
    "code": 11,
    "file": 34,
    "unit_code": 16,
    "receipt": 10,
    "replaced_by": 13,
}
"""Whose it is, what is wrong and what to do come first; what a program sorts by stands behind."""
_OF_RECORD = {"receipt", "replaced_by"}
_CENTRED = {"period", "code", "cell", *_OF_RECORD}
_LOOKS = {Severity.ERROR: "bad", Severity.WARNING: "attention", Severity.INFO: "pale"}


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """Return by return, in the order in which they were received; of a registry, with its numbers
    and the return that stands in its place.
    """
    trails = master.year.trails
    hint = "findings_hint_trail" if trails else "findings_hint"
    master.head(sheet, master.layout.names["findings"], master.say(f"results.{hint}"))
    widths = {key: width for key, width in _WIDTHS.items() if trails or key not in _OF_RECORD}
    headings = [Heading(master.say(f"results.{key}"), width) for key, width in widths.items()]
    master.headings(sheet, HEADER_ROW, headings)
    prints = Fingerprints(master, sheet, len(headings))
    prints.head(HEADER_ROW)
    returns = all_returns(trails, master.year.returns)
    found = [(*each, finding) for each in returns for finding in shown(each[0].findings)]
    last = last_row(FIRST_ROW, len(found))
    units = {year.unit.code: year.unit.name for year in master.results.units}
    labels = columns_of(master.definition)
    for row, (received, better, finding) in enumerate(found, start=FIRST_ROW):
        words = _words(master, received, finding, units, labels)
        for column, (key, text) in enumerate(words.items(), start=1):
            look = "cell_center" if key in _CENTRED else "cell"
            look = _LOOKS[finding.severity] if key == "severity" else look
            master.text(sheet, (row, column), text, look)
        for column, number in enumerate((received.number, better), start=len(words) + 1):
            if trails:
                master.counted(sheet, (row, column), number)
        master.fit(sheet, row, zip(words.values(), _WIDTHS.values(), strict=False))
        prints.add(row)
    if not found:
        master.text(sheet, (FIRST_ROW, 1), master.say("results.no_findings"), "plain")
    sheet.autofilter(HEADER_ROW - 1, 0, last - 1, prints.end - 1)
    master.page(sheet, HEADER_ROW, headings, frozen=1, locked=False)


def _words(
    master: MasterContext,
    received: Return,
    finding: Finding,
    units: dict[str, str],
    labels: Mapping[str, str],
) -> dict[str, str]:
    message = master.say.finding(finding)
    field = finding.field or ""
    return {
        "unit": units.get(received.unit or "", ""),
        "period": master.period(received.period),
        "severity": master.say(f"report.{finding.severity}"),
        "message": message.text,
        "hint": message.hint,
        "sheet": finding.sheet or "",
        "cell": finding.cell or "",
        "field": labels.get(field, field),
        "code": finding.code,
        "file": received.file,
        "unit_code": received.unit or "",
    }
