"""The log: one feed of all that happened, by unit, period and kind, and as a file."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from iku_workbook.campaign.journal import read_journal
from iku_workbook.campaign.lookup import period_of
from iku_workbook.campaign.office import now
from iku_workbook.periods import label, periods_of
from iku_workbook.registry.journal import JournalEntry, RecordKind
from iku_workbook.report.journal import Journal, as_csv, period_words, sentence, who
from iku_workbook.report.journal_workbook import write_workbook
from iku_workbook.report.labelled import naming
from iku_workbook.web.pages import render, say_for
from iku_workbook.web.request import campaign_of, typed_number

PAGE = 50
"""Entries of one page."""
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_CHOICES = ("unit", "period", "kind")


def log(request: Request) -> Response:
    """A page of what happened, the newest first; what is shown stands in the address."""
    say, chosen = say_for(request), _chosen(request)
    journal = _read(request, chosen)
    entries = list(reversed(journal.entries))
    number = _page(request, len(entries))
    definition, language = journal.definition, say.language
    periods = periods_of(definition.year, definition.cadence)
    named = naming(definition)
    shown = entries[(number - 1) * PAGE : number * PAGE]
    return render(
        request,
        "log.html",
        journal=journal,
        days=_by_day(shown, journal),
        say_what=lambda each: sentence(each, say, named),
        say_who=lambda each: who(each, say),
        say_period=lambda code: period_words(code, say),
        names=journal.names(),
        chosen=chosen,
        kinds=[(str(each), say(f"journal.sort-{each}")) for each in RecordKind],
        periods=[(each.code, label(each, language)) for each in periods],
        units=definition.reporting,
        count=len(entries),
        page=number,
        pages=max(1, -(-len(entries) // PAGE)),
        query=urlencode(chosen),
    )


def download(request: Request) -> Response:
    """The same entries as ``iku log`` writes them: a table, or a workbook to print."""
    form = str(request.path_params["form"])
    if form not in _TYPES:
        raise HTTPException(404)
    say, chosen = say_for(request), _chosen(request)
    journal = _read(request, chosen)
    if form == "csv":
        data = as_csv(journal).encode()
    else:
        data = write_workbook(journal, say, now().astimezone(journal.definition.timezone.time))
    name = "-".join(["log", *(chosen[each] for each in ("period", "kind") if each in chosen)])
    headers = {"content-disposition": f'attachment; filename="{name}.{form}"'}
    return Response(data, media_type=_TYPES[form], headers=headers)


def _chosen(request: Request) -> dict[str, str]:
    return {name: value for name in _CHOICES if (value := request.query_params.get(name))}


def _read(request: Request, chosen: dict[str, str]) -> Journal:
    """The entries that were chosen; OperatorError for a unit or period that is none."""
    campaign = campaign_of(request)
    code, kind = chosen.get("period"), chosen.get("kind")
    if kind is not None and kind not in set(RecordKind):
        raise HTTPException(404)
    period = period_of(campaign.definition(), code) if code else None
    journal = read_journal(campaign, unit=chosen.get("unit"), period=period)
    if kind is None:
        return journal
    return replace(journal, entries=[each for each in journal.entries if each.kind == kind])


def _page(request: Request, entries: int) -> int:
    number = typed_number(request.query_params.get("page"))
    return min(max(number, 1), max(1, -(-entries // PAGE)))


def _by_day(
    entries: Sequence[JournalEntry], journal: Journal
) -> list[tuple[datetime.date | None, list[JournalEntry]]]:
    """The entries under the day on which they happened, at the office."""
    zone = journal.definition.timezone.time
    found: list[tuple[datetime.date | None, list[JournalEntry]]] = []
    for each in entries:
        day = each.at.astimezone(zone).date() if each.at else None
        if not found or found[-1][0] != day:
            found.append((day, []))
        found[-1][1].append(each)
    return found
