"""Who may ask anything of the page at all: looked at before any view, and for every method.

A page that listens on this computer can be reached by every other page that its browser opens.
So the name that was asked for has to be one of ours (a foreign one is DNS rebinding), what changes
something has to come from a page of ours (as Fetch Metadata and Origin tell,
https://www.w3.org/TR/fetch-metadata/), and whoever asks has to have been let in.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from iku_workbook.web.pages import refusal

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""What a browser may do with a page of ours: nothing that a village's text asks for."""

_SAFE = frozenset({"GET", "HEAD"})
_METHODS = _SAFE | {"POST"}
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


class Guard:
    """Lets a request through to the pages, or answers it with why not."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at one request."""
        if scope["type"] != "http":
            # There are no WebSockets here: nobody is let in by one.
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        why = self._why_not(scope)
        if why is None:
            await self.app(scope, receive, headed)
        else:
            await refusal(Request(scope), why, 403)(scope, receive, headed)

    def _why_not(self, scope: Scope) -> str | None:
        """The key of what is said to whoever is refused; None for who is not."""
        headers = Headers(scope=scope)
        if host_of(headers.get("host", "")) not in self.hosts:
            return "foreign-host"
        if scope["method"] not in _METHODS:
            return "no-method"
        if scope["method"] not in _SAFE and not _from_us(scope, headers):
            return "foreign-form"
        return None


def host_of(header: str) -> str:
    """The name in a Host header, without its port, lower-case: ``[::1]:8808`` is ``::1``."""
    try:
        return (urlsplit(f"//{header}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _from_us(scope: Scope, headers: Headers) -> bool:
    """Whether a form was sent by a page of ours, as browsers tell; what tells nothing is none."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is not None and origin == f"{scope['scheme']}://{headers.get('host', '')}"
