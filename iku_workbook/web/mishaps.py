"""What went wrong, as a page in plain words: what, where, and what to do; never a traceback."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from iku_workbook.campaign.log import LOG, log_into
from iku_workbook.errors import OperatorError
from iku_workbook.web.pages import again_at, desk_of, refusal, render, say_for

_NOT_THERE = frozenset({"no-such-campaign", "no-unit", "no-receipt"})
_STATUSES = {
    "no-room": 507,
    "upload-large": 413,
    "upload-many": 413,
    "upload-slow": 408,
    "upload-broken": 400,
    "upload-none": 400,
    "clerk": 500,
    "clerk-late": 503,
    "clerk-ended": 503,
    "registry-held": 503,
    "registry-busy": 503,
}
_KNOWN = {403: "not-yours", 404: "no-page", 405: "no-method", 413: "too-large"}


def operator_error(request: Request, error: Exception) -> Response:
    """A mistake that a person can correct."""
    assert isinstance(error, OperatorError | OSError)
    known = OperatorError.of(error)
    said = list(known.messages(say_for(request)))
    again = again_at(request)
    return render(request, "refused.html", status_of(known), again=again, messages=said)


def status_of(error: OperatorError) -> int:
    """The status under which an error is told."""
    return 404 if error.code in _NOT_THERE else _STATUSES.get(error.code, 409)


def http_error(request: Request, error: Exception) -> Response:
    """An address that there is none of, and the like."""
    assert isinstance(error, HTTPException)
    return refusal(request, _KNOWN.get(error.status_code, "bad-request"), error.status_code)


def bug(request: Request, error: Exception) -> Response:
    """What nobody foresaw: it is logged for those who look after the program, in the campaign."""
    name = request.path_params.get("campaign")
    if name in (desk := desk_of(request)).names():
        log_into(desk.campaign(str(name)).root)
    LOG.error("unforeseen at %s", request.url.path, exc_info=error)
    return refusal(request, "bug", 500, kind=type(error).__name__)
