"""Closing a period: who is still open, what closing does to each, and how whole the results are."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from iku_workbook.campaign import closing
from iku_workbook.campaign.lookup import period_of
from iku_workbook.campaign.results import Selection
from iku_workbook.campaign.review import HappenedSince
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, label
from iku_workbook.report.journal import sentence, who
from iku_workbook.report.labelled import naming
from iku_workbook.report.left_open import left_open
from iku_workbook.report.standing import MARKS, Overview, late_words, state_of
from iku_workbook.results.notes import counted, settled_band
from iku_workbook.results.status import Standing
from iku_workbook.results.year import Year
from iku_workbook.web.cards import why_none
from iku_workbook.web.pages import render, say_for
from iku_workbook.web.request import campaign_of, overview_of, years_of
from iku_workbook.web.shown import shown

NAMED = 50
"""Units that are named of those that are left in one way; a link leads to all."""


def close(request: Request) -> Response:
    """What is asked before a period is closed."""
    return asked(request, request.path_params["period"])


def asked(
    request: Request, code: str, error: HappenedSince | None = None, reason: str = ""
) -> Response:
    """The same, also for whoever saw another state of the period when they closed it."""
    say, campaign = say_for(request), campaign_of(request)
    head = campaign.head()  # before what is shown with it is read
    known = overview_of(request)
    period, named = period_of(known.definition, code), naming(known.definition)
    if period not in known.periods:
        raise HTTPException(404)
    figures, no_figures = [], list[str]()
    try:
        figures = list(_figures(years_of(request).of(campaign, period, Selection()), say))
    except OperatorError as why:
        no_figures = why_none(why, say)
    return render(
        request,
        "closing.html",
        409 if error else 200,
        seen=head.entry if head else 0,
        wrong=list(error.messages(say)) if error else [],
        since=[(who(each, say), sentence(each, say, named)) for each in error.entries]
        if error
        else [],
        reason=reason,
        period=period,
        named=label(period, say.language),
        closed=known.closing_of(period),
        counts=closing.counted(campaign, known.definition, period),
        left=list(_left(known, period, say)),
        marks=MARKS,
        figures=figures,
        no_figures=no_figures,
    )


def _left(
    known: Overview, period: Period, say: Catalogue
) -> Iterator[tuple[str, str, str, list[tuple[str, str, str, str]], int]]:
    """Each way of being left: its key, heading, and what closing does to it; units, and how many
    there are.
    """
    names, named = known.names(), label(period, say.language)
    for why, own in left_open(known, period).items():
        yield (
            str(why),
            say(f"page_decide.left-{why}"),
            say(f"page_decide.does-{why}", period=named),
            [_named(each, names, say) for each in own[:NAMED]],
            len(own),
        )


def _named(standing: Standing, names: dict[str, str], say: Catalogue) -> tuple[str, str, str, str]:
    """A unit's name, its state with the words, and where it is seen to."""
    code, decided = standing.unit.code, standing.newer or standing.decided
    to = f"send?period={standing.period.code}#unit-{code}"
    if decided is not None and decided.number is not None:
        to = f"decide/{decided.number}"
    return names[code], state_of(standing), late_words(standing, say), to


def _figures(year: Year, say: Catalogue) -> Iterator[tuple[str, str, str, str, bool]]:
    """Each indicator: its name, how many returns it is of, its value, its band, and whether
    anything can still move it.
    """
    for each in year.definition.indicators:
        found = year.results.indicators[each.code]
        yield (
            f"{each.code} {each.name}",
            counted(found, say),
            shown(found.value, say, found.places.value),
            settled_band(found, say),
            found.provisional,
        )
