"""What a person sets for their own browser: the language, and who they are."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from iku_workbook.messages import LANGUAGES
from iku_workbook.safe_text import is_readable
from iku_workbook.web.pages import LANGUAGE_COOKIE, refusal
from iku_workbook.web.request import own_of
from iku_workbook.web.visitor import NAME_COOKIE, keep_cookie


async def language(request: Request) -> Response:
    """Speak another language from now on."""
    async with request.form() as form:
        chosen, back = str(form.get("language", "")), str(form.get("back", "/"))
    response = RedirectResponse(own_address(back), 303)
    if chosen in LANGUAGES:
        keep_cookie(response, LANGUAGE_COOKIE, chosen)
    return response


async def name(request: Request) -> Response:
    """Say who one is: every act bears that name from now on."""
    async with request.form() as form:
        said, back = str(form.get("name", "")), str(form.get("back", "/"))
    words = " ".join(said.split())
    if not is_readable(words):
        return refusal(request, "no-name", 400)
    response = RedirectResponse(own_address(back), 303)
    keep_cookie(response, NAME_COOKIE, words)
    return response


async def others(request: Request) -> Response:
    """Have other computers reach the page from the next start on, or no longer."""
    async with request.form() as form:
        opened, back = form.get("opened") == "1", str(form.get("back", "/"))
    own = own_of(request)
    if own is not None:
        own.open_to_others(opened=opened)
    return RedirectResponse(own_address(back), 303)


def own_address(back: str) -> str:
    """Where a form came from, if that is a page of ours; a redirect leads nowhere else."""
    own = back.startswith("/") and not back.startswith(("//", "/\\"))
    return back if own and back.isprintable() else "/"
