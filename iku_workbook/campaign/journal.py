"""Who did what in a campaign: reads it, and records what was written out of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.outputs import sha256_of
from iku_workbook.campaign.unsettled import unit_of
from iku_workbook.errors import OperatorError
from iku_workbook.periods import Period
from iku_workbook.registry.journal import journal
from iku_workbook.registry.records import NOTHING_KNOWN, ExportKind, Origin
from iku_workbook.report.journal import Journal

_KINDS = {
    "xlsx": ExportKind.MASTER,
    "html": ExportKind.PAGE,
    "docx": ExportKind.DOCUMENT,
    "zip": ExportKind.ARCHIVE,
    "iku": ExportKind.BACKUP,
}


def read_journal(
    campaign: CampaignFolder, *, unit: str | None = None, period: Period | None = None
) -> Journal:
    """What was received, examined, decided, handed out and written out, in the order of the chain.

    Of a ``unit``, by its code or name, or a ``period`` what is about it alone. OperatorError for a
    unit that nobody knows.
    """
    definition = campaign.definition()
    with campaign.registry() as registry:
        known = unit_of(campaign, definition, registry, unit) if unit is not None else None
        entries = journal(
            registry,
            unit=known.code if known else None,
            period=period.code if period else None,
        )
        head = registry.head()
    return Journal(definition, entries, known, period, head)


def record_exports(
    campaign: CampaignFolder,
    what: ExportKind,
    files: Iterable[Path],
    *,
    by: str,
    at: datetime.datetime,
    period: Period | None = None,
    origin: Origin = NOTHING_KNOWN,
    hashes: Mapping[Path, str] = {},
) -> bool:
    """Record files that were written out, by their names and SHA-256, with what they were computed
    of; whether that could be done. ``hashes`` are those that whoever wrote the files has told.

    What goes out does not wait for whoever else is writing, nor for a disk that can be written to.
    """
    try:
        hashed = [(each.name, hashes.get(each) or sha256_of(each)) for each in files]
        with campaign.registry() as registry, registry.writing(by, at):
            code = period.code if period else None
            registry.record_exports(what, hashed, at, by=by, period=code, origin=origin)
    except (OperatorError, OSError):
        return False
    return True


def export_kind(form: str) -> ExportKind:
    """The kind of a file that is written out, by its format."""
    return _KINDS.get(form, ExportKind.TABLE)
