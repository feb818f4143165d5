"""Renders everything that one unit sent, with findings and decisions, for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iku_workbook.bounds import in_words
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Field, Unit
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period
from iku_workbook.registry.records import DecisionRecord, Examination
from iku_workbook.registry.return_changes import ReturnChanges, ValueChange
from iku_workbook.registry.review import handles
from iku_workbook.report.csv import BYTE_ORDER_MARK, FINDING_COLUMNS, inert
from iku_workbook.report.json import finding_object
from iku_workbook.returns import Return
from iku_workbook.safe_text import json_text, short

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


CHANGES_SHOWN = 12
"""How many changes of a return a person is shown: nobody reads on."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One of the returns that a unit sent for a period.

    counts     whether it is the one that counts now
    decisions  what people decided about it, oldest first
    former     how it was examined before, oldest first; nothing where that was done once
    changes    what it says otherwise than the one before it; None where there is none such
    """

    returned: Return
    counts: bool
    decisions: Sequence[DecisionRecord]
    former: Sequence[Examination] = ()
    changes: ReturnChanges | None = None


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


def changes_in_words(
    definition: Definition, changes: Sequence[ValueChange], say: Catalogue
) -> list[str]:
    """A line for each of the first changes: what changed, from what to what; how many more."""
    fields = {each.id: each for each in definition.fields}
    registers = {each.id: each for each in definition.registers}
    lines = []
    for each in changes[:CHANGES_SHOWN]:
        register = registers.get(each.field)
        columns = {one.id: one for one in register.fields} if register else {}
        of = columns.get(each.column or "") or fields.get(each.field)
        blank = say("standing.changed_blank")
        old, new = (_worded(of, value, say) or blank for value in (each.old, each.new))
        label = register.label if register else of.label if of else each.field
        key = "changed_field" if each.row is None else "changed_row"
        about = {"row": str(each.row), "column": of.label if of else each.column}
        lines.append(short(say(f"standing.{key}", label=label, old=old, new=new, **about)))
    more = len(changes) - CHANGES_SHOWN
    return [*lines, say("standing.changed_more", count=more)] if more > 0 else lines


def _worded(field: Field | None, value: object, say: Catalogue) -> str:
    return in_words(field, value, say) if field is not None else say.show(value)


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
