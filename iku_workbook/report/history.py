"""Renders everything that one unit sent, with findings and decisions, for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iku_workbook.definition.model import Unit
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period
from iku_workbook.registry.records import DecisionRecord, Examination
from iku_workbook.registry.review import handles
from iku_workbook.report.csv import BYTE_ORDER_MARK, FINDING_COLUMNS, inert
from iku_workbook.report.json import finding_object
from iku_workbook.returns import Return
from iku_workbook.safe_text import json_text

COLUMNS = (
    "unit",
    "name",
    "period",
    "number",
    "received",
    "file",
    "verdict",
    "counts",
    "approved",
    "finding",
    *FINDING_COLUMNS,
)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One of the returns that a unit sent for a period.

    counts     whether it is the one that counts now
    decisions  what people decided about it, oldest first
    former     how it was examined before, oldest first; nothing where that was done once
    """

    returned: Return
    counts: bool
    decisions: Sequence[DecisionRecord]
    former: Sequence[Examination] = ()


History = Mapping[Period, Sequence[HistoryEntry]]
"""What a unit sent, by period, the oldest first."""


def as_json(unit: Unit, history: History, say: Catalogue) -> str:
    """One object: the unit, and by period what it sent."""
    periods = {
        period.code: [_object(each, say) for each in entries] for period, entries in history.items()
    }
    document = {"unit": unit.code, "name": unit.name, "periods": periods}
    return json_text(document, indent=2) + "\n"


def as_csv(unit: Unit, history: History, say: Catalogue) -> str:
    """One row a finding, and one for a return without any, for a spreadsheet."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for period, entries in history.items():
        about = {"unit": unit.code, "name": unit.name, "period": period.code}
        for each in entries:
            of_return = {**about, **_return(each)}
            for row in [*_findings(each.returned, say)] or [{}]:
                writer.writerow({key: inert(value) for key, value in (of_return | row).items()})
    return BYTE_ORDER_MARK + out.getvalue()


def _return(entry: HistoryEntry) -> dict[str, object]:
    each = entry.returned
    return {
        "number": each.number,
        "received": each.received.isoformat(timespec="seconds") if each.received else None,
        "file": each.file,
        "verdict": each.verdict.value,
        "counts": entry.counts,
        "approved": each.approval is not None,
    }


def _object(entry: HistoryEntry, say: Catalogue) -> dict[str, object]:
    decisions = [
        {"what": str(each.what), "by": each.by, "at": each.at.isoformat(), "reason": each.reason}
        for each in entry.decisions
    ]
    former = [
        {"at": each.at.isoformat(), "program": each.program, "verdict": each.returned.verdict.value}
        for each in entry.former
    ]
    findings = list(_findings(entry.returned, say))
    sha256 = entry.returned.sha256
    known = {"sha256": sha256, "findings": findings, "decisions": decisions}
    return {**_return(entry), **known, "examined_before": former}


def _findings(returned: Return, say: Catalogue) -> Iterator[dict[str, object]]:
    """Each finding, with the number that a decision takes, null where none can be made."""
    named: dict[int, str] = {id(finding): handle for handle, finding in handles(returned)}
    for finding in returned.findings:
        yield {"finding": named.get(id(finding)), **finding_object(finding, say)}
