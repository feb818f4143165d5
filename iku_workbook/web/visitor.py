"""Who is at the page: let in by this computer's secret or by a token of one's own.

On the office's own computer a person says who they are; every act bears that name. The secret is
shown once, in the address that ``iku serve`` opens, and kept by the browser from then on.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from iku_workbook.campaign.office import whoever
from iku_workbook.web.pages import desk_of, refusal

PASS_COOKIE, NAME_COOKIE = "iku-pass", "iku-name"
_PASS_QUERY = "pass"
_KEPT = 400 * 24 * 3600  # seconds: the most that browsers keep a cookie
_OPEN = ("/static/", "/health")
"""Addresses that say nothing of any campaign."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: ``name`` is what the record of an act says; ``chosen`` tells whether they said it
    themselves, or it is only what the computer calls its user.
    """

    name: str
    chosen: bool


class Door:
    """Lets in who shows the pass, and tells the pages who it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at one request."""
        if scope["type"] != "http" or scope["path"].startswith(_OPEN):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        secret = desk_of(request).secret
        shown = request.query_params.get(_PASS_QUERY)
        if shown is not None and request.method == "GET" and _same(shown, secret):
            await _let_in(request, secret)(scope, receive, send)
            return
        if not _same(request.cookies.get(PASS_COOKIE, ""), secret):
            await refusal(request, "stranger", 403)(scope, receive, send)
            return
        scope["iku.visitor"] = visitor_of(request)
        await self.app(scope, receive, send)


def visitor_of(request: Request) -> Visitor:
    """Who somebody on the office's own computer is."""
    name = " ".join(unquote(request.cookies.get(NAME_COOKIE, "")).split())
    return Visitor(name or whoever(), bool(name))


def keep_cookie(response: Response, name: str, value: str) -> None:
    """Have the browser keep a value, which no script reads and no other site sends."""
    response.set_cookie(
        name, quote(value), max_age=_KEPT, path="/", httponly=True, samesite="strict"
    )


def _let_in(request: Request, secret: str) -> Response:
    """The same address without the pass, which then stands in no history."""
    kept = request.url.remove_query_params(_PASS_QUERY)
    response = RedirectResponse(kept.path + (f"?{kept.query}" if kept.query else ""), 303)
    keep_cookie(response, PASS_COOKIE, secret)
    return response


def _same(shown: str, secret: str) -> bool:
    return hmac.compare_digest(shown.encode(), secret.encode())
