"""Who is at the page: let in by this computer's secret, or by a token of one's own.

On the office's own computer a person says who they are; from any other the person of the token is
who they are, in the campaign whose token it is and nowhere else. Every act bears that name. Secret
and token are shown once, in the address that leads here, and kept by the browser from then on.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote, unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from iku_workbook.campaign.office import now, whoever
from iku_workbook.campaign.staff import Person
from iku_workbook.campaign.tokens import holder
from iku_workbook.errors import OperatorError
from iku_workbook.web.pages import desk_of, refusal
from iku_workbook.web.passes import Passes

PASS_COOKIE, NAME_COOKIE = "iku-pass", "iku-name"
_TOKEN_COOKIE = "iku-token-{}"
_PASS_QUERY, _TOKEN_QUERY = "pass", "token"
_KEPT = 400 * 24 * 3600  # seconds: the most that browsers keep a cookie
_OPEN = ("/static/", "/health", "/language")
"""Addresses that say nothing of any campaign."""
_OF_A_CAMPAIGN = re.compile(r"/campaigns/([^/]+)(?:/|\Z)")
_WRONG = 1.0  # seconds that whoever shows a wrong pass or token waits for the answer


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks.

    name    what the record of an act says
    chosen  they said it themselves, or their token does; else it is only what the computer calls
            its user
    here    they sit at the office's own computer; else they are who their token says
    """

    name: str
    chosen: bool
    here: bool = True


class Door:
    """Lets in who shows the pass, at this computer, or a token; and tells the pages who it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at one request."""
        if scope["type"] != "http" or scope["path"].startswith(_OPEN):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        answer = await _answer(request)
        if answer is not None:
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)


async def _answer(request: Request) -> Response | None:
    """What is said instead of the page; None for who is let in."""
    shown, token = (request.query_params.get(each) for each in (_PASS_QUERY, _TOKEN_QUERY))
    secret, is_here = desk_of(request).secret, _is_here(request.scope)
    asks = request.method == "GET"
    passes: Passes = request.app.state.passes
    if asks and shown is not None and is_here and passes.takes(secret, shown):
        return _let_in(request, _PASS_QUERY, PASS_COOKIE, secret)
    if is_here and _same(request.cookies.get(PASS_COOKIE, ""), secret):
        request.scope["iku.visitor"] = visitor_here(request)
        return None
    name = _campaign(request)
    kept = token if asks and token is not None else request.cookies.get(_cookie(name), "")
    person = await run_in_threadpool(_holder, request, name, kept) if kept else None
    if person is None:
        if shown is not None or kept:
            await asyncio.sleep(_WRONG)
        return refusal(request, "token-ended" if kept else "stranger", 403)
    if asks and token is not None:
        return _let_in(request, _TOKEN_QUERY, _cookie(name), token)
    request.scope["iku.visitor"] = Visitor(person.name, chosen=True, here=False)
    return None


def visitor_here(request: Request) -> Visitor:
    """Who somebody on the office's own computer is."""
    name = " ".join(unquote(request.cookies.get(NAME_COOKIE, "")).split())
    return Visitor(name or whoever(), bool(name))


def keep_cookie(response: Response, name: str, value: str) -> None:
    """Have the browser keep a value, which no script reads and no other site sends."""
    response.set_cookie(
        name, quote(value), max_age=_KEPT, path="/", httponly=True, samesite="strict"
    )


def _is_here(scope: Scope) -> bool:
    """Whether a request comes from this computer: from a loopback address, or from the address at
    which it came in, which is this computer's own.
    """
    client, server = (scope.get(each) or ("", 0) for each in ("client", "server"))
    try:
        return ip_address(client[0]).is_loopback or client[0] == server[0]
    except ValueError:
        return False


def _campaign(request: Request) -> str:
    """The campaign of the address; empty where it names none of ours."""
    found = _OF_A_CAMPAIGN.match(request.scope["path"])
    return found[1] if found and found[1] in desk_of(request).names() else ""


def _holder(request: Request, name: str, shown: str) -> Person | None:
    """Whose token it is, of the campaign of the address; what cannot be read lets nobody in."""
    if not name:
        return None
    desk = desk_of(request)
    try:
        return holder(desk.campaign(name), unquote(shown), now())
    except (OperatorError, OSError):
        return None


def _cookie(campaign: str) -> str:
    """The name of the cookie for a campaign's token: of each campaign another one."""
    return _TOKEN_COOKIE.format(hashlib.sha256(campaign.encode()).hexdigest()[:12])


def _let_in(request: Request, query: str, cookie: str, value: str) -> Response:
    """The same address without the pass or token, which then stands in no history."""
    kept = request.url.remove_query_params(query)
    response = RedirectResponse(kept.path + (f"?{kept.query}" if kept.query else ""), 303)
    keep_cookie(response, cookie, value)
    return response


def _same(shown: str, secret: str) -> bool:
    return hmac.compare_digest(shown.encode(), secret.encode())
