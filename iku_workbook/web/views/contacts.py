"""Whom to call at each village: a table to be filled in, or a file to be looked at first."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from iku_workbook.campaign.contacts import (
    Contact,
    contacts_in,
    mistakes,
    put,
    stamp_of,
)
from iku_workbook.campaign.contacts import contacts as known_contacts
from iku_workbook.campaign.office import now
from iku_workbook.errors import OperatorError
from iku_workbook.web.pages import base_of, render, say_for
from iku_workbook.web.request import campaign_of, typed_number, visitor_of

LARGEST = 4 << 20  # bytes: a list as a file, or typed


def contacts(request: Request) -> Response:
    """Every village with its contact, as it is known."""
    return _page(request)


async def keep(request: Request) -> Response:
    """Keep what was typed; of a file show first what it says."""
    async with request.form(max_files=1, max_fields=20_000, max_part_size=LARGEST) as form:
        said = {key: str(value) for key, value in form.items() if isinstance(value, str)}
        file = form.get("file")
        sent = await file.read() if isinstance(file, UploadFile) else b""
    return await run_in_threadpool(_keep, request, said, sent)


def _keep(request: Request, said: Mapping[str, str], sent: bytes) -> Response:
    campaign = campaign_of(request)
    if "look" in said:
        try:
            return _page(request, contacts_in(sent))
        except OperatorError as error:
            return _page(request, error=error)
    typed = {each.code: _typed(said, each.code) for each in campaign.definition().reporting}
    if any(mistakes(typed)):
        return _page(request, typed)
    by, seen = visitor_of(request).name, said.get("instead_of", "")
    try:
        count = put(campaign, typed, by=by, at=now(), instead_of=seen)
    except OperatorError as error:
        return _page(request, typed, error)
    return RedirectResponse(f"{base_of(campaign.root.name)}/contacts?kept={count}", 303)


def _typed(said: Mapping[str, str], code: str) -> Contact:
    return Contact(*(" ".join(said.get(f"{key}-{code}", "").split()) for key in Contact._fields))


def _page(
    request: Request,
    typed: Mapping[str, Contact] | None = None,
    error: OperatorError | None = None,
) -> Response:
    campaign, say = campaign_of(request), say_for(request)
    stamp = stamp_of(campaign)  # before what is shown of it is read
    known, units = known_contacts(campaign), campaign.definition().reporting
    wrong = {(code, key): each.in_words(say) for code, key, each in mistakes(typed or {})}
    told = list(error.messages(say)) if error else []
    kept = request.query_params.get("kept")
    shown = {**known, **(typed or {})}
    return render(
        request,
        "contacts.html",
        422 if error or wrong else 200,
        rows=[
            (each, shown.get(each.code, Contact()), known.get(each.code, Contact()))
            for each in units
        ],
        strange=sorted({*(typed or {})} - {each.code for each in units}),
        wrong=wrong,
        told=told,
        changed=sum(
            shown.get(each.code, Contact()) != known.get(each.code, Contact()) for each in units
        ),
        kept=typed_number(kept) if kept is not None else None,
        stamp=stamp,
    )
