"""The queue: everything that awaits a decision, and the periods that can be closed."""

from __future__ import annotations

from itertools import groupby
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from iku_workbook.campaign import closing
from iku_workbook.campaign.decision_queue import Queue, Waiting, Why, decision_queue
from iku_workbook.campaign.lookup import period_of
from iku_workbook.campaign.office import now, today
from iku_workbook.campaign.review import HappenedSince, approve_each
from iku_workbook.campaign.status import begun
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Catalogue
from iku_workbook.periods import label
from iku_workbook.report.grouping import outcome, outcome_words
from iku_workbook.report.standing import MARKS
from iku_workbook.results.naming import names_of
from iku_workbook.web.competence import own_indicators
from iku_workbook.web.pages import base_of, render, say_for
from iku_workbook.web.request import campaign_of, typed_number, visitor_of
from iku_workbook.web.views.closing import asked
from iku_workbook.web.views.decision import Done, done


def queue(request: Request) -> Response:
    """Everything that awaits a decision."""
    return _shown(request)


async def several(request: Request) -> Response:
    """Approve those that were ticked, of which nothing is to be asked."""
    async with request.form() as form:
        return await run_in_threadpool(_several, request, form)


async def period(request: Request) -> Response:
    """Close a period, or open it again."""
    async with request.form() as form:
        return await run_in_threadpool(_period, request, form)


def _shown(
    request: Request, status: int = 200, wrong: OperatorError | None = None, **typed: str
) -> Response:
    say, campaign = say_for(request), campaign_of(request)
    own = own_indicators(request)
    whole = decision_queue(campaign).of_indicators(own)
    definition = whole.definition
    waiting = {each.period.code: each.period for each in whole.waiting}
    only = request.query_params.get("period")
    found = whole.for_period(only) if only in waiting else whole
    periods = [
        (each, label(each, say.language), found.closed.get(each.code))
        for each in begun(definition, today(campaign.zone))
    ]
    return render(
        request,
        "decide.html",
        status,
        queue=found,
        may=not own,
        own=[each.name for each in definition.indicators if each.code in own],
        sections=_sections(found, say),
        only=only if only in waiting else None,
        filters=[(code, label(each, say.language)) for code, each in sorted(waiting.items())],
        query=f"?{urlencode({'period': only})}" if only in waiting else "",
        names=names_of(definition.reporting),
        marks=MARKS,
        state=_state,
        word=lambda one: outcome_words(one.returned, say),
        named=lambda one: label(one, say.language),
        periods=[(*each, closing.counted(campaign, definition, each[0])) for each in periods],
        wrong=list(wrong.messages(say)) if wrong else [],
        typed=typed,
        done=_done(request, say),
    )


def _sections(found: Queue, say: Catalogue) -> list[tuple[str, str, str, list[Waiting]]]:
    """Why returns wait, what that is called and means, and which ones they are."""
    return [
        (str(why), say(f"page_decide.why-{why}"), say(f"page_decide.about-{why}"), found.of(why))
        for why in Why
    ]


def _state(waiting: Waiting) -> str:
    return outcome(waiting.returned)


def _done(request: Request, say: Catalogue) -> Done | None:
    """What was done just now, as the address names it; nothing that is not a number is shown."""
    approved, left = (typed_number(request.query_params.get(each)) for each in ("approved", "left"))
    parts = [say("page_decide.done-several", count=approved)] if approved else []
    parts += [say("page_decide.left-several", count=left)] if left else []
    return Done(" ".join(parts)) if parts else done(request)


def _several(request: Request, form: FormData) -> Response:
    campaign, found = campaign_of(request), decision_queue(campaign_of(request))
    ticked = {str(each) for each in form.getlist("return")}
    chosen = [each for each in _ordered(found) if str(each.returned.number) in ticked]
    if not chosen:
        return _shown(request, 400, OperatorError("nothing-ticked"))
    by, at, own = visitor_of(request).name, now(), own_indicators(request)
    seen = typed_number(form.get("seen"))
    results = [
        each
        for period, together in groupby(chosen, key=lambda each: each.period)
        for units in ([one.unit for one in together],)
        for each in approve_each(campaign, units, period, by=by, at=at, indicators=own, seen=seen)
    ]
    approved = sum(each.new for each in results)
    only = {key: each for key, each in request.query_params.items() if key == "period"}
    said = urlencode({**only, "approved": approved, "left": len(ticked) - approved})
    return RedirectResponse(f"{base_of(request.path_params['campaign'])}/decide?{said}", 303)


def _ordered(found: Queue) -> list[Waiting]:
    return sorted(found.of(Why.PLAIN), key=lambda each: each.period.code)


def _period(request: Request, form: FormData) -> Response:
    campaign = campaign_of(request)
    code, reason = str(form.get("period", "")), str(form.get("reason", "")).strip()
    by, at = visitor_of(request).name, now()
    try:
        known = period_of(campaign.definition(), code)
        if form.get("act") == "open":
            closing.open_again(campaign, known, by=by, at=at, reason=reason)
        else:
            seen = typed_number(form.get("seen")) or None
            closing.close(campaign, known, by=by, at=at, reason=reason, seen=seen)
    except HappenedSince as error:
        return asked(request, code, error, reason)
    except OperatorError as error:
        return _shown(request, 409, error, period=code, reason=reason)
    return RedirectResponse(f"{base_of(request.path_params['campaign'])}/decide#periods", 303)
