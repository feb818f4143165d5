"""Which results and documents a later return, decision or definition has overtaken.

What was computed of no registry, as what is planned, only a definition overtakes.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from iku_workbook.campaign.closing import definition_of
from iku_workbook.definition import Definition
from iku_workbook.periods import Period, PeriodError
from iku_workbook.registry import Registry
from iku_workbook.registry.chain import entry_of, has_after, time_of_entry
from iku_workbook.registry.closings import Closed
from iku_workbook.registry.counting_changes import Moment, counting_changes
from iku_workbook.registry.defined import defined_at
from iku_workbook.registry.examinations import END_OF_TIME, as_bound
from iku_workbook.registry.exports import exports
from iku_workbook.registry.records import Export, ExportKind, Origin
from iku_workbook.report.overtaken import Overtaken

RESULTS = frozenset({ExportKind.MASTER, ExportKind.DOCUMENT, ExportKind.TABLE})
"""The kinds of file that say results."""
_MOVING = frozenset({"examination", "decision", "closing"})
_LETTERHEAD = {"address", "postcode", "telephone", "website", "email"}
_ASKED = {"largest_ratio", "ratio_floor", "non_decreasing", "carry_forward", "was"}
"""What a definition says of a question that no result shows."""


Issued = Callable[[str], Definition | None]
"""Gives the definition of a digest, None where its text is gone."""


def overtaken(definition: Definition, registry: Registry, issued: Issued) -> list[Overtaken]:
    """The last version of each name that says something else than it would say today.

    What was asked for as of a day says what was known then, and stays so.
    """
    judge = _Judge(definition, registry, issued)
    last = {each.name: each for each in _of_results(registry)}
    alike = sorted(last.values(), key=_computed_of)
    found = (judge.overtaken(list(own)) for _, own in groupby(alike, _computed_of))
    return [each for each in found if each is not None]


def overtaken_since(
    definition: Definition, registry: Registry, issued: Issued, export: Export
) -> Overtaken | None:
    """What has overtaken one file that was written out; None where nothing has."""
    origin = export.origin
    if export.what not in RESULTS or origin.as_of is not None:
        return None
    return _Judge(definition, registry, issued).overtaken([export])


def _of_results(registry: Registry) -> Iterator[Export]:
    for each in exports(registry.connection, registry.zone, registry.believes):
        if each.what in RESULTS and each.origin.as_of is None:
            yield each


def _computed_of(export: Export) -> tuple[str, str, int, int]:
    origin = export.origin
    alone = export.number if origin.entry is None else 0
    return export.period or "", origin.mode or "", origin.entry or 0, alone


@dataclass(frozen=True, slots=True)
class _Judge:
    """What holds now, and the registry that tells what held when a file was computed."""

    definition: Definition
    registry: Registry
    issued: Issued

    def overtaken(self, files: Sequence[Export]) -> Overtaken | None:
        """Of files that were computed of the same; None where nothing has overtaken them."""
        registry, origin = self.registry, files[0].origin
        redefined = any(map(self._redefined, files))
        respent = [each for each in files if self._respent(each)]
        at = self._time(origin)
        found = []
        if at is not None and has_after(registry.connection, origin.entry or 0, _MOVING):
            then, now = (Moment(each, origin.mode is not None) for each in (at, None))
            found = counting_changes(registry, then, now, _periods(files[0].period))
        if not found and not redefined:
            return Overtaken(respent, (), respent=True) if respent else None
        return Overtaken(files, tuple(found), redefined, bool(respent))

    def _respent(self, export: Export) -> bool:
        """Whether programmes have spent otherwise than was on record when it was written; what is
        planned says nothing of that.
        """
        if not self.definition.programmes or export.origin.entry is None:
            return False
        periods = _periods(export.period)
        then, now = (
            {key: each for key, each in spent.items() if periods is None or key[0] in periods}
            for spent in (self.registry.spent(export.at), self.registry.spent())
        )
        return then != now

    def _redefined(self, export: Export) -> bool:
        """Whether the definition says otherwise than the one that it was computed by; of one whose
        text is gone nobody can tell, so that it does.
        """
        then, now = self._digest_then(export), self._digest_now(export)
        if then is None or then == now:
            return False
        before, after = (
            self.definition if each == self.definition.digest else self.issued(each)
            for each in (then, now)
        )
        if before is None or after is None:
            return True
        return _said(before, export.what) != _said(after, export.what)

    def _digest_then(self, export: Export) -> str | None:
        """The definition that it was computed by: of a closed period the one of its closing."""
        connection, origin = self.registry.connection, export.origin
        closed = self._closed(export, as_bound(self._time(origin))) if origin.entry else None
        if closed is not None:
            return definition_of(self.registry, closed)
        return defined_at(
            connection, origin.entry or entry_of(connection, "export", export.number) or 0
        )

    def _digest_now(self, export: Export) -> str:
        """The definition that it would be computed by today."""
        closed = self._closed(export, END_OF_TIME) if export.origin.entry else None
        known = definition_of(self.registry, closed) if closed is not None else None
        return known or self.definition.digest

    def _closed(self, export: Export, until: str) -> Closed | None:
        return self.registry.closed(until).get(export.period or "")

    def _time(self, origin: Origin) -> datetime.datetime | None:
        return time_of_entry(self.registry.connection, self.registry.zone, origin.entry or 0)


def _said(definition: Definition, what: ExportKind) -> dict[str, object]:
    """What a file of this kind may show of a definition; how a question is explained stands in the
    description of tables alone; whom to ask, the letterhead and national standards in documents.
    """
    unsaid = _ASKED if what is ExportKind.TABLE else {*_ASKED, "help"}
    fields = {"__all__": unsaid}
    left_out: dict[str, Any] = {
        "carry_forward": True,
        "fields": fields,
        "registers": {
            "__all__": {**dict.fromkeys({"was", "help"} & unsaid, True), "fields": fields}
        },
    }
    if what is not ExportKind.DOCUMENT:
        left_out["agency"] = {"contact", *_LETTERHEAD}
        left_out["indicators"] = {"__all__": {"national_standard"}}
    return definition.model_dump(exclude=left_out)


def _periods(code: str | None) -> frozenset[str] | None:
    """The periods that results up to this one are of; None for all."""
    try:
        return frozenset(each.code for each in Period.parse(code).year_to_date) if code else None
    except PeriodError:
        return frozenset()
