"""Renders who did what (``iku log``): as sentences for people, as rows and objects for programs."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.findings import Verdict
from iku_workbook.inputs import Scalar
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, PeriodError, label
from iku_workbook.registry.head import Head
from iku_workbook.registry.journal import JournalEntry, RecordKind
from iku_workbook.report.csv import BYTE_ORDER_MARK, inert
from iku_workbook.results.basis import brief
from iku_workbook.results.naming import names_of
from iku_workbook.safe_text import json_text, short, text

COLUMNS = (
    "entry",
    "at",
    "by",
    "kind",
    "number",
    "what",
    "unit",
    "name",
    "period",
    "receipt",
    "file",
    "verdict",
    "reason",
    "finding",
    "undoes",
    "program",
    "written",
    "sha256",
    "key",
    "definition",
    "mode",
    "as_of",
    "known",
    "version",
    "until",
    "origin",
    "indicators",
    "programme",
    "spent",
    "changes",
)
_NOT_NOTED = "–"


@dataclass(frozen=True, slots=True)
class Journal:
    """What is rendered: the entries, and the definition that has the names of units.

    unit, period  what the entries are about, where not all are there
    head          the end of the chain that they were read from
    """

    definition: Definition
    entries: Sequence[JournalEntry]
    unit: Unit | None = None
    period: Period | None = None
    head: Head | None = None

    def names(self) -> dict[str, str]:
        """Each unit's name by its code."""
        names = names_of(self.definition.units)
        return {self.unit.code: self.unit.name, **names} if self.unit else names

    def heading(self, key: str, say: Catalogue) -> str:
        """The heading of a column; over the times stands the zone that they are in."""
        head = say(f"journal.head-{key}")
        return f"{head} ({self.definition.timezone})" if key == "at" else head

    def printed(self, at: datetime.datetime, say: Catalogue) -> str:
        """When it was printed, and the code by which the registry can be held against it."""
        parts = [say("journal.printed", at=at)]
        if self.head is not None:
            parts.append(say("journal.head", head=str(self.head)))
        return " · ".join(parts)

    def shown(self, say: Catalogue) -> str:
        """What is shown, in words: how many entries, of which time, unit and period."""
        times = [each.at for each in self.entries if each.at is not None]
        if times:
            first, last = min(times), max(times)
            parts = [say("journal.shown", count=len(self.entries), first=first, last=last)]
        else:
            parts = [say("journal.shown-none")]
        if self.unit is not None:
            parts.append(say("journal.shown-unit", unit=self.unit.title))
        if self.period is not None:
            parts.append(say("journal.shown-period", period=label(self.period, say.language)))
        return short(" · ".join(parts))


def as_json(journal: Journal) -> str:
    """One object: the entries in their order."""
    return json_text({"entries": _rows(journal)}, indent=1) + "\n"


def as_csv(journal: Journal) -> str:
    """One row an entry, for a spreadsheet; no text in it is taken for a formula."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in _rows(journal):
        writer.writerow({key: inert(value) for key, value in row.items()})
    return BYTE_ORDER_MARK + out.getvalue()


def sentence(
    each: JournalEntry, say: Catalogue, named: Callable[[str], str] = lambda name: name
) -> str:
    """What was done, in words: "Menyetujui kiriman 3 (#12)"; without the reason that was given.

    ``named`` says what people call an input.
    """
    about = {key: "" if value is None else value for key, value in each.about.items()}
    about["changes"] = _changes(each, lambda value: short(say.show(value)), named) or _NOT_NOTED
    known = say.keys("journal")
    if about["verdict"] in set(Verdict):
        about["verdict"] = say(f"standing.{about['verdict']}").lower()
    with suppress(ValueError):
        about["until"] = say.show(datetime.date.fromisoformat(str(about["until"])))
    about["definition"] = brief(str(about["definition"]))
    if about["written"]:
        kind = about["written"] if f"written-{about['written']}" in known else "unknown"
        about["written"] = say(f"journal.written-{kind}")
    what = each.what if f"did-{each.what}" in known else "unknown"
    if about["version"] and f"did-{what}-version" in known:
        what += "-version"
    if about["indicators"] and f"did-{what}-some" in known:
        what += "-some"
    if what == "spend":
        what, about["spent"] = _spent(each, say)
    data = {"number": each.number, "receipt": each.receipt, "file": each.file, **about}
    texts = {key: str(value) for key, value in data.items()}
    return short(say(f"journal.did-{what}", what=each.what, **texts))


def _spent(each: JournalEntry, say: Catalogue) -> tuple[str, str]:
    """Which sentence tells of spending, and how much it was; of a damaged record what it says."""
    spent = each.about["spent"]
    if spent is None:
        return "spend-none", ""
    return "spend", say.show(spent) if isinstance(spent, int) else str(spent)


def _changes(
    each: JournalEntry,
    shown: Callable[[Scalar], str | None],
    named: Callable[[str], str] = lambda name: name,
) -> str:
    """What was mended, cell by cell: "datang: empat puluh → 40; naik: – → 3"."""
    return "; ".join(
        f"{named(one.name)}: {shown(one.old) or _NOT_NOTED} → {shown(one.new) or _NOT_NOTED}"
        for one in each.changes
    )


def who(each: JournalEntry, say: Catalogue) -> str:
    """Who did it; the program where it examines by itself, a dash where nobody noted who."""
    if each.kind in {RecordKind.EXAMINATION, RecordKind.FAULT}:
        return say("journal.by-itself")
    return short(each.by or "") or _NOT_NOTED


def period_words(code: str | None, say: Catalogue) -> str:
    """A period in words; a malformed code as it is, empty where there is none."""
    try:
        return label(Period.parse(code), say.language) if code else ""
    except PeriodError:
        return short(code or "")


def _rows(journal: Journal) -> list[dict[str, object]]:
    names = journal.names()
    return [
        {
            "entry": each.entry,
            "at": each.at.isoformat(timespec="seconds") if each.at else None,
            "by": each.by,
            "kind": str(each.kind),
            "number": each.number,
            "what": each.what,
            "unit": each.unit,
            "name": names.get(each.unit or ""),
            "period": each.period,
            "receipt": each.receipt,
            "file": each.file,
            **each.about,
            "changes": _changes(each, text) or None,
        }
        for each in journal.entries
    ]
