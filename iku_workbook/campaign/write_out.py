"""Writes results or a document out of a campaign, and has that on record: all in one call."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from iku_workbook.campaign.documents import write_document
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.journal import export_kind, record_exports
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.reexamine import bring_up_to_date
from iku_workbook.campaign.results import (
    Selection,
    default_place,
    is_followed,
    write_results,
    year_of,
)
from iku_workbook.campaign.written_tables import by_format
from iku_workbook.documents import ABOUT_RESULTS, KINDS
from iku_workbook.periods import Period


class WrittenOut(NamedTuple):
    """What was written: the files' paths, and whether all of them are on record."""

    files: list[Path]
    noted: bool


def write_out(
    campaign: CampaignFolder,
    kind: str,
    period: Period,
    chosen: Selection,
    language: str,
    *,
    by: str,
    clock: Callable[[], datetime.datetime],
    force: bool = False,
) -> WrittenOut:
    """Write what is asked for into the campaign's folder of results.

    kind    a document (:data:`iku_workbook.documents.KINDS`), or a format of results
            (:data:`iku_workbook.results.FORMATS`)
    period  the last that counts
    force   files that somebody has changed may go

    What stood there stays as a version. What today judges otherwise is examined again before.
    OperatorError where it cannot be written, as for ``iku consolidate`` and ``iku report``.
    """
    if chosen.is_of_today(campaign.zone):
        bring_up_to_date(campaign, by=by, clock=clock)
    what = Kind.DOCUMENT if kind in KINDS else Kind.RESULTS
    outputs = Outputs(what, campaign.root, force, chosen.mode)
    if kind in KINDS:
        path, year = write_document(campaign, kind, chosen, period=period.code, outputs=outputs)
        written, form = [path], "docx"
    else:
        followed = is_followed(kind, campaign.definition(), period)
        year, form = year_of(campaign, period, chosen, followed=followed), kind
        out = default_place(campaign, chosen, period.code, form)
        outputs.refuse([out])
        day = chosen.day(year.definition.timezone.time)
        written = write_results(year, out, form, day, language, outputs)
    origin = chosen.origin(year if form == kind or kind in ABOUT_RESULTS else None)
    record = partial(record_exports, campaign, by=by, period=period, origin=origin)
    noted = [record(export_kind(of), each, at=clock()) for of, each in by_format(form, written)]
    return WrittenOut(written, all(noted))
