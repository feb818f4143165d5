"""Writes a master or a document anew, of what the registry knew when it was written.

Whether it came out as it was then, its hash on record tells: a newer program, another template or a
definition whose text is gone write otherwise.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from iku_workbook.campaign.documents import render_document
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.known import PastMoment
from iku_workbook.campaign.results import (
    Selection,
    is_followed,
    planned_year,
    render_results,
    year_of,
)
from iku_workbook.documents import ABOUT_RESULTS, KINDS
from iku_workbook.periods import Period, periods_of
from iku_workbook.registry.chain import time_of_entry
from iku_workbook.registry.records import Export, ExportKind
from iku_workbook.results.basis import Certainty
from iku_workbook.results.year import Year

_INSTANT = datetime.timedelta(microseconds=1)


def written_anew(campaign: CampaignFolder, export: Export) -> Iterator[bytes]:
    """What a version may have been; nothing of what was computed of files. Of a document nobody
    recorded the kind: each that it can be, the one that it is called after first.

    OperatorError where what it was computed of cannot be had.
    """
    of_registry = export.origin.entry is not None
    if export.what is ExportKind.MASTER and of_registry:
        selection = _selection(campaign, export)
        year = _year(campaign, export, selection)
        yield render_results(year, "xlsx", selection.day(year.definition.timezone.time))
    elif export.what is ExportKind.DOCUMENT:
        selection = _selection(campaign, export)
        year = _year(campaign, export, selection)
        kinds = [each for each in KINDS if (each in ABOUT_RESULTS) is of_registry]
        for kind in sorted(kinds, key=lambda each: -len(each) * export.name.startswith(each)):
            day = selection.day(year.definition.timezone.time)
            yield render_document(campaign, kind, year, day)


def _selection(campaign: CampaignFolder, export: Export) -> Selection:
    """The returns that counted, as known then; a day that was over then is that day for ever."""
    origin, approved = export.origin, export.origin.mode is not None
    recorded: datetime.datetime | None = export.at - _INSTANT  # its own record came after
    if origin.entry is not None:
        with campaign.registry() as registry:
            recorded = time_of_entry(registry.connection, registry.zone, origin.entry)
    past = PastMoment(recorded or export.at - _INSTANT, export.at)
    then = Selection(approved=approved, current_list=True, past=past)
    zone = then.known(campaign).definition.timezone.time
    if origin.as_of is not None and origin.as_of < then.day(zone):
        return Selection(as_of=origin.as_of, approved=approved, current_list=True)
    return then


def _year(campaign: CampaignFolder, export: Export, selection: Selection) -> Year:
    definition = selection.known(campaign).definition
    last = periods_of(definition.year, definition.cadence)[-1]
    period = Period.parse(export.period) if export.period else last
    if export.origin.entry is None:
        year = planned_year(campaign, period, selection)
    else:
        followed = export.what is not ExportKind.MASTER or is_followed("xlsx", definition, period)
        year = year_of(campaign, period, selection, followed=followed)
    basis = year.basis
    if selection.past is None or basis is None or basis.certainty is Certainty.LOST:
        return year
    # It was of what was so then, which nobody doubts on the day itself.
    return replace(year, basis=replace(basis, certainty=Certainty.RECORDED, programs=()))
