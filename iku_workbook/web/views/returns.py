"""One return: what it says, what was found in it, and mending it here or in the file."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from iku_workbook.campaign.correspondence import told_now
from iku_workbook.campaign.kept_file import bytes_of, kept_file
from iku_workbook.campaign.mend import mend as mend_return
from iku_workbook.campaign.office import now
from iku_workbook.campaign.review import waive as waive_finding
from iku_workbook.campaign.shown_return import ShownReturn, shown_return
from iku_workbook.codes import ELSEWHERE
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Severity
from iku_workbook.messages import Catalogue, Message
from iku_workbook.replies.mended_copy import NotMended
from iku_workbook.replies.mending import Why
from iku_workbook.replies.reply import reply_to
from iku_workbook.report.grouping import period_name, unit_name
from iku_workbook.report.standing import state_of_return
from iku_workbook.results.naming import names_of
from iku_workbook.web.pages import desk_of, render, say_for
from iku_workbook.web.read_forms import ReadForms
from iku_workbook.web.request import campaign_of, visitor_of
from iku_workbook.web.return_page import (
    NOTHING_TYPED,
    SHOWN,
    Typed,
    naming,
    notes_of_office,
    page_findings,
    shown_sheets,
)

_CELL, _EMPTY = "cell.", "empty."
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_ACCEPTED = 422
_OWN_WORDS = {"mend-no-cell": "no-cell", "no-words": "no-reason"}


def show(request: Request) -> Response:
    """The return as it stands."""
    return _page(request, _shown(request))


async def mend(request: Request) -> Response:
    """Correct cells of it: to the return that came of it, or back with what was typed."""
    async with request.form() as form:
        return await run_in_threadpool(_mended, request, form)


async def waive(request: Request) -> Response:
    """Let one of its findings pass, with a reason."""
    async with request.form() as form:
        return await run_in_threadpool(_waived, request, form)


def original(request: Request) -> Response:
    """The file as it came, to the byte."""
    kept = kept_file(campaign_of(request), request.path_params["number"])
    return _download(kept.data, kept.name, "application/octet-stream")


def copy(request: Request) -> Response:
    """The copy to correct, which goes back to the village."""
    campaign, shown = campaign_of(request), _shown(request)
    with campaign.registry() as registry:
        returned = shown.returned
        forms = _forms(request)
        made = reply_to(returned, lambda: bytes_of(registry, returned), forms)
    if made is None or made.copy is None:
        raise HTTPException(404)
    return _download(made.copy, f"{made.name}.xlsx", _WORKBOOK)


ROUTES = (
    Route("/returns/{number:int}", show),
    Route("/returns/{number:int}/mend", mend, methods=["POST"]),
    Route("/returns/{number:int}/waive", waive, methods=["POST"]),
    Route("/returns/{number:int}/file", original),
    Route("/returns/{number:int}/copy", copy),
)
"""Where all of it is asked for, below the address of a campaign."""


def _mended(request: Request, form: FormData) -> Response:
    say, number = say_for(request), request.path_params["number"]
    typed, by = _typed(form), visitor_of(request).name
    try:
        done = mend_return(
            campaign_of(request), number, typed.cells, by=by, clock=now, reason=typed.reason
        )
    except NotMended as error:
        words = {name: say.finding(each) for name, each in error.findings.items()}
        wrong = {name: " ".join((each.text, each.hint)) for name, each in words.items()}
        said = say.message("page_return", "not-mended", count=len(wrong))
        again = Typed(typed.texts, typed.emptied, wrong, typed.reason)
        return _page(request, _shown(request), again, [said])
    except OperatorError as error:
        return _page(request, _shown(request), typed, _said(error, say))
    made = done.returned.number
    return RedirectResponse(f"../{made}?done=mended", 303)


def _waived(request: Request, form: FormData) -> Response:
    say, handle = say_for(request), str(form.get("finding", ""))
    reason = str(form.get("reason", ""))
    try:
        by = visitor_of(request).name
        waive_finding(campaign_of(request), handle, by=by, at=now(), reason=reason.strip())
    except OperatorError as error:
        typed = Typed(reason=reason, waiving=handle)
        return _page(request, _shown(request), typed, _said(error, say))
    number = request.path_params["number"]
    return RedirectResponse(f"../{number}?done=waived", 303)


def _said(error: OperatorError, say: Catalogue) -> list[Message]:
    """What was wrong; in this page's own words where the terminal's name what is not on it."""
    own = _OWN_WORDS.get(error.code)
    return [say.message("page_return", own)] if own else list(error.messages(say))


def _typed(form: FormData) -> Typed:
    texts = {
        name.removeprefix(_CELL): str(text) for name, text in form.items() if name.startswith(_CELL)
    }
    emptied = frozenset(name.removeprefix(_EMPTY) for name in form if name.startswith(_EMPTY))
    return Typed(texts, emptied, reason=str(form.get("reason", "")).strip())


def _forms(request: Request) -> Any:
    known: ReadForms = request.app.state.read_forms
    return known.of(campaign_of(request))


def _shown(request: Request) -> ShownReturn:
    number, say = request.path_params["number"], say_for(request)
    return shown_return(campaign_of(request), _forms(request), number, say)


def _page(
    request: Request,
    shown: ShownReturn,
    typed: Typed = NOTHING_TYPED,
    wrong: list[Message] | None = None,
) -> Response:
    say, asked = say_for(request), request.query_params
    blocks = _blocks(asked)
    found = page_findings(shown, typed, say, blocks)
    most = len(found) if asked.get("findings") == "all" or typed.wrong else SHOWN
    state, state_word = _state(shown, say)
    return render(
        request,
        "return.html",
        _NOT_ACCEPTED if wrong else 200,
        shown=shown,
        number=shown.receipt.number,
        state=state,
        state_word=state_word,
        whose=unit_name(shown.returned, names_of(_forms(request).current.units), say),
        severities={each: say(f"report.{each}") for each in Severity},
        advice=say(f"page_return.advice-{shown.advice.way}"),
        because=_because(shown, say),
        period_name=period_name(shown.returned, say),
        findings=found[:most],
        named=partial(naming, found),
        count=len(found),
        more=len(found) - most,
        errors=sum(each.severity is Severity.ERROR for each in found),
        sheets=list(shown_sheets(shown, blocks)),
        blocks=blocks,
        typed=typed,
        wrong=wrong or [],
        done=_done(asked.get("done"), say),
        notes=notes_of_office(shown, say),
        refused=_refused(shown, say),
        can_mend=any(each.inputs for each in found),
        told=told_now(campaign_of(request), _forms(request), shown.returned),
        elsewhere=_elsewhere(request, shown),
    )


def _done(what: str | None, say: Catalogue) -> str:
    return say(f"page_return.{what}-done") if what in {"mended", "waived"} else ""


def _elsewhere(request: Request, shown: ShownReturn) -> str:
    """The campaign of this office that a form was issued in, of another year perhaps; empty where
    it is of this one, or of none that is known.
    """
    own, found = campaign_of(request).root.name, shown.returned.findings
    code = next((each.data.get("code") for each in found if each.code in ELSEWHERE), None)
    if code is None or not visitor_of(request).here:
        return ""
    desk = desk_of(request)
    for name in desk.names():
        with suppress(OperatorError, OSError):
            if name != own and desk.campaign(name).definition().code == code:
                return name
    return ""


def _state(shown: ShownReturn, say: Catalogue) -> tuple[str, str]:
    """What became of it, and the word for that."""
    if shown.waits:
        return "checking", say("page_receive.waiting")
    return state_of_return(shown.returned, say)


def _refused(shown: ShownReturn, say: Catalogue) -> str:
    """Why nothing of it can be mended on the page; nothing where something can."""
    messages = shown.refused.messages(say) if shown.refused else ()
    return " ".join(each.text for each in messages)


def _because(shown: ShownReturn, say: Catalogue) -> str:
    """Why one way of mending is advised; nothing where there is nothing to mend."""
    why, count = shown.advice.why, shown.advice.cells
    return "" if why is Why.NOTHING else say(f"page_return.why-{why}", count=count)


def _blocks(asked: Mapping[str, str]) -> dict[int, int]:
    """The block of each long sheet that was asked for: ``block-2=3``."""
    found = {}
    for name, text in asked.items():
        number = name.removeprefix("block-")
        if number != name and number.isdecimal() and text.isdecimal() and len(number + text) < 12:
            found[int(number)] = int(text)
    return found


def _download(data: bytes, name: str, kind: str) -> Response:
    """A file under a name of ours, which is plain ASCII or written as RFC 6266 has it."""
    from urllib.parse import quote

    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "cache-control": "no-store",
    }
    return Response(data, media_type=kind, headers=headers)
