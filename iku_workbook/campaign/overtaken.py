"""Which results and documents a later return, decision or definition has overtaken.

What was computed of no registry, as what is planned, only a definition overtakes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby

from iku_workbook.definition import Definition
from iku_workbook.periods import Period, PeriodError
from iku_workbook.registry import Registry
from iku_workbook.registry.chain import entry_of, has_after, time_of_entry
from iku_workbook.registry.counting_changes import Moment, counting_changes
from iku_workbook.registry.defined import redefined_since
from iku_workbook.registry.exports import exports
from iku_workbook.registry.records import Export, ExportKind, Origin
from iku_workbook.report.overtaken import Overtaken

RESULTS = frozenset({ExportKind.MASTER, ExportKind.DOCUMENT, ExportKind.TABLE})
"""The kinds of file that say results."""
_MOVING = frozenset({"examination", "decision", "closing"})


def overtaken(definition: Definition, registry: Registry) -> list[Overtaken]:
    """The last version of each name that says something else than it would say today.

    What was asked for as of a day says what was known then, and stays so.
    """
    last = {each.name: each for each in _of_results(registry)}
    alike = sorted(last.values(), key=_computed_of)
    found = (_overtaken(definition, registry, list(own)) for _, own in groupby(alike, _computed_of))
    return [each for each in found if each is not None]


def overtaken_since(definition: Definition, registry: Registry, export: Export) -> Overtaken | None:
    """What has overtaken one file that was written out; None where nothing has."""
    origin = export.origin
    if export.what not in RESULTS or origin.as_of is not None:
        return None
    return _overtaken(definition, registry, [export])


def _of_results(registry: Registry) -> Iterator[Export]:
    for each in exports(registry.connection, registry.zone, registry.believes):
        if each.what in RESULTS and each.origin.as_of is None:
            yield each


def _computed_of(export: Export) -> tuple[str, str, int, int]:
    origin = export.origin
    alone = export.number if origin.entry is None else 0
    return export.period or "", origin.mode or "", origin.entry or 0, alone


def _overtaken(
    definition: Definition, registry: Registry, files: Sequence[Export]
) -> Overtaken | None:
    """Of files that were computed of the same; None where nothing has overtaken them."""
    origin = files[0].origin
    redefined = _redefined(registry, files[0], definition.digest)
    at = _time(registry, origin)
    if at is None or not has_after(registry.connection, origin.entry or 0, _MOVING):
        return Overtaken(files, (), redefined) if redefined else None
    then, now = (Moment(each, origin.mode is not None) for each in (at, None))
    found = counting_changes(registry, then, now, _periods(files[0].period))
    return Overtaken(files, tuple(found), redefined) if found or redefined else None


def _time(registry: Registry, origin: Origin) -> datetime.datetime | None:
    return time_of_entry(registry.connection, registry.zone, origin.entry or 0)


def _periods(code: str | None) -> frozenset[str] | None:
    """The periods that results up to this one are of; None for all."""
    try:
        return frozenset(each.code for each in Period.parse(code).year_to_date) if code else None
    except PeriodError:
        return frozenset()


def _redefined(registry: Registry, export: Export, digest: str) -> bool:
    """Whether the definition is another than the one on record when it was computed."""
    known = export.origin.entry or entry_of(registry.connection, "export", export.number)
    return redefined_since(registry.connection, known or 0, digest)
