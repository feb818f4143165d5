"""The office's people: who they are, what they answer for, and their links from other machines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from iku_workbook.campaign.office import now
from iku_workbook.campaign.staff import Person, is_name, person_of, put, remove, staff
from iku_workbook.campaign.tokens import end_tokens, make_token, tokens, withdraw
from iku_workbook.errors import OperatorError
from iku_workbook.web.pages import base_of, desk_of, refusal, render, say_for
from iku_workbook.web.request import campaign_of, own_of, typed_number, visitor_of
from iku_workbook.web.server import EVERYWHERE, LOOPBACK


class _Shown(NamedTuple):
    """A token that was made just now, and the address that it opens; it is shown this once."""

    who: str
    link: str


def people(request: Request) -> Response:
    """Everybody on the list."""
    return _shown(request)


async def act(request: Request) -> Response:
    """Add, change or remove a person; make or withdraw a token."""
    async with request.form() as form:
        return await run_in_threadpool(_act, request, form)


def _act(request: Request, form: FormData) -> Response:
    campaign = campaign_of(request)
    by, at = visitor_of(request).name, now()
    what, name = str(form.get("act", "")), str(form.get("who", ""))
    try:
        if what == "put":
            person = Person(
                str(form.get("name", "")),
                str(form.get("section", "")),
                tuple(map(str, form.getlist("indicator"))),
            )
            if person_of(campaign, person.name) is None:  # another of that name had some perhaps
                end_tokens(campaign, person.name, by=by, at=at)
            put(campaign, person, by=by, at=at, instead_of=name or None)
        elif what == "remove":
            end_tokens(campaign, name, by=by, at=at)
            remove(campaign, name, by=by, at=at)
        elif what == "token":
            made = make_token(campaign, name, by=by, at=at)
            return _shown(request, made=_Shown(name, _link(request, made)))
        elif what == "withdraw":
            withdraw(campaign, typed_number(form.get("number")), by=by, at=at)
        else:
            return refusal(request, "bad-request", 400)
    except OperatorError as error:
        typed = {key: str(value) for key, value in form.items()}
        ticked = [str(each) for each in form.getlist("indicator")]
        return _shown(request, 409, error, typed=typed, ticked=ticked)
    return RedirectResponse(f"{base_of(request.path_params['campaign'])}/people", 303)


def _shown(
    request: Request,
    status: int = 200,
    error: OperatorError | None = None,
    made: _Shown | None = None,
    typed: Mapping[str, str] | None = None,
    ticked: list[str] | None = None,
) -> Response:
    campaign, say = campaign_of(request), say_for(request)
    known = staff(campaign)
    hold = [each for each in tokens(campaign) if each.withdrawn is None]
    holding = {one.name: [each for each in hold if is_name(one.name, each.who)] for one in known}
    indicators = campaign.definition().indicators
    return render(
        request,
        "people.html",
        status,
        people=known,
        holding=holding,
        zone=campaign.zone,
        indicators=indicators,
        labels={each.code: each.name for each in indicators},
        made=made,
        reachable=_outside(request) is not None,
        opens=_opens(request),
        wrong=list(error.messages(say)) if error else [],
        typed=typed or {},
        ticked=ticked or [],
    )


def _link(request: Request, token: str) -> str:
    """The address that a token opens, from another machine where the page can be reached there."""
    host = _outside(request) or request.url.hostname or "127.0.0.1"
    shown = f"[{host}]" if ":" in host else host
    port = f":{request.url.port}" if request.url.port else ""
    base = base_of(str(request.path_params["campaign"]))
    return f"http://{shown}{port}{base}/?{urlencode({'token': token})}"


def _opens(request: Request) -> bool | None:
    """Whether other machines will reach the page from the next start on, as far as is known."""
    own = own_of(request)
    return own.host == EVERYWHERE if own is not None else None


def _outside(request: Request) -> str | None:
    """A name by which other machines reach this one; None where the page is for this one alone."""
    found = sorted(desk_of(request).hosts - LOOPBACK, key=lambda each: (":" in each, each))
    asked = request.url.hostname
    return asked if asked in found else next(iter(found), None)
